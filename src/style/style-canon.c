#include "style-canon.h"

#include "base-error.h"
#include "base-text.h"

/* @with stands in place of what @file holds; NULL: the files as they are. */
static LimCanon *
load (const LimProject *project, LimCanonFile file, const char *with, gsize with_length, GPtrArray *findings,
      GError **error)
{
  char *texts[LIM_N_CANON_FILES] = { NULL };
  LimCanonSources sources = { 0 };
  LimCanon *canon = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < LIM_N_CANON_FILES; i++)
    {
      g_autoptr (GError) problem = NULL;
      gsize length = 0;

      if (with != NULL && i == file)
        {
          sources.files[i].text = with;
          sources.files[i].length = (gssize) with_length;
          continue;
        }
      texts[i] = lim_project_read_text (project, lim_canon_file_path (i), &length, &problem);
      sources.files[i].text = texts[i];
      sources.files[i].length = (gssize) length;
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          ok = FALSE;
        }
    }
  if (ok)
    canon = lim_canon_new (&sources, findings, error);
  for (guint i = 0; i < LIM_N_CANON_FILES; i++)
    g_free (texts[i]);
  return canon;
}

LimCanon *
lim_style_load_canon (const LimProject *project, GPtrArray *findings, GError **error)
{
  return load (project, 0, NULL, 0, findings, error);
}

LimCanon *
lim_style_load_canon_with (const LimProject *project, LimCanonFile file, const char *text, gsize length,
                           GPtrArray *findings, GError **error)
{
  return load (project, file, text, length, findings, error);
}

gboolean
lim_style_check_lane (const LimCanon *canon, const char *lane, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (lane == NULL || g_strcmp0 (canon->default_lane, lane) == 0)
    return TRUE;
  for (guint i = 0; i < canon->lanes->len; i++)
    g_ptr_array_add (names, ((LimLane *) canon->lanes->pdata[i])->id);
  g_ptr_array_add (names, NULL);
  if (g_strv_contains ((const char *const *) names->pdata, lane))
    return TRUE;
  g_autofree char *hint = lim_text_did_you_mean (lane, (const char *const *) names->pdata);
  g_autofree char *known = lim_text_list ((const char *const *) names->pdata);
  return lim_fail (error, LIM_ERROR_NOT_FOUND, "the canon has no lane “%s”.%s %s%s", lane, hint,
                   names->len > 1 ? "It knows " : "lanes.json defines none", names->len > 1 ? known : "");
}
