/* provider-comfyui-submit.c: a job's prompt to the server, once: where no answer tells whether it arrived, its id does. */

#include "provider-comfyui-job.h"
#include "provider-web.h"

static GBytes *
write_submission (LimComfyJob *job)
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

/* The server lives and has not got the prompt. */
static gboolean
fail_submitted (LimComfyJob *job, gboolean answered, const GError *why, GError **error)
{
  /* It may still be on its way. */
  lim_comfyui_tell_back (&job->line, job->prompt_id, NULL);
  if (!answered)
    return lim_comfyui_fail_server (job->server, job->reply, why, error);
  return lim_provider_fail (job->reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "%s", why->message);
}

/* After an answer that tells nothing, or none: the job's id tells whether the prompt arrived. If not, @why is the failure. */
static gboolean
find_submitted (LimComfyJob *job, gboolean answered, const GError *why, GError **error)
{
  for (;;)
    {
      g_auto (LimComfyuiResult) result = { 0 };
      g_autoptr (GError) cause = NULL;
      gint64 since = g_get_monotonic_time ();
      gboolean known;
      gboolean well = lim_comfyui_job_look (job, TRUE, &known, &result, &cause);

      if (well && known)
        return TRUE;
      if (well)
        return fail_submitted (job, answered, why, error);
      if (!lim_comfyui_job_wait_out (job, since, cause, error) || !lim_comfyui_job_rest (job, NULL, error))
        return FALSE;
    }
}

static gboolean
take_answer (LimComfyJob *job, const LimHttpResponse *answer, GError **error)
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

gboolean
lim_comfyui_submit (LimComfyJob *job, GError **error)
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
