#include "export-browse.h"

#include "base-error.h"
#include "base-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A folder with one export, “trap”, whose manifest and rows anybody may have written. */
typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("limner-browse-XXXXXX", NULL);
  g_autofree char *trap = g_build_filename (fixture->folder, "trap", NULL);
  g_assert_cmpint (g_mkdir (trap, 0777), ==, 0);
}

static void
tear_down (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  lim_file_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
put (Fixture *fixture, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (fixture->folder, "trap", name, NULL);

  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

#define MANIFEST(files) "{\"limner_export\":1,\"format\":\"llava\",\"files\":" files "}"
#define ROWS "[{\"path\":\"rows.jsonl\",\"config\":\"default\",\"split\":\"train\",\"rows\":9}]"
#define ROW(image)                                                                                                   \
  "{\"id\":\"critique:x\",\"image\":\"" image                                                                        \
  "\",\"conversations\":[{\"from\":\"human\",\"value\":\"<image>\\nQ\"},{\"from\":\"gpt\",\"value\":\"A\"}]}"

static const struct
{
  const char *holds, *manifest, *rows, *units;
  int n;             /* rows that are shown; -1: an error */
  const char *first; /* the answer of the first, or NULL */
  gboolean problem;  /* the first has one */
} browsed[] = {
  { "a row is shown with its texts", MANIFEST (ROWS), ROW ("images/a.png") "\n", NULL, 1, "A", FALSE },
  { "a list without a line's end is read as far as it goes", MANIFEST (ROWS), "[\n" ROW ("a.png") ",\n" ROW ("b.png"),
    NULL, 2, "A", FALSE },
  { "no rows are no fault", MANIFEST (ROWS), "", NULL, 0, NULL, FALSE },
  { "brackets and blank lines hold no rows", MANIFEST (ROWS), "[\n\n]\n,\n", NULL, 0, NULL, FALSE },
  { "what is no JSON says so", MANIFEST (ROWS), "{\"id\":\n", NULL, 1, NULL, TRUE },
  { "a row of another shape says so", MANIFEST (ROWS), "{\"image\":7,\"conversations\":{}}\n", NULL, 1, NULL, TRUE },
  { "units that do not fit are left out", MANIFEST (ROWS), ROW ("a.png") "\n",
    "{\"file\":\"rows.jsonl\",\"row\":\n{\"file\":\"rows.jsonl\",\"row\":0\n{\"file\":\"rows.jsonl\",\"row\":99}\n",
    1, "A", FALSE },
  { "a manifest without files has no rows", MANIFEST ("{}"), ROW ("a.png"), NULL, -1, NULL, FALSE },
  { "files of other types are none",
    MANIFEST ("[7,null,{\"path\":7,\"config\":\"default\"},{\"config\":\"default\"}]"), ROW ("a.png"), NULL, -1, NULL,
    FALSE },
  { "what is no manifest is refused", "{\"files\":[]}", ROW ("a.png"), NULL, -1, NULL, FALSE },
  { "what is no JSON is refused", "{", ROW ("a.png"), NULL, -1, NULL, FALSE },
};

static void
test_rows (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (browsed); i++)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", browsed[i].holds);
      put (fixture, "manifest.json", browsed[i].manifest, -1);
      put (fixture, "rows.jsonl", browsed[i].rows, -1);
      put (fixture, "units.jsonl", browsed[i].units != NULL ? browsed[i].units : "", -1);
      LimJson *root = lim_export_rows_to_json (fixture->folder, "trap", "rows.jsonl", 0, 50, doc, &error);

      g_assert_true ((root == NULL) == (browsed[i].n < 0) && (root == NULL) == (error != NULL));
      g_assert_nonnull (lim_export_list_to_json (fixture->folder, doc, NULL));
      if (root == NULL)
        continue;
      const LimJson *rows = lim_json_get (root, "rows"), *first = lim_json_first (rows);
      g_assert_cmpint ((int) lim_json_length (rows), ==, browsed[i].n);
      g_assert_cmpstr (lim_json_get_string (first, "answer"), ==, browsed[i].first);
      g_assert_true ((lim_json_get_string (first, "problem") != NULL) == browsed[i].problem);
    }
}

static void
test_any_place_in_a_file (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, ROW ("%u.png") "\n", i);
  put (fixture, "manifest.json", MANIFEST (ROWS), -1);
  put (fixture, "rows.jsonl", text->str, (gssize) text->len);
  for (guint offset = 0; offset < 24; offset += 3)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      LimJson *root = lim_export_rows_to_json (fixture->folder, "trap", "rows.jsonl", offset, 2, doc, NULL);
      const LimJson *rows = lim_json_get (root, "rows");
      g_autofree char *path = g_strdup_printf ("%u.png", offset);

      g_assert_cmpuint (lim_json_length (rows), ==, offset < 19 ? 2 : 0);
      g_assert_cmpstr (lim_json_get_string (lim_json_first (lim_json_get (lim_json_first (rows), "images")), "path"),
                       ==, offset < 20 ? path : NULL);
    }
  g_string_free (text, TRUE);
}

static const struct
{
  const char *holds, *image;
  gboolean found, embedded;
} images[] = {
  { "a file of the export is found", "here.png", TRUE, FALSE },
  { "one that is not there is not", "gone.png", FALSE, FALSE },
  { "nor one above it", "../other.png", FALSE, FALSE },
  { "nor by a whole path", "/etc/hostname", FALSE, FALSE },
  { "nor through a link", "link.png", FALSE, FALSE },
  { "nor the export itself", "", FALSE, FALSE },
  { "an embedded one is decoded", "data:image/png;base64,aGVsbG8h", FALSE, TRUE },
  { "a broken one is not", "data:image/png;base64,!!!!", FALSE, FALSE },
  { "nor one without a comma", "data:image/png;base64", FALSE, FALSE },
};

static void
test_images (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *outside = g_build_filename (fixture->folder, "other.png", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "trap", "link.png", NULL);

  put (fixture, "manifest.json", MANIFEST (ROWS), -1);
  put (fixture, "here.png", "picture", -1);
  g_assert_true (g_file_set_contents (outside, "secret", -1, NULL));
  g_assert_cmpint (symlink ("../other.png", link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    {
      g_autofree char *row = g_strdup_printf (ROW ("%s") "\n", images[i].image);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", images[i].holds);
      put (fixture, "rows.jsonl", row, -1);
      g_autofree char *path = lim_export_row_image (fixture->folder, "trap", "rows.jsonl", 0, 0, &bytes, &error);
      g_assert_true ((path != NULL) == images[i].found);
      g_assert_true ((bytes != NULL) == images[i].embedded);
      g_assert_true ((error != NULL) == (path == NULL && bytes == NULL));
      g_clear_error (&error);
      g_assert_null (lim_export_row_image (fixture->folder, "trap", "rows.jsonl", 1, 0, &bytes, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
    }
}

static void
test_names (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const char *const names[] = { "", ".", "..", "trap/..", "/", "../trap", "nowhere", "file", "linked", NULL };
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *linked = g_build_filename (fixture->folder, "linked", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_cmpint (symlink ("trap", linked), ==, 0);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lim_export_find (fixture->folder, names[i], &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
    }
  g_autofree char *trap = lim_export_find (fixture->folder, "trap", NULL);
  g_assert_nonnull (trap);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/export/browse/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("rows", test_rows);
  ADD ("any-place", test_any_place_in_a_file);
  ADD ("images", test_images);
  ADD ("names", test_names);
  return g_test_run ();
}
