#include "imaging-tree.h"

#include "base-error.h"

#include "imaging-decode.h"
#include "imaging-png.h"

#include <glib/gstdio.h>
#include <string.h>

static const guint8 green[3] = { 10, 200, 30 }, red[3] = { 200, 10, 30 };

static LimImage *
draw (const LimTreeLeaf *leaves, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = lim_tree_draw (leaves, n, 100, &error);

  g_assert_no_error (error);
  LimImage *image = lim_image_load_rgb_bytes (png, "tree", 0, &error);
  g_assert_no_error (error);
  return image;
}

static gboolean
is (const LimImage *image, guint x, guint y, const guint8 *colour)
{
  return memcmp (image->pixels + ((gsize) y * image->width + x) * 3, colour, 3) == 0;
}

static LimTreeLeaf
leaf (const char *path, const guint8 *frame, gboolean is_origin)
{
  return (LimTreeLeaf){ .path = path, .frame = { frame[0], frame[1], frame[2] }, .is_origin = is_origin };
}

static void
test_an_origin_and_what_follows_it (void)
{
  const LimTreeLeaf leaves[] = { leaf (NULL, green, TRUE), leaf (NULL, red, FALSE), leaf (NULL, red, FALSE) };
  g_autoptr (LimImage) image = draw (leaves, G_N_ELEMENTS (leaves));

  g_assert_cmpuint (image->width, ==, 24 + 3 * 124);
  g_assert_cmpuint (image->height, ==, 24 + 124);
  g_assert_true (is (image, 25, 25, green));
  g_assert_true (is (image, 149, 25, red));
  g_assert_true (is (image, 273, 25, red));
  /* a line between the frames, at half their height */
  g_assert_true (is (image, 130, 75, (const guint8[]){ 0x9a, 0x94, 0x88 }));
  g_assert_true (is (image, 260, 75, (const guint8[]){ 0x9a, 0x94, 0x88 }));
  g_assert_false (is (image, 130, 40, (const guint8[]){ 0x9a, 0x94, 0x88 }));
}

static void
test_rows_grow_downwards_and_the_loose_come_last (void)
{
  LimTreeLeaf leaves[8];
  const guint n = G_N_ELEMENTS (leaves);

  leaves[0] = leaf (NULL, red, FALSE); /* of none */
  leaves[1] = leaf (NULL, green, TRUE);
  for (guint i = 2; i < n; i++)
    leaves[i] = leaf (NULL, red, FALSE); /* six followers: two rows */
  g_autoptr (LimImage) image = draw (leaves, n);

  g_assert_true (is (image, 25, 25, green));
  g_assert_true (is (image, 149, 149, red)); /* the second row */
  g_assert_true (is (image, 25, 24 + 2 * 124 + 1, red));
  g_assert_cmpuint (image->height, >, 24 + 2 * 124 + 30);
}

static void
test_nothing_is_an_empty_sheet_and_a_broken_file_an_empty_frame (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "no.png", NULL);
  g_autoptr (LimImage) empty = draw (NULL, 0);

  g_assert_cmpuint (empty->height, ==, 24);
  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  const LimTreeLeaf broken = leaf (path, green, TRUE), gone = leaf ("/nowhere/x.png", green, TRUE);
  g_autoptr (LimImage) of_broken = draw (&broken, 1);
  g_autoptr (LimImage) of_gone = draw (&gone, 1);
  g_assert_cmpint (memcmp (of_broken->pixels, of_gone->pixels, (gsize) of_gone->width * of_gone->height * 3), ==, 0);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_too_many_are_refused (void)
{
  g_autoptr (GError) error = NULL;
  const guint n = 20000;
  g_autofree LimTreeLeaf *leaves = g_new0 (LimTreeLeaf, n);

  for (guint i = 0; i < n; i++)
    leaves[i].is_origin = TRUE;
  g_assert_null (lim_tree_draw (leaves, n, 256, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imaging/tree/an-origin-and-what-follows-it", test_an_origin_and_what_follows_it);
  g_test_add_func ("/imaging/tree/rows-grow-downwards-and-the-loose-come-last",
                   test_rows_grow_downwards_and_the_loose_come_last);
  g_test_add_func ("/imaging/tree/nothing-is-an-empty-sheet-and-a-broken-file-an-empty-frame",
                   test_nothing_is_an_empty_sheet_and_a_broken_file_an_empty_frame);
  g_test_add_func ("/imaging/tree/too-many-are-refused", test_too_many_are_refused);
  return g_test_run ();
}
