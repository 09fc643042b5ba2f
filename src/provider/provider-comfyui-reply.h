/* provider-comfyui-reply.h: what a ComfyUI server's answers mean. Pure, and every byte is taken as hostile.
 *
 * The server writes Python's JSON: bare NaN and Infinity occur and read as null here. Texts of the server that go into
 * messages are made harmless and cut. */
#pragma once

#include "provider.h"

/* Python's JSON as a tree; @what stands in messages (“ComfyUI's /queue”). LIM_ERROR_PROVIDER: it is no JSON. Transfer full. */
LimJsonDoc *lim_comfyui_parse (GBytes *body, const char *what, GError **error);

/* The answer to POST /prompt. TRUE: @prompt_id (transfer full) is the id the server uses, normally the one we sent.
 * FALSE: the error is made of the answer's node errors and names what is missing and the nearest name the server has. */
gboolean lim_comfyui_read_submit (guint status, GBytes *body, char **prompt_id, LimRenderReply *reply,
                                  GError **error);

typedef enum
{
  LIM_COMFYUI_NOT_THERE, /* unknown or not finished: the queue tells which */
  LIM_COMFYUI_DONE,
  LIM_COMFYUI_FAILED,
} LimComfyuiState;

typedef struct
{
  LimComfyuiState state;
  char *filename, *subfolder, *type; /* with DONE: what /view wants */
  char *message;                     /* with FAILED: what the server says */
} LimComfyuiResult;

void lim_comfyui_result_clear (LimComfyuiResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimComfyuiResult, lim_comfyui_result_clear)

/* The answer to GET /history/@prompt_id. The picture is the first saved by @save_node (NULL: unknown), else the first that any node
 * saved. An entry is judged by its last message, since old servers call some failures a success.
 * FALSE: the answer makes no sense. */
gboolean lim_comfyui_read_history (GBytes *body, const char *prompt_id, const char *save_node,
                                   LimComfyuiResult *result, GError **error);

/* The answer to GET /queue: whether @prompt_id runs or waits in it. FALSE: the answer makes no sense. */
gboolean lim_comfyui_read_queue (GBytes *body, const char *prompt_id, gboolean *waiting, GError **error);

/* The answer to GET /system_stats: version and device, each NULL when the server does not say. Transfer full. */
gboolean lim_comfyui_read_stats (GBytes *body, char **version, char **device, GError **error);
