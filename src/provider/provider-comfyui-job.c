/* provider-comfyui-job.c: one image from a ComfyUI server: submit, ask until it is done, fetch.
 *
 * The prompt's id is our job's id, so after a crash on either side the server can be asked what became of it. Between
 * submitting and having the bytes, trouble on the wire (no answer, HTTP 500, something that is no JSON) is waited out
 * for `patience` seconds; only then is the server given up. */

#include "provider-comfyui-graph.h"
#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"

#include <string.h>

#define MAX_IMAGE (256u << 20)
#define QUEUE_EVERY 4u /* empty answers of /history before /queue is asked, too */

/* What is under way; times are monotonic microseconds. */
typedef struct
{
  LimComfy *comfy;
  const LimRenderRequest *request;
  LimRenderReply *reply;
  char *prompt_id; /* what the server calls the job */
  char *source;    /* what the server calls the picture it starts from; NULL: none */
  char *save_node; /* of the graph, the node whose picture we want */
  GBytes *submission;
  gint64 start, deadline;
  gint64 trouble_since; /* 0: the last call went well */
  GError *trouble;      /* what the last bad call said */
} Job;

static void
job_clear (Job *job)
{
  g_free (job->prompt_id);
  g_free (job->source);
  g_free (job->save_node);
  g_clear_pointer (&job->submission, g_bytes_unref);
  g_clear_error (&job->trouble);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* The submission's body. An identical graph would be answered from the server's cache with the old file, which may be
 * gone; another name for the file makes it save again. */
static GBytes *
write_submission (Job *job, GError **error)
{
  const LimRenderRequest *request = job->request;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("prompt");
  LimJson *root = lim_json_new_object (doc);
  LimJson *graph = lim_comfyui_graph (job->comfy->shelf, job->comfy->settings, request->recipe, job->source,
                                      request->attempt, doc, &job->save_node, error);

  if (graph == NULL)
    return NULL;
  lim_json_doc_set_root (doc, root);
  lim_json_set (root, "prompt", graph);
  lim_json_set_string (root, "client_id", job->comfy->client);
  lim_json_set_string (root, "prompt_id", request->job_id);

  GString *text = g_string_new (NULL);
  lim_json_append_compact (text, root);
  return g_string_free_to_bytes (text);
}

/* FALSE: there is no graph for the recipe, though there was when it was prepared. */
static gboolean
job_begin (Job *job, LimComfy *comfy, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  double timeout = lim_settings_double (comfy->settings, "timeout");

  job->comfy = comfy;
  job->request = request;
  job->reply = reply;
  job->prompt_id = g_strdup (request->job_id);
  if (request->source != NULL)
    job->source = lim_comfyui_source_name (request->source, request->recipe->source_image);
  job->submission = write_submission (job, error);
  job->start = g_get_monotonic_time ();
  job->deadline = job->start + (gint64) (timeout * G_USEC_PER_SEC);
  reply->failure = LIM_FAILURE_IMAGE;
  return job->submission != NULL;
}

/* After a bad call: FALSE when the server's patience is used up, or the person's, or the time. */
static gboolean
wait_out_trouble (Job *job, GError *cause, GError **error)
{
  gint64 now = g_get_monotonic_time ();
  double patience = lim_settings_double (job->comfy->settings, "patience");

  g_clear_error (&job->trouble);
  job->trouble = cause;
  if (job->trouble_since == 0)
    job->trouble_since = now;
  if (g_cancellable_is_cancelled (job->request->cancellable))
    return lim_comfyui_fail_cancelled (job->reply, error);
  if (now - job->trouble_since >= (gint64) (patience * G_USEC_PER_SEC))
    return lim_comfyui_fail_unreachable (job->comfy, job->reply, job->trouble, error);
  return TRUE;
}

/* GET with trouble waited out by the caller's loop. The answer is 2xx or, with @may_miss, 404. */
static LimHttpResponse *
ask (Job *job, const char *path, gsize max_size, gboolean may_miss, GError **cause)
{
  g_autoptr (LimHttpResponse) answer =
      lim_comfyui_call (job->comfy, "GET", path, NULL, max_size, job->request->cancellable, cause);

  if (answer == NULL)
    return NULL;
  if (lim_comfyui_is_good (answer) || (may_miss && answer->status == 404))
    return g_steal_pointer (&answer);
  return lim_fail_null (cause, LIM_ERROR_PROVIDER, "HTTP %u", answer->status);
}

static gboolean
ask_history (Job *job, LimComfyuiResult *result, GError **cause)
{
  g_autofree char *id = g_uri_escape_string (job->prompt_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/history/", id, NULL);
  g_autoptr (LimHttpResponse) answer = ask (job, path, LIM_COMFYUI_MAX_ANSWER, FALSE, cause);

  return answer != NULL && lim_comfyui_read_history (answer->body, job->prompt_id, job->save_node, result, cause);
}

/* Whether the job is in the queue or, asked after that, in the history; a job that just ended is in one of both. */
static gboolean
ask_queue_too (Job *job, gboolean *known, LimComfyuiResult *result, GError **cause)
{
  g_autoptr (LimHttpResponse) answer = ask (job, "/queue", LIM_COMFYUI_MAX_ANSWER, FALSE, cause);

  if (answer == NULL || !lim_comfyui_read_queue (answer->body, job->prompt_id, known, cause))
    return FALSE;
  if (*known)
    return TRUE;
  if (!ask_history (job, result, cause))
    return FALSE;
  *known = result->state != LIM_COMFYUI_NOT_THERE;
  return TRUE;
}

static void
tell (Job *job, const char *path, const char *format)
{
  g_autofree char *text = g_strdup_printf (format, job->request->job_id);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (LimHttpResponse) answer =
      lim_comfyui_call (job->comfy, "POST", path, body, LIM_COMFYUI_MAX_ANSWER, job->request->cancellable, NULL);
}

/* So that a job that took too long does not hold up those behind it. Whether it helps is not asked. */
static void
take_back (Job *job)
{
  tell (job, "/queue", "{\"delete\":[\"%s\"]}");
  tell (job, "/interrupt", "{\"prompt_id\":\"%s\"}");
}

static gboolean
fail_timeout (Job *job, GError **error)
{
  take_back (job);
  return lim_provider_fail (job->reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER,
                            "ComfyUI at %s did not finish the image in %g seconds (providers.comfyui.timeout in "
                            "limner.yaml)",
                            job->comfy->shown, lim_settings_double (job->comfy->settings, "timeout"));
}

static gboolean
fail_lost (Job *job, GError **error)
{
  return lim_provider_fail (job->reply, LIM_FAILURE_LOST, error, LIM_ERROR_PROVIDER,
                            "ComfyUI at %s does not know the job; it was restarted, or its queue was cleared",
                            job->comfy->shown);
}

/* One round of asking. FALSE with @cause: trouble on the wire. */
static gboolean
look (Job *job, gboolean with_queue, gboolean *known, LimComfyuiResult *result, GError **cause)
{
  *known = TRUE;
  if (!ask_history (job, result, cause))
    return FALSE;
  if (result->state == LIM_COMFYUI_NOT_THERE && with_queue)
    return ask_queue_too (job, known, result, cause);
  return TRUE;
}

/* Asks until the job is done, failed, lost or late. */
static gboolean
await (Job *job, LimComfyuiResult *result, GError **error)
{
  double interval = lim_settings_double (job->comfy->settings, "poll-interval");

  for (guint round = 0;; round++)
    {
      GError *cause = NULL;
      gboolean known = TRUE;
      gboolean well = look (job, round % QUEUE_EVERY == 0 || job->trouble_since != 0, &known, result, &cause);

      if (!well && !wait_out_trouble (job, cause, error))
        return FALSE;
      if (well)
        job->trouble_since = 0;
      if (well && !known)
        return fail_lost (job, error);
      if (well && result->state == LIM_COMFYUI_DONE)
        return TRUE;
      if (well && result->state == LIM_COMFYUI_FAILED)
        return lim_provider_fail (job->reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "ComfyUI failed: %s",
                                  result->message);
      if (g_get_monotonic_time () >= job->deadline)
        return fail_timeout (job, error);
      if (!lim_provider_pause (interval, job->request->cancellable))
        return lim_comfyui_fail_cancelled (job->reply, error);
    }
}

static char *
view_path (const LimComfyuiResult *result)
{
  g_autofree char *filename = g_uri_escape_string (result->filename, NULL, FALSE);
  g_autofree char *subfolder = g_uri_escape_string (result->subfolder, NULL, FALSE);

  return g_strdup_printf ("/view?filename=%s&subfolder=%s&type=%s", filename, subfolder, result->type);
}

static gboolean
fetch (Job *job, const LimComfyuiResult *result, GError **error)
{
  double interval = lim_settings_double (job->comfy->settings, "poll-interval");
  g_autofree char *path = view_path (result);
  g_autofree char *name = g_strdup_printf ("ComfyUI's picture for %s", job->request->asset_id);
  g_autoptr (LimHttpResponse) answer = NULL;
  GError *cause = NULL;

  while ((answer = ask (job, path, MAX_IMAGE, TRUE, &cause)) == NULL)
    {
      if (!wait_out_trouble (job, g_steal_pointer (&cause), error))
        return FALSE;
      if (!lim_provider_pause (interval, job->request->cancellable))
        return lim_comfyui_fail_cancelled (job->reply, error);
    }
  if (answer->status == 404)
    return lim_provider_fail (job->reply, LIM_FAILURE_LOST, error, LIM_ERROR_PROVIDER,
                              "ComfyUI at %s made the picture but no longer has it", job->comfy->shown);
  job->reply->device = g_strdup (job->comfy->device);
  job->reply->elapsed_ms = (g_get_monotonic_time () - job->start) / 1000;
  return lim_provider_take_image (job->reply, answer->body, name, error);
}

static gboolean
await_and_fetch (Job *job, GError **error)
{
  g_auto (LimComfyuiResult) result = { 0 };

  return await (job, &result, error) && fetch (job, &result, error);
}

/* “Retry-After: 7”, in milliseconds; 0 when it is not said in seconds. */
static gint64
read_retry_after (const LimHttpResponse *answer)
{
  const char *text = g_hash_table_lookup (answer->headers, "retry-after");
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, 86400, &seconds, NULL))
    return 0;
  return (gint64) seconds * 1000;
}

gboolean
lim_comfyui_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (Job) job = { 0 };
  g_autoptr (LimHttpResponse) answer = NULL;
  g_autoptr (GError) cause = NULL;

  if (!job_begin (&job, state, request, reply, error))
    return FALSE;
  if (job.source != NULL
      && !lim_comfyui_upload (job.comfy, request->source, job.source, request->cancellable, reply, error))
    return FALSE;
  answer = lim_comfyui_call (job.comfy, "POST", "/prompt", job.submission, LIM_COMFYUI_MAX_ANSWER,
                             request->cancellable, &cause);
  if (answer == NULL && g_cancellable_is_cancelled (request->cancellable))
    return lim_comfyui_fail_cancelled (reply, error);
  if (answer == NULL) /* perhaps only the answer got lost and not the question: the job's id will tell */
    return await_and_fetch (&job, error);

  char *prompt_id = NULL;
  if (!lim_comfyui_read_submit (answer->status, answer->body, &prompt_id, reply, error))
    {
      reply->retry_after_ms = read_retry_after (answer);
      return FALSE;
    }
  g_free (job.prompt_id);
  job.prompt_id = prompt_id;
  return await_and_fetch (&job, error);
}

gboolean
lim_comfyui_recover (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (Job) job = { 0 };

  return job_begin (&job, state, request, reply, error) && await_and_fetch (&job, error);
}
