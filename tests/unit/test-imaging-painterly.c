#include "base-hash.h"
#include "imaging-kuwahara.h"
#include "imaging-painterly.h"
#include "imaging-structure.h"

#include <math.h>
#include <string.h>

/* -- Pictures -- */

typedef guint (*Draw) (guint x, guint y); /* R in the low byte, then G, then B */

static guint8 *
draw (guint width, guint height, Draw func)
{
  guint8 *rgb = g_malloc (3 * width * height), *p = rgb;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, p += 3)
      {
        guint colour = func (x, y);

        p[0] = (guint8) colour;
        p[1] = (guint8) (colour >> 8);
        p[2] = (guint8) (colour >> 16);
      }
  return rgb;
}

static guint
noise (guint x, guint y)
{
  guint h = x * 0x8da6b343u ^ y * 0xd8163841u;

  h ^= h >> 15;
  h *= 0x2c1b3c6du;
  return h ^ h >> 12;
}

/* Shapes, a slope and some noise: what pictures are made of. */
static guint
scene (guint x, guint y)
{
  int dx = (int) x - 40, dy = (int) y - 30, wobble = (int) (noise (x, y) & 15);
  guint red = dx * dx + dy * dy < 400 ? 210 : 60, green = x + 2 * y > 120 ? 140 : 30, blue = (2 * x + y) % 240;

  return (red + (guint) wobble) | (green + (guint) wobble) << 8 | blue << 16;
}

static guint
step_across (guint x, guint y G_GNUC_UNUSED)
{
  return x < 16 ? 0 : 0xffffff;
}

static guint
step_down (guint x G_GNUC_UNUSED, guint y)
{
  return y < 16 ? 0 : 0xffffff;
}

static guint
slope_red (guint x, guint y G_GNUC_UNUSED)
{
  return 5 * x;
}

static guint
slope_falling (guint x, guint y)
{
  return 3 * (x + y) << 8;
}

static guint
slope_rising (guint x, guint y)
{
  return 3 * (x + 31 - y) << 8;
}

static guint
flat (guint x G_GNUC_UNUSED, guint y G_GNUC_UNUSED)
{
  return 0x4080c0;
}

/* -- The structure tensor, checked by hand -- */

static const struct
{
  const char *holds;
  Draw draw;
  guint x, y;
  double xx, xy, yy;
  guint angle, stretch;
} tensors[] = {
  { "a flat picture has none", flat, 16, 16, 0, 0, 0, 0, 0 },
  { "white beside black: 3 channels, slope 1 in this column and the last", step_across, 16, 16,
    3 * (924.0 + 792.0) / 4096, 0, 0, 16, 11 },
  { "three columns on, what smoothing brings there", step_across, 19, 16, 3 * (220.0 + 66.0) / 4096, 0, 0, 16, 11 },
  { "smoothing ends after six", step_across, 24, 16, 0, 0, 0, 0, 0 },
  { "white under black runs across", step_down, 16, 16, 0, 0, 3 * (924.0 + 792.0) / 4096, 0, 11 },
  { "5 of 255 a pixel, over two pixels", slope_red, 16, 16, 100.0 / 65025, 0, 0, 16, 11 },
  { "brighter to the lower right: calm from lower left to upper right", slope_falling, 16, 16, 36.0 / 65025,
    36.0 / 65025, 36.0 / 65025, 24, 11 },
  { "brighter to the upper right: calm from upper left to lower right", slope_rising, 16, 16, 36.0 / 65025,
    -36.0 / 65025, 36.0 / 65025, 8, 11 },
};

static void
test_tensor (gconstpointer data)
{
  gsize row = (gsize) data, at = tensors[row].y * 32 + tensors[row].x;
  g_autofree guint8 *rgb = draw (32, 32, tensors[row].draw);
  g_autoptr (LimStrip) strip = lim_strip_new (rgb, 32, 32, 0, 32, LIM_STRUCTURE_FRAME);
  g_autoptr (LimStructure) structure = lim_structure_tensor (strip);
  guint angle, stretch;

  g_assert_cmpfloat_with_epsilon (structure->xx[at], tensors[row].xx, 1e-6);
  g_assert_cmpfloat_with_epsilon (structure->xy[at], tensors[row].xy, 1e-6);
  g_assert_cmpfloat_with_epsilon (structure->yy[at], tensors[row].yy, 1e-6);
  lim_structure_direction (structure->xx[at], structure->xy[at], structure->yy[at], &angle, &stretch);
  g_assert_cmpuint (angle, ==, tensors[row].angle);
  g_assert_cmpuint (stretch, ==, tensors[row].stretch);
}

static void
test_directions_are_nearest (void)
{
  /* A structure that runs along @degrees has its slopes across it. */
  for (guint degrees = 0; degrees < 180; degrees++)
    {
      double across = (degrees + 90.0) * G_PI / 180.0, steps = degrees / 180.0 * LIM_STRUCTURE_ANGLES;
      guint angle, stretch;

      lim_structure_direction ((float) (cos (across) * cos (across)), (float) (cos (across) * sin (across)),
                               (float) (sin (across) * sin (across)), &angle, &stretch);
      double off = fabs (angle - steps);
      g_assert_cmpfloat (MIN (off, LIM_STRUCTURE_ANGLES - off), <=, 0.51);
      g_assert_cmpuint (stretch, ==, LIM_STRUCTURE_STRETCHES - 1);
    }
}

static void
test_strip_mirrors_at_the_edges (void)
{
  const guint8 rgb[] = { 10, 0, 0, 20, 0, 0, 30, 0, 0 };
  g_autoptr (LimStrip) strip = lim_strip_new (rgb, 3, 1, 0, 1, LIM_STRUCTURE_FRAME);
  const int seen[] = { 30, 30, 20, 10, 10, 20, 30, 30, 20, 10, 10 };

  for (int x = -4; x <= 6; x++)
    for (int y = -7; y <= 7; y++)
      g_assert_cmpfloat_with_epsilon (lim_strip_at (strip, x, y)[0] * 255, seen[x + 4], 1e-4);
}

/* -- The filter -- */

static guint8 *
filter (const guint8 *rgb, guint width, guint height, guint radius)
{
  guint8 *to = g_malloc0 (3 * width * height);

  g_assert_true (lim_kuwahara (rgb, width, height, radius, 1, NULL, to, NULL, NULL));
  return to;
}

static const struct
{
  guint width, height;
} sizes[] = { { 1, 1 }, { 1, 9 }, { 7, 1 }, { 3, 2 }, { 33, 65 }, { 80, 130 } };

static void
test_constant_pictures_stay (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint radius = LIM_KUWAHARA_MIN_RADIUS; radius <= LIM_KUWAHARA_MAX_RADIUS; radius += 7)
      for (guint colour = 0; colour < 256; colour += 51)
        {
          gsize n = 3 * (gsize) sizes[i].width * sizes[i].height;
          g_autofree guint8 *rgb = g_malloc (n);

          for (gsize at = 0; at < n; at++)
            rgb[at] = (guint8) (at % 3 == 0 ? colour : at % 3 == 1 ? 255 - colour : 77);
          g_autofree guint8 *to = filter (rgb, sizes[i].width, sizes[i].height, radius);
          g_assert_cmpmem (rgb, n, to, n);
        }
}

static double
deviation (const guint8 *rgb, gsize n)
{
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += rgb[i];
      squares += (double) rgb[i] * rgb[i];
    }
  return squares / (double) n - sum / (double) n * (sum / (double) n);
}

/* The sum of differences between neighbours in a row. */
static double
variation (const guint8 *rgb, guint width, guint height)
{
  double sum = 0;

  for (guint y = 0; y < height; y++)
    for (guint x = 3; x < 3 * width; x++)
      sum += abs (rgb[3 * y * width + x] - rgb[3 * y * width + x - 3]);
  return sum;
}

static void
test_energy_does_not_grow (void)
{
  const Draw draws[] = { scene, noise, step_across, slope_red };

  for (guint i = 0; i < G_N_ELEMENTS (draws); i++)
    for (guint radius = 2; radius <= 10; radius += 4)
      {
        g_autofree guint8 *rgb = draw (90, 70, draws[i]);
        g_autofree guint8 *to = filter (rgb, 90, 70, radius);
        guint8 low = 255, high = 0;

        for (guint at = 0; at < 3 * 90 * 70; at++)
          {
            low = MIN (low, rgb[at]);
            high = MAX (high, rgb[at]);
          }
        for (guint at = 0; at < 3 * 90 * 70; at++)
          g_assert_true (to[at] >= low && to[at] <= high);
        g_assert_cmpfloat (deviation (to, 3 * 90 * 70), <=, deviation (rgb, 3 * 90 * 70));
        g_assert_cmpfloat (variation (to, 90, 70), <=, variation (rgb, 90, 70));
      }
}

static void
test_noise_is_flattened (void)
{
  g_autofree guint8 *rgb = draw (90, 70, noise);
  g_autofree guint8 *to = filter (rgb, 90, 70, 6);

  g_assert_cmpfloat (deviation (to, 3 * 90 * 70), <, 0.1 * deviation (rgb, 3 * 90 * 70));
}

static void
test_edges_stay (void)
{
  g_autofree guint8 *rgb = draw (32, 32, step_across);
  g_autofree guint8 *to = filter (rgb, 32, 32, 6);

  g_assert_cmpmem (rgb, 3 * 32 * 32, to, 3 * 32 * 32);
}

/* The picture with columns, rows or both the other way round. */
static guint8 *
turned (const guint8 *rgb, guint width, guint height, gboolean columns, gboolean rows)
{
  guint8 *to = g_malloc (3 * width * height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      memcpy (to + 3 * (y * width + x),
              rgb + 3 * ((rows ? height - 1 - y : y) * width + (columns ? width - 1 - x : x)), 3);
  return to;
}

static void
test_mirrored_in_mirrored_out (void)
{
  const guint width = 90, height = 70;
  g_autofree guint8 *rgb = draw (width, height, scene);
  g_autofree guint8 *to = filter (rgb, width, height, 6);

  for (guint way = 1; way < 4; way++)
    {
      g_autofree guint8 *mirrored = turned (rgb, width, height, way & 1, way & 2);
      g_autofree guint8 *filtered = filter (mirrored, width, height, 6);
      g_autofree guint8 *back = turned (filtered, width, height, way & 1, way & 2);

      /* Sums run in another order, so a value on the edge between two bytes may fall to the other side. */
      for (guint i = 0; i < 3 * width * height; i++)
        g_assert_cmpint (abs (back[i] - to[i]), <=, 1);
    }
}

/* -- The flow -- */

static LimFlow *
flow_of (Draw func, guint width, guint height)
{
  g_autofree guint8 *rgb = draw (width, height, func);
  g_autofree guint8 *to = g_malloc (3 * width * height);
  LimFlow *flow = lim_flow_new (width, height);

  g_assert_true (lim_kuwahara (rgb, width, height, 2, 1, NULL, to, flow, NULL));
  lim_flow_settle (flow);
  return flow;
}

static void
test_flow_reaches_into_calm (void)
{
  g_autoptr (LimFlow) upright = flow_of (step_across, 150, 70), level = flow_of (step_down, 70, 150);

  for (guint along = 5; along < 65; along += 10)
    for (guint away = 0; away < 60; away += 10)
      {
        g_assert_cmpuint (lim_flow_angle (upright, 16 + away, along), ==, LIM_STRUCTURE_ANGLES / 2);
        g_assert_cmpuint (lim_flow_angle (level, along, 16 + away), ==, 0);
      }
}

static void
test_flow_of_nothing_swings (void)
{
  g_autoptr (LimFlow) flow = flow_of (flat, 300, 300);
  gboolean seen[LIM_STRUCTURE_ANGLES] = { FALSE };
  guint n_seen = 0;

  for (guint y = 0; y < 300; y += 5)
    for (guint x = 0; x < 300; x += 5)
      seen[lim_flow_angle (flow, x, y)] = TRUE;
  for (guint i = 0; i < LIM_STRUCTURE_ANGLES; i++)
    n_seen += seen[i];
  g_assert_cmpuint (n_seen, >, 2);
}

/* -- The whole painter -- */

static void
test_threads_do_not_matter (void)
{
  const LimPainterlyOptions options = { .radius = 5, .mute = 0.4, .grain = 0.5, .edges = 0.6, .wobble = 0.5 };
  const guint width = 100, height = 211;
  g_autofree guint8 *rgb = draw (width, height, scene);
  g_autofree guint8 *one = g_malloc (3 * width * height);

  g_assert_true (lim_painterly_paint (rgb, width, height, &options, 1, NULL, one, NULL));
  for (guint n_threads = 0; n_threads <= 5; n_threads++)
    {
      g_autofree guint8 *several = g_malloc0 (3 * width * height);

      g_assert_true (lim_painterly_paint (rgb, width, height, &options, n_threads, NULL, several, NULL));
      g_assert_cmpmem (one, 3 * width * height, several, 3 * width * height);
    }
}

static void
test_each_option_does_its_own (void)
{
  const guint width = 64, height = 64, n = 3 * width * height;
  g_autofree guint8 *rgb = draw (width, height, scene);
  g_autofree guint8 *plain = filter (rgb, width, height, 4);
  g_autofree guint8 *to = g_malloc (n);
  LimPainterlyOptions options = { .radius = 4 };

  g_assert_true (lim_painterly_paint (rgb, width, height, &options, 1, NULL, to, NULL));
  g_assert_cmpmem (to, n, plain, n);

  options = (LimPainterlyOptions){ .radius = 4, .edges = 1 };
  g_assert_true (lim_painterly_paint (rgb, width, height, &options, 1, NULL, to, NULL));
  g_assert_true (memcmp (to, plain, n) != 0);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (to[i], <=, plain[i]);

  options = (LimPainterlyOptions){ .radius = 4, .mute = 1 };
  g_assert_true (lim_painterly_paint (rgb, width, height, &options, 1, NULL, to, NULL));
  for (guint i = 0; i < n; i += 3)
    g_assert_cmpint (MAX (to[i], MAX (to[i + 1], to[i + 2])) - MIN (to[i], MIN (to[i + 1], to[i + 2])), <=,
                     MAX (30, MAX (plain[i], MAX (plain[i + 1], plain[i + 2]))
                                  - MIN (plain[i], MIN (plain[i + 1], plain[i + 2]))));

  options = (LimPainterlyOptions){ .radius = 4, .grain = 1 };
  g_assert_true (lim_painterly_paint (rgb, width, height, &options, 1, NULL, to, NULL));
  g_assert_true (memcmp (to, plain, n) != 0);

  options = (LimPainterlyOptions){ .radius = 4, .wobble = 1 };
  g_assert_true (lim_painterly_paint (rgb, width, height, &options, 1, NULL, to, NULL));
  g_assert_true (memcmp (to, plain, n) != 0);
}

static void
test_wobble_moves_no_flat_colour (void)
{
  const guint side = 40, n = 3 * side * side;
  const LimPainterlyOptions options = { .radius = 16, .wobble = 1 };
  g_autofree guint8 *rgb = draw (side, side, flat);
  g_autofree guint8 *to = g_malloc (n);

  g_assert_true (lim_painterly_paint (rgb, side, side, &options, 1, NULL, to, NULL));
  g_assert_cmpmem (rgb, n, to, n);
}

/* Written down from builds with and without AVX2, by two compilers: every machine paints the same. */
static void
test_same_bytes_everywhere (void)
{
  const guint width = 90, height = 130;
  g_autofree guint8 *rgb = draw (width, height, scene);
  g_autofree guint8 *to = g_malloc (3 * width * height);

  g_assert_true (lim_painterly_paint (rgb, width, height, &lim_painterly_defaults, 0, NULL, to, NULL));
  g_autofree char *hash = lim_sha256_hex (to, 3 * width * height);
  g_assert_cmpstr (hash, ==, "d9c4967abc64edd018aed4d35ef0d687d1c643339359daf8b11b0ebc89597590");
}

static void
test_grain_keeps_the_mean (void)
{
  const guint side = 128, n = 3 * side * side;
  const LimPainterlyOptions options = { .radius = 6, .grain = 1 };
  g_autofree guint8 *rgb = draw (side, side, flat);
  g_autofree guint8 *to = g_malloc (n);
  double before = 0, after = 0;

  g_assert_true (lim_painterly_paint (rgb, side, side, &options, 1, NULL, to, NULL));
  for (guint i = 0; i < n; i++)
    {
      before += rgb[i];
      after += to[i];
    }
  g_assert_cmpfloat (fabs (before - after) / n, <, 1.0);
  g_assert_cmpfloat (deviation (to, n), >, deviation (rgb, n));
}

static const struct
{
  const char *holds;
  LimPainterlyOptions options;
} refused[] = {
  { "radius must be 2 to 16 pixels, not 1", { .radius = 1 } },
  { "radius must be 2 to 16 pixels, not 17", { .radius = 17 } },
  { "mute must be 0 to 1, not 1.5", { .radius = 6, .mute = 1.5 } },
  { "grain must be 0 to 1, not -1", { .radius = 6, .grain = -1 } },
  { "edges must be 0 to 1, not nan", { .radius = 6, .edges = NAN } },
  { "wobble must be 0 to 1, not 2", { .radius = 6, .wobble = 2 } },
};

static void
test_refused (void)
{
  guint8 rgb[3] = { 0 }, to[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (lim_painterly_paint (rgb, 1, 1, &refused[i].options, 1, NULL, to, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_cmpstr (error->message, ==, refused[i].holds);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint8 rgb[3] = { 0 }, to[3] = { 0 };

  g_cancellable_cancel (cancellable);
  g_assert_false (lim_painterly_paint (rgb, 1, 1, &lim_painterly_defaults, 1, cancellable, to, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tensors); i++)
    {
      g_autofree char *name = g_strdup_printf ("/structure/tensor/%s", tensors[i].holds);
      g_test_add_data_func (name, (gconstpointer) i, test_tensor);
    }
  g_test_add_func ("/structure/directions-are-nearest", test_directions_are_nearest);
  g_test_add_func ("/structure/mirrors-at-the-edges", test_strip_mirrors_at_the_edges);
  g_test_add_func ("/kuwahara/constant-pictures-stay", test_constant_pictures_stay);
  g_test_add_func ("/kuwahara/energy-does-not-grow", test_energy_does_not_grow);
  g_test_add_func ("/kuwahara/noise-is-flattened", test_noise_is_flattened);
  g_test_add_func ("/kuwahara/edges-stay", test_edges_stay);
  g_test_add_func ("/kuwahara/mirrored-in-mirrored-out", test_mirrored_in_mirrored_out);
  g_test_add_func ("/painterly/threads-do-not-matter", test_threads_do_not_matter);
  g_test_add_func ("/painterly/each-option-does-its-own", test_each_option_does_its_own);
  g_test_add_func ("/painterly/grain-keeps-the-mean", test_grain_keeps_the_mean);
  g_test_add_func ("/painterly/wobble-moves-no-flat-colour", test_wobble_moves_no_flat_colour);
  g_test_add_func ("/painterly/same-bytes-everywhere", test_same_bytes_everywhere);
  g_test_add_func ("/flow/reaches-into-calm", test_flow_reaches_into_calm);
  g_test_add_func ("/flow/of-nothing-swings", test_flow_of_nothing_swings);
  g_test_add_func ("/painterly/refused", test_refused);
  g_test_add_func ("/painterly/cancelled", test_cancelled);
  return g_test_run ();
}
