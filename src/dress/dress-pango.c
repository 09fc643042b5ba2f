#include "dress-pango.h"

#include "base-error.h"

#include <dlfcn.h>

#define LIBRARY "libpangocairo-1.0.so.0" /* brings the others along */

LimPango lim_pango;
LimCairo lim_cairo;

static gboolean
find_functions (void *library, GError **error)
{
#define FIND(table, prefix, name)                                                                                    \
  if ((table.name = (__typeof__ (table.name)) dlsym (library, #prefix "_" #name)) == NULL)                           \
    return lim_fail (error, LIM_ERROR_IO, "%s has no %s_%s; expected Pango 1.50 and Cairo 1.16 or later", LIBRARY,   \
                     #prefix, #name);
#define FIND_PANGO(name) FIND (lim_pango, pango, name)
#define FIND_CAIRO(name) FIND (lim_cairo, cairo, name)
  LIM_PANGO_FUNCTIONS (FIND_PANGO)
  LIM_CAIRO_FUNCTIONS (FIND_CAIRO)
#undef FIND_PANGO
#undef FIND_CAIRO
#undef FIND
  return TRUE;
}

static gboolean
start (GError **error)
{
  void *library = dlopen (LIBRARY, RTLD_LAZY | RTLD_LOCAL);

  if (library == NULL)
    return lim_fail (error, LIM_ERROR_IO, "the typesetter Pango cannot be loaded (%s); install libpangocairo-1.0-0",
                     dlerror ());
  return find_functions (library, error);
}

/* 0: not tried, 1: started, else the GError that it failed with. */
static gsize outcome;

gboolean
lim_pango_start (GError **error)
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
