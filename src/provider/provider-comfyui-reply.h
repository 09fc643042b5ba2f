/* provider-comfyui-reply.h: what a ComfyUI server's answers mean. Pure, and every byte is taken as hostile.
 *
 * The server writes Python's JSON: bare NaN and Infinity occur and read as null here. Texts of the server that go into
 * messages are made harmless and cut. */
#pragma once

#include "provider.h"

/* What we call pictures that we upload: this, and so many digits of their hash. */
#define LIM_COMFYUI_UPLOADED "limner_"
#define LIM_COMFYUI_UPLOADED_DIGITS 32

/* Python's JSON as a tree; @what stands in messages (“ComfyUI's /queue”). LIM_ERROR_PROVIDER: it is no JSON. Transfer full. */
LimJsonDoc *lim_comfyui_parse (GBytes *body, const char *what, GError **error);

/* Fails with what HTTP @status, which is not 2xx, means for the batch: @body tells why, @refused stands where the server has
 * no general trouble (“refused the workflow”). Returns FALSE. */
gboolean lim_comfyui_fail_status (guint status, GBytes *body, const char *refused, LimRenderReply *reply,
                                  GError **error);

/* The answer to POST /prompt. TRUE: @prompt_id (transfer full) is the id the server uses, normally the one we sent.
 * FALSE: the error is made of the answer's node errors and names what is missing and the nearest name the server has; with
 * LIM_FAILURE_SERVER the answer made no sense, and the prompt may be in the queue all the same; with @status 2xx and any other
 * failure a part of it is. */
gboolean lim_comfyui_read_submit (guint status, GBytes *body, char **prompt_id, LimRenderReply *reply,
                                  GError **error);

typedef enum
{
  LIM_COMFYUI_NOT_THERE, /* unknown or not finished: the queue tells which */
  LIM_COMFYUI_DONE,
  LIM_COMFYUI_FAILED,
  LIM_COMFYUI_FOREIGN, /* somebody else's prompt has our id */
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
 * saved. An entry is judged by its last message, since old servers call some failures a success. An entry whose graph is
 * another than @graph (NULL: unknown) is FOREIGN; see lim_comfyui_same_graph().
 * FALSE: the answer makes no sense. */
gboolean lim_comfyui_read_history (GBytes *body, const char *prompt_id, const char *save_node, const LimJson *graph,
                                   LimComfyuiResult *result, GError **error);

/* Whether @theirs, as a server tells it, can be @ours as it was sent. Servers write numbers in their own spelling, turn 7 into
 * 7.0 or "7", and add members and nodes of their own: all that counts is that each of our nodes is there with its class
 * and its inputs. The name for the saved file does not count, as it tells how often and not what was asked for, nor does
 * that of a picture we uploaded, since the server may have chosen another. */
gboolean lim_comfyui_same_graph (const LimJson *ours, const LimJson *theirs);

/* The answer to GET /queue: *@ahead is how many prompts come before @prompt_id, 0 when it is running, -1 when it is not
 * in the queue. FALSE: the answer makes no sense. */
gboolean lim_comfyui_read_queue (GBytes *body, const char *prompt_id, gint *ahead, GError **error);

/* The answer to GET /system_stats: version and device, each NULL when the server does not say. Transfer full. */
gboolean lim_comfyui_read_stats (GBytes *body, char **version, char **device, GError **error);
