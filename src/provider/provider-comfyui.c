/* provider-comfyui.c: a ComfyUI server as an image maker, over plain HTTP: submit, ask until it is done, fetch.
 *
 * The prompt's id is our job's id, so after a crash on either side the server can be asked what became of it. Between
 * submitting and having the bytes, trouble on the wire (no answer, HTTP 500, something that is no JSON) is waited out
 * for `patience` seconds; only then is the server given up. */

#include "provider-comfyui-graph.h"
#include "provider-comfyui-reply.h"
#include "provider-http.h"

#include <string.h>

#define MAX_ANSWER (16u << 20) /* bytes of JSON */
#define MAX_IMAGE (256u << 20)
#define CALL_TIMEOUT 30u /* seconds of silence in one call; a job's own limit is the `timeout` option */
#define QUEUE_EVERY 4u   /* empty answers of /history before /queue is asked, too */

static const LimOptionRow comfyui_options[] = {
  { .name = "url",
    .type = LIM_OPTION_STRING,
    .fallback = "http://127.0.0.1:8188",
    .placeholder = "URL",
    .help = "where the server is; the environment's COMFY_URL wins" },
  { .name = "timeout",
    .type = LIM_OPTION_DOUBLE,
    .min = 0.01,
    .max = 86400,
    .fallback = "600",
    .placeholder = "SECONDS",
    .help = "longest wait for one image" },
  { .name = "poll-interval",
    .type = LIM_OPTION_DOUBLE,
    .min = 0.01,
    .max = 60,
    .fallback = "0.5",
    .placeholder = "SECONDS",
    .help = "pause between two questions whether an image is done" },
  { .name = "patience",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 3600,
    .fallback = "30",
    .placeholder = "SECONDS",
    .help = "how long a server that stopped answering is given to come back" },
  { .name = "checkpoint",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "model for recipes that name none" },
  { .name = "sampler",
    .type = LIM_OPTION_STRING,
    .fallback = "euler",
    .placeholder = "NAME",
    .help = "sampler for recipes that name none" },
  { .name = "scheduler",
    .type = LIM_OPTION_STRING,
    .fallback = "normal",
    .placeholder = "NAME",
    .help = "scheduler for recipes that name none" },
  { .name = "filename-prefix",
    .type = LIM_OPTION_STRING,
    .fallback = "limner",
    .placeholder = "TEXT",
    .help = "how its copies are called in the server's own output folder" },
  { 0 },
};

typedef struct
{
  const LimSettings *settings;
  char *url;    /* without a final slash */
  char *shown;  /* the same for messages, without a password */
  char *client; /* tag of this run */
  char *device; /* may be NULL */
  LimHttp *http;
} Comfy;

static void
comfyui_close (gpointer state)
{
  Comfy *comfy = state;

  g_clear_pointer (&comfy->http, lim_http_free);
  g_free (comfy->url);
  g_free (comfy->shown);
  g_free (comfy->client);
  g_free (comfy->device);
  g_free (comfy);
}

static gboolean
read_url (Comfy *comfy, GError **error)
{
  const char *environment = g_getenv ("COMFY_URL");
  gboolean named = environment != NULL && *environment != '\0';
  const char *text = named ? environment : lim_settings_string (comfy->settings, "url");
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s must be an address like http://127.0.0.1:8188, found “%s”",
                     named ? "the environment's COMFY_URL" : "providers.comfyui.url in limner.yaml", text);
  comfy->url = g_strdup (text);
  while (g_str_has_suffix (comfy->url, "/"))
    comfy->url[strlen (comfy->url) - 1] = '\0';
  comfy->shown = g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD);
  return TRUE;
}

static gpointer
comfyui_open (const LimSettings *settings, GError **error)
{
  Comfy *comfy = g_new0 (Comfy, 1);

  comfy->settings = settings;
  comfy->client = g_uuid_string_random ();
  if (!read_url (comfy, error))
    {
      comfyui_close (comfy);
      return NULL;
    }
  comfy->http = lim_http_new (CALL_TIMEOUT);
  return comfy;
}

/* -- Calls -- */

typedef struct
{
  guint status;
  GBytes *body;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->body, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
call (Comfy *comfy, const char *method, const char *path, GBytes *json, gsize max_size, GCancellable *cancellable,
      Answer *answer, GError **error)
{
  g_autofree char *url = g_strconcat (comfy->url, path, NULL);

  answer_clear (answer);
  return lim_http_call (comfy->http, method, url, json, max_size, cancellable, &answer->status, &answer->body, error);
}

static gboolean
is_good (const Answer *answer)
{
  return answer->status >= 200 && answer->status <= 299;
}

static gboolean
fail_unreachable (Comfy *comfy, LimRenderReply *reply, const GError *cause, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                            "cannot reach ComfyUI at %s: %s. Start it there, or set providers.comfyui.url in "
                            "limner.yaml or the environment's COMFY_URL",
                            comfy->shown, cause->message);
}

static gboolean
fail_cancelled (LimRenderReply *reply, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
}

/* Sleeps; FALSE when it was cut short by cancelling. */
static gboolean
pause_for (double seconds, GCancellable *cancellable)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_usleep ((gulong) (seconds * G_USEC_PER_SEC));
      return !g_cancellable_is_cancelled (cancellable);
    }
  g_poll (&fd, 1, (int) (seconds * 1000) + 1);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

static gboolean
comfyui_probe (gpointer state, GCancellable *cancellable, char **about, GError **error)
{
  Comfy *comfy = state;
  g_auto (LimRenderReply) reply = { 0 };
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) cause = NULL;
  g_autofree char *version = NULL;
  g_autofree char *device = NULL;

  if (!call (comfy, "GET", "/system_stats", NULL, MAX_ANSWER, cancellable, &answer, &cause))
    return g_cancellable_is_cancelled (cancellable) ? fail_cancelled (&reply, error)
                                                    : fail_unreachable (comfy, &reply, cause, error);
  if (!is_good (&answer))
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "%s answers /system_stats with HTTP %u; is it really a ComfyUI server?", comfy->shown,
                     answer.status);
  if (!lim_comfyui_read_stats (answer.body, &version, &device, error))
    return FALSE;

  g_free (comfy->device);
  comfy->device = g_steal_pointer (&device);
  *about = g_strdup_printf ("ComfyUI %s at %s, %s", version != NULL ? version : "of unknown version", comfy->shown,
                            comfy->device != NULL ? comfy->device : "device unknown");
  return TRUE;
}

static void
fill (char **text, const char *fallback)
{
  if (*text == NULL || **text == '\0')
    {
      g_free (*text);
      *text = g_strdup (fallback);
    }
}

static gboolean
comfyui_prepare (gpointer state, LimRecipe *recipe, GError **error)
{
  Comfy *comfy = state;

  fill (&recipe->checkpoint, lim_settings_string (comfy->settings, "checkpoint"));
  fill (&recipe->sampler, lim_settings_string (comfy->settings, "sampler"));
  fill (&recipe->scheduler, lim_settings_string (comfy->settings, "scheduler"));
  if (recipe->checkpoint == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "no checkpoint is named; ComfyUI needs one. Set defaults.checkpoint in the pack or "
                     "providers.comfyui.checkpoint in limner.yaml");
  if (recipe->width < 16 || recipe->height < 16)
    return lim_fail (
        error, LIM_ERROR_BAD_INPUT,
        "ComfyUI makes images from 16 pixels a side on, found %u × %u; change the pack's width and height",
        recipe->width, recipe->height);
  return TRUE;
}

/* -- One job -- */

/* What is under way; times are monotonic microseconds. */
typedef struct
{
  Comfy *comfy;
  const LimRenderRequest *request;
  LimRenderReply *reply;
  char *prompt_id; /* what the server calls the job */
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
  g_free (job->save_node);
  g_clear_pointer (&job->submission, g_bytes_unref);
  g_clear_error (&job->trouble);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* The submission's body. An identical graph would be answered from the server's cache with the old file, which may be
 * gone; another name for the file makes it save again. */
static GBytes *
write_submission (Job *job)
{
  const LimRenderRequest *request = job->request;
  const char *prefix = lim_settings_string (job->comfy->settings, "filename-prefix");
  g_autofree char *again = request->attempt > 0 ? g_strdup_printf ("%s_r%u", prefix, request->attempt) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("prompt");
  LimJson *root = lim_json_new_object (doc);

  lim_json_doc_set_root (doc, root);
  lim_json_set (root, "prompt",
                lim_comfyui_graph (doc, request->recipe, again != NULL ? again : prefix, &job->save_node));
  lim_json_set_string (root, "client_id", job->comfy->client);
  lim_json_set_string (root, "prompt_id", request->job_id);

  GString *text = g_string_new (NULL);
  lim_json_append_compact (text, root);
  return g_string_free_to_bytes (text);
}

static void
job_begin (Job *job, Comfy *comfy, const LimRenderRequest *request, LimRenderReply *reply)
{
  double timeout = lim_settings_double (comfy->settings, "timeout");

  job->comfy = comfy;
  job->request = request;
  job->reply = reply;
  job->prompt_id = g_strdup (request->job_id);
  job->submission = write_submission (job);
  job->start = g_get_monotonic_time ();
  job->deadline = job->start + (gint64) (timeout * G_USEC_PER_SEC);
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
    return fail_cancelled (job->reply, error);
  if (now - job->trouble_since >= (gint64) (patience * G_USEC_PER_SEC))
    return fail_unreachable (job->comfy, job->reply, job->trouble, error);
  return TRUE;
}

/* GET with trouble waited out by the caller's loop. TRUE: @answer is 2xx or, with @may_miss, 404. */
static gboolean
ask (Job *job, const char *path, gsize max_size, gboolean may_miss, Answer *answer, GError **cause)
{
  if (!call (job->comfy, "GET", path, NULL, max_size, job->request->cancellable, answer, cause))
    return FALSE;
  if (is_good (answer) || (may_miss && answer->status == 404))
    return TRUE;
  return lim_fail (cause, LIM_ERROR_PROVIDER, "HTTP %u", answer->status);
}

static gboolean
ask_history (Job *job, LimComfyuiResult *result, GError **cause)
{
  g_autofree char *id = g_uri_escape_string (job->prompt_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/history/", id, NULL);
  g_auto (Answer) answer = { 0 };

  return ask (job, path, MAX_ANSWER, FALSE, &answer, cause)
         && lim_comfyui_read_history (answer.body, job->prompt_id, job->save_node, result, cause);
}

/* Whether the job is in the queue or, asked after that, in the history; a job that just ended is in one of both. */
static gboolean
ask_queue_too (Job *job, gboolean *known, LimComfyuiResult *result, GError **cause)
{
  g_auto (Answer) answer = { 0 };

  if (!ask (job, "/queue", MAX_ANSWER, FALSE, &answer, cause)
      || !lim_comfyui_read_queue (answer.body, job->prompt_id, known, cause))
    return FALSE;
  if (*known)
    return TRUE;
  if (!ask_history (job, result, cause))
    return FALSE;
  *known = result->state != LIM_COMFYUI_NOT_THERE;
  return TRUE;
}

/* So that a job that took too long does not hold up those behind it. Whether it helps is not asked. */
static void
take_back (Job *job)
{
  g_autofree char *forget = g_strdup_printf ("{\"delete\":[\"%s\"]}", job->request->job_id);
  g_autofree char *stop = g_strdup_printf ("{\"prompt_id\":\"%s\"}", job->request->job_id);
  g_autoptr (GBytes) forget_body = g_bytes_new (forget, strlen (forget));
  g_autoptr (GBytes) stop_body = g_bytes_new (stop, strlen (stop));
  g_auto (Answer) answer = { 0 };

  call (job->comfy, "POST", "/queue", forget_body, MAX_ANSWER, job->request->cancellable, &answer, NULL);
  call (job->comfy, "POST", "/interrupt", stop_body, MAX_ANSWER, job->request->cancellable, &answer, NULL);
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
      if (!pause_for (interval, job->request->cancellable))
        return fail_cancelled (job->reply, error);
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
  g_auto (Answer) answer = { 0 };
  GError *cause = NULL;

  while (!ask (job, path, MAX_IMAGE, TRUE, &answer, &cause))
    {
      if (!wait_out_trouble (job, g_steal_pointer (&cause), error))
        return FALSE;
      if (!pause_for (interval, job->request->cancellable))
        return fail_cancelled (job->reply, error);
    }
  if (answer.status == 404)
    return lim_provider_fail (job->reply, LIM_FAILURE_LOST, error, LIM_ERROR_PROVIDER,
                              "ComfyUI at %s made the picture but no longer has it", job->comfy->shown);
  job->reply->device = g_strdup (job->comfy->device);
  job->reply->elapsed_ms = (g_get_monotonic_time () - job->start) / 1000;
  return lim_provider_take_image (job->reply, answer.body, name, error);
}

static gboolean
await_and_fetch (Job *job, GError **error)
{
  g_auto (LimComfyuiResult) result = { 0 };

  return await (job, &result, error) && fetch (job, &result, error);
}

static gboolean
comfyui_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (Job) job = { 0 };
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) cause = NULL;

  job_begin (&job, state, request, reply);
  if (!call (job.comfy, "POST", "/prompt", job.submission, MAX_ANSWER, request->cancellable, &answer, &cause))
    {
      if (g_cancellable_is_cancelled (request->cancellable))
        return fail_cancelled (reply, error);
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
        return fail_unreachable (job.comfy, reply, cause, error);
      /* The answer got lost, perhaps not the question: the job's id will tell. */
      return await_and_fetch (&job, error);
    }

  char *prompt_id = NULL;
  if (!lim_comfyui_read_submit (answer.status, answer.body, &prompt_id, reply, error))
    return FALSE;
  g_free (job.prompt_id);
  job.prompt_id = prompt_id;
  return await_and_fetch (&job, error);
}

static gboolean
comfyui_recover (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_auto (Job) job = { 0 };

  job_begin (&job, state, request, reply);
  return await_and_fetch (&job, error);
}

const LimImageProvider lim_provider_comfyui = {
  .name = "comfyui",
  .help = "a ComfyUI server on this or another machine",
  .flags = LIM_PROVIDER_NETWORK | LIM_PROVIDER_SEED,
  .workers = 1,
  .options = comfyui_options,
  .open = comfyui_open,
  .close = comfyui_close,
  .probe = comfyui_probe,
  .prepare = comfyui_prepare,
  .render = comfyui_render,
  .recover = comfyui_recover,
};
