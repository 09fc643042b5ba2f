#include "export-check.h"

#include <string.h>
#include <sys/stat.h>

#include "base-error.h"
#include "base-file.h"
#include "base-hash.h"
#include "base-pool.h"
#include "base-text.h"

/* One file the manifest lists. */
typedef struct
{
  const char *path;
  gint64 bytes;
  const char *sha256;
  gint64 found_bytes; /* -1: absent */
  char *found_sha256;
} Listed;

typedef struct
{
  LimCheck *check;
  GArray *listed;
} Hashing;

static gboolean
hash_one (gsize index, gpointer data, GError **error)
{
  Hashing *hashing = data;
  Listed *file = &g_array_index (hashing->listed, Listed, index);
  g_autofree char *path = g_build_filename (hashing->check->folder, file->path, NULL);
  struct stat info;
  (void) error;

  file->found_bytes = lstat (path, &info) == 0 && S_ISREG (info.st_mode) ? (gint64) info.st_size : -1;
  if (file->found_bytes >= 0)
    file->found_sha256 = lim_sha256_file_hex (path, NULL);
  lim_progress_step (hashing->check->context->progress, 1, file->path);
  return TRUE;
}

static void
compare_one (LimCheck *check, Listed *file)
{
  if (file->found_bytes < 0)
    {
      lim_check_fault (check, LIM_FINDING_ERROR, "a file is missing", file->path, 0, NULL,
                       "the file is missing, or is no plain file");
      check->n_fatal++;
      return;
    }
  if (file->found_bytes != file->bytes || file->found_sha256 == NULL
      || g_strcmp0 (file->found_sha256, file->sha256) != 0)
    {
      lim_check_fault (check, LIM_FINDING_ERROR, "a file was changed", file->path, 0, NULL,
                       "the file is not what the manifest says (SHA-256 %.12s…, %" G_GINT64_FORMAT
                       " bytes; the manifest has %.12s…, %" G_GINT64_FORMAT ")",
                       file->found_sha256 != NULL ? file->found_sha256 : "unreadable", file->found_bytes,
                       file->sha256, file->bytes);
      check->n_fatal++;
    }
  if (file->found_sha256 != NULL)
    g_hash_table_insert (check->digests, g_strdup (file->path), g_steal_pointer (&file->found_sha256));
}

static void
look_for_strangers (LimCheck *check, const char *below)
{
  g_autofree char *path = *below != '\0' ? g_build_filename (check->folder, below, NULL) : g_strdup (check->folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *relative = *below != '\0' ? g_strconcat (below, "/", name, NULL) : g_strdup (name);
      g_autofree char *full = g_build_filename (path, name, NULL);

      if (g_file_test (full, G_FILE_TEST_IS_DIR) && !g_file_test (full, G_FILE_TEST_IS_SYMLINK))
        look_for_strangers (check, relative);
      else if (strcmp (relative, "manifest.json") != 0 && !g_hash_table_contains (check->digests, relative))
        lim_check_fault (check, LIM_FINDING_WARNING, "a file is not listed", relative, 0, NULL,
                         "the manifest does not list this file");
    }
}

static gboolean
parse_split (const char *name, LimSplit *split)
{
  for (LimSplit i = 0; i < LIM_N_SPLITS; i++)
    if (g_strcmp0 (name, lim_split_name (i)) == 0)
      {
        *split = i;
        return TRUE;
      }
  return FALSE;
}

static void
add_row_file (LimCheck *check, const LimJson *item, const char *path)
{
  const char *config = lim_json_get_string (item, "config");
  LimCheckFile *file = g_new0 (LimCheckFile, 1);

  file->path = g_strdup (path);
  file->config = g_strdup (config != NULL ? config : "default");
  file->claimed_rows = lim_json_get_int (item, "rows", -1);
  file->schema = lim_check_schema (check->format, file->config);
  g_ptr_array_add (check->files, file);
  if (!parse_split (lim_json_get_string (item, "split"), &file->split))
    lim_check_fault (check, LIM_FINDING_ERROR, "the manifest is wrong", "manifest.json", lim_json_line (item),
                     "split", "%s: expected train, validation or test", path);
  if (file->schema == NULL)
    lim_check_fault (check, LIM_FINDING_ERROR, "the manifest is wrong", "manifest.json", lim_json_line (item),
                     "config", "%s: %s has no configuration “%s”", path, check->format, file->config);
}

static GArray *
read_list (LimCheck *check, const LimJson *list)
{
  GArray *listed = g_array_new (FALSE, TRUE, sizeof (Listed));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (const LimJson *item = lim_json_first (list); item != NULL; item = lim_json_next (item))
    {
      Listed file = { .path = lim_json_get_string (item, "path"),
                      .bytes = lim_json_get_int (item, "bytes", -1),
                      .sha256 = lim_json_get_string (item, "sha256") };

      if (file.path == NULL || file.sha256 == NULL || !lim_text_is_safe_relative_path (file.path)
          || !g_hash_table_add (seen, (gpointer) file.path))
        {
          lim_check_fault (check, LIM_FINDING_ERROR, "the manifest is wrong", "manifest.json", lim_json_line (item),
                           "files", "expected path, bytes and sha256 of a file inside the folder, once each");
          check->n_fatal++;
          continue;
        }
      g_array_append_val (listed, file);
      if (lim_json_get (item, "rows") != NULL)
        add_row_file (check, item, file.path);
    }
  return listed;
}

static gboolean
check_listed (LimCheck *check, const LimJson *list, GError **error)
{
  g_autoptr (GArray) listed = read_list (check, list);
  Hashing hashing = { check, listed };

  lim_progress_begin (check->context->progress, listed->len, "file", "Checking files");
  gboolean ok = lim_pool_run (0, listed->len, hash_one, &hashing, check->context->cancellable, error);
  lim_progress_end (check->context->progress);
  for (guint i = 0; i < listed->len; i++)
    {
      Listed *file = &g_array_index (listed, Listed, i);

      if (ok)
        compare_one (check, file);
      g_free (file->found_sha256);
    }
  return ok;
}

/* What the counts say must be what the rows are; the rows themselves are counted later. */
static void
check_counts (LimCheck *check, const LimJson *root)
{
  gint64 claimed = 0, listed = 0;

  for (const LimJson *split = lim_json_first (lim_json_get (root, "splits")); split != NULL;
       split = lim_json_next (split))
    claimed += lim_json_get_int (split, "rows", 0);
  for (guint i = 0; i < check->files->len; i++)
    listed += MAX (((LimCheckFile *) g_ptr_array_index (check->files, i))->claimed_rows, 0);
  if (claimed == listed)
    return;
  check->n_fatal++;
  lim_check_fault (check, LIM_FINDING_ERROR, "the manifest is wrong", "manifest.json", 0, "splits",
                   "%" G_GINT64_FORMAT " rows in all, but its files have %" G_GINT64_FORMAT, claimed, listed);
}

gboolean
lim_check_manifest (LimCheck *check, GError **error)
{
  g_autofree char *path = g_build_filename (check->folder, "manifest.json", NULL);
  gsize length;
  g_autofree char *text = lim_file_read (path, (gsize) 1 << 30, &length, error);
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_json_parse ("manifest.json", text, (gssize) length, error) : NULL;
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *format = lim_json_get_string (root, "format");

  if (doc == NULL)
    return FALSE;
  if (!lim_json_is (lim_json_get (root, "limner_export"), LIM_JSON_NUMBER) || format == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: this is no manifest of an export", path);
  check->format = g_strdup (format);
  check->strict = TRUE;
  if (!check_listed (check, lim_json_get (root, "files"), error))
    return FALSE;
  look_for_strangers (check, "");
  check_counts (check, root);
  return TRUE;
}
