/* provider-comfyui-private.h: a run's state, and calls to its server. */
#pragma once

#include "base-http.h"
#include "provider.h"
#include "provider-workflow-shelf.h"

#define LIM_COMFYUI_MAX_ANSWER (16u << 20) /* bytes of JSON */

typedef struct
{
  const LimSettings *settings;
  LimWorkflowShelf *shelf;
  char *url;    /* without a final slash */
  char *shown;  /* the same for messages, without a password */
  char *client; /* tag of this run */
  char *device; /* may be NULL */
  LimProviderServer server;
} LimComfy;

/* One call of @path; @json is the body of a POST. NULL: there was no answer. Transfer full. */
LimHttpResponse *lim_comfyui_call (LimComfy *comfy, const char *method, const char *path, GBytes *json,
                                   gsize max_size, GCancellable *cancellable, GError **error);
gboolean lim_comfyui_is_good (const LimHttpResponse *answer); /* 2xx */

/* Fail with the class and the message that every call shares. Return FALSE. */
gboolean lim_comfyui_fail_unreachable (LimComfy *comfy, LimRenderReply *reply, const GError *cause, GError **error);
gboolean lim_comfyui_fail_cancelled (LimRenderReply *reply, GError **error);

/* What the server is to call @source, the file @path: by its bytes, so that the same picture is one file there. Transfer
 * full. */
char *lim_comfyui_source_name (GBytes *source, const char *path);

/* Puts @source into the server's input folder as @name. */
gboolean lim_comfyui_upload (LimComfy *comfy, GBytes *source, const char *name, GCancellable *cancellable,
                             LimRenderReply *reply, GError **error);

/* The methods of the provider's row. */
gboolean lim_comfyui_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);
gboolean lim_comfyui_recover (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);
