#include "style-canon.h"

LimCanon *
lim_style_load_canon (const LimProject *project, GPtrArray *findings, GError **error)
{
  char *texts[LIM_N_CANON_FILES] = { NULL };
  LimCanonSources sources = { 0 };
  LimCanon *canon = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < LIM_N_CANON_FILES; i++)
    {
      g_autoptr (GError) problem = NULL;
      gsize length = 0;

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
