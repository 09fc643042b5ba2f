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
  if (comparison->reasoning == NULL || *g_strstrip (comparison->reasoning) == '\0')
    return lim_fail (error, LIM_ERROR_USAGE,
                     "a comparison needs its reason: what makes the one better, or both alike");
  if (comparison->source == NULL)
    comparison->source =
        g_strdup (g_str_has_prefix (comparison->reviewer, "human:") ? "human" : comparison->reviewer);
  if (!check_dimensions (canon, comparison, error)
      || !read_path (project, comparison->asset_a_id, &comparison->asset_a_path, error)
      || !read_path (project, comparison->asset_b_id, &comparison->asset_b_path, error))
    return FALSE;
  return dry_run || lim_store_create_comparison (project, comparison, context->random, error);
}

/* -- Taking back -- */

/* Whether @one was made after @other. */
static gboolean
is_later (const LimComparison *one, const LimComparison *other)
{
  int by_time = g_strcmp0 (one->reviewed_at, other->reviewed_at);

  return by_time > 0 || (by_time == 0 && strverscmp (one->id, other->id) > 0);
}

/* Transfer full. */
static LimComparison *
last_of (const LimProject *project, const char *reviewer, GError **error)
{
  g_autoptr (GPtrArray) all = lim_store_load_comparisons (project, NULL, NULL, error);
  const LimComparison *last = NULL;

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      const LimComparison *each = all->pdata[i];

      if (g_strcmp0 (each->reviewer, reviewer) == 0 && (last == NULL || is_later (each, last)))
        last = each;
    }
  if (last == NULL)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s has made no comparison that could be taken back", reviewer);
  return lim_store_load_comparison (project, last->id, error);
}

gboolean
lim_style_undo_comparison (const LimProject *project, const char *id, const char *reviewer, gboolean dry_run,
                           LimComparison **undone, GError **error)
{
  g_autoptr (LimComparison) comparison =
      id != NULL ? lim_store_load_comparison (project, id, error) : last_of (project, reviewer, error);

  if (comparison == NULL || (!dry_run && !lim_store_undo_comparison (project, comparison->id, error)))
    return FALSE;
  *undone = g_steal_pointer (&comparison);
  return TRUE;
}
