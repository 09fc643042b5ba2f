/* provider-comfyui-job.c: one image from a ComfyUI server: submit, wait until it is done, fetch; and what these share.
 *
 * The prompt's id is our job's id, so after a crash on either side the server can be asked what became of it. Only /history
 * and /queue decide that; the socket (provider-comfyui-board.h) says when asking is worth while. Between submitting and
 * having the bytes, trouble (no answer, HTTP 500, something that is no JSON) is waited out for the server's patience;
 * only then is the server given up. */

#include "provider-comfyui-job.h"

#include "provider-comfyui-graph.h"

#include <string.h>

static void
job_clear (LimComfyJob *job)
{
  lim_comfyui_watch_free (job->watch);
  lim_http_session_free (job->line.session);
  lim_json_doc_free (job->doc);
  g_free (job->prompt_id);
  g_free (job->source);
  g_free (job->save_node);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimComfyJob, job_clear)

void
lim_comfyui_job_restart_clock (LimComfyJob *job)
{
  double timeout = lim_settings_double (job->server->settings, "timeout");

  job->deadline = g_get_monotonic_time () + (gint64) (timeout * G_USEC_PER_SEC);
}

/* The submission. FALSE: there is no graph for the recipe, though there was when it was prepared. */
static gboolean
job_compose (LimComfyJob *job, LimComfy *comfy, GError **error)
{
  const LimRenderRequest *request = job->request;

  g_clear_pointer (&job->doc, lim_json_doc_free);
  g_clear_pointer (&job->save_node, g_free);
  job->doc = lim_json_doc_new ("prompt");
  LimJson *root = lim_json_new_object (job->doc);
  LimJson *graph = lim_comfyui_graph (comfy->shelf, comfy->settings, request->recipe, job->source, request->attempt,
                                      job->doc, &job->save_node, error);

  if (graph == NULL)
    return FALSE;
  lim_comfyui_respell (job->server, graph);
  lim_json_doc_set_root (job->doc, root);
  lim_json_set (root, "prompt", graph);
  lim_json_set_string (root, "prompt_id", request->job_id);
  job->graph = graph;
  return TRUE;
}

static gboolean
job_begin (LimComfyJob *job, LimComfy *comfy, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  job->server = lim_comfyui_nth (comfy, request->server);
  job->request = request;
  job->reply = reply;
  job->line = (LimComfyLine){ job->server, lim_http_session_new (), request->cancellable };
  job->prompt_id = g_strdup (request->job_id);
  if (request->source != NULL)
    job->source = lim_comfyui_source_name (request->source, request->recipe->source_image);
  job->start = g_get_monotonic_time ();
  job->ahead = G_MAXINT;
  lim_comfyui_job_restart_clock (job);
  reply->failure = LIM_FAILURE_IMAGE;
  if (!job_compose (job, comfy, error))
    return FALSE;
  job->watch = lim_comfyui_watch_new (job->server->board, request, job->graph);
  return TRUE;
}

/* A server that has another picture of that name gives ours a new one, and the graph must ask for it. */
static gboolean
put_source (LimComfyJob *job, LimComfy *comfy, GError **error)
{
  g_autofree char *wanted = g_strdup (job->source);

  if (wanted == NULL)
    return TRUE;
  if (!lim_comfyui_upload (&job->line, job->request->source, &job->source, job->reply, error))
    return FALSE;
  return strcmp (job->source, wanted) == 0 || job_compose (job, comfy, error);
}

/* -- What the steps share -- */

gboolean
lim_comfyui_job_wait_out (LimComfyJob *job, gint64 since, const GError *cause, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (job->trouble_since == 0)
    job->trouble_since = since;
  if (g_cancellable_is_cancelled (job->request->cancellable))
    return lim_comfyui_fail_cancelled (job->reply, error);
  if (now - job->trouble_since < (gint64) (job->server->patience * G_USEC_PER_SEC))
    return TRUE;
  return job->answered ? lim_comfyui_fail_server (job->server, job->reply, cause, error)
                       : lim_comfyui_fail_unreachable (job->server, job->reply, cause, error);
}

gboolean
lim_comfyui_job_rest (LimComfyJob *job, gboolean *alarmed, GError **error)
{
  double interval = lim_settings_double (job->server->settings, "poll-interval");

  if (lim_comfyui_watch_wait (job->watch, interval, alarmed))
    return TRUE;
  return lim_comfyui_fail_cancelled (job->reply, error);
}

LimHttpResponse *
lim_comfyui_job_ask (LimComfyJob *job, const char *path, gsize max_size, LimHttpOutcome *outcome, GError **cause)
{
  g_autoptr (LimHttpResponse) answer = lim_comfyui_call (&job->line, "GET", path, NULL, max_size, outcome, cause);

  job->answered = answer != NULL || outcome->answered;
  if (answer == NULL)
    return NULL;
  if (answer->status < 500 && answer->status != 408 && answer->status != 425 && answer->status != 429)
    return g_steal_pointer (&answer);
  return lim_fail_null (cause, LIM_ERROR_PROVIDER, "HTTP %u", answer->status);
}

gboolean
lim_comfyui_job_fail_lost (LimComfyJob *job, const char *why, GError **error)
{
  return lim_provider_fail (job->reply, LIM_FAILURE_LOST, error, LIM_ERROR_PROVIDER, "ComfyUI at %s %s",
                            job->server->shown, why);
}

/* -- All of it -- */

static gboolean
await_and_fetch (LimComfyJob *job, GError **error)
{
  g_auto (LimComfyuiResult) result = { 0 };

  if (!lim_comfyui_await (job, &result, error))
    return FALSE;
  lim_render_tell_rendered (job->request);
  return lim_comfyui_fetch (job, &result, error);
}

gboolean
lim_comfyui_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (LimComfyJob) job = { 0 };

  return job_begin (&job, state, request, reply, error) && put_source (&job, state, error)
         && lim_comfyui_submit (&job, error) && await_and_fetch (&job, error);
}

gboolean
lim_comfyui_recover (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (LimComfyJob) job = { 0 };

  return job_begin (&job, state, request, reply, error) && await_and_fetch (&job, error);
}
