/* provider-comfyui-private.h: a run's state, its servers, and calls to them. */
#pragma once

#include "base-http.h"
#include "provider-comfyui-catalogue.h"
#include "provider-comfyui-socket.h"
#include "provider.h"
#include "provider-workflow-shelf.h"

#define LIM_COMFYUI_MAX_ANSWER (16u << 20) /* bytes of JSON */

/* One server. Calls may come from several threads at once: what changes stands under `lock`. */
typedef struct
{
  const LimSettings *settings;
  char *url;              /* without a final slash; may hold a password */
  char *shown;            /* the same for messages, without user and password; no two servers have the same */
  double patience;        /* seconds that it may be in trouble before it is given up */
  guint timeout;          /* seconds of silence in one call */
  LimComfyBoard *board;   /* where its jobs wait */
  LimComfySocket *socket; /* what they hear */
  GMutex lock;
  char *device;  /* under `lock`; NULL: it did not say */
  GMutex asking; /* over what follows, and while it is fetched */
  gboolean asked;
  LimCatalogue *catalogue; /* NULL: it shows none */
} LimComfyServer;

/* @text is an address; @where stands in messages (“providers.comfyui.url in limner.yaml”). NULL: it is none. Transfer full. */
LimComfyServer *lim_comfyui_server_new (const LimSettings *settings, const char *text, const char *where,
                                        GError **error);
void lim_comfyui_server_free (LimComfyServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimComfyServer, lim_comfyui_server_free)

/* Says that others can take over: it is given up sooner, unless the settings say how patient to be. */
void lim_comfyui_server_is_one_of_many (LimComfyServer *server);

char *lim_comfyui_server_device (LimComfyServer *server); /* Transfer full. */
void lim_comfyui_server_set_device (LimComfyServer *server, const char *device);

/* The state of a run. */
typedef struct
{
  const LimSettings *settings;
  LimWorkflowShelf *shelf;
  GPtrArray *servers; /* (element-type LimComfyServer) */
  GArray *rows;       /* (element-type LimProviderServer), the same in the words of the contract */
} LimComfy;

LimComfyServer *lim_comfyui_nth (LimComfy *comfy, guint server);

/* A row of calls to one server by one thread. @session may be NULL: each call has a connection of its own. */
typedef struct
{
  LimComfyServer *server;
  LimHttpSession *session;
  GCancellable *cancellable;
} LimComfyLine;

/* One call of @path; @json is the body of a POST. NULL: no answer; @outcome (may be NULL) tells how far it came. Transfer
 * full. */
LimHttpResponse *lim_comfyui_call (const LimComfyLine *line, const char *method, const char *path, GBytes *json,
                                   gsize max_size, LimHttpOutcome *outcome, GError **error);
gboolean lim_comfyui_is_good (const LimHttpResponse *answer); /* 2xx */

/* Fail with the class and the message that every call shares. Return FALSE. */
gboolean lim_comfyui_fail_unreachable (LimComfyServer *server, LimRenderReply *reply, const GError *cause,
                                       GError **error);
gboolean lim_comfyui_fail_server (LimComfyServer *server, LimRenderReply *reply, const GError *cause, GError **error);
gboolean lim_comfyui_fail_cancelled (LimRenderReply *reply, GError **error);

/* What the server is to call @source, the file @path: by its bytes, so that the same picture is one file there. Transfer
 * full. */
char *lim_comfyui_source_name (GBytes *source, const char *path);

/* Puts @source into the server's input folder as *@name, which becomes what the server calls it then. */
gboolean lim_comfyui_upload (const LimComfyLine *line, GBytes *source, char **name, LimRenderReply *reply,
                             GError **error);

/* One word to the server about taking @prompt_id back; whether it helps is another question. FALSE: nobody heard it. */
gboolean lim_comfyui_tell_back (const LimComfyLine *line, const char *prompt_id, GError **error);

/* So that the next check fetches it again. */
void lim_comfyui_forget_catalogue (LimComfyServer *server);

/* Spells the names of models in @graph as @server does, as far as its catalogue is known. */
void lim_comfyui_respell (LimComfyServer *server, LimJson *graph);

/* The methods of the provider's row. */
gboolean lim_comfyui_check (gpointer state, guint server, const LimRecipe *recipe, GCancellable *cancellable,
                            GError **error);
gboolean lim_comfyui_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);
gboolean lim_comfyui_recover (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);
gboolean lim_comfyui_cancel (gpointer state, guint server, const char *job_id, GCancellable *cancellable,
                             GError **error);
