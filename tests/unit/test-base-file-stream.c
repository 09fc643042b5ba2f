/* A file written piece by piece appears whole or not at all. */
#include "base-file-stream.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("limner-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "deep", "sheet.html", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *deep = g_path_get_dirname (fixture->path);

  g_unlink (fixture->path);
  g_rmdir (deep);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* no temporary file was left in it */
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
write_pieces (Fixture *fixture, const char *const *pieces, gboolean commit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimFileStream) stream = lim_file_stream_open (fixture->path, &error);

  g_assert_no_error (error);
  for (guint i = 0; pieces[i] != NULL; i++)
    g_assert_true (lim_file_stream_write (stream, pieces[i], strlen (pieces[i]), &error));
  if (commit)
    g_assert_true (lim_file_stream_commit (stream, &error));
  g_assert_no_error (error);
}

static void
assert_holds (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_commit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  write_pieces (fixture, (const char *const[]){ "one ", "", "two", NULL }, TRUE);
  assert_holds (fixture, "one two");
  write_pieces (fixture, (const char *const[]){ "three", NULL }, TRUE);
  assert_holds (fixture, "three");
}

static void
test_no_commit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  write_pieces (fixture, (const char *const[]){ "never", NULL }, FALSE);
  assert_holds (fixture, NULL);
  write_pieces (fixture, (const char *const[]){ "old", NULL }, TRUE);
  write_pieces (fixture, (const char *const[]){ "new", NULL }, FALSE);
  assert_holds (fixture, "old");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/file-stream/what was written appears at the commit", Fixture, NULL, set_up, test_commit, tear_down);
  g_test_add ("/file-stream/without a commit the old file stays", Fixture, NULL, set_up, test_no_commit, tear_down);
  return g_test_run ();
}
