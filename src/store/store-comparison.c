#include "store-comparison.h"

#include "base-file.h"
#include "base-text.h"

#define MAX_ATTEMPTS 1000
#define UNDONE "comparisons/undone/"

static char *
comparison_path (const char *id)
{
  return g_strconcat ("comparisons/", id, ".json", NULL);
}

GPtrArray *
lim_store_list_comparisons (const LimProject *project, GError **error)
{
  return lim_store_list_names (project, "comparisons", ".json", error);
}

LimComparison *
lim_store_load_comparison (const LimProject *project, const char *id, GError **error)
{
  if (!lim_text_is_safe_name (id))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "comparison “%s”: expected a name that a file can have", id);

  g_autofree char *relative = comparison_path (id);
  g_autoptr (LimJsonDoc) doc = lim_store_load_document (project, relative, error);
  return doc != NULL ? lim_comparison_from_json (id, lim_json_root (doc), error) : NULL;
}

GPtrArray *
lim_store_load_comparisons (const LimProject *project, LimBadComparisonFunc bad, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) ids = lim_store_list_comparisons (project, error);
  if (ids == NULL)
    return NULL;

  GPtrArray *comparisons = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_comparison_free);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) load_error = NULL;
      LimComparison *comparison = lim_store_load_comparison (project, ids->pdata[i], &load_error);

      if (comparison != NULL)
        g_ptr_array_add (comparisons, comparison);
      else if (bad != NULL)
        bad (ids->pdata[i], load_error, data);
    }
  return comparisons;
}

/* The number in “cmp_012” or “cmp_012_k7qx”; 0 for other names. */
static guint64
number_of (const char *id)
{
  return g_str_has_prefix (id, "cmp_") ? MIN (g_ascii_strtoull (id + 4, NULL, 10), G_MAXUINT32) : 0;
}

static guint64
highest_number (const GPtrArray *ids)
{
  guint64 highest = 0;

  for (guint i = 0; i < ids->len; i++)
    highest = MAX (highest, number_of (ids->pdata[i]));
  return highest;
}

static gboolean
try_create (const LimProject *project, LimComparison *comparison, GError **error)
{
  g_autofree char *relative = comparison_path (comparison->id);
  g_autofree char *path = lim_store_resolve (project, relative, error);
  g_autoptr (LimJsonDoc) doc = lim_comparison_to_doc (comparison);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);

  return path != NULL && lim_file_create (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

gboolean
lim_store_create_comparison (const LimProject *project, LimComparison *comparison, LimRandom *random, GError **error)
{
  g_autoptr (GPtrArray) ids = lim_store_list_comparisons (project, error);
  if (ids == NULL)
    return FALSE;

  guint64 number = highest_number (ids);
  for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      g_autoptr (GError) create_error = NULL;
      g_autofree char *token = random != NULL ? lim_random_token (random, 4) : NULL;

      g_free (comparison->id);
      comparison->id = g_strdup_printf ("cmp_%03" G_GUINT64_FORMAT "%s%s", ++number, token != NULL ? "_" : "",
                                        token != NULL ? token : "");
      if (try_create (project, comparison, &create_error))
        return TRUE;
      if (!g_error_matches (create_error, LIM_ERROR, LIM_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&create_error));
          return FALSE;
        }
    }
  return lim_fail (error, LIM_ERROR_CONFLICT,
                   "%s/comparisons: no free number after cmp_%03" G_GUINT64_FORMAT "; too many writers at once",
                   lim_project_folder (project), number);
}

gboolean
lim_store_undo_comparison (const LimProject *project, const char *id, GError **error)
{
  if (!lim_text_is_safe_name (id))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "comparison “%s”: expected a name that a file can have", id);

  g_autofree char *relative = comparison_path (id);
  g_autofree char *from = lim_store_resolve (project, relative, error);
  if (from == NULL)
    return FALSE;
  if (!g_file_test (from, G_FILE_TEST_IS_REGULAR))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "there is no comparison %s in comparisons/", id);

  /* A number can come again after it was taken back. */
  for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      g_autoptr (GError) problem = NULL;
      g_autofree char *again = attempt > 0 ? g_strdup_printf ("-%d", attempt + 1) : g_strdup ("");
      g_autofree char *target = g_strconcat (UNDONE, id, again, ".json", NULL);
      g_autofree char *to = lim_store_resolve (project, target, error);

      if (to == NULL)
        return FALSE;
      if (lim_file_move (from, to, &problem))
        return TRUE;
      if (!g_error_matches (problem, LIM_ERROR, LIM_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return lim_fail (error, LIM_ERROR_CONFLICT, "%s holds %s too often; empty it", UNDONE, id);
}
