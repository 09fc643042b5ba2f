/* provider-comfyui-job.h: one image on its way through a ComfyUI server, and the steps it takes. */
#pragma once

#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"

/* What is under way; times are monotonic microseconds. */
typedef struct
{
  LimComfyServer *server;
  const LimRenderRequest *request;
  LimRenderReply *reply;
  LimComfyLine line; /* with a connection that is kept for all its questions */
  LimComfyWatch *watch;
  LimJsonDoc *doc; /* the submission */
  const LimJson *graph;
  char *prompt_id; /* what the server calls the job */
  char *source;    /* what the server calls the picture it starts from; NULL: none */
  char *save_node; /* of the graph, the node whose picture we want */
  gint64 start, deadline;
  gint ahead;           /* prompts before it in the queue, when it was asked last; G_MAXINT: not yet */
  gint64 trouble_since; /* 0: the last call went well */
  gboolean answered;    /* the last bad call had an answer */
} LimComfyJob;

/* All of these return FALSE or NULL with @error, and most set the reply's failure with it. */

/* -- The steps -- */

/* TRUE: the server has the prompt. */
gboolean lim_comfyui_submit (LimComfyJob *job, GError **error);

/* Asks until the job is done (TRUE, and @result tells where the picture lies), failed, lost or late. */
gboolean lim_comfyui_await (LimComfyJob *job, LimComfyuiResult *result, GError **error);

/* TRUE: the reply holds the picture. */
gboolean lim_comfyui_fetch (LimComfyJob *job, const LimComfyuiResult *result, GError **error);

/* -- What they share -- */

/* GET with trouble waited out by the caller's loop. The answer is 2xx, or one that waiting does not better: 400 … 499
 * apart from “wait” and “try again”. NULL with @cause: trouble. Transfer full. */
LimHttpResponse *lim_comfyui_job_ask (LimComfyJob *job, const char *path, gsize max_size, LimHttpOutcome *outcome,
                                      GError **cause);

/* After a bad call that began at @since: FALSE when the patience with the server is used up, or the person's. */
gboolean lim_comfyui_job_wait_out (LimComfyJob *job, gint64 since, const GError *cause, GError **error);

/* A pause between two questions. @alarmed as in lim_comfyui_watch_wait(). FALSE: the person cancelled. */
gboolean lim_comfyui_job_rest (LimComfyJob *job, gboolean *alarmed, GError **error);

/* One round of asking what became of it, in /history and, @with_queue, in /queue: *@known, whether it is in one of them.
 * FALSE with @cause: trouble on the wire. */
gboolean lim_comfyui_job_look (LimComfyJob *job, gboolean with_queue, gboolean *known, LimComfyuiResult *result,
                               GError **cause);

/* The time for the image begins again. */
void lim_comfyui_job_restart_clock (LimComfyJob *job);

/* “ComfyUI at … @why”. Returns FALSE. */
gboolean lim_comfyui_job_fail_lost (LimComfyJob *job, const char *why, GError **error);
