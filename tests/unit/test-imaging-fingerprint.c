#include "imaging-fingerprint.h"
#include "imaging-group.h"
#include "imaging-png.h"

#include <glib/gstdio.h>
#include <string.h>

enum
{
  SIDE = 256
};

/* A picture of a few soft blobs whose places follow from @seed. */
static guint8 *
blobs (guint seed)
{
  guint8 *rgb = g_malloc (SIDE * SIDE * 3);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  int x[6], y[6];

  for (guint i = 0; i < 6; i++)
    {
      x[i] = g_rand_int_range (random, 0, SIDE);
      y[i] = g_rand_int_range (random, 0, SIDE);
    }
  for (int py = 0; py < SIDE; py++)
    for (int px = 0; px < SIDE; px++)
      {
        int value = 40;

        for (guint i = 0; i < 6; i++)
          value += 400000 / (2000 + (px - x[i]) * (px - x[i]) + (py - y[i]) * (py - y[i]));
        for (int c = 0; c < 3; c++)
          rgb[3 * (py * SIDE + px) + c] = (guint8) CLAMP (value - 10 * c, 0, 255);
      }
  return rgb;
}

static char *
write_picture (const char *folder, const char *name, const guint8 *rgb, guint side)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, side, side, NULL, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));
  return path;
}

static void
test_same_picture_other_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-XXXXXX", NULL);
  guint64 seen[8];

  for (guint seed = 0; seed < G_N_ELEMENTS (seen); seed++)
    {
      g_autofree guint8 *rgb = blobs (seed);
      g_autofree char *path = write_picture (folder, "a.png", rgb, SIDE);
      g_autofree char *small = g_build_filename (folder, "b.jpg", NULL);
      g_autoptr (GBytes) thumbnail = lim_image_thumbnail (path, 150, LIM_THUMB_JPEG, 60, NULL);
      guint64 again;

      g_assert_nonnull (thumbnail);
      g_assert_true (g_file_set_contents (small, g_bytes_get_data (thumbnail, NULL),
                                          (gssize) g_bytes_get_size (thumbnail), NULL));
      g_assert_true (lim_image_fingerprint (path, &seen[seed], NULL));
      g_assert_true (lim_image_fingerprint (small, &again, NULL));
      g_assert_cmpuint (lim_fingerprint_distance (seen[seed], again), <=, 4);
      g_unlink (path);
      g_unlink (small);
    }
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpuint (lim_fingerprint_distance (seen[i], seen[j]), >, 12);
  g_rmdir (folder);
}

static void
test_flat_pictures_are_zero (void)
{
  g_autofree guint8 *grey = g_malloc (SIDE * SIDE * 3);
  guint8 one[3] = { 1, 2, 3 };

  memset (grey, 77, SIDE * SIDE * 3);
  g_assert_cmpuint (lim_fingerprint_rgb (grey, SIDE, SIDE), ==, 0);
  g_assert_cmpuint (lim_fingerprint_rgb (grey, 1, 9), ==, 0);
  g_assert_cmpuint (lim_fingerprint_rgb (one, 1, 1), ==, 0);
}

static void
test_pixel_hash (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-XXXXXX", NULL);
  g_autofree guint8 *rgb = blobs (1);
  g_autofree char *a = write_picture (folder, "a.png", rgb, SIDE);
  g_autofree char *b = g_build_filename (folder, "b.webp", NULL);
  LimImageMarks first, second, third;

  /* The same pixels under other metadata. */
  const char *text[] = { "prompt", "blobs", NULL };
  g_autoptr (GBytes) other = lim_png_encode_rgb (rgb, SIDE, SIDE, text, NULL);
  g_assert_true (g_file_set_contents (b, g_bytes_get_data (other, NULL), (gssize) g_bytes_get_size (other), NULL));
  g_assert_true (lim_image_marks (a, &first, NULL));
  g_assert_true (lim_image_marks (b, &second, NULL));
  g_assert_cmpstr (first.pixels_sha256, ==, second.pixels_sha256);

  rgb[0] ^= 1;
  g_autofree char *c = write_picture (folder, "c.png", rgb, SIDE);
  g_assert_true (lim_image_marks (c, &third, NULL));
  g_assert_cmpstr (first.pixels_sha256, !=, third.pixels_sha256);
  g_assert_cmpuint (lim_fingerprint_distance (first.fingerprint, third.fingerprint), <=, 1);
  g_unlink (a);
  g_unlink (b);
  g_unlink (c);
  g_rmdir (folder);
}

/* The obvious way: every pair, relabelled until nothing changes. */
static guint *
brute_groups (const guint64 *hashes, guint n, guint max_distance)
{
  guint *group = g_new (guint, n);
  gboolean changed = TRUE;

  for (guint i = 0; i < n; i++)
    group[i] = i;
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
          if (group[j] < group[i] && lim_fingerprint_distance (hashes[i], hashes[j]) <= max_distance)
            {
              group[i] = group[j];
              changed = TRUE;
            }
    }
  return group;
}

static void
test_groups_equal_brute_force (void)
{
  enum
  {
    N = 400
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint max_distance = 0; max_distance <= LIM_GROUP_MAX_DISTANCE; max_distance++)
    {
      guint64 hashes[N];

      for (guint i = 0; i < N; i++)
        {
          hashes[i] = (guint64) g_rand_int (random) << 32 | g_rand_int (random);
          if (i > 0 && i % 3 != 0)
            {
              hashes[i] = hashes[g_rand_int_range (random, 0, (gint32) i)];
              for (gint32 flips = g_rand_int_range (random, 0, 14); flips > 0; flips--)
                hashes[i] ^= G_GUINT64_CONSTANT (1) << g_rand_int_range (random, 0, 64);
            }
        }
      g_autofree guint *fast = lim_fingerprint_groups (hashes, N, max_distance);
      g_autofree guint *brute = brute_groups (hashes, N, max_distance);
      g_assert_cmpmem (fast, N * sizeof *fast, brute, N * sizeof *brute);
    }
  g_assert_null (lim_fingerprint_groups (NULL, 0, 6));
}

/* Quadratic work would take minutes here and run into the test's time limit. */
static void
test_many_equal_fingerprints (void)
{
  enum
  {
    N = 300000
  };
  g_autofree guint64 *hashes = g_new0 (guint64, N);

  for (guint i = 0; i < N; i += 1000)
    hashes[i] = i / 1000 % 2 == 0 ? 1 : 0xffffffff;
  g_autofree guint *groups = lim_fingerprint_groups (hashes, N, 6);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (groups[i], ==, hashes[i] == 0xffffffff ? 1000 : 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imaging/fingerprint/same-picture-other-file", test_same_picture_other_file);
  g_test_add_func ("/imaging/fingerprint/flat-pictures-are-zero", test_flat_pictures_are_zero);
  g_test_add_func ("/imaging/fingerprint/pixel-hash", test_pixel_hash);
  g_test_add_func ("/imaging/group/equal-brute-force", test_groups_equal_brute_force);
  g_test_add_func ("/imaging/group/many-equal", test_many_equal_fingerprints);
  return g_test_run ();
}
