/* provider-comfyui-job.c: one image from a ComfyUI server: submit, wait until it is done, fetch.
 *
 * The prompt's id is our job's id, so after a crash on either side the server can be asked what became of it. Only /history
 * and /queue decide that; the socket (provider-comfyui-board.h) says when asking is worth while. Between submitting and
 * having the bytes, trouble (no answer, HTTP 500, something that is no JSON) is waited out for the server's patience;
 * only then is the server given up. */

#include "provider-comfyui-graph.h"
#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"
#include "provider-web.h"

#include <string.h>

#define FETCHES 3u
#define FETCH_PAUSE 0.3 /* seconds */
#define MAX_IMAGE (256u << 20)
#define QUEUE_EVERY 4u /* empty answers of /history before /queue is asked, too */

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
} Job;

static void
job_clear (Job *job)
{
  lim_comfyui_watch_free (job->watch);
  lim_http_session_free (job->line.session);
  lim_json_doc_free (job->doc);
  g_free (job->prompt_id);
  g_free (job->source);
  g_free (job->save_node);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* The submission. FALSE: there is no graph for the recipe, though there was when it was prepared. */
static gboolean
compose_submission (Job *job, LimComfy *comfy, GError **error)
{
  const LimRenderRequest *request = job->request;

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

static GBytes *
write_submission (Job *job)
{
  g_autofree char *client = lim_comfyui_socket_client (job->server->socket, job->request->cancellable);
  g_autofree char *nobody = client == NULL ? g_uuid_string_random () : NULL;
  GString *text = g_string_new (NULL);

  /* Without any id, its progress would go to everybody. */
  lim_json_set_string (lim_json_root (job->doc), "client_id", client != NULL ? client : nobody);
  lim_comfyui_watch_sent (job->watch, client);
  lim_json_append_compact (text, lim_json_root (job->doc));
  return g_string_free_to_bytes (text);
}

static void
restart_clock (Job *job)
{
  double timeout = lim_settings_double (job->server->settings, "timeout");

  job->deadline = g_get_monotonic_time () + (gint64) (timeout * G_USEC_PER_SEC);
}

static gboolean
job_begin (Job *job, LimComfy *comfy, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
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
  restart_clock (job);
  reply->failure = LIM_FAILURE_IMAGE;
  if (!compose_submission (job, comfy, error))
    return FALSE;
  job->watch = lim_comfyui_watch_new (job->server->board, request, job->graph);
  return TRUE;
}

/* -- Trouble -- */

/* After a bad call that began at @since: FALSE when the patience with the server is used up, or the person's. */
static gboolean
wait_out_trouble (Job *job, gint64 since, const GError *cause, GError **error)
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

static gboolean
rest (Job *job, gboolean *alarmed, GError **error)
{
  double interval = lim_settings_double (job->server->settings, "poll-interval");

  if (lim_comfyui_watch_wait (job->watch, interval, alarmed))
    return TRUE;
  return lim_comfyui_fail_cancelled (job->reply, error);
}

/* GET with trouble waited out by the caller's loop. The answer is 2xx, or one that waiting does not better: 400 … 499
 * apart from “wait” and “try again”. */
static LimHttpResponse *
ask (Job *job, const char *path, gsize max_size, LimHttpOutcome *outcome, GError **cause)
{
  g_autoptr (LimHttpResponse) answer = lim_comfyui_call (&job->line, "GET", path, NULL, max_size, outcome, cause);

  job->answered = answer != NULL || outcome->answered;
  if (answer == NULL)
    return NULL;
  if (answer->status < 500 && answer->status != 408 && answer->status != 425 && answer->status != 429)
    return g_steal_pointer (&answer);
  return lim_fail_null (cause, LIM_ERROR_PROVIDER, "HTTP %u", answer->status);
}

/* The same for JSON, where any refusal is trouble. */
static LimHttpResponse *
ask_json (Job *job, const char *path, GError **cause)
{
  LimHttpOutcome outcome;
  g_autoptr (LimHttpResponse) answer = ask (job, path, LIM_COMFYUI_MAX_ANSWER, &outcome, cause);

  if (answer == NULL || lim_comfyui_is_good (answer))
    return g_steal_pointer (&answer);
  return lim_fail_null (cause, LIM_ERROR_PROVIDER, "HTTP %u", answer->status);
}

/* -- What became of it -- */

static gboolean
ask_history (Job *job, LimComfyuiResult *result, GError **cause)
{
  g_autofree char *id = g_uri_escape_string (job->prompt_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/history/", id, NULL);
  g_autoptr (LimHttpResponse) answer = ask_json (job, path, cause);

  return answer != NULL
         && lim_comfyui_read_history (answer->body, job->prompt_id, job->save_node, job->graph, result, cause);
}

/* A prompt that waits for others is not late as long as the queue moves. */
static void
note_place (Job *job, gint ahead)
{
  if (ahead >= 0 && ahead < job->ahead)
    restart_clock (job);
  if (ahead >= 0)
    job->ahead = ahead;
}

/* Whether the job is in the queue or, asked after that, in the history; a job that just ended is in one of both. */
static gboolean
ask_queue_too (Job *job, gboolean *known, LimComfyuiResult *result, GError **cause)
{
  g_autoptr (LimHttpResponse) answer = ask_json (job, "/queue", cause);
  gint ahead;

  if (answer == NULL || !lim_comfyui_read_queue (answer->body, job->prompt_id, &ahead, cause))
    return FALSE;
  note_place (job, ahead);
  *known = ahead >= 0;
  if (*known)
    return TRUE;
  if (!ask_history (job, result, cause))
    return FALSE;
  *known = result->state != LIM_COMFYUI_NOT_THERE;
  return TRUE;
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

/* -- Ends -- */

static gboolean
fail_timeout (Job *job, GError **error)
{
  /* So that it does not hold up those behind it. */
  lim_comfyui_tell_back (&job->line, job->prompt_id, NULL);
  return lim_provider_fail (job->reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER,
                            "ComfyUI at %s did not finish the image in %g seconds (providers.comfyui.timeout in "
                            "limner.yaml)",
                            job->server->shown, lim_settings_double (job->server->settings, "timeout"));
}

static gboolean
fail_lost (Job *job, const char *why, GError **error)
{
  return lim_provider_fail (job->reply, LIM_FAILURE_LOST, error, LIM_ERROR_PROVIDER, "ComfyUI at %s %s",
                            job->server->shown, why);
}

/* TRUE when the state is an end, and then *@well tells which. */
static gboolean
is_end (Job *job, gboolean known, const LimComfyuiResult *result, gboolean *well, GError **error)
{
  gboolean unwell = !known || result->state == LIM_COMFYUI_FAILED;

  *well = result->state == LIM_COMFYUI_DONE;
  if (unwell && lim_comfyui_watch_is_taken_back (job->watch))
    lim_comfyui_fail_cancelled (job->reply, error);
  else if (!known)
    fail_lost (job, "does not know the job; it was restarted, or its queue was cleared", error);
  else if (result->state == LIM_COMFYUI_FOREIGN)
    fail_lost (job, "has another client's image under the job's id", error);
  else if (result->state == LIM_COMFYUI_FAILED)
    lim_provider_fail (job->reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "ComfyUI failed: %s",
                       result->message);
  else
    return *well;
  return TRUE;
}

/* Asks until the job is done, failed, lost or late. */
static gboolean
await (Job *job, LimComfyuiResult *result, GError **error)
{
  gboolean alarmed = FALSE;

  for (guint round = 0;; round++)
    {
      g_autoptr (GError) cause = NULL;
      gint64 since = g_get_monotonic_time ();
      gboolean known = TRUE, well;
      gboolean with_queue = round % QUEUE_EVERY == 0 || alarmed || job->trouble_since != 0;

      if (!look (job, with_queue, &known, result, &cause))
        {
          if (!wait_out_trouble (job, since, cause, error))
            return FALSE;
        }
      else
        {
          job->trouble_since = 0;
          if (is_end (job, known, result, &well, error))
            {
              lim_comfyui_watch_ended (job->watch);
              return well;
            }
        }
      if (g_get_monotonic_time () >= job->deadline)
        return fail_timeout (job, error);
      if (!rest (job, &alarmed, error))
        return FALSE;
    }
}

/* -- Fetching -- */

static char *
view_path (const LimComfyuiResult *result)
{
  g_autofree char *filename = g_uri_escape_string (result->filename, NULL, FALSE);
  g_autofree char *subfolder = g_uri_escape_string (result->subfolder, NULL, FALSE);

  return g_strdup_printf ("/view?filename=%s&subfolder=%s&type=%s", filename, subfolder, result->type);
}

/* The picture's bytes, or the answer that says why not. */
static LimHttpResponse *
download (Job *job, const char *path, GError **error)
{
  for (;;)
    {
      LimHttpOutcome outcome;
      g_autoptr (GError) cause = NULL;
      gint64 since = g_get_monotonic_time ();
      g_autoptr (LimHttpResponse) answer = ask (job, path, MAX_IMAGE, &outcome, &cause);

      if (answer != NULL)
        return g_steal_pointer (&answer);
      if (outcome.too_large)
        {
          lim_provider_fail (job->reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER,
                             "ComfyUI's picture for %s is larger than %u MiB", job->request->asset_id,
                             MAX_IMAGE >> 20);
          return NULL;
        }
      if (!wait_out_trouble (job, since, cause, error) || !rest (job, NULL, error))
        return NULL;
    }
}

/* Servers round a side down to a multiple of 8 or 16. */
static gboolean
is_side (guint found, guint wanted)
{
  return found == wanted || found == wanted - wanted % 8 || found == wanted - wanted % 16;
}

/* An image from words alone has the size that was asked for, or it is not what was asked for. A workflow of the
 * person's own may do with the size what it likes. */
static gboolean
check_size (Job *job, GError **error)
{
  const LimRecipe *recipe = job->request->recipe;
  const LimImageInfo *info = &job->reply->info;

  if (job->source != NULL || (recipe->workflow != NULL && !lim_workflow_is_built_in (recipe->workflow))
      || (is_side (info->width, recipe->width) && is_side (info->height, recipe->height)))
    return TRUE;
  g_clear_pointer (&job->reply->image, g_bytes_unref);
  return lim_provider_fail (job->reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER,
                            "ComfyUI's picture for %s is %u × %u pixels, asked for were %u × %u",
                            job->request->asset_id, info->width, info->height, recipe->width, recipe->height);
}

/* FALSE with @spoiled: bytes came that are not the picture. */
static gboolean
fetch_once (Job *job, const char *path, gboolean *spoiled, GError **error)
{
  g_autofree char *name = g_strdup_printf ("ComfyUI's picture for %s", job->request->asset_id);
  g_autoptr (LimHttpResponse) answer = download (job, path, error);

  if (answer == NULL)
    return FALSE;
  if (answer->status == 404)
    return fail_lost (job, "made the picture but no longer has it", error);
  if (!lim_comfyui_is_good (answer))
    return lim_comfyui_fail_status (answer->status, answer->body, "does not hand out the picture", job->reply, error);
  job->reply->elapsed_ms = (g_get_monotonic_time () - job->start) / 1000;
  *spoiled = !lim_provider_take_image (job->reply, answer->body, name, error) || !check_size (job, error);
  return !*spoiled;
}

/* A picture that arrives spoiled is fetched again: the GPU's work is not thrown away for a hiccup on the way. */
static gboolean
fetch (Job *job, const LimComfyuiResult *result, GError **error)
{
  g_autofree char *path = view_path (result);

  job->reply->device = lim_comfyui_server_device (job->server);
  for (guint n = 1;; n++)
    {
      g_autoptr (GError) cause = NULL;
      gboolean spoiled = FALSE;

      if (fetch_once (job, path, &spoiled, &cause))
        return TRUE;
      if (!spoiled || n == FETCHES || !lim_provider_pause (FETCH_PAUSE, job->request->cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
    }
}

static gboolean
await_and_fetch (Job *job, GError **error)
{
  g_auto (LimComfyuiResult) result = { 0 };

  if (!await (job, &result, error))
    return FALSE;
  lim_render_tell_rendered (job->request);
  return fetch (job, &result, error);
}

/* -- Submitting -- */

/* The server lives and has not got the prompt. */
static gboolean
fail_submitted (Job *job, gboolean answered, const GError *why, GError **error)
{
  /* It may still be on its way. */
  lim_comfyui_tell_back (&job->line, job->prompt_id, NULL);
  if (!answered)
    return lim_comfyui_fail_server (job->server, job->reply, why, error);
  return lim_provider_fail (job->reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "%s", why->message);
}

/* After an answer that tells nothing, or none: the job's id tells whether the prompt arrived. If not, @why is the failure. */
static gboolean
find_submitted (Job *job, gboolean answered, const GError *why, GError **error)
{
  for (;;)
    {
      g_auto (LimComfyuiResult) result = { 0 };
      g_autoptr (GError) cause = NULL;
      gint64 since = g_get_monotonic_time ();
      gboolean known;
      gboolean well = look (job, TRUE, &known, &result, &cause);

      if (well && known)
        return TRUE;
      if (well)
        return fail_submitted (job, answered, why, error);
      if (!wait_out_trouble (job, since, cause, error) || !rest (job, NULL, error))
        return FALSE;
    }
}

static gboolean
take_answer (Job *job, const LimHttpResponse *answer, GError **error)
{
  char *prompt_id;

  if (lim_comfyui_read_submit (answer->status, answer->body, &prompt_id, job->reply, error))
    {
      g_free (job->prompt_id);
      job->prompt_id = prompt_id;
      lim_comfyui_watch_named (job->watch, prompt_id);
      return TRUE;
    }
  job->reply->retry_after_ms = lim_web_retry_after_ms (answer);
  if (lim_comfyui_is_good (answer) && job->reply->failure != LIM_FAILURE_SERVER)
    lim_comfyui_tell_back (&job->line, job->prompt_id, NULL);
  return FALSE;
}

static gboolean
submit (Job *job, GError **error)
{
  g_autoptr (GBytes) body = write_submission (job);
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimHttpResponse) answer =
      lim_comfyui_call (&job->line, "POST", "/prompt", body, LIM_COMFYUI_MAX_ANSWER, NULL, &cause);

  if (answer != NULL && take_answer (job, answer, &cause))
    return TRUE;
  if (g_cancellable_is_cancelled (job->request->cancellable))
    return lim_comfyui_fail_cancelled (job->reply, error);
  if (answer == NULL || job->reply->failure == LIM_FAILURE_SERVER)
    return find_submitted (job, answer != NULL, cause, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
lim_comfyui_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (Job) job = { 0 };

  if (!job_begin (&job, state, request, reply, error))
    return FALSE;
  if (job.source != NULL && !lim_comfyui_upload (&job.line, request->source, job.source, reply, error))
    return FALSE;
  return submit (&job, error) && await_and_fetch (&job, error);
}

gboolean
lim_comfyui_recover (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (Job) job = { 0 };

  return job_begin (&job, state, request, reply, error) && await_and_fetch (&job, error);
}
