#include "imaging-vips.h"

#include "base-error.h"

#include <dlfcn.h>

#define LIBRARY "libvips.so.42" /* the name of its interface since 2017 */

LimVips lim_vips;

/* Whatever a damaged file makes the library say comes back as our own error; only cli/ prints. */
static void
drop_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  (void) domain, (void) level, (void) message, (void) data;
}

static gboolean
find_functions (void *library, GError **error)
{
#define FIND(name)                                                                                                   \
  if ((lim_vips.name = (__typeof__ (lim_vips.name)) dlsym (library, "vips_" #name)) == NULL)                         \
    return lim_fail (error, LIM_ERROR_IO, "the image library %s has no vips_%s; expected 8.13 or later", LIBRARY,    \
                     #name);
  LIM_VIPS_FUNCTIONS (FIND)
#undef FIND
  return TRUE;
}

static gboolean
start (GError **error)
{
  void *library = dlopen (LIBRARY, RTLD_LAZY | RTLD_LOCAL);

  if (library == NULL)
    return lim_fail (error, LIM_ERROR_IO, "the image library libvips cannot be loaded (%s); install libvips42",
                     dlerror ());
  if (!find_functions (library, error))
    return FALSE;
  if (lim_vips.init ("limner") != 0)
    return lim_fail (error, LIM_ERROR_IO, "the image library libvips cannot start: %s", lim_vips.error_buffer ());
  g_log_set_handler ("VIPS", G_LOG_LEVEL_WARNING, drop_message, NULL);
  lim_vips.concurrency_set (1);
  lim_vips.cache_set_max (0);
  lim_vips.block_untrusted_set (TRUE);
  return TRUE;
}

/* 0: not tried, 1: started, else the GError that it failed with. */
static gsize outcome;

gboolean
lim_vips_start (GError **error)
{
  if (g_once_init_enter (&outcome))
    {
      GError *problem = NULL;

      g_once_init_leave (&outcome, start (&problem) ? 1 : (gsize) problem);
    }
  if (outcome == 1)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy ((const GError *) outcome);
  return FALSE;
}

void
lim_vips_forget_errors (void)
{
  if (g_atomic_pointer_get (&outcome) == 1)
    lim_vips.error_clear ();
}
