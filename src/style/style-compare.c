#include "style-compare.h"

#include "base-text.h"
#include "store-comparison.h"
#include "store-record.h"

#include <string.h>

static gboolean
check_dimensions (const LimCanon *canon, const LimComparison *comparison, GError **error)
{
  const char *const *known = (const char *const *) canon->dimension_names;

  for (guint i = 0; i < comparison->scores->len; i++)
    {
      const char *name = g_array_index (comparison->scores, LimPairScore, i).dimension;

      if (!g_strv_contains (known, name))
        {
          g_autofree char *hint = lim_text_did_you_mean (name, known);

          return lim_fail (error, LIM_ERROR_BAD_INPUT, "the rubric has no dimension “%s”.%s", name, hint);
        }
    }
  return TRUE;
}

/* The path the record @id names now; *@path stays NULL when it names none. */
static gboolean
read_path (const LimProject *project, const char *id, char **path, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, id, error);

  if (record == NULL)
    return FALSE;
  *path = g_strdup (record->asset_path);
  return TRUE;
}

gboolean
lim_style_compare (const LimContext *context, const LimProject *project, const LimCanon *canon,
                   LimComparison *comparison, gboolean dry_run, GError **error)
{
  if (strcmp (comparison->asset_a_id, comparison->asset_b_id) == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” cannot be compared with itself", comparison->asset_a_id);
  if (!check_dimensions (canon, comparison, error)
      || !read_path (project, comparison->asset_a_id, &comparison->asset_a_path, error)
      || !read_path (project, comparison->asset_b_id, &comparison->asset_b_path, error))
    return FALSE;
  return dry_run || lim_store_create_comparison (project, comparison, context->random, error);
}
