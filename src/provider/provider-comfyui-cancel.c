/* provider-comfyui-cancel.c: taking a job back.
 *
 * Whether it waits or runs is not known, and may change between two calls. So it is deleted from the queue first and
 * interrupted then; the interruption names the job, for without a name it would stop whatever runs. One that comes
 * before the job has really begun is forgotten by the server, so both are said again until the job is gone. */

#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"

#define LONGEST (15 * G_USEC_PER_SEC) /* a node that does not look up can take its time */
#define PAUSE 0.1                     /* seconds */

static gboolean
post (const LimComfyLine *line, const char *path, const char *member, LimJson *(*wrap) (LimJsonDoc *, const char *),
      const char *prompt_id, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("cancel");
  LimJson *root = lim_json_new_object (doc);
  GString *text = g_string_new (NULL);

  lim_json_doc_set_root (doc, root);
  lim_json_set (root, member, wrap (doc, prompt_id));
  lim_json_append_compact (text, root);

  g_autoptr (GBytes) body = g_string_free_to_bytes (text);
  g_autoptr (LimHttpResponse) answer =
      lim_comfyui_call (line, "POST", path, body, LIM_COMFYUI_MAX_ANSWER, NULL, error);
  if (answer == NULL || lim_comfyui_is_good (answer))
    return answer != NULL;
  return lim_fail (error, LIM_ERROR_PROVIDER, "%s answers HTTP %u", path, answer->status);
}

static LimJson *
as_list (LimJsonDoc *doc, const char *prompt_id)
{
  return lim_json_new_strv (doc, (const char *const[]){ prompt_id, NULL });
}

gboolean
lim_comfyui_tell_back (const LimComfyLine *line, const char *prompt_id, GError **error)
{
  return post (line, "/queue", "delete", as_list, prompt_id, error)
         && post (line, "/interrupt", "prompt_id", lim_json_new_string, prompt_id, error);
}

static gboolean
ask_whether_gone (const LimComfyLine *line, const char *prompt_id, gboolean *gone, GError **error)
{
  g_autoptr (LimHttpResponse) answer =
      lim_comfyui_call (line, "GET", "/queue", NULL, LIM_COMFYUI_MAX_ANSWER, NULL, error);
  gint ahead;

  if (answer == NULL || !lim_comfyui_read_queue (answer->body, prompt_id, &ahead, error))
    return FALSE;
  *gone = ahead < 0;
  return TRUE;
}

static gboolean
take_back (const LimComfyLine *line, const char *prompt_id, GError **error)
{
  gint64 end = g_get_monotonic_time () + LONGEST;

  while (g_get_monotonic_time () < end)
    {
      gboolean gone;

      if (!lim_comfyui_tell_back (line, prompt_id, error) || !ask_whether_gone (line, prompt_id, &gone, error))
        return FALSE;
      if (gone)
        return TRUE;
      if (!lim_provider_pause (PAUSE, line->cancellable))
        break;
    }
  return lim_fail (error, LIM_ERROR_PROVIDER, "it was told, but the image is still being made");
}

gboolean
lim_comfyui_cancel (gpointer state, guint nth, const char *job_id, GCancellable *cancellable, GError **error)
{
  LimComfyServer *server = lim_comfyui_nth (state, nth);
  g_autoptr (LimHttpSession) session = lim_http_session_new ();
  const LimComfyLine line = { server, session, cancellable };
  g_autofree char *prompt_id = lim_comfyui_board_take_back (server->board, job_id);
  g_autoptr (GError) cause = NULL;

  if (take_back (&line, prompt_id, &cause))
    {
      lim_comfyui_board_taken_back (server->board, job_id);
      return TRUE;
    }
  if (g_cancellable_is_cancelled (cancellable))
    return lim_fail (error, LIM_ERROR_CANCELLED, "stopped");
  return lim_fail (error, LIM_ERROR_PROVIDER, "cannot take an image back from ComfyUI at %s: %s", server->shown,
                   cause->message);
}
