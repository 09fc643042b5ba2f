#include "provider.h"

#include "base-text.h"

#define ROW(id) extern const LimImageProvider lim_provider_##id;
#include "provider-rows.h"
#undef ROW

#define ROW(id) &lim_provider_##id,
const LimImageProvider *const lim_image_providers[] = {
#include "provider-rows.h"
  NULL,
};
#undef ROW

gpointer
lim_provider_fail_unknown (const char *kind, const char *name, const char *const *known, GError **error)
{
  g_autofree char *shown = lim_text_harmless (name != NULL ? name : "");
  g_autofree char *list = lim_text_list (known);
  g_autofree char *hint = lim_text_did_you_mean (shown, known);

  return lim_fail_null (error, LIM_ERROR_USAGE, "there is no %s provider “%s”; there are %s.%s", kind, shown, list,
                        hint);
}

const LimImageProvider *
lim_provider_find (const char *name, GError **error)
{
  const char *known[G_N_ELEMENTS (lim_image_providers)] = { NULL };

  for (guint i = 0; lim_image_providers[i] != NULL; i++)
    {
      if (g_strcmp0 (lim_image_providers[i]->name, name) == 0)
        return lim_image_providers[i];
      known[i] = lim_image_providers[i]->name;
    }
  return lim_provider_fail_unknown ("image", name, known, error);
}

void
lim_render_reply_clear (LimRenderReply *reply)
{
  g_clear_pointer (&reply->image, g_bytes_unref);
  g_clear_pointer (&reply->device, g_free);
}

gboolean
lim_provider_fail (LimRenderReply *reply, LimFailure failure, GError **error, LimErrorCode code, const char *format,
                   ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reply->failure = failure;
  return lim_fail (error, code, "%s", message);
}

gboolean
lim_provider_take_image (LimRenderReply *reply, GBytes *image, const char *name, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (image, &length);
  g_autoptr (GError) cause = NULL;

  if (!lim_image_probe_bytes (data, length, name, &reply->info, &cause))
    return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "%s", cause->message);
  g_clear_pointer (&reply->image, g_bytes_unref);
  reply->image = g_bytes_ref (image);
  return TRUE;
}

void
lim_render_tell_progress (const LimRenderRequest *request, double share)
{
  if (request->events != NULL && request->events->progress != NULL)
    request->events->progress (share, request->events->data);
}

void
lim_render_tell_preview (const LimRenderRequest *request, GBytes *image)
{
  if (request->events != NULL && request->events->preview != NULL)
    request->events->preview (image, request->events->data);
}

void
lim_render_tell_rendered (const LimRenderRequest *request)
{
  if (request->events != NULL && request->events->rendered != NULL)
    request->events->rendered (request->events->data);
}

gboolean
lim_provider_pause (double seconds, GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  GPollFD fd;

  if (!g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_usleep ((gulong) (seconds * G_USEC_PER_SEC));
      return !g_cancellable_is_cancelled (cancellable);
    }
  for (gint64 left; !g_cancellable_is_cancelled (cancellable) && (left = end - g_get_monotonic_time ()) > 0;)
    g_poll (&fd, 1, (int) MIN (left / 1000 + 1, G_MAXINT));
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

void
lim_provider_fill (char **text, const LimSettings *settings, const char *option)
{
  if (*text != NULL && **text != '\0')
    return;
  g_free (*text);
  *text = g_strdup (lim_settings_string (settings, option));
}

gboolean
lim_provider_check_source (const LimRecipe *recipe, GError **error)
{
  if (recipe->denoise >= 1 || recipe->source_image != NULL)
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "denoise %g asks for a picture to start from, and the recipe names no source_image",
                   recipe->denoise);
}
