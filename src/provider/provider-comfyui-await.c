/* provider-comfyui-await.c: what became of a job: asking /history and /queue until it has ended. */

#include "provider-comfyui-job.h"

#define QUEUE_EVERY 4u /* empty answers of /history before /queue is asked, too */

/* JSON, where any refusal is trouble. */
static LimHttpResponse *
ask_json (LimComfyJob *job, const char *path, GError **cause)
{
  LimHttpOutcome outcome;
  g_autoptr (LimHttpResponse) answer = lim_comfyui_job_ask (job, path, LIM_COMFYUI_MAX_ANSWER, &outcome, cause);

  if (answer == NULL || lim_comfyui_is_good (answer))
    return g_steal_pointer (&answer);
  return lim_fail_null (cause, LIM_ERROR_PROVIDER, "HTTP %u", answer->status);
}

static gboolean
ask_history (LimComfyJob *job, LimComfyuiResult *result, GError **cause)
{
  g_autofree char *id = g_uri_escape_string (job->prompt_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/history/", id, NULL);
  g_autoptr (LimHttpResponse) answer = ask_json (job, path, cause);

  return answer != NULL
         && lim_comfyui_read_history (answer->body, job->prompt_id, job->save_node, job->graph, result, cause);
}

/* A prompt that waits for others is not late as long as the queue moves. */
static void
note_place (LimComfyJob *job, gint ahead)
{
  if (ahead >= 0 && ahead < job->ahead)
    lim_comfyui_job_restart_clock (job);
  if (ahead >= 0)
    job->ahead = ahead;
}

/* Whether the job is in the queue or, asked after that, in the history; a job that just ended is in one of both. */
static gboolean
ask_queue_too (LimComfyJob *job, gboolean *known, LimComfyuiResult *result, GError **cause)
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

gboolean
lim_comfyui_job_look (LimComfyJob *job, gboolean with_queue, gboolean *known, LimComfyuiResult *result,
                      GError **cause)
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
fail_timeout (LimComfyJob *job, GError **error)
{
  /* So that it does not hold up those behind it. */
  lim_comfyui_tell_back (&job->line, job->prompt_id, NULL);
  return lim_provider_fail (job->reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER,
                            "ComfyUI at %s did not finish the image in %g seconds (providers.comfyui.timeout in "
                            "limner.yaml)",
                            job->server->shown, lim_settings_double (job->server->settings, "timeout"));
}

/* TRUE when the state is an end, and then *@well tells which. */
static gboolean
is_end (LimComfyJob *job, gboolean known, const LimComfyuiResult *result, gboolean *well, GError **error)
{
  gboolean unwell = !known || result->state == LIM_COMFYUI_FAILED;

  *well = result->state == LIM_COMFYUI_DONE;
  if (unwell && lim_comfyui_watch_is_taken_back (job->watch))
    lim_comfyui_fail_cancelled (job->reply, error);
  else if (!known)
    lim_comfyui_job_fail_lost (job, "does not know the job; it was restarted, or its queue was cleared", error);
  else if (result->state == LIM_COMFYUI_FOREIGN)
    lim_comfyui_job_fail_lost (job, "has another client's image under the job's id", error);
  else if (result->state == LIM_COMFYUI_FAILED)
    lim_provider_fail (job->reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "ComfyUI failed: %s",
                       result->message);
  else
    return *well;
  return TRUE;
}

gboolean
lim_comfyui_await (LimComfyJob *job, LimComfyuiResult *result, GError **error)
{
  gboolean alarmed = FALSE;

  for (guint round = 0;; round++)
    {
      g_autoptr (GError) cause = NULL;
      gint64 since = g_get_monotonic_time ();
      gboolean known = TRUE, well;
      gboolean with_queue = round % QUEUE_EVERY == 0 || alarmed || job->trouble_since != 0;

      if (!lim_comfyui_job_look (job, with_queue, &known, result, &cause))
        {
          if (!lim_comfyui_job_wait_out (job, since, cause, error))
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
      if (!lim_comfyui_job_rest (job, &alarmed, error))
        return FALSE;
    }
}
