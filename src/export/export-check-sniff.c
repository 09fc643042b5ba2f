#include "export-check.h"

#include <stdio.h>
#include <string.h>

#include "base-error.h"
#include "base-file.h"

/* Enough of a file to hold its first row, unless images are embedded in it. */
#define HEAD_SIZE ((gsize) 64 << 20)

static const char *const not_rows[] = { "manifest.json", "units.jsonl",         "dataset_info.json",
                                        "config.json",   "swift_datasets.json", NULL };

static char *
read_head (const char *path)
{
  FILE *file = fopen (path, "re");
  GString *head = g_string_new (NULL);

  if (file == NULL)
    return g_string_free (head, FALSE);
  for (int c; head->len < HEAD_SIZE && (c = getc_unlocked (file)) != EOF;)
    {
      g_string_append_c (head, (char) c);
      if (c == '\n' && head->len > 2 && strpbrk (head->str, "{") != NULL)
        break;
    }
  fclose (file);
  return g_string_free (head, FALSE);
}

/* The first object in the file: of a line, or of a list. */
static const LimCheckSchema *
guess_schema (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (LimJsonDoc) doc = NULL;

  if (g_str_has_suffix (path, ".json"))
    {
      gsize length;
      text = lim_file_read (path, (gsize) 1 << 30, &length, NULL);
    }
  else
    text = read_head (path);
  if (text == NULL || (doc = lim_json_parse (path, text, -1, NULL)) == NULL)
    return NULL;

  const LimJson *root = lim_json_root (doc);
  return lim_check_schema_guess (lim_json_is (root, LIM_JSON_ARRAY) ? lim_json_first (root) : root);
}

/* By the usual words in the path; everything else is for training. */
static LimSplit
split_of_path (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (strstr (lower, "val") != NULL || strstr (lower, "dev") != NULL)
    return LIM_SPLIT_VALIDATION;
  return strstr (lower, "test") != NULL || strstr (lower, "eval") != NULL ? LIM_SPLIT_TEST : LIM_SPLIT_TRAIN;
}

static void
add_file (LimCheck *check, const char *relative)
{
  g_autofree char *path = g_build_filename (check->folder, relative, NULL);
  const LimCheckSchema *schema = guess_schema (path);

  if (schema == NULL)
    return;
  LimCheckFile *file = g_new0 (LimCheckFile, 1);
  file->path = g_strdup (relative);
  file->config = g_strdup (schema->config);
  file->split = split_of_path (relative);
  file->claimed_rows = -1;
  file->schema = schema;
  g_ptr_array_add (check->files, file);
  if (check->format == NULL)
    check->format = g_strdup (schema->format);
}

static void
look_in (LimCheck *check, const char *below, guint depth)
{
  g_autofree char *path = *below != '\0' ? g_build_filename (check->folder, below, NULL) : g_strdup (check->folder);
  g_autoptr (GDir) dir = depth < 4 ? g_dir_open (path, 0, NULL) : NULL;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *relative = *below != '\0' ? g_strconcat (below, "/", name, NULL) : g_strdup (name);
      g_autofree char *full = g_build_filename (path, name, NULL);

      if (g_file_test (full, G_FILE_TEST_IS_SYMLINK) || g_strv_contains (not_rows, name))
        continue;
      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        look_in (check, relative, depth + 1);
      else if (g_file_test (full, G_FILE_TEST_IS_REGULAR)
               && (g_str_has_suffix (name, ".jsonl") || g_str_has_suffix (name, ".json")))
        add_file (check, relative);
    }
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const LimCheckFile *const *left = a, *const *right = b;

  return strcmp ((*left)->path, (*right)->path);
}

gboolean
lim_check_sniff (LimCheck *check, GError **error)
{
  look_in (check, "", 0);
  g_ptr_array_sort (check->files, compare_files);
  if (check->files->len > 0)
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "%s: there is no manifest.json of a dataset, and no .json or .jsonl file in it looks like a "
                   "dataset with images",
                   check->folder);
}
