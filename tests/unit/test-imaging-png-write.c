#include "imaging-decode-private.h"
#include "imaging-png.h"
#include "imaging-png-write-deflate.h"
#include "imaging-png-write-filter.h"
#include "imaging-png-write-huffman.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

/* -- Prefix codes -- */

static guint64
kraft_sum (const guint8 *lengths, guint n, guint limit)
{
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    if (lengths[i] != 0)
      sum += G_GUINT64_CONSTANT (1) << (limit - lengths[i]);
  return sum;
}

/* The least bits that any prefix code takes: the sum of all joined weights, the two rarest joined again and again. */
static guint64
least_bits (const guint32 *counts, guint n)
{
  guint64 weights[LIM_HUFFMAN_MAX_SYMBOLS], sum = 0;
  guint left = 0;

  for (guint i = 0; i < n; i++)
    if (counts[i] != 0)
      weights[left++] = counts[i];
  for (; left > 1; left--)
    for (guint k = 0; k < 2; k++)
      {
        guint rarest = k;

        for (guint i = k; i < left; i++)
          if (weights[i] < weights[rarest])
            rarest = i;
        guint64 found = weights[rarest];
        weights[rarest] = weights[k];
        weights[k] = found;
        sum += found;
        if (k == 1)
          {
            weights[0] += weights[1];
            weights[1] = weights[left - 1];
          }
      }
  return sum;
}

static guint64
bits_taken (const guint32 *counts, const guint8 *lengths, guint n)
{
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (guint64) counts[i] * lengths[i];
  return sum;
}

static const guint limits[] = { 15, 14, 9 };

static void
check_code (const char *what, const guint32 *counts, guint n, guint limit)
{
  guint8 lengths[LIM_HUFFMAN_MAX_SYMBOLS];
  guint n_used = 0, longest = 0;

  lim_huffman_lengths (counts, n, limit, lengths);
  for (guint i = 0; i < n; i++)
    {
      if ((counts[i] != 0) != (lengths[i] != 0))
        g_error ("%s: symbol %u occurs %u times and has %u bits", what, i, counts[i], lengths[i]);
      for (guint k = 0; k < i; k++)
        if (counts[k] > counts[i] && lengths[k] > lengths[i] && lengths[i] != 0)
          g_error ("%s: symbol %u is rarer than %u and shorter", what, i, k);
      n_used += counts[i] != 0;
      longest = MAX (longest, lengths[i]);
    }
  g_assert_cmpuint (longest, <=, limit);
  if (n_used >= 2)
    g_assert_cmpuint (kraft_sum (lengths, n, limit), ==, G_GUINT64_CONSTANT (1) << limit);
  if (n_used >= 2 && longest < limit)
    g_assert_cmpuint (bits_taken (counts, lengths, n), ==, least_bits (counts, n));
}

static void
test_codes_are_complete_short_enough_and_best (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint round = 0; round < 600; round++)
    {
      guint32 counts[LIM_HUFFMAN_MAX_SYMBOLS] = { 0 };
      guint n = (guint) g_rand_int_range (random, 1, 1 + LIM_HUFFMAN_MAX_SYMBOLS);
      guint n_used = (guint) g_rand_int_range (random, 0, (gint32) n + 1), spread = round % 20;

      for (guint i = 0; i < n_used; i++)
        counts[g_rand_int_range (random, 0, (gint32) n)] = 1 + (g_rand_int (random) >> (31 - spread));
      for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
        check_code ("random", counts, n, limits[i]);
    }
}

/* Fibonacci's numbers make the deepest tree there is. */
static void
test_deep_trees_are_cut (void)
{
  guint32 counts[40] = { 1, 1 };
  guint8 lengths[40];

  for (guint i = 2; i < 40; i++)
    counts[i] = counts[i - 1] + counts[i - 2];
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    check_code ("Fibonacci", counts, 40, limits[i]);
  check_code ("Fibonacci, of 19", counts, 19, 7);
  lim_huffman_lengths (counts, 40, 15, lengths);
  g_assert_cmpuint (lengths[39], ==, 1);
  g_assert_cmpuint (lengths[0], ==, 15);
}

/* RFC 1951, 3.2.2: its own example, with the bits of each word turned round. */
static void
test_words_are_those_of_the_standard (void)
{
  static const guint8 lengths[8] = { 3, 3, 3, 3, 3, 2, 4, 4 };
  static const guint16 expected[8] = { 2, 6, 1, 5, 3, 0, 7, 15 };
  guint16 codes[8];

  lim_huffman_codes (lengths, 8, codes);
  g_assert_cmpmem (codes, sizeof codes, expected, sizeof expected);
}

/* -- Streams, read back by zlib -- */

static void
check_stream (const char *what, const guint8 *bytes, gsize length)
{
  g_autoptr (GZlibDecompressor) unpacker = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  gsize packed_length, used, made;
  g_autofree guint8 *packed = lim_png_deflate_runs (bytes, length, &packed_length);
  g_autofree guint8 *back = g_malloc (length + 1);
  g_autoptr (GError) error = NULL;
  GConverterResult result = g_converter_convert (G_CONVERTER (unpacker), packed, packed_length, back, length + 1,
                                                 G_CONVERTER_INPUT_AT_END, &used, &made, &error);

  if (result != G_CONVERTER_FINISHED || used != packed_length || made != length || memcmp (back, bytes, length) != 0)
    g_error ("%s, %" G_GSIZE_FORMAT " bytes: came back as %" G_GSIZE_FORMAT " bytes, %s", what, length, made,
             error != NULL ? error->message : "changed");
  g_assert_cmpuint (packed_length, <=, length + 6 + 5 * (length / 16384 + 1));
}

static void
fill_noise (guint8 *bytes, gsize length, GRand *random)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_rand_int (random);
}

static void
fill_skewed (guint8 *bytes, gsize length, GRand *random)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (g_rand_int (random) & g_rand_int (random) & g_rand_int (random));
}

static void
fill_one_byte (guint8 *bytes, gsize length, GRand *random)
{
  memset (bytes, (int) (g_rand_int (random) & 255), length);
}

static void
fill_runs (guint8 *bytes, gsize length, GRand *random)
{
  for (gsize i = 0; i < length;)
    {
      gsize run = (gsize) g_rand_int_range (random, 1, 1 << g_rand_int_range (random, 1, 11));

      run = MIN (run, length - i);
      memset (bytes + i, (int) (g_rand_int (random) & 3), run);
      i += run;
    }
}

/* Each symbol twice as often as the next: the code is as deep as it may be. */
static void
fill_deep (guint8 *bytes, gsize length, GRand *random)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (g_bit_nth_lsf (g_rand_int (random), -1) * 3);
}

/* Half noise, half one byte: blocks part where the picture changes. */
static void
fill_halves (guint8 *bytes, gsize length, GRand *random)
{
  fill_noise (bytes, length / 2, random);
  memset (bytes + length / 2, 7, length - length / 2);
}

static const struct
{
  const char *name;
  void (*fill) (guint8 *bytes, gsize length, GRand *random);
} fills[] = {
  { "noise", fill_noise }, { "skewed", fill_skewed }, { "one byte", fill_one_byte },
  { "runs", fill_runs },   { "deep", fill_deep },     { "halves", fill_halves },
};

static const gsize lengths_tried[] = { 1,     2,     3,     7,     8,     9,      10,     11,     12,
                                       257,   258,   259,   260,   261,   262,    263,    516,    517,
                                       518,   519,   775,   1000,  4096,  9999,   16383,  16384,  16385,
                                       16392, 32768, 65535, 65536, 65537, 100000, 131070, 131071, 300000 };

static void
test_streams_come_back (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (gsize f = 0; f < G_N_ELEMENTS (fills); f++)
    for (gsize i = 0; i < G_N_ELEMENTS (lengths_tried); i++)
      {
        g_autofree guint8 *bytes = g_malloc (lengths_tried[i]);

        fills[f].fill (bytes, lengths_tried[i], random);
        check_stream (fills[f].name, bytes, lengths_tried[i]);
      }
}

static void
test_runs_of_every_length_come_back (void)
{
  guint8 bytes[1100];

  for (guint run = 1; run < 1090; run++)
    {
      memset (bytes, 9, sizeof bytes);
      memset (bytes + 3, 200, run);
      check_stream ("a run", bytes, run + 5);
    }
}

/* A megabyte of one byte must not cost much more than the 4,065 matches of the longest kind. */
static void
test_one_colour_costs_next_to_nothing (void)
{
  g_autofree guint8 *bytes = g_malloc0 (1 << 20);
  gsize packed_length;
  g_autofree guint8 *packed = lim_png_deflate_runs (bytes, 1 << 20, &packed_length);

  g_assert_cmpuint (packed_length, <, 1 << 11);
}

/* -- Filters -- */

static int
paeth_as_written (int left, int up, int corner)
{
  int guess = left + up - corner, pa = abs (guess - left), pb = abs (guess - up), pc = abs (guess - corner);

  if (pa <= pb && pa <= pc)
    return left;
  return pb <= pc ? up : corner;
}

/* Undoes @row as the PNG specification words it. */
static void
undo (guint filter, const guint8 *row, const guint8 *above, gsize length, guint8 *to)
{
  for (gsize i = 0; i < length; i++)
    {
      int left = i >= 3 ? to[i - 3] : 0, up = above != NULL ? above[i] : 0;
      int corner = i >= 3 && above != NULL ? above[i - 3] : 0;
      const int guesses[5] = { 0, left, up, (left + up) / 2, paeth_as_written (left, up, corner) };

      to[i] = (guint8) (row[i] + guesses[filter]);
    }
}

static guint
check_filters (const guint8 *rgb, gsize row_bytes, guint height)
{
  g_autofree guint8 *rows = g_malloc ((row_bytes + 1) * height);
  g_autofree guint8 *back = g_malloc (row_bytes * height);
  guint seen = 0;

  lim_png_filter_rows (rgb, row_bytes, height, rows);
  for (guint y = 0; y < height; y++)
    {
      const guint8 *row = rows + y * (row_bytes + 1);

      g_assert_cmpuint (row[0], <=, 4);
      seen |= 1u << row[0];
      undo (row[0], row + 1, y > 0 ? back + (y - 1) * row_bytes : NULL, row_bytes, back + y * row_bytes);
    }
  g_assert_cmpmem (back, row_bytes * height, rgb, row_bytes * height);
  return seen;
}

/* A picture whose rows are, from band to band, best foretold in different ways. */
static void
fill_bands (guint8 *rgb, guint width, guint height, GRand *random)
{
  for (guint y = 0; y < height; y++)
    for (guint i = 0; i < 3 * width; i++)
      {
        gsize at = (gsize) y * 3 * width + i;
        int left = i >= 3 ? rgb[at - 3] : 0, up = y > 0 ? rgb[at - 3 * width] : 0;
        int corner = i >= 3 && y > 0 ? rgb[at - 3 * width - 3] : 0;
        const int guesses[4] = { left, up, (left + up) / 2, left + up - corner };

        rgb[at] = (guint8) (guesses[y / 8 % 4]
                            + (y % 8 == 0 ? g_rand_int_range (random, 0, 256) : g_rand_int_range (random, -2, 3)));
      }
}

static void
test_filters_can_be_undone (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  guint seen = 0;

  for (guint width = 1; width < 90; width++)
    {
      g_autofree guint8 *rgb = g_malloc (3 * (gsize) width * 40);

      fill_bands (rgb, width, 40, random);
      seen |= check_filters (rgb, 3 * (gsize) width, 40);
      fill_noise (rgb, 3 * (gsize) width * 40, random);
      check_filters (rgb, 3 * (gsize) width, 40);
    }
  g_assert_cmpuint (seen, ==, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4);
}

/* -- Whole files, read back by libvips and libpng -- */

static void
paint_letters (guint8 *rgb, guint width, guint height, GRand *random)
{
  memset (rgb, 240, 3 * (gsize) width * height);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      if ((x * 7 % 23 ^ y * 5 % 17) % 5 == 0)
        memset (rgb + 3 * ((gsize) y * width + x), 20, 3);
  (void) random;
}

static void
paint_noise (guint8 *rgb, guint width, guint height, GRand *random)
{
  fill_noise (rgb, 3 * (gsize) width * height, random);
}

static void
paint_plain (guint8 *rgb, guint width, guint height, GRand *random)
{
  fill_one_byte (rgb, 3 * (gsize) width * height, random);
}

static const struct
{
  const char *name;
  void (*paint) (guint8 *rgb, guint width, guint height, GRand *random);
} paintings[] = {
  { "bands", fill_bands },
  { "letters", paint_letters },
  { "noise", paint_noise },
  { "one colour", paint_plain },
};

static gsize
check_file (const char *what, const guint8 *rgb, guint width, guint height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, width, height, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (LimImage) slow = lim_image_load_rgb_by_vips (png, what, 0, &error);
  g_assert_no_error (error);
  g_autoptr (LimImage) fast = lim_image_load_rgb_bytes (png, what, 0, &error);
  g_assert_no_error (error);
  gsize length = 3 * (gsize) width * height;

  if (slow->width != width || slow->height != height || memcmp (slow->pixels, rgb, length) != 0
      || memcmp (fast->pixels, rgb, length) != 0)
    g_error ("%s, %u x %u: came back changed", what, width, height);
  return g_bytes_get_size (png);
}

static void
test_files_come_back (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (17);

  for (gsize p = 0; p < G_N_ELEMENTS (paintings); p++)
    for (guint round = 0; round < 60; round++)
      {
        guint width = round < 24 ? 1 + round : (guint) g_rand_int_range (random, 1, 300);
        guint height = round < 24 ? 1 + round * 7 % 5 : (guint) g_rand_int_range (random, 1, 200);
        g_autofree guint8 *rgb = g_malloc (3 * (gsize) width * height);

        paintings[p].paint (rgb, width, height, random);
        check_file (paintings[p].name, rgb, width, height);
      }
}

static void
test_long_rows_and_columns_come_back (void)
{
  g_autofree guint8 *rgb = g_malloc (3 * 65535);
  g_autoptr (GRand) random = g_rand_new_with_seed (23);

  fill_bands (rgb, 65535, 1, random);
  check_file ("a row", rgb, 65535, 1);
  check_file ("a column", rgb, 1, 65535);
}

/* What repeats is found even where filters would hide it. */
static void
test_patterns_are_packed_by_their_repetitions (void)
{
  g_autofree guint8 *rgb = g_malloc (3 * 256 * 256);

  paint_letters (rgb, 256, 256, NULL);
  g_assert_cmpuint (check_file ("letters", rgb, 256, 256), <, 3 * 256 * 256 / 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/png-write/codes-are-complete-short-enough-and-best",
                   test_codes_are_complete_short_enough_and_best);
  g_test_add_func ("/png-write/deep-trees-are-cut", test_deep_trees_are_cut);
  g_test_add_func ("/png-write/words-are-those-of-the-standard", test_words_are_those_of_the_standard);
  g_test_add_func ("/png-write/streams-come-back", test_streams_come_back);
  g_test_add_func ("/png-write/runs-of-every-length-come-back", test_runs_of_every_length_come_back);
  g_test_add_func ("/png-write/one-colour-costs-next-to-nothing", test_one_colour_costs_next_to_nothing);
  g_test_add_func ("/png-write/filters-can-be-undone", test_filters_can_be_undone);
  g_test_add_func ("/png-write/files-come-back", test_files_come_back);
  g_test_add_func ("/png-write/long-rows-and-columns-come-back", test_long_rows_and_columns_come_back);
  g_test_add_func ("/png-write/patterns-are-packed-by-their-repetitions",
                   test_patterns_are_packed_by_their_repetitions);
  return g_test_run ();
}
