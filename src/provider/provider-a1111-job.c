/* provider-a1111-job.c: one image from a server of the AUTOMATIC1111 kind.
 *
 * The call that makes it blocks until the picture is there, for minutes. Meanwhile a second thread asks how far it is,
 * and stops the work when the person or the time says so. The server tells of whatever runs, perhaps somebody else's
 * job; so what it tells is taken for ours, and stopped as ours, only where that is sure (watch_is_mine).
 *
 * A call that is cut loses its picture: the server neither keeps it nor can be asked for it. */

#include "provider-a1111-private.h"

#include <string.h>

#define MAX_PICTURE ((gsize) 128 << 20) /* bytes of an answer: a picture of 96 MiB in base64 */
#define ASK_TIMEOUT 5u                  /* seconds of silence in the small calls */
#define GRACE 30u                       /* seconds that the blocking call is left longer than the image's own limit */

/* -- What is sent -- */

static char *
write_prompt (const LimRecipe *recipe, const LimA1111Meaning *meaning)
{
  GString *prompt = g_string_new (recipe->prompt);

  for (guint i = 0; i < meaning->loras->len; i++)
    {
      const LimLora *lora = &g_array_index (recipe->loras, LimLora, i);
      const LimA1111Name *name = meaning->loras->pdata[i];
      char weight[G_ASCII_DTOSTR_BUF_SIZE], clip[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (weight, sizeof weight, "%g", lora->weight);
      g_ascii_formatd (clip, sizeof clip, "%g", lora->clip_weight);
      if (lora->clip_weight == lora->clip_weight) /* one number counts for both, of two the first for the texts */
        g_string_append_printf (prompt, " <lora:%s:%s:%s>", name->send, clip, weight);
      else
        g_string_append_printf (prompt, " <lora:%s:%s>", name->send, weight);
    }
  return g_string_free (prompt, FALSE);
}

/* sd-server reads no tags in prompts, but a list of its own. */
static LimJson *
write_loras (LimJsonDoc *doc, const LimRecipe *recipe, const LimA1111Meaning *meaning)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < meaning->loras->len; i++)
    {
      const LimA1111Name *name = meaning->loras->pdata[i];
      LimJson *lora = lim_json_new_object (doc);

      lim_json_set_string (lora, "path", name->known[g_strv_length (name->known) - 1]);
      lim_json_set_double (lora, "multiplier", g_array_index (recipe->loras, LimLora, i).weight);
      lim_json_append (list, lora);
    }
  return list;
}

static void
add_source (LimJsonDoc *doc, LimJson *root, const LimRecipe *recipe, GBytes *source)
{
  gsize length;
  const guchar *data = g_bytes_get_data (source, &length);
  g_autofree char *coded = g_base64_encode (data, length);
  LimJson *list = lim_json_new_array (doc);

  lim_json_append (list, lim_json_new_string (doc, coded));
  lim_json_set (root, "init_images", list);
  lim_json_set_double (root, "denoising_strength", recipe->denoise);
}

/* The checkpoint stays loaded afterwards: to put back another one after each image would cost a reload each time. */
static void
add_settings (LimJsonDoc *doc, LimJson *root, const LimA1111Meaning *meaning)
{
  LimJson *settings = lim_json_new_object (doc);

  if (meaning->model == NULL)
    return;
  lim_json_set_string (settings, "sd_model_checkpoint", meaning->model->send);
  lim_json_set (root, "override_settings", settings);
  lim_json_set_bool (root, "override_settings_restore_afterwards", FALSE);
}

GBytes *
lim_a1111_write_request (const LimRecipe *recipe, const LimA1111Catalogue *catalogue, const LimA1111Meaning *meaning,
                         GBytes *source, const char *task)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("request");
  LimJson *root = lim_json_new_object (doc);
  g_autofree char *prompt = catalogue->tells_progress ? write_prompt (recipe, meaning) : g_strdup (recipe->prompt);
  GString *text = g_string_new (NULL);

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "prompt", prompt);
  lim_json_set_string (root, "negative_prompt", recipe->negative_prompt);
  lim_json_set_int (root, "seed", (gint64) recipe->seed);
  lim_json_set_int (root, "steps", recipe->steps);
  lim_json_set_double (root, "cfg_scale", recipe->cfg);
  lim_json_set_int (root, "width", recipe->width);
  lim_json_set_int (root, "height", recipe->height);
  lim_json_set_int (root, "batch_size", 1);
  lim_json_set_int (root, "n_iter", 1);
  if (meaning->sampler != NULL)
    lim_json_set_string (root, "sampler_name", meaning->sampler->send);
  if (meaning->scheduler != NULL)
    lim_json_set_string (root, "scheduler", meaning->scheduler->send);
  if (!catalogue->tells_progress && meaning->loras->len > 0)
    lim_json_set (root, "lora", write_loras (doc, recipe, meaning));
  if (task != NULL)
    lim_json_set_string (root, "force_task_id", task);
  lim_json_set_bool (root, "send_images", TRUE);
  lim_json_set_bool (root, "save_images", FALSE);
  add_settings (doc, root, meaning);
  if (source != NULL)
    add_source (doc, root, recipe, source);
  lim_json_append_compact (text, root);
  return g_string_free_to_bytes (text);
}

/* -- Watching -- */

typedef struct
{
  const LimRenderRequest *request;
  const LimA1111Server *server;
  const LimA1111Catalogue *catalogue;
  double interval;    /* seconds */
  gint64 deadline;    /* monotonic microseconds */
  GCancellable *wake; /* ends every wait of the watcher */
  GCancellable *call; /* ends the blocking call */
  gint done;          /* atomic: the call has come back */
  gboolean stopped;   /* we ended it before it was done */
  gboolean late;      /* it was stopped because time was up */
  gboolean others;    /* something ran before we sent ours */
  char *run;          /* what the server called the first that ran after */
} Watch;

/* Asks how far it is. FALSE: nothing to be learned. */
static gboolean
watch_ask (const Watch *watch, GCancellable *cancellable, LimA1111Progress *progress)
{
  g_autofree char *ask =
      g_strdup_printf ("{\"id_task\":\"%s\",\"live_preview\":%s}", watch->request->job_id,
                       watch->request->events != NULL && watch->request->events->preview != NULL ? "true" : "false");
  g_autoptr (GBytes) body = g_bytes_new (ask, strlen (ask));
  gboolean internal = watch->catalogue->tells_tasks;
  g_autoptr (LimHttpResponse) answer =
      lim_a1111_call (watch->server, internal ? "/internal/progress" : "/sdapi/v1/progress?skip_current_image=true",
                      internal ? body : NULL, ASK_TIMEOUT, LIM_A1111_MAX_ANSWER, NULL, cancellable, NULL);

  return answer != NULL && lim_web_is_good (answer) && lim_a1111_read_progress (answer->body, internal, progress);
}

/* Whether what runs is ours. Where tasks have names, the server knows; else only when nothing ran before us and what
 * runs is still the first thing that did. */
static gboolean
watch_is_mine (Watch *watch, const LimA1111Progress *progress)
{
  if (watch->catalogue->tells_tasks)
    return progress->mine;
  if (watch->others || !progress->busy)
    return FALSE;
  if (watch->run == NULL)
    watch->run = g_strdup (progress->run != NULL ? progress->run : "");
  return strcmp (watch->run, progress->run != NULL ? progress->run : "") == 0;
}

/* An interrupt goes to whatever runs, so it is sent only for ours. One that waits in the server's queue cannot be taken
 * out of it. */
static void
watch_interrupt (Watch *watch)
{
  static const char nothing[] = "{}";
  g_auto (LimA1111Progress) progress = { 0 };
  g_autoptr (GBytes) body = g_bytes_new_static (nothing, strlen (nothing));
  g_autoptr (LimHttpResponse) answer = NULL;

  if (watch->catalogue->tells_progress && watch_ask (watch, NULL, &progress) && watch_is_mine (watch, &progress))
    answer = lim_a1111_call (watch->server, "/sdapi/v1/interrupt", body, ASK_TIMEOUT, LIM_A1111_MAX_ANSWER, NULL,
                             NULL, NULL);
}

static gboolean
watch_is_over (Watch *watch)
{
  gboolean stopped = g_cancellable_is_cancelled (watch->request->cancellable);

  if (g_atomic_int_get (&watch->done))
    return TRUE;
  watch->late = !stopped && g_get_monotonic_time () >= watch->deadline;
  if (!stopped && !watch->late)
    return FALSE;
  watch->stopped = TRUE;
  watch_interrupt (watch);
  g_cancellable_cancel (watch->call);
  return TRUE;
}

static gpointer
watch_run (gpointer data)
{
  Watch *watch = data;

  while (!watch_is_over (watch))
    {
      g_auto (LimA1111Progress) progress = { 0 };
      double left = (double) (watch->deadline - g_get_monotonic_time ()) / G_USEC_PER_SEC;

      if (!lim_provider_pause (CLAMP (left, 0.001, watch->interval), watch->wake) || !watch->catalogue->tells_progress
          || !watch_ask (watch, watch->wake, &progress) || !watch_is_mine (watch, &progress))
        continue;
      lim_render_tell_progress (watch->request, progress.share);
      if (progress.preview != NULL)
        lim_render_tell_preview (watch->request, progress.preview);
    }
  return NULL;
}

/* -- One image -- */

static void
on_stop (GCancellable *cancellable G_GNUC_UNUSED, gpointer wake)
{
  g_cancellable_cancel (wake);
}

/* Whether the server is at work for others already; then nothing that it tells can be ours for sure. */
static gboolean
is_busy (const Watch *watch)
{
  g_auto (LimA1111Progress) progress = { 0 };

  return !watch->catalogue->tells_tasks && watch->catalogue->tells_progress
         && (!watch_ask (watch, watch->request->cancellable, &progress) || progress.busy);
}

static gboolean
fail_no_answer (const Watch *watch, const LimHttpOutcome *outcome, const char *cause, double timeout,
                LimRenderReply *reply, GError **error)
{
  if (watch->late || outcome->timed_out)
    return lim_provider_fail (reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER,
                              "%s did not finish the image within %g s (providers.a1111.timeout)",
                              watch->server->address.url, timeout);
  if (g_cancellable_is_cancelled (watch->request->cancellable))
    return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  if (!outcome->sent)
    return lim_a1111_fail_unreachable (watch->server, reply, cause, error);
  return lim_provider_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER,
                            "the connection was lost while the picture was made, and the picture with it (%s)",
                            cause);
}

/* Makes the blocking call under the watcher's eye. NULL: it failed. */
static LimHttpResponse *
call_watched (Watch *watch, double timeout, GBytes *body, LimRenderReply *reply, GError **error)
{
  const char *path = watch->request->source != NULL ? "/sdapi/v1/img2img" : "/sdapi/v1/txt2img";
  GCancellable *stop = watch->request->cancellable;
  LimHttpOutcome outcome;
  g_autoptr (GError) cause = NULL;
  gulong handler =
      stop != NULL ? g_cancellable_connect (stop, G_CALLBACK (on_stop), g_object_ref (watch->wake), g_object_unref)
                   : 0;
  GThread *thread = g_thread_new ("a1111-watch", watch_run, watch);
  g_autoptr (LimHttpResponse) answer =
      lim_a1111_call (watch->server, path, body, (guint) timeout + GRACE, MAX_PICTURE, &outcome, watch->call, &cause);

  g_atomic_int_set (&watch->done, TRUE);
  g_cancellable_cancel (watch->wake);
  g_thread_join (thread);
  if (handler != 0)
    g_cancellable_disconnect (stop, handler);

  /* An interrupted call is answered, too, with half a picture. */
  if (answer != NULL && !watch->stopped)
    return g_steal_pointer (&answer);
  fail_no_answer (watch, &outcome, cause != NULL ? cause->message : "interrupted", timeout, reply, error);
  return NULL;
}

static gboolean
is_taken_back (LimA1111Server *server, const char *job_id)
{
  g_mutex_lock (&server->lock);
  gboolean taken_back = g_strcmp0 (server->taken_back, job_id) == 0;
  g_mutex_unlock (&server->lock);
  return taken_back;
}

static gboolean
take_answer (const LimA1111Server *server, const LimHttpResponse *answer, const LimRenderRequest *request,
             const LimA1111Meaning *meaning, LimRenderReply *reply, GError **error)
{
  g_auto (LimA1111Result) result = { 0 };
  g_autoptr (GError) cause = NULL;
  g_autofree char *name = g_strdup_printf ("the picture of %s", server->address.url);
  const LimRecipe *recipe = request->recipe;

  if (!lim_web_is_good (answer))
    return lim_a1111_fail_status (server, answer, reply, error);
  if (!lim_a1111_read_result (answer->body, &result, &cause))
    return lim_provider_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "%s: %s", server->address.url,
                              cause->message);
  if (!lim_a1111_check_result (&result, recipe, meaning->model, meaning->sampler, &cause))
    return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "%s: %s", server->address.url,
                              cause->message);
  if (!lim_provider_take_image (reply, result.image, name, error))
    return FALSE;
  if (reply->info.width != recipe->width || reply->info.height != recipe->height)
    return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER,
                              "%s: asked for %u × %u pixels, the picture has %u × %u", server->address.url,
                              recipe->width, recipe->height, reply->info.width, reply->info.height);
  return TRUE;
}

/* FALSE, LIM_FAILURE_IMAGE: the server lacks something that the recipe names. */
static gboolean
understand (const LimA1111Server *server, const LimA1111Catalogue *catalogue, const LimRecipe *recipe,
            LimA1111Meaning *meaning, LimRenderReply *reply, GError **error)
{
  if (lim_a1111_understand (server, catalogue, recipe, meaning, error))
    return TRUE;
  reply->failure = LIM_FAILURE_IMAGE;
  return FALSE;
}

gboolean
lim_a1111_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  LimA1111 *a1111 = state;
  LimA1111Server *server = &a1111->servers[request->server];
  double timeout = lim_settings_double (a1111->settings, "timeout");
  gint64 start = g_get_monotonic_time ();
  g_autoptr (LimA1111Catalogue) catalogue = lim_a1111_catalogue (server, FALSE, request->cancellable, reply, error);
  g_auto (LimA1111Meaning) meaning = { 0 };

  if (catalogue == NULL || !understand (server, catalogue, request->recipe, &meaning, reply, error))
    return FALSE;

  g_autoptr (GBytes) body = lim_a1111_write_request (request->recipe, catalogue, &meaning, request->source,
                                                     catalogue->tells_tasks ? request->job_id : NULL);
  g_autoptr (GCancellable) wake = g_cancellable_new ();
  g_autoptr (GCancellable) call = g_cancellable_new ();
  Watch watch = { .request = request,
                  .server = server,
                  .catalogue = catalogue,
                  .interval = lim_settings_double (a1111->settings, "poll-interval"),
                  .deadline = start + (gint64) (timeout * G_USEC_PER_SEC),
                  .wake = wake,
                  .call = call };

  watch.others = is_busy (&watch);
  g_autoptr (LimHttpResponse) answer = call_watched (&watch, timeout, body, reply, error);
  g_free (watch.run);
  reply->elapsed_ms = (g_get_monotonic_time () - start) / 1000;
  if (answer != NULL && is_taken_back (server, request->job_id))
    return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "taken back");
  return answer != NULL && take_answer (server, answer, request, &meaning, reply, error);
}

gboolean
lim_a1111_cancel (gpointer state, guint index, const char *job_id, GCancellable *cancellable, GError **error)
{
  LimA1111 *a1111 = state;
  LimA1111Server *server = &a1111->servers[index];
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (LimA1111Catalogue) catalogue = lim_a1111_catalogue (server, FALSE, cancellable, &reply, error);
  const LimRenderRequest request = { .job_id = job_id };

  if (catalogue == NULL)
    return FALSE;
  if (!catalogue->tells_tasks)
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "%s does not tell whose job it works on, so none can be taken back; it ends by itself",
                     server->address.url);

  /* Noted first: the interrupted call is answered at once, and its half picture must not be taken. */
  g_mutex_lock (&server->lock);
  g_free (server->taken_back);
  server->taken_back = g_strdup (job_id);
  g_mutex_unlock (&server->lock);

  Watch watch = { .request = &request, .server = server, .catalogue = catalogue };
  watch_interrupt (&watch);
  return TRUE;
}
