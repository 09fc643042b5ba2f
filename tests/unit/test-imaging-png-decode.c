#include "imaging-decode-private.h"
#include "imaging-fingerprint.h"
#include "imaging-png-decode.h"
#include "imaging-shrink.h"
#include "png-fixture.h"

#include <glib/gstdio.h>

enum
{
  MIXED = 5, /* filter types by chance, often several Paeth rows together */
  N_FILTERS
};

static const struct
{
  const char *holds;
  guint colour;
  guint n_palette;
  guint n_transparent; /* bytes of the tRNS chunk; 0: none */
  guint mask;          /* of the bytes in a row, so that few values are met often */
  gboolean opaque;     /* RGBA whose alpha is 255 throughout: rows are unfiltered then */
} kinds[] = {
  { "grey", 0, 0, 0, 255, FALSE },
  { "grey with a transparent value", 0, 0, 2, 3, FALSE },
  { "grey with a transparent value that is not met", 0, 0, 2, 0xf0, FALSE },
  { "RGB", 2, 0, 0, 255, FALSE },
  { "RGB with a suggested palette", 2, 5, 0, 255, FALSE },
  { "RGB with a transparent colour", 2, 0, 6, 3, FALSE },
  { "palette", 3, 256, 0, 255, FALSE },
  { "palette with some transparent colours", 3, 256, 100, 255, FALSE },
  { "palette with all colours transparent", 3, 256, 256, 255, FALSE },
  { "grey and alpha", 4, 0, 0, 255, FALSE },
  { "RGBA", 6, 0, 0, 255, FALSE },
  { "RGBA that is opaque", 6, 0, 0, 255, TRUE },
};

static const struct
{
  guint width, height;
} sizes[] = { { 1, 1 }, { 1, 9 },  { 9, 1 },   { 2, 2 },  { 3, 5 },  { 4, 4 },
              { 7, 8 }, { 8, 13 }, { 33, 31 }, { 64, 5 }, { 257, 6 } };

static void
fill_rows (GRand *random, gsize kind, guint filter, gsize row, guint height, guint8 *rows)
{
  for (guint y = 0; y < height; y++, rows += row + 1)
    {
      gboolean paeth = g_rand_int_range (random, 0, 8) != 0 && y / 8 % 2 == 0;

      rows[0] = (guint8) (kinds[kind].opaque ? 0
                          : filter != MIXED  ? filter
                          : paeth            ? 4
                                             : (guint) g_rand_int_range (random, 0, 5));
      for (gsize i = 1; i <= row; i++)
        rows[i] = kinds[kind].opaque && i % 4 == 0 ? 255 : (guint8) (g_rand_int (random) & kinds[kind].mask);
    }
}

static GBytes *
make_picture (GRand *random, gsize kind, guint filter, guint width, guint height)
{
  gsize row = (gsize) width * png_channels[kinds[kind].colour];
  g_autofree guint8 *rows = g_malloc ((row + 1) * height);
  GByteArray *out = png_begin (width, height, 8, kinds[kind].colour, 0);
  guint8 colours[768], clear[256];

  for (guint i = 0; i < sizeof colours; i++)
    colours[i] = (guint8) g_rand_int (random);
  for (guint i = 0; i < sizeof clear; i++)
    clear[i] = kinds[kind].colour == 3 ? (guint8) g_rand_int (random) : i % 2;
  if (kinds[kind].n_palette > 0)
    png_add_chunk (out, "PLTE", colours, 3 * kinds[kind].n_palette);
  if (kinds[kind].n_transparent > 0)
    png_add_chunk (out, "tRNS", clear, kinds[kind].n_transparent);
  fill_rows (random, kind, filter, row, height, rows);

  g_autoptr (GByteArray) packed = png_pack (rows, (row + 1) * height);
  png_add_pixels (out, packed, filter % 2 == 0 ? 0 : 97);
  return png_end (out);
}

static gboolean
is_taken (GBytes *png)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (png, &length);
  g_autofree guint8 *exact = g_memdup2 (data, length); /* so that a sanitizer sees the edge */
  g_autoptr (LimPngPixels) pixels = lim_png_decode (exact, length);

  g_assert_true (pixels == NULL || lim_png_is_sound (exact, length));
  return pixels != NULL;
}

static void
assert_same_as_vips (GBytes *png, const char *what, guint side)
{
  g_autoptr (GError) fast_error = NULL;
  g_autoptr (GError) slow_error = NULL;
  g_autoptr (LimImage) fast = lim_image_load_rgb_bytes (png, what, side, &fast_error);
  g_autoptr (LimImage) slow = lim_image_load_rgb_by_vips (png, what, side, &slow_error);

  if (slow == NULL || fast == NULL)
    {
      if (slow != NULL || fast != NULL)
        g_error ("%s: only one way reads it: %s", what, (fast_error != NULL ? fast_error : slow_error)->message);
      g_assert_cmpstr (fast_error->message, ==, slow_error->message);
      return;
    }
  if (fast->width != slow->width || fast->height != slow->height)
    g_error ("%s at %u: %ux%u, but by libvips %ux%u", what, side, fast->width, fast->height, slow->width,
             slow->height);
  for (gsize i = 0; i < 3 * (gsize) fast->width * fast->height; i++)
    if (fast->pixels[i] != slow->pixels[i])
      g_error ("%s at %u, %ux%u: byte %zu is %u, by libvips %u", what, side, fast->width, fast->height, i,
               fast->pixels[i], slow->pixels[i]);
}

static void
test_same_pixels (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (guint filter = 0; filter < N_FILTERS; filter++)
      for (gsize size = 0; size < G_N_ELEMENTS (sizes); size++)
        {
          g_autoptr (GBytes) png = make_picture (random, kind, filter, sizes[size].width, sizes[size].height);
          g_autofree char *what = g_strdup_printf ("%s, filter %u", kinds[kind].holds, filter);

          if (!is_taken (png))
            g_error ("%s, %ux%u: left to libvips", what, sizes[size].width, sizes[size].height);
          assert_same_as_vips (png, what, 0);
          assert_same_as_vips (png, what, 3);
        }
}

/* What stands between IHDR and the pixels, and the rows of a 5x4 RGB picture, when they are not the usual. */
static const struct
{
  const char *holds;
  gboolean taken;
  guint depth, colour, interlace;
  const char *before[4]; /* type then text, twice at most */
  const char *after[2];
  int surplus; /* bytes more (less) than the rows take */
  guint filter;
} oddities[] = {
  { "a plain picture is taken", TRUE, 8, 2, 0, { NULL }, { NULL }, 0, 1 },
  { "gamma changes nothing in libvips", TRUE, 8, 2, 0, { "gAMA", "\x01\x02\x03\x04" }, { NULL }, 0, 1 },
  { "an unknown courtesy chunk is skipped", TRUE, 8, 2, 0, { "quIT", "text" }, { NULL }, 0, 1 },
  { "text behind the pixels is skipped", TRUE, 8, 2, 0, { NULL }, { "tEXt", "a" }, 0, 1 },
  { "a profile is for libvips", FALSE, 8, 2, 0, { "iCCP", "profile" }, { NULL }, 0, 1 },
  { "an orientation is for libvips", FALSE, 8, 2, 0, { "eXIf", "MM" }, { NULL }, 0, 1 },
  { "16 bits are for libvips", FALSE, 16, 2, 0, { NULL }, { NULL }, 0, 1 },
  { "4 bits are for libvips", FALSE, 4, 0, 0, { NULL }, { NULL }, 0, 1 },
  { "interlaced rows are for libvips", FALSE, 8, 2, 1, { NULL }, { NULL }, 0, 0 },
  { "an unknown critical chunk", FALSE, 8, 2, 0, { "CgBI", "text" }, { NULL }, 0, 1 },
  { "a chunk type with a digit", FALSE, 8, 2, 0, { "ab1d", "text" }, { NULL }, 0, 1 },
  { "a second header", FALSE, 8, 2, 0, { "IHDR", "text" }, { NULL }, 0, 1 },
  { "a palette of four bytes", FALSE, 8, 3, 0, { "PLTE", "abcd" }, { NULL }, 0, 1 },
  { "a palette without colours", FALSE, 8, 3, 0, { "PLTE", "" }, { NULL }, 0, 1 },
  { "no palette", FALSE, 8, 3, 0, { NULL }, { NULL }, 0, 1 },
  { "a palette for grey", FALSE, 8, 0, 0, { "PLTE", "abc" }, { NULL }, 0, 1 },
  { "two palettes", FALSE, 8, 3, 0, { "PLTE", "abc", "PLTE", "abc" }, { NULL }, 0, 1 },
  { "pixels beyond a palette", FALSE, 8, 3, 0, { "PLTE", "abcdef" }, { NULL }, 0, 1 },
  { "more transparencies than colours", FALSE, 8, 3, 0, { "PLTE", "abc", "tRNS", "ab" }, { NULL }, 0, 1 },
  { "transparency before its palette", FALSE, 8, 3, 0, { "tRNS", "a", "PLTE", "abc" }, { NULL }, 0, 1 },
  { "transparency beside alpha", FALSE, 8, 6, 0, { "tRNS", "abcdef" }, { NULL }, 0, 1 },
  { "a transparent colour of three bytes", FALSE, 8, 2, 0, { "tRNS", "abc" }, { NULL }, 0, 1 },
  { "a transparent colour of 16 bits", FALSE, 8, 2, 0, { "tRNS", "abcdef" }, { NULL }, 0, 1 },
  { "a palette behind the pixels", FALSE, 8, 2, 0, { NULL }, { "PLTE", "abc" }, 0, 1 },
  { "more pixels behind another chunk", FALSE, 8, 2, 0, { NULL }, { "IDAT", "abc" }, 0, 1 },
  { "one byte too few", FALSE, 8, 2, 0, { NULL }, { NULL }, -1, 1 },
  { "one byte too many", FALSE, 8, 2, 0, { NULL }, { NULL }, 1, 1 },
  { "a row too few", FALSE, 8, 2, 0, { NULL }, { NULL }, -16, 1 },
  { "filter type 5", FALSE, 8, 2, 0, { NULL }, { NULL }, 0, 5 },
  { "filter type 255", FALSE, 8, 2, 0, { NULL }, { NULL }, 0, 255 },
};

static GBytes *
make_oddity (gsize i)
{
  GByteArray *out = png_begin (5, 4, oddities[i].depth, oddities[i].colour, oddities[i].interlace);
  gsize row = 5 * (gsize) png_channels[oddities[i].colour] * oddities[i].depth / 8;
  gsize length = (gsize) ((gssize) (row + 1) * 4 + oddities[i].surplus);
  guint8 rows[512];

  for (gsize k = 0; k < sizeof rows; k++)
    rows[k] = (guint8) (k % (row + 1) == 0 ? oddities[i].filter : k * 37);
  for (guint k = 0; k < 4 && oddities[i].before[k] != NULL; k += 2)
    png_add_chunk (out, oddities[i].before[k], oddities[i].before[k + 1], strlen (oddities[i].before[k + 1]));

  g_autoptr (GByteArray) packed = png_pack (rows, length);
  png_add_pixels (out, packed, 0);
  if (oddities[i].after[0] != NULL)
    {
      png_add_chunk (out, "tIME", "\x07\xea\x0b\x14\x0a\x0a\x0a", 7);
      png_add_chunk (out, oddities[i].after[0], oddities[i].after[1], strlen (oddities[i].after[1]));
    }
  return png_end (out);
}

static void
test_oddities (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (oddities); i++)
    {
      g_autoptr (GBytes) png = make_oddity (i);

      if (is_taken (png) != oddities[i].taken)
        g_error ("%s: %s", oddities[i].holds, oddities[i].taken ? "left to libvips" : "taken");
      assert_same_as_vips (png, oddities[i].holds, 0);
    }
}

/* The stream itself: a smaller window, bytes behind its end, a wrong checksum. */
static void
test_damaged_streams (void)
{
  guint8 rows[64] = { 0 };

  for (guint i = 0; i < 4; i++)
    {
      GByteArray *out = png_begin (5, 4, 8, 2, 0);
      g_autoptr (GByteArray) packed = png_pack (rows, 64);

      if (i == 1)
        memcpy (packed->data, "\x18\x19", 2);
      else if (i == 2)
        g_byte_array_append (packed, (const guint8 *) "more", 4);
      else if (i == 3)
        packed->data[packed->len - 1] ^= 1;
      png_add_pixels (out, packed, 3);

      g_autoptr (GBytes) png = png_end (out);
      g_assert_true (is_taken (png) == (i == 0));
      assert_same_as_vips (png, "stream", 0);
    }
}

/* libpng drops the one or the other, so the order decides what is seen. */
static void
test_transparency_before_palette (void)
{
  GByteArray *out = png_begin (5, 4, 8, 2, 0);
  guint8 rows[64] = { 0 };
  g_autoptr (GByteArray) packed = png_pack (rows, 64);

  png_add_chunk (out, "tRNS", "\0\0\0\0\0\0", 6);
  png_add_chunk (out, "PLTE", "abc", 3);
  png_add_pixels (out, packed, 0);
  g_autoptr (GBytes) png = png_end (out);
  g_assert_false (is_taken (png));
  assert_same_as_vips (png, "transparency before a palette", 0);
}

/* A bit turned anywhere gives the verdict, and the words, that libvips gives. */
static void
test_every_flipped_bit (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autoptr (GBytes) png = make_picture (random, 7, MIXED, 3, 4);
  gsize length;
  const guint8 *data = g_bytes_get_data (png, &length);

  for (gsize at = 0; at < length; at++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GError) fast_error = NULL;
      g_autoptr (GError) slow_error = NULL;

      copy[at] ^= (guint8) (1u << at % 8);
      g_autoptr (GBytes) damaged = g_bytes_new (copy, length);
      gboolean fast = lim_image_verify_bytes (damaged, "a.png", NULL, &fast_error);
      gboolean slow = lim_image_verify_by_vips (damaged, "a.png", &slow_error);
      if (fast != slow)
        g_error ("byte %zu: %s", at, fast ? "accepted, but not by libvips" : fast_error->message);
      if (!fast)
        g_assert_cmpstr (fast_error->message, ==, slow_error->message);
      assert_same_as_vips (damaged, "a.png", 0);
    }
}

static void
test_every_start (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (13);
  g_autoptr (GBytes) png = make_picture (random, 10, MIXED, 9, 9);
  gsize whole = g_bytes_get_size (png);

  for (gsize length = 0; length < whole; length++)
    {
      g_autoptr (GBytes) start = g_bytes_new_from_bytes (png, 0, length);

      g_assert_false (is_taken (start));
    }
}

/* 60000x2000 RGB would take 360 MB; a file of a hundred bytes gets none of them. */
static void
test_small_file_gets_no_memory (void)
{
  GByteArray *out = png_begin (60000, 2000, 8, 2, 0);
  guint8 rows[64] = { 0 };
  g_autoptr (GByteArray) packed = png_pack (rows, 64);

  png_add_pixels (out, packed, 0);
  g_autoptr (GBytes) png = png_end (out);
  g_assert_false (is_taken (png));
}

static const struct
{
  const char *holds;
  guint width, height, side, to_width, to_height;
} thumbnails[] = {
  { "half", 64, 64, 32, 32, 32 },
  { "wide, not divisible", 601, 203, 64, 64, 22 },
  { "tall, not divisible", 101, 777, 50, 6, 50 },
  { "a thread keeps one pixel", 900, 1, 9, 9, 1 },
  { "smaller is left as it is", 20, 30, 64, 20, 30 },
};

static void
test_thumbnails (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (14);
  g_autofree char *folder = g_dir_make_tmp ("limner-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (thumbnails); i++)
    for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) png = make_picture (random, kind, MIXED, thumbnails[i].width, thumbnails[i].height);
        g_assert_true (
            g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));

        g_autoptr (GBytes) jpeg = lim_image_thumbnail (path, thumbnails[i].side, LIM_THUMB_JPEG, 80, &error);
        g_assert_no_error (error);
        g_autoptr (LimImage) image = lim_image_load_rgb_bytes (jpeg, "thumbnail", 0, &error);
        g_assert_no_error (error);
        if (image->width != thumbnails[i].to_width || image->height != thumbnails[i].to_height)
          g_error ("%s, %s: %ux%u", thumbnails[i].holds, kinds[kind].holds, image->width, image->height);
      }
  g_remove (path);
  g_rmdir (folder);
}

/* The mean of all pixels, worked out with real numbers. */
static double
mean_under (const guint8 *rgb, guint width, guint height, guint side, guint column, guint row, guint channel)
{
  double left = (double) column * width / side, right = (double) (column + 1) * width / side;
  double top = (double) row * height / side, bottom = (double) (row + 1) * height / side, sum = 0;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        double wide = MIN (right, x + 1.0) - MAX (left, x), high = MIN (bottom, y + 1.0) - MAX (top, y);

        sum += rgb[3 * (y * width + x) + channel] * MAX (0, wide) * MAX (0, high);
      }
  return sum / ((right - left) * (bottom - top));
}

static void
test_shrink_is_the_mean (void)
{
  enum
  {
    WIDTH = 37,
    HEIGHT = 23,
    SIDE = 8
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (15);
  g_autoptr (LimShrink) shrink = lim_shrink_new (WIDTH, HEIGHT, SIDE, SIDE);
  guint8 rgb[3 * WIDTH * HEIGHT];

  for (gsize i = 0; i < sizeof rgb; i++)
    rgb[i] = (guint8) g_rand_int (random);
  for (guint y = 0; y < HEIGHT; y++)
    lim_shrink_add_row (shrink, rgb + 3 * y * WIDTH);
  for (guint i = 0; i < 3 * SIDE * SIDE; i++)
    g_assert_cmpfloat_with_epsilon (lim_shrink_pixels (shrink)[i],
                                    mean_under (rgb, WIDTH, HEIGHT, SIDE, i / 3 % SIDE, i / 3 / SIDE, i % 3), 1.0);
}

static void
test_shrink_of_the_largest (void)
{
  g_autoptr (LimShrink) shrink = lim_shrink_new (2, LIM_IMAGE_MAX_SIDE, 1, 1);
  const guint8 white[6] = { 255, 255, 255, 255, 255, 255 };

  for (guint y = 0; y < LIM_IMAGE_MAX_SIDE; y++)
    lim_shrink_add_row (shrink, white);
  g_assert_cmpmem (lim_shrink_pixels (shrink), 3, white, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* libvips warns about damaged files */
  g_test_add_func ("/imaging/png-decode/same-pixels-as-libvips", test_same_pixels);
  g_test_add_func ("/imaging/png-decode/oddities", test_oddities);
  g_test_add_func ("/imaging/png-decode/damaged-streams", test_damaged_streams);
  g_test_add_func ("/imaging/png-decode/transparency-before-palette", test_transparency_before_palette);
  g_test_add_func ("/imaging/png-decode/every-flipped-bit", test_every_flipped_bit);
  g_test_add_func ("/imaging/png-decode/every-start", test_every_start);
  g_test_add_func ("/imaging/png-decode/small-file-gets-no-memory", test_small_file_gets_no_memory);
  g_test_add_func ("/imaging/png-decode/thumbnails", test_thumbnails);
  g_test_add_func ("/imaging/shrink/is-the-mean", test_shrink_is_the_mean);
  g_test_add_func ("/imaging/shrink/of-the-largest", test_shrink_of_the_largest);
  return g_test_run ();
}
