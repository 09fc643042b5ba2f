#include "base-file.h"
#include "base-hash.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *folder;
} Scratch;

static void
scratch_up (Scratch *scratch, gconstpointer data)
{
  (void) data;
  scratch->folder = g_dir_make_tmp ("limner-test-XXXXXX", NULL);
  g_assert_nonnull (scratch->folder);
}

static void
scratch_down (Scratch *scratch, gconstpointer data)
{
  (void) data;
  g_chmod (scratch->folder, 0700);
  lim_file_remove_tree (scratch->folder);
  g_free (scratch->folder);
}

static char *
in_scratch (const Scratch *scratch, const char *name)
{
  return g_build_filename (scratch->folder, name, NULL);
}

static void
assert_holds (const char *path, const char *expected)
{
  gsize length = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = lim_file_read (path, 0, &length, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (text, length, expected, strlen (expected));
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static guint
count_descriptors (void)
{
  return count_entries ("/proc/self/fd");
}

static mode_t
mode_of (const char *path)
{
  struct stat info;

  g_assert_cmpint (lstat (path, &info), ==, 0);
  return info.st_mode & 07777;
}

/* -- What each call does -- */

static void
test_write (Scratch *scratch, gconstpointer data)
{
  g_autofree char *path = in_scratch (scratch, "a/b/c.json");
  g_autoptr (GError) error = NULL;

  (void) data;
  g_assert_true (lim_file_write (path, "one", 3, &error));
  assert_holds (path, "one");
  g_chmod (path, 0664);
  g_assert_true (lim_file_write (path, "", 0, &error));
  assert_holds (path, "");
  g_assert_cmpint (mode_of (path), ==, 0664);
  g_autofree char *parent = in_scratch (scratch, "a/b");
  g_assert_cmpuint (count_entries (parent), ==, 1);
}

static void
test_create (Scratch *scratch, gconstpointer data)
{
  g_autofree char *path = in_scratch (scratch, "a.json");
  g_autoptr (GError) error = NULL;

  (void) data;
  g_assert_true (lim_file_create (path, "one", 3, &error));
  g_assert_false (lim_file_create (path, "two", 3, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  assert_holds (path, "one");
  g_assert_cmpuint (count_entries (scratch->folder), ==, 1);
}

/* A link in a project somebody else made must not lead a write out of it. */
static void
test_links_are_replaced (Scratch *scratch, gconstpointer data)
{
  g_autofree char *outside = in_scratch (scratch, "outside"), *link_path = in_scratch (scratch, "link");
  g_autoptr (GError) error = NULL;

  (void) data;
  g_assert_true (lim_file_write (outside, "precious", 8, &error));
  g_chmod (outside, 0600);
  g_assert_cmpint (symlink ("outside", link_path), ==, 0);
  g_assert_false (lim_file_create (link_path, "new", 3, &error));
  g_clear_error (&error);
  g_assert_true (lim_file_write (link_path, "new", 3, &error));
  assert_holds (outside, "precious");
  assert_holds (link_path, "new");
  g_assert_false (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
}

static void
test_reading_refuses (Scratch *scratch, gconstpointer data)
{
  g_autofree char *fifo = in_scratch (scratch, "fifo"), *missing = in_scratch (scratch, "missing");
  g_autofree char *big = in_scratch (scratch, "big");
  const struct
  {
    const char *path;
    gsize limit;
    LimErrorCode code;
    const char *says;
  } refusals[] = {
    { missing, 0, LIM_ERROR_NOT_FOUND, "cannot read it: No such file or directory" },
    { scratch->folder, 0, LIM_ERROR_BAD_INPUT, "expected a file, found a folder" },
    { fifo, 0, LIM_ERROR_BAD_INPUT, "expected a file, found a device or pipe" },
    { "/dev/zero", 0, LIM_ERROR_BAD_INPUT, "expected a file, found a device or pipe" },
    { big, 4, LIM_ERROR_BAD_INPUT, "5 bytes is more than the 4 allowed" },
  };
  guint descriptors = count_descriptors ();

  (void) data;
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_true (lim_file_write (big, "12345", 5, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize length = 77;

      g_assert_null (lim_file_read (refusals[i].path, refusals[i].limit, &length, &error));
      g_assert_error (error, LIM_ERROR, (int) refusals[i].code);
      g_assert_nonnull (strstr (error->message, refusals[i].says));
      g_assert_cmpuint (length, ==, 77);
      if (refusals[i].limit == 0)
        g_assert_null (lim_sha256_file_hex (refusals[i].path, NULL));
    }
  g_assert_cmpuint (count_descriptors (), ==, descriptors);
}

static void
test_move (Scratch *scratch, gconstpointer data)
{
  g_autofree char *from = in_scratch (scratch, "candidates/a.png"), *to = in_scratch (scratch, "approved/a.png");
  g_autoptr (GError) error = NULL;

  (void) data;
  g_assert_true (lim_file_write (from, "image", 5, &error));
  g_assert_true (lim_file_move (from, to, &error));
  assert_holds (to, "image");
  g_assert_false (g_file_test (from, G_FILE_TEST_EXISTS));

  g_assert_true (lim_file_write (from, "other", 5, &error));
  g_assert_false (lim_file_move (from, to, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  assert_holds (from, "other");
  assert_holds (to, "image");

  g_clear_error (&error);
  g_unlink (from);
  g_assert_false (lim_file_move (from, to, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
}

/* /dev/shm is another file system on most machines; there a move has to copy. */
static void
test_move_between_file_systems (Scratch *scratch, gconstpointer data)
{
  struct stat here, there;
  g_autofree char *other = g_strdup ("/dev/shm/limner-test-XXXXXX");
  g_autofree char *to = in_scratch (scratch, "a");
  g_autoptr (GError) error = NULL;

  (void) data;
  if (stat (scratch->folder, &here) < 0 || stat ("/dev/shm", &there) < 0 || here.st_dev == there.st_dev
      || g_mkdtemp (other) == NULL)
    {
      g_test_skip ("there is no second file system to move between");
      return;
    }
  g_autofree char *from = g_build_filename (other, "a", NULL);
  g_autofree char *big = g_strnfill (300000, 'b');
  g_assert_true (lim_file_write (from, big, 300000, &error));
  g_chmod (from, 0640);
  g_assert_true (lim_file_move (from, to, &error));
  assert_holds (to, big);
  g_assert_cmpuint (count_entries (other), ==, 0);
  g_assert_true (lim_file_write (from, "x", 1, &error));
  g_assert_false (lim_file_move (from, to, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  assert_holds (to, big);
  lim_file_remove_tree (other);
}

/* -- When the disk says no. A child process takes the limits, so that the test itself keeps none -- */

static void
in_child (void (*work) (const Scratch *scratch), const Scratch *scratch)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      work (scratch);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
expect (gboolean holds, int code)
{
  if (!holds)
    _exit (code);
}

/* A limit on the size of files stands in for a full disk: a write stops in its middle. */
static void
write_on_a_full_disk (const Scratch *scratch)
{
  struct rlimit limit = { 1000, 1000 };
  g_autofree char *old = in_scratch (scratch, "old"), *fresh = in_scratch (scratch, "fresh");
  g_autofree char *source = in_scratch (scratch, "source"), *big = g_strnfill (5000, 'x');
  g_autoptr (GError) error = NULL;
  guint descriptors = count_descriptors ();

  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  expect (!lim_file_write (old, big, 5000, &error), 10);
  expect (g_error_matches (error, LIM_ERROR, LIM_ERROR_IO), 11);
  expect (g_str_has_prefix (error->message, old), 12);
  expect (!lim_file_create (fresh, big, 5000, NULL), 13);
  expect (count_descriptors () == descriptors, 17);
}

static void
test_full_disk (Scratch *scratch, gconstpointer data)
{
  g_autofree char *old = in_scratch (scratch, "old"), *source = in_scratch (scratch, "source");
  g_autofree char *big = g_strnfill (5000, 'y');

  (void) data;
  g_assert_true (lim_file_write (old, "as it was", 9, NULL));
  g_assert_true (lim_file_write (source, big, 5000, NULL));
  in_child (write_on_a_full_disk, scratch);
  assert_holds (old, "as it was");
  assert_holds (source, big);
  g_assert_cmpuint (count_entries (scratch->folder), ==, 2);
}

static void
write_where_one_may_not (const Scratch *scratch)
{
  g_autofree char *old = in_scratch (scratch, "old"), *fresh = in_scratch (scratch, "new/fresh");
  g_autofree char *moved = in_scratch (scratch, "moved");
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0) /* root may write anywhere; be nobody */
    expect (setgid (65534) == 0 && setuid (65534) == 0, 20);
  expect (!lim_file_write (old, "x", 1, &error), 21);
  expect (g_error_matches (error, LIM_ERROR, LIM_ERROR_IO), 22);
  expect (strstr (error->message, "Permission denied") != NULL, 23);
  expect (!lim_file_create (fresh, "x", 1, NULL), 24);
  expect (!lim_file_move (old, moved, NULL), 25);
}

static void
test_read_only_folder (Scratch *scratch, gconstpointer data)
{
  g_autofree char *old = in_scratch (scratch, "old");

  (void) data;
  g_assert_true (lim_file_write (old, "as it was", 9, NULL));
  g_chmod (scratch->folder, 0555);
  in_child (write_where_one_may_not, scratch);
  g_chmod (scratch->folder, 0755);
  assert_holds (old, "as it was");
  g_assert_cmpuint (count_entries (scratch->folder), ==, 1);
}

/* -- Killed at any moment -- */

/* A whole file is one letter, as often as its place in the alphabet times 3000. */
static char *
whole_file (char letter, gsize *length)
{
  *length = (gsize) (letter - 'a' + 1) * 3000;
  return g_strnfill (*length, letter);
}

static void
assert_whole (const char *path)
{
  gsize length, expected;
  g_autofree char *text = lim_file_read (path, 0, &length, NULL);

  g_assert_nonnull (text);
  g_assert_cmpuint (length, >, 0);
  g_autofree char *whole = whole_file (text[0], &expected);
  g_assert_cmpmem (text, length, whole, expected);
}

static void
write_for_ever (const Scratch *scratch)
{
  g_autofree char *path = in_scratch (scratch, "one");

  for (guint i = 0;; i++)
    {
      gsize length;
      g_autofree char *text = whole_file ((char) ('a' + i % 26), &length);

      expect (lim_file_write (path, text, length, NULL), 30);
    }
}

static void
kill_soon (const Scratch *scratch, void (*work) (const Scratch *scratch), guint microseconds)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      work (scratch);
      _exit (0);
    }
  g_usleep (microseconds);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
}

static guint
remove_leftovers (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint removed = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_false (lim_file_is_leftover (path, 3600));
      if (lim_file_is_leftover (path, 0))
        removed += g_unlink (path) == 0;
    }
  return removed;
}

static void
test_killed_writers (Scratch *scratch, gconstpointer data)
{
  g_autofree char *path = in_scratch (scratch, "one");
  g_autoptr (GRand) chance = g_rand_new_with_seed (5);

  (void) data;
  for (guint round = 0; round < 40; round++)
    {
      kill_soon (scratch, write_for_ever, (guint) g_rand_int_range (chance, 0, 8000));

      guint present = g_file_test (path, G_FILE_TEST_EXISTS);
      if (present)
        assert_whole (path);
      guint left = count_entries (scratch->folder) - present;
      g_assert_cmpuint (remove_leftovers (scratch->folder), ==, left);
      g_assert_cmpuint (count_entries (scratch->folder), ==, present);
    }
}

static void
test_leftovers_of_the_living_stay (Scratch *scratch, gconstpointer data)
{
  g_autofree char *strange = in_scratch (scratch, ".limner-tmp-strange");
  g_autofree char *ours = g_strdup_printf ("%s/.limner-tmp-%d-1", scratch->folder, (int) getpid ());

  (void) data;
  g_assert_true (g_file_set_contents (strange, "x", 1, NULL));
  g_assert_true (g_file_set_contents (ours, "x", 1, NULL));
  g_assert_cmpuint (remove_leftovers (scratch->folder), ==, 0);
}

static void
test_remove_tree (Scratch *scratch, gconstpointer data)
{
  g_autofree char *outside = in_scratch (scratch, "outside/kept"), *inside = in_scratch (scratch, "tree/deep/gone");
  g_autofree char *link = in_scratch (scratch, "tree/link"), *tree = in_scratch (scratch, "tree");

  (void) data;
  g_assert_true (lim_file_write (outside, "x", 1, NULL));
  g_assert_true (lim_file_write (inside, "x", 1, NULL));
  g_assert_cmpint (symlink ("../outside", link), ==, 0);
  lim_file_remove_tree (tree);
  g_assert_false (g_file_test (tree, G_FILE_TEST_EXISTS));
  assert_holds (outside, "x");
}

#define TEST(name, function, data) g_test_add (name, Scratch, data, scratch_up, function, scratch_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/base/file/write", test_write, NULL);
  TEST ("/base/file/create", test_create, NULL);
  TEST ("/base/file/links-are-replaced", test_links_are_replaced, NULL);
  TEST ("/base/file/reading-refuses", test_reading_refuses, NULL);
  TEST ("/base/file/move", test_move, NULL);
  TEST ("/base/file/move-between-file-systems", test_move_between_file_systems, NULL);
  TEST ("/base/file/full-disk", test_full_disk, NULL);
  TEST ("/base/file/read-only-folder", test_read_only_folder, NULL);
  TEST ("/base/file/killed-writers", test_killed_writers, NULL);
  TEST ("/base/file/leftovers-of-the-living-stay", test_leftovers_of_the_living_stay, NULL);
  TEST ("/base/file/remove-tree-follows-no-link", test_remove_tree, NULL);
  return g_test_run ();
}
