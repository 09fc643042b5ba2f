/* provider-comfyui-fetch.c: the picture that a job made, from the server to us. */

#include "provider-comfyui-job.h"
#include "provider-web.h"

#define FETCHES 3u
#define FETCH_PAUSE 0.3 /* seconds */
#define MAX_IMAGE (256u << 20)

static char *
view_path (const LimComfyuiResult *result)
{
  g_autofree char *filename = g_uri_escape_string (result->filename, NULL, FALSE);
  g_autofree char *subfolder = g_uri_escape_string (result->subfolder, NULL, FALSE);

  return g_strdup_printf ("/view?filename=%s&subfolder=%s&type=%s", filename, subfolder, result->type);
}

/* The picture's bytes, or the answer that says why not. */
static LimHttpResponse *
download (LimComfyJob *job, const char *path, GError **error)
{
  for (;;)
    {
      LimHttpOutcome outcome;
      g_autoptr (GError) cause = NULL;
      gint64 since = g_get_monotonic_time ();
      g_autoptr (LimHttpResponse) answer = lim_comfyui_job_ask (job, path, MAX_IMAGE, &outcome, &cause);

      if (answer != NULL)
        return g_steal_pointer (&answer);
      if (outcome.too_large)
        {
          lim_provider_fail (job->reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER,
                             "ComfyUI's picture for %s is larger than %u MiB", job->request->asset_id,
                             MAX_IMAGE >> 20);
          return NULL;
        }
      if (!lim_comfyui_job_wait_out (job, since, cause, error) || !lim_comfyui_job_rest (job, NULL, error))
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
check_size (LimComfyJob *job, GError **error)
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
fetch_once (LimComfyJob *job, const char *path, gboolean *spoiled, GError **error)
{
  g_autofree char *name = g_strdup_printf ("ComfyUI's picture for %s", job->request->asset_id);
  g_autoptr (LimHttpResponse) answer = download (job, path, error);

  if (answer == NULL)
    return FALSE;
  if (answer->status == 404)
    return lim_comfyui_job_fail_lost (job, "made the picture but no longer has it", error);
  if (!lim_comfyui_is_good (answer))
    return lim_comfyui_fail_status (answer->status, answer->body, "does not hand out the picture", job->reply, error);
  job->reply->elapsed_ms = (g_get_monotonic_time () - job->start) / 1000;
  *spoiled = !lim_provider_take_image (job->reply, answer->body, name, error) || !check_size (job, error);
  return !*spoiled;
}

/* A picture that arrives spoiled is fetched again: the GPU's work is not thrown away for a hiccup on the way. */
gboolean
lim_comfyui_fetch (LimComfyJob *job, const LimComfyuiResult *result, GError **error)
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
