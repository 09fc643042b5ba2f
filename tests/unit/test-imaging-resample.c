#include "imaging-decode-private.h"
#include "imaging-png.h"
#include "imaging-resample.h"

#include <math.h>
#include <string.h>

/* -- The oracle: the definition, in double precision -- */

static double
lanczos (double x)
{
  if (fabs (x) < 1e-12)
    return 1;
  return fabs (x) < 3 ? sin (G_PI * x) / (G_PI * x) * sin (G_PI * x / 3) / (G_PI * x / 3) : 0;
}

/* @n_from samples, @step apart, to @n_to. */
static void
resample_line (const double *from, guint n_from, double *to, guint n_to, gsize step)
{
  double scale = (double) n_from / n_to, widen = MAX (scale, 1);

  for (guint at = 0; at < n_to; at++)
    {
      double centre = (at + 0.5) * scale, sum = 0, all = 0;

      for (guint i = 0; i < n_from; i++)
        {
          double weight = lanczos ((i + 0.5 - centre) / widen);

          sum += weight * from[i * step];
          all += weight;
        }
      to[at * step] = sum / all;
    }
}

static double *
resample_exactly (const LimPixelArea *from, guint width, guint height)
{
  gsize n = 3 * (gsize) from->width;
  g_autofree double *source = g_new (double, n * from->height);
  g_autofree double *tall = g_new (double, n *height);
  double *to = g_new (double, 3 * (gsize) width * height);

  for (guint y = 0; y < from->height; y++)
    for (gsize i = 0; i < n; i++)
      source[y * n + i] = from->pixels[y * from->stride + i];
  for (gsize i = 0; i < n; i++)
    resample_line (source + i, from->height, tall + i, height, n);
  for (guint y = 0; y < height; y++)
    for (guint c = 0; c < 3; c++)
      resample_line (tall + y * n + c, from->width, to + 3 * (gsize) y * width + c, width, 3);
  return to;
}

/* Decibels between 8-bit samples and what they should be; where both are whole and equal, many. */
static double
likeness (const guint8 *pixels, const double *exact, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      double off = pixels[i] - CLAMP (exact[i], 0.0, 255.0);

      sum += off * off;
    }
  return 10 * log10 (255.0 * 255.0 * (double) n / MAX (sum, 1e-9));
}

/* -- Pictures -- */

static guint8 *
paint_noise (guint width, guint height, GRand *random)
{
  guint8 *rgb = g_malloc (3 * (gsize) width * height);

  for (gsize i = 0; i < 3 * (gsize) width * height; i++)
    rgb[i] = (guint8) g_rand_int (random);
  return rgb;
}

/* Waves, an edge and some grain. */
static guint8 *
paint_scene (guint width, guint height, GRand *random)
{
  guint8 *rgb = g_malloc (3 * (gsize) width * height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < 3; c++)
        rgb[3 * ((gsize) y * width + x) + c] =
            (guint8) (120 + 50 * sin (x * 0.05 * (c + 1)) + 30 * cos (y * 0.09) + (x + 2 * y > width ? 30 : 0)
                      + g_rand_int_range (random, -4, 5));
  return rgb;
}

static LimPixelArea
area_of (guint8 *pixels, guint width, guint height)
{
  return (LimPixelArea){ .pixels = pixels, .stride = 3 * (gsize) width, .width = width, .height = height };
}

/* Each sample is the nearest to the exact one, but for @slack. */
static void
check (const char *what, const LimPixelArea *from, guint width, guint height, double slack)
{
  g_autofree guint8 *pixels = g_malloc (3 * (gsize) width * height);
  g_autofree double *exact = resample_exactly (from, width, height);
  const LimPixelArea to = area_of (pixels, width, height);

  lim_resample_rgb (from, &to);
  for (gsize i = 0; i < 3 * (gsize) width * height; i++)
    if (fabs (pixels[i] - CLAMP (exact[i], 0.0, 255.0)) > 0.5 + slack)
      g_error ("%s, %ux%u to %ux%u: sample %" G_GSIZE_FORMAT " is %u, exactly %f", what, from->width, from->height,
               width, height, i, pixels[i], exact[i]);
}

/* -- Tests -- */

static void
test_every_width_is_exact (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (41);

  for (guint width = 1; width < 70; width++)
    {
      guint height = 1 + width * 13 % 31;
      g_autofree guint8 *rgb = paint_noise (width, height, random);
      const LimPixelArea from = area_of (rgb, width, height);

      check ("noise", &from, (guint) g_rand_int_range (random, 1, 90), (guint) g_rand_int_range (random, 1, 50),
             0.06);
    }
}

static const struct
{
  const char *holds;
  guint from[2], to[2];
} shapes[] = {
  { "a half", { 200, 120 }, { 100, 60 } },
  { "a crop of a sheet", { 211, 373 }, { 97, 171 } },
  { "an enlargement", { 20, 33 }, { 128, 211 } },
  { "to one pixel", { 90, 70 }, { 1, 1 } },
  { "from one pixel", { 1, 1 }, { 40, 9 } },
  { "a very long column, where each of very many rows counts little", { 2, 30000 }, { 2, 20 } },
  { "a very long row", { 30000, 2 }, { 20, 2 } },
  { "only narrower", { 120, 37 }, { 61, 37 } },
  { "only lower", { 120, 37 }, { 120, 12 } },
};

static void
test_shapes_are_exact (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (43);

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree guint8 *rgb = paint_scene (shapes[i].from[0], shapes[i].from[1], random);
      const LimPixelArea from = area_of (rgb, shapes[i].from[0], shapes[i].from[1]);

      check (shapes[i].holds, &from, shapes[i].to[0], shapes[i].to[1], 0.06);
    }
}

/* A plain colour stays what it was, however the weights round. */
static void
test_plain_colours_stay (void)
{
  guint8 to[3 * 29 * 23];

  for (guint value = 0; value < 256; value += 5)
    {
      g_autofree guint8 *rgb = g_malloc (3 * 131 * 77);
      const LimPixelArea from = area_of (rgb, 131, 77), small = area_of (to, 29, 23);

      memset (rgb, (int) value, 3 * 131 * 77);
      lim_resample_rgb (&from, &small);
      for (gsize i = 0; i < sizeof to; i++)
        g_assert_cmpuint (to[i], ==, value);
    }
}

/* Boxes of plain colours, some as thin as a pixel: most of it needs no blending, and nothing that does may be missed. */
static guint8 *
paint_boxes (guint width, guint height, GRand *random)
{
  guint8 *rgb = g_malloc (3 * (gsize) width * height);

  memset (rgb, 236, 3 * (gsize) width * height);
  for (guint i = 0; i < 7; i++)
    {
      guint left = (guint) g_rand_int_range (random, 0, (gint32) width);
      guint top = (guint) g_rand_int_range (random, 0, (gint32) height);
      guint across = (guint) g_rand_int_range (random, 1, 60), down = (guint) g_rand_int_range (random, 1, 60);
      guint right = MIN (width, left + across), bottom = MIN (height, top + down);
      guint8 colour[3] = { (guint8) g_rand_int (random), (guint8) g_rand_int (random), (guint8) g_rand_int (random) };

      for (guint y = top; y < bottom; y++)
        for (guint x = left; x < right; x++)
          memcpy (rgb + 3 * ((gsize) y * width + x), colour, 3);
    }
  return rgb;
}

static void
test_flat_art_is_exact (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (51);

  for (guint i = 0; i < 60; i++)
    {
      guint width = (guint) g_rand_int_range (random, 8, 150), height = (guint) g_rand_int_range (random, 8, 120);
      g_autofree guint8 *rgb = paint_boxes (width, height, random);
      const LimPixelArea from = area_of (rgb, width, height);

      check ("boxes", &from, (guint) g_rand_int_range (random, 4, 130), (guint) g_rand_int_range (random, 4, 100),
             0.06);
    }
}

/* Black and white by turns is the worst that rounding can meet: nothing may wrap around. */
static void
test_overshoot_is_cut_off (void)
{
  g_autofree guint8 *rgb = g_malloc (3 * 64 * 64);
  const LimPixelArea from = area_of (rgb, 64, 64);

  for (guint y = 0; y < 64; y++)
    for (guint x = 0; x < 64; x++)
      memset (rgb + 3 * (64 * y + x), (x / 9 + y / 7) % 2 * 255, 3);
  check ("a chequer", &from, 41, 150, 0.06);
  check ("a chequer", &from, 150, 41, 0.06);
}

/* Parts with a stride of their own, into parts: what lies around is neither read nor written. */
static void
test_nothing_around_is_touched (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (47);
  g_autofree guint8 *sheet = paint_noise (100, 80, random);
  g_autofree guint8 *alone = g_malloc (3 * 50 * 40);
  guint8 square[3 * 32 * 32], part[3 * 20 * 16];

  for (guint y = 0; y < 40; y++)
    memcpy (alone + 150 * y, sheet + 3 * ((gsize) (y + 20) * 100 + 30), 150);
  memset (square, 99, sizeof square);
  const LimPixelArea from = { .pixels = sheet + 3 * (20 * 100 + 30), .stride = 300, .width = 50, .height = 40 };
  const LimPixelArea to = { .pixels = square + 3 * (8 * 32 + 6), .stride = 96, .width = 20, .height = 16 };
  const LimPixelArea from_alone = area_of (alone, 50, 40), to_alone = area_of (part, 20, 16);
  lim_resample_rgb (&from, &to);
  lim_resample_rgb (&from_alone, &to_alone);
  for (guint y = 0; y < 32; y++)
    for (guint x = 0; x < 32; x++)
      {
        static const guint8 around[3] = { 99, 99, 99 };
        gboolean inside = x >= 6 && x < 26 && y >= 8 && y < 24;

        g_assert_cmpmem (square + 3 * (32 * y + x), 3, inside ? part + 3 * (20 * (y - 8) + x - 6) : around, 3);
      }
}

/* As near to the exact kernel as libvips comes, and nearer. */
static void
test_not_worse_than_libvips (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (53);
  g_autofree guint8 *rgb = paint_scene (360, 270, random);
  g_autofree guint8 *ours = g_malloc (3 * 160 * 120);
  const LimPixelArea from = area_of (rgb, 360, 270), to = area_of (ours, 160, 120);
  g_autofree double *exact = resample_exactly (&from, 160, 120);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, 360, 270, NULL, &error);
  g_autoptr (LimImage) theirs = lim_image_load_rgb_by_vips (png, "a.png", 160, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (theirs->width, ==, 160);
  g_assert_cmpuint (theirs->height, ==, 120);
  lim_resample_rgb (&from, &to);

  double own = likeness (ours, exact, 3 * 160 * 120), vips = likeness (theirs->pixels, exact, 3 * 160 * 120);
  g_test_message ("%.1f dB, libvips %.1f dB", own, vips);
  g_assert_cmpfloat (own, >=, vips);
  g_assert_cmpfloat (own, >, 58); /* rounding alone leaves 58.9 */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample/every-width-is-exact", test_every_width_is_exact);
  g_test_add_func ("/resample/shapes-are-exact", test_shapes_are_exact);
  g_test_add_func ("/resample/plain-colours-stay", test_plain_colours_stay);
  g_test_add_func ("/resample/flat-art-is-exact", test_flat_art_is_exact);
  g_test_add_func ("/resample/overshoot-is-cut-off", test_overshoot_is_cut_off);
  g_test_add_func ("/resample/nothing-around-is-touched", test_nothing_around_is_touched);
  g_test_add_func ("/resample/not-worse-than-libvips", test_not_worse_than_libvips);
  return g_test_run ();
}
