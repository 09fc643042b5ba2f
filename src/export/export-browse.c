#include "export-browse.h"

#include "base-file.h"
#include "base-text.h"
#include "export-check.h"
#include "export-format.h"
#include "export-outlook.h"
#include "export-reason.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_MANIFEST ((gsize) 256 << 20)
#define LONG_TEXT 4000 /* bytes of a text in a row that is shown as it lies there */

/* -- Finding -- */

char *
lim_export_find (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat info;

  if (lim_text_is_safe_relative_path (name) && strchr (name, '/') == NULL && *name != '.' && lstat (path, &info) == 0
      && S_ISDIR (info.st_mode))
    return g_steal_pointer (&path);
  g_autofree char *harmless = lim_text_harmless (name);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no export “%s” in %s", harmless, folder);
}

/* The absolute path of @relative, which must lie inside of @folder whatever links there are. */
static char *
resolve (const char *folder, const char *relative, GError **error)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autofree char *harmless = lim_text_harmless (relative);
  char *real = lim_text_is_safe_relative_path (relative) ? realpath (path, NULL) : NULL;
  char *root = realpath (folder, NULL);
  gsize length = root != NULL ? strlen (root) : 0;
  gboolean inside = real != NULL && root != NULL && strncmp (real, root, length) == 0 && real[length] == '/';

  free (real);
  free (root);
  return inside ? g_steal_pointer (&path)
                : lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s has no file “%.200s”", folder, harmless);
}

static LimJsonDoc *
read_manifest (const char *path, GError **error)
{
  g_autofree char *file = g_build_filename (path, "manifest.json", NULL);
  gsize length;
  char *text = lim_file_read (file, MAX_MANIFEST, &length, error);
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_json_parse_take (file, text, length, error) : NULL;

  if (doc == NULL)
    return NULL;
  if (!lim_json_is (lim_json_get (lim_json_root (doc), "limner_export"), LIM_JSON_NUMBER))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s is no manifest of an export", file);
  return g_steal_pointer (&doc);
}

static gboolean
is_row_file (const LimJson *file)
{
  return lim_json_get_string (file, "config") != NULL && lim_json_get_string (file, "path") != NULL;
}

static const LimJson *
find_row_file (const LimJson *manifest, const char *path, GError **error)
{
  for (const LimJson *at = lim_json_first (lim_json_get (manifest, "files")); at != NULL; at = lim_json_next (at))
    if (is_row_file (at) && strcmp (lim_json_get_string (at, "path"), path) == 0)
      return at;
  g_autofree char *harmless = lim_text_harmless (path);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "the export has no file of rows “%.200s”", harmless);
}

/* -- All exports -- */

static const char *
reader_of (const char *format)
{
  const LimExporter *exporter = format != NULL ? lim_exporter_find (format, NULL) : NULL;

  return exporter != NULL ? exporter->reader : NULL;
}

static void
copy (LimJson *to, LimJsonDoc *doc, const LimJson *from, const char *name)
{
  const LimJson *value = lim_json_get (from, name);

  if (value != NULL)
    lim_json_set (to, name, lim_json_copy (doc, value));
}

static void
add_files (LimJson *object, const LimJson *manifest, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);
  gint64 bytes = 0, rows = 0;

  for (const LimJson *at = lim_json_first (lim_json_get (manifest, "files")); at != NULL; at = lim_json_next (at))
    {
      bytes += lim_json_get_int (at, "bytes", 0);
      if (!is_row_file (at))
        continue;
      LimJson *file = lim_json_new_object (doc);
      copy (file, doc, at, "path");
      copy (file, doc, at, "config");
      copy (file, doc, at, "split");
      copy (file, doc, at, "rows");
      rows += lim_json_get_int (at, "rows", 0);
      lim_json_append (list, file);
    }
  lim_json_set_int (object, "rows", rows);
  lim_json_set_int (object, "bytes", bytes);
  lim_json_set (object, "files", list);
}

static void
add_excluded (LimJson *object, const LimJson *manifest, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (const LimJson *at = lim_json_first (lim_json_get (manifest, "excluded")); at != NULL; at = lim_json_next (at))
    {
      const LimExportReason *reason = lim_export_reason (lim_json_key (at));
      LimJson *one = lim_json_new_object (doc);

      lim_json_set_string (one, "reason", lim_json_key (at));
      lim_json_set (one, "n", lim_json_copy (doc, at));
      lim_json_set_string (one, "help", reason->help);
      lim_json_set_string (one, "fix", reason->fix);
      lim_json_append (list, one);
    }
  lim_json_set (object, "excluded", list);
}

static void
add_time (LimJson *object, const char *path)
{
  g_autofree char *file = g_build_filename (path, "manifest.json", NULL);
  struct stat info;
  g_autoptr (GDateTime) time = stat (file, &info) == 0 ? g_date_time_new_from_unix_utc (info.st_mtim.tv_sec) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  lim_json_set_string (object, "modified", text);
}

static LimJson *
export_to_json (const char *name, const char *path, LimJsonDoc *doc)
{
  static const char *const copied[] = { "format",   "project", "splits",   "tasks",
                                        "embedded", "linked",  "stripped", "warnings" };
  LimJson *object = lim_json_new_object (doc);
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimJsonDoc) manifest = read_manifest (path, &problem);
  const LimJson *root = manifest != NULL ? lim_json_root (manifest) : NULL;

  lim_json_set_string (object, "name", name);
  lim_json_set_string (object, "problem", problem != NULL ? problem->message : NULL);
  if (root == NULL)
    return object;
  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    copy (object, doc, root, copied[i]);
  lim_json_set_string (object, "reader", reader_of (lim_json_get_string (root, "format")));
  add_excluded (object, root, doc);
  add_files (object, root, doc);
  add_time (object, path);
  return object;
}

static gboolean
has_manifest (const char *path)
{
  g_autofree char *file = g_build_filename (path, "manifest.json", NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS);
}

LimJson *
lim_export_list_to_json (const char *folder, LimJsonDoc *doc, GError **error)
{
  LimJson *list = lim_json_new_array (doc);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  (void) error;
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, lim_text_compare);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = lim_export_find (folder, names->pdata[i], NULL);

      if (path != NULL && g_utf8_validate (names->pdata[i], -1, NULL) && has_manifest (path))
        lim_json_append (list, export_to_json (names->pdata[i], path, doc));
    }
  return list;
}

/* -- Rows -- */

/* An opened file of rows. */
typedef struct
{
  LimJsonDoc *manifest;
  const LimJson *entry;
  char *path; /* of the export */
  GMappedFile *map;
  const LimCheckSchema *schema;
} Rows;

static void
rows_clear (Rows *rows)
{
  g_clear_pointer (&rows->manifest, lim_json_doc_free);
  g_clear_pointer (&rows->map, g_mapped_file_unref);
  g_free (rows->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

static gboolean
rows_open (Rows *rows, const char *folder, const char *name, const char *file, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) problem = NULL;
  struct stat info;

  rows->path = lim_export_find (folder, name, error);
  rows->manifest = rows->path != NULL ? read_manifest (rows->path, error) : NULL;
  rows->entry = rows->manifest != NULL ? find_row_file (lim_json_root (rows->manifest), file, error) : NULL;
  path = rows->entry != NULL ? resolve (rows->path, file, error) : NULL;
  if (path == NULL)
    return FALSE;
  if (stat (path, &info) < 0 || !S_ISREG (info.st_mode))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s is no file", path);
  rows->map = g_mapped_file_new (path, FALSE, &problem);
  if (rows->map == NULL)
    return lim_fail (error, LIM_ERROR_IO, "%s", problem->message);
  const char *format = lim_json_get_string (lim_json_root (rows->manifest), "format");
  rows->schema = lim_check_schema (format != NULL ? format : "", lim_json_get_string (rows->entry, "config"));
  return TRUE;
}

/* A line that holds a row: not a bracket of a list, and without the comma behind it. FALSE: it holds none. */
static gboolean
trim_line (const char **line, gsize *length)
{
  if (*length > 0 && (*line)[*length - 1] == ',')
    --*length;
  return *length > 0 && (*line)[0] == '{';
}

/* The next row from *@at on. FALSE at the end. */
static gboolean
next_row (const char *text, gsize size, gsize *at, const char **line, gsize *length)
{
  while (*at < size)
    {
      const char *end = memchr (text + *at, '\n', size - *at);
      gsize stop = end != NULL ? (gsize) (end - text) : size;

      *line = text + *at;
      *length = stop - *at;
      *at = stop + 1;
      if (trim_line (line, length))
        return TRUE;
    }
  return FALSE;
}

static gboolean
rows_skip (const Rows *rows, guint n, gsize *at)
{
  const char *line;
  gsize length;

  for (guint i = 0; i < n; i++)
    if (!next_row (g_mapped_file_get_contents (rows->map), g_mapped_file_get_length (rows->map), at, &line, &length))
      return FALSE;
  return TRUE;
}

/* @node with its long texts shortened: an embedded picture is megabytes that nobody reads. */
static LimJson *
shorten (LimJsonDoc *doc, const LimJson *node)
{
  const char *text = lim_json_string (node);
  LimJson *container;

  if (text != NULL && strlen (text) > LONG_TEXT)
    {
      const char *end = g_utf8_find_prev_char (text, text + 100);
      g_autofree char *shortened =
          g_strdup_printf ("%.*s… (%" G_GSIZE_FORMAT " bytes)", (int) (end - text), text, strlen (text));

      return lim_json_new_string (doc, shortened);
    }
  if (!lim_json_is (node, LIM_JSON_OBJECT) && !lim_json_is (node, LIM_JSON_ARRAY))
    return lim_json_copy (doc, node);
  container = lim_json_is (node, LIM_JSON_OBJECT) ? lim_json_new_object (doc) : lim_json_new_array (doc);
  for (const LimJson *at = lim_json_first (node); at != NULL; at = lim_json_next (at))
    if (lim_json_is (node, LIM_JSON_OBJECT))
      lim_json_set (container, lim_json_key (at), shorten (doc, at));
    else
      lim_json_append (container, shorten (doc, at));
  return container;
}

/* A small image in a row could be taken for a path; the manifest knows. */
static gboolean
is_embedded (const Rows *rows, const char *reference)
{
  return lim_json_get_bool (lim_json_root (rows->manifest), "embedded", FALSE) || lim_check_is_embedded (reference);
}

static void
add_images (const Rows *rows, LimJson *object, const LimCheckRow *row, LimJsonDoc *doc)
{
  LimJson *images = lim_json_new_array (doc);
  const char *file = lim_json_get_string (rows->entry, "path");

  for (guint i = 0; i < row->n_images; i++)
    {
      LimJson *image = lim_json_new_object (doc);
      gboolean embedded = is_embedded (rows, row->images[i]);
      g_autofree char *path = embedded ? NULL : lim_check_image_path (file, row->images[i]);

      lim_json_set_string (image, "path", path);
      lim_json_set_bool (image, "embedded", embedded);
      lim_json_append (images, image);
    }
  lim_json_set (object, "images", images);
}

static LimJson *
row_to_json (const Rows *rows, guint index, const char *line, gsize length, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimJsonDoc) parsed = lim_json_parse ("row", line, (gssize) length, &problem);
  g_auto (LimRowFault) fault = { 0 };
  LimCheckRow row = { 0 };

  lim_json_set_int (object, "row", index);
  if (parsed == NULL || rows->schema == NULL
      || !lim_check_read_row (rows->schema, lim_json_root (parsed), FALSE, &row, &fault))
    lim_json_set_string (object, "problem",
                         problem != NULL      ? problem->message
                         : fault.what != NULL ? fault.what
                                              : "this format is not known to this limner");
  lim_json_set_string (object, "question", row.question);
  lim_json_set_string (object, "answer", row.answer);
  lim_json_set_string (object, "rejected", row.rejected);
  lim_json_set (object, "label", row.has_label ? lim_json_new_bool (doc, row.label) : lim_json_new_null (doc));
  add_images (rows, object, &row, doc);
  if (parsed != NULL)
    lim_json_set (object, "text", shorten (doc, lim_json_root (parsed)));
  return object;
}

/* -- What each row was made from -- */

/* Puts `unit` into those of @list, whose first is row @offset of @file: the lines of units.jsonl are in the order of rows. */
static void
add_units (const Rows *rows, const char *file, guint offset, LimJson *list, LimJsonDoc *doc)
{
  g_autofree char *path = resolve (rows->path, "units.jsonl", NULL);
  g_autoptr (GMappedFile) map = path != NULL ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  g_autofree char *mark = g_strdup_printf ("{\"file\":\"%s\",\"row\":", file);
  LimJson *row = lim_json_first (list);
  const char *line;
  gsize at = 0, length;

  while (map != NULL && row != NULL
         && next_row (g_mapped_file_get_contents (map), g_mapped_file_get_length (map), &at, &line, &length))
    {
      if (length <= strlen (mark) || strncmp (line, mark, strlen (mark)) != 0
          || g_ascii_strtoull (line + strlen (mark), NULL, 10) != offset)
        continue;
      g_autoptr (LimJsonDoc) parsed = lim_json_parse ("units.jsonl", line, (gssize) length, NULL);
      if (parsed != NULL)
        lim_json_set (row, "unit", lim_json_copy (doc, lim_json_root (parsed)));
      row = lim_json_next (row);
      offset++;
    }
}

LimJson *
lim_export_rows_to_json (const char *folder, const char *name, const char *file, guint offset, guint limit,
                         LimJsonDoc *doc, GError **error)
{
  g_auto (Rows) rows = { 0 };
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);
  const char *line;
  gsize at = 0, length;

  if (!rows_open (&rows, folder, name, file, error))
    return NULL;
  if (rows_skip (&rows, offset, &at))
    for (guint i = 0; i < limit
                      && next_row (g_mapped_file_get_contents (rows.map), g_mapped_file_get_length (rows.map), &at,
                                   &line, &length);
         i++)
      lim_json_append (list, row_to_json (&rows, offset + i, line, length, doc));
  add_units (&rows, file, offset, list, doc);
  lim_json_set_int (root, "total", lim_json_get_int (rows.entry, "rows", 0));
  lim_json_set_int (root, "offset", offset);
  lim_json_set (root, "rows", list);
  return root;
}

/* -- Images -- */

char *
lim_export_row_image (const char *folder, const char *name, const char *file, guint row, guint image, GBytes **bytes,
                      GError **error)
{
  g_auto (Rows) rows = { 0 };
  g_auto (LimRowFault) fault = { 0 };
  g_autofree char *claimed = NULL;
  const char *line;
  gsize at = 0, length;
  LimCheckRow found = { 0 };

  if (!rows_open (&rows, folder, name, file, error))
    return NULL;
  if (!rows_skip (&rows, row, &at)
      || !next_row (g_mapped_file_get_contents (rows.map), g_mapped_file_get_length (rows.map), &at, &line, &length))
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s has no row %u", file, row);
  g_autoptr (LimJsonDoc) parsed = lim_json_parse (file, line, (gssize) length, error);
  if (parsed == NULL)
    return NULL;
  if (rows.schema == NULL || !lim_check_read_row (rows.schema, lim_json_root (parsed), FALSE, &found, &fault)
      || image >= found.n_images)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "row %u of %s has no image %u", row, file, image);
  if (!is_embedded (&rows, found.images[image]))
    {
      g_autofree char *relative = lim_check_image_path (file, found.images[image]);

      return resolve (rows.path, relative, error);
    }
  *bytes = lim_check_decode_embedded (found.images[image], &claimed);
  if (*bytes == NULL)
    lim_fail (error, LIM_ERROR_BAD_INPUT, "row %u of %s: the text that should be an image cannot be decoded", row,
              file);
  return NULL;
}
