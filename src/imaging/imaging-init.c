#include "imaging-init.h"

#include "base-error.h"

#include <vips/vips.h>

/* Whatever a damaged file makes the library say comes back as our own error; only cli/ prints. */
static void
drop_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  (void) domain, (void) level, (void) message, (void) data;
}

gboolean
lim_imaging_init (GError **error)
{
  if (VIPS_INIT ("limner") != 0)
    return lim_fail (error, LIM_ERROR_IO, "the image library libvips cannot start: %s", vips_error_buffer ());

  g_log_set_handler ("VIPS", G_LOG_LEVEL_WARNING, drop_message, NULL);
  vips_concurrency_set (1);
  vips_cache_set_max (0);
  vips_block_untrusted_set (TRUE);
  return TRUE;
}
