/* Files written as a group appear together, whole, or not at all. */
#include "base-file-group.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("limner-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  lim_file_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static char *
path_of (const Fixture *fixture, guint number)
{
  g_autofree char *name = g_strdup_printf ("%u.txt", number);

  return g_build_filename (fixture->folder, number % 2 == 0 ? "even" : "odd", name, NULL);
}

static void
add (LimFileGroup *group, const char *path, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  lim_file_group_add (group, path, bytes, &error);
  g_assert_no_error (error);
}

static char *
content (const char *path)
{
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_commit_puts_all_in_place (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimFileGroup) group = lim_file_group_new ();
  g_autofree char *even = g_build_filename (fixture->folder, "even", NULL);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < LIM_FILE_GROUP_MAX; i++)
        {
          g_autofree char *path = path_of (fixture, i);
          g_autofree char *text = g_strdup_printf ("%u of round %u", i, round);

          add (group, path, text);
        }
      g_assert_cmpuint (lim_file_group_count (group), ==, LIM_FILE_GROUP_MAX);
      g_assert_true (lim_file_group_commit (group, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (lim_file_group_count (group), ==, 0);
      for (guint i = 0; i < LIM_FILE_GROUP_MAX; i++)
        {
          g_autofree char *path = path_of (fixture, i);
          g_autofree char *expected = g_strdup_printf ("%u of round %u", i, round);
          g_autofree char *found = content (path);

          g_assert_cmpstr (found, ==, expected);
        }
    }
  g_assert_cmpuint (count_entries (even), ==, LIM_FILE_GROUP_MAX / 2);
}

static void
test_nothing_changes_before_the_commit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.txt", NULL);
  LimFileGroup *group = lim_file_group_new ();

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  add (group, path, "after");
  g_autofree char *found = content (path);
  g_assert_cmpstr (found, ==, "before");
  lim_file_group_free (group);
  g_autofree char *still = content (path);
  g_assert_cmpstr (still, ==, "before");
  g_assert_cmpuint (count_entries (fixture->folder), ==, 1);
}

/* A folder in the place of a file cannot be replaced; what came before it is there, and nothing is left lying about. */
static void
test_a_failure_is_told_and_leaves_nothing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = g_build_filename (fixture->folder, "1", NULL);
  g_autofree char *second = g_build_filename (fixture->folder, "2", NULL);
  g_autofree char *third = g_build_filename (fixture->folder, "3", NULL);
  g_autoptr (LimFileGroup) group = lim_file_group_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (second, 0777), ==, 0);
  add (group, first, "one");
  add (group, second, "two");
  add (group, third, "three");
  g_assert_false (lim_file_group_commit (group, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, second));
  g_assert_true (g_file_test (first, G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (third, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_entries (fixture->folder), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/file-group/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("commit-puts-all-in-place", test_commit_puts_all_in_place);
  ADD ("nothing-changes-before-the-commit", test_nothing_changes_before_the_commit);
  ADD ("a-failure-is-told-and-leaves-nothing", test_a_failure_is_told_and_leaves_nothing);
#undef ADD
  return g_test_run ();
}
