#include "export-validate.h"

#include <string.h>
#include <sys/stat.h>

#include "export-check.h"

/* So many of each kind are told one by one. */
#define TELL 5

/* -- Faults -- */

void
lim_check_fault (LimCheck *check, LimFindingSeverity severity, const char *kind, const char *file, guint line,
                 const char *key, const char *format, ...)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (check->kinds, kind)) + 1;
  va_list arguments;

  g_hash_table_insert (check->kinds, (gpointer) kind, GUINT_TO_POINTER (n));
  if (n > TELL)
    return;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *found = g_strdup_printf ("%s: %s", kind, text);
  g_ptr_array_add (check->findings, lim_finding_new (severity, file, line, key, found, NULL, NULL));
}

static void
summarise (LimCheck *check)
{
  g_autoptr (GList) kinds = g_list_sort (g_hash_table_get_keys (check->kinds), (GCompareFunc) strcmp);

  for (GList *item = kinds; item != NULL; item = item->next)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (check->kinds, item->data));

      if (n <= TELL)
        continue;
      g_autofree char *found = g_strdup_printf ("%s: %u more like the %d above", (char *) item->data, n - TELL, TELL);
      g_ptr_array_add (check->findings, lim_finding_new (LIM_FINDING_INFO, NULL, 0, NULL, found, NULL, NULL));
    }
}

/* -- The check -- */

static void
file_free (gpointer data)
{
  LimCheckFile *file = data;

  g_free (file->path);
  g_free (file->config);
  g_free (file);
}

static void
image_free (gpointer data)
{
  LimCheckImage *image = data;

  g_free (image->path);
  g_free (image);
}

static void
check_init (LimCheck *check, const char *dir, const LimContext *context, GPtrArray *findings)
{
  *check = (LimCheck){ .folder = dir, .context = context, .findings = findings };
  check->kinds = g_hash_table_new (g_str_hash, g_str_equal);
  check->files = g_ptr_array_new_with_free_func (file_free);
  check->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  check->images = g_ptr_array_new_with_free_func (image_free);
  check->image_by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  check->showings = g_array_new (FALSE, FALSE, sizeof (LimCheckShowing));
  check->units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lim_json_doc_free);
  check->rows_seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
check_clear (LimCheck *check)
{
  g_hash_table_unref (check->kinds);
  g_ptr_array_unref (check->files);
  g_hash_table_unref (check->digests);
  g_ptr_array_unref (check->images);
  g_hash_table_unref (check->image_by_key);
  g_array_unref (check->showings);
  g_hash_table_unref (check->units);
  g_hash_table_unref (check->rows_seen);
  g_free (check->format);
}

static gboolean
has_manifest (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "manifest.json", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* A manifest that cannot be read is a fault of the dataset, not the end of the check. */
static gboolean
find_row_files (LimCheck *check, gboolean *by_manifest, GError **error)
{
  g_autoptr (GError) fault = NULL;

  *by_manifest = has_manifest (check->folder);
  if (*by_manifest && lim_check_manifest (check, &fault))
    return TRUE;
  if (fault != NULL && g_error_matches (fault, LIM_ERROR, LIM_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  if (fault != NULL)
    lim_check_fault (check, LIM_FINDING_WARNING, "the manifest cannot be used", "manifest.json", 0, NULL, "%s",
                     fault->message);
  return lim_check_sniff (check, error);
}

static char
grade_of (const LimCheck *check, guint n_errors, guint n_warnings)
{
  if (check->n_fatal > 0 || check->n_rows == 0 || check->n_bad_rows * 100 > check->n_rows)
    return 'F';
  if (n_errors > 0)
    return 'D';
  if (n_warnings == 0)
    return 'A';
  return n_warnings <= 3 ? 'B' : 'C';
}

static void
fill_result (LimCheck *check, guint n_before, LimValidation *result)
{
  summarise (check);
  for (guint i = n_before; i < check->findings->len; i++)
    {
      const LimFinding *finding = g_ptr_array_index (check->findings, i);

      result->n_errors += finding->severity == LIM_FINDING_ERROR ? 1 : 0;
      result->n_warnings += finding->severity == LIM_FINDING_WARNING ? 1 : 0;
    }
  g_strlcpy (result->format, check->format != NULL ? check->format : "", sizeof result->format);
  result->rows = check->n_rows;
  result->images = check->images->len;
  result->files = g_hash_table_size (check->digests);
  result->grade = grade_of (check, result->n_errors, result->n_warnings);
}

gboolean
lim_export_validate (const char *dir, const LimContext *context, GPtrArray *findings, LimValidation *result,
                     GError **error)
{
  LimCheck check;
  struct stat info;
  guint n_before = findings->len;
  LimValidation found = { 0 };

  if (stat (dir, &info) < 0 || !S_ISDIR (info.st_mode))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s is no folder; limner validate wants the folder of an export",
                     dir);
  check_init (&check, dir, context, findings);
  gboolean ok = find_row_files (&check, &found.has_manifest, error);
  if (ok)
    {
      lim_check_units (&check);
      ok = lim_check_rows (&check, error) && lim_check_images (&check, error);
    }
  if (ok)
    {
      fill_result (&check, n_before, &found);
      *result = found;
    }
  check_clear (&check);
  return ok;
}

LimJson *
lim_validation_to_json (const LimValidation *result, const char *folder, const GPtrArray *findings, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  char grade[] = { result->grade, '\0' };

  lim_json_set_string (object, "folder", folder);
  lim_json_set_string (object, "grade", grade);
  lim_json_set_string (object, "format", result->format);
  lim_json_set_bool (object, "manifest", result->has_manifest);
  lim_json_set_int (object, "rows", (gint64) result->rows);
  lim_json_set_int (object, "images", (gint64) result->images);
  lim_json_set_int (object, "errors", result->n_errors);
  lim_json_set_int (object, "warnings", result->n_warnings);
  lim_json_set (object, "findings", lim_findings_to_json (findings, doc));
  return object;
}
