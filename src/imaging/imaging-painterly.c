#include "imaging-painterly.h"

#include "base-pool.h"
#include "imaging-kuwahara.h"
#include "imaging-sketch-math.h"
#include "imaging-structure.h"

#include <string.h>

enum
{
  BAND_ROWS = 32,
  BRISTLE_REACH = 9 /* pixels along a stroke over which its streaks are drawn out, to both sides */
};

const LimPainterlyOptions lim_painterly_defaults = { .radius = 6, .mute = 0.2, .grain = 0.15, .edges = 0.3 };

typedef struct
{
  LimPainterlyOptions options;
  guint width, height;
  const guint8 *flat;   /* after the filter */
  const guint8 *angles; /* of the strokes */
  guint8 *to;
  gint8 along[LIM_STRUCTURE_ANGLES][BRISTLE_REACH + 1][2]; /* x, y of the pixels along a stroke */
} Finish;

static float
luma_of (const guint8 *p)
{
  return (0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2]) * (1.0f / 255.0f);
}

/* -- Darker edges: pigment that gathers where colours meet -- */

/* 0..1: how much the picture changes at (@x, @y). */
static float
edge_at (const Finish *self, guint x, guint y)
{
  gsize stride = 3 * (gsize) self->width;
  const guint8 *p = self->flat + y * stride + 3 * (gsize) x;
  const guint8 *left = x > 0 ? p - 3 : p, *right = x + 1 < self->width ? p + 3 : p;
  const guint8 *above = y > 0 ? p - stride : p, *below = y + 1 < self->height ? p + stride : p;
  float across = luma_of (right) - luma_of (left), down = luma_of (below) - luma_of (above);

  return lim_sketch_step (0.02f, 0.35f, sqrtf (across * across + down * down));
}

/* -- A dusty palette -- */

static LimSketchColour
mute (LimSketchColour c, float amount)
{
  const LimSketchColour dust = { 0.50f, 0.47f, 0.43f };
  float high = MAX (c.r, MAX (c.g, c.b)), low = MIN (c.r, MIN (c.g, c.b));
  float saturation = high > 0.0f ? (high - low) / high : 0.0f;

  c = lim_sketch_saturate (c, 1.0f - amount * (0.5f + 0.4f * saturation));
  return lim_sketch_blend (c, dust, 0.25f * amount);
}

/* -- Grain -- */

/* The height of a plain weave, -1..1: each thread goes over one and under the next. */
static float
weave (guint x, guint y)
{
  const float period = 3.0f;
  float u = (float) x / period, v = (float) y / period;
  float thread = 0.3f * (lim_sketch_noise (u * 0.25f, v * 0.25f, 7u) - 0.5f);

  return lim_sketch_sin (0.5f * u + thread) * lim_sketch_sin (0.5f * v - thread);
}

/* Streaks along the stroke, about -1..1. */
static float
bristle (const Finish *self, guint x, guint y)
{
  guint angle = self->angles[(gsize) y * self->width + x];
  float sum = 0.0f;

  for (guint i = 0; i <= BRISTLE_REACH; i++)
    {
      int dx = self->along[angle][i][0], dy = self->along[angle][i][1];

      sum +=
          lim_sketch_lattice ((int) x + dx, (int) y + dy, 11u) + lim_sketch_lattice ((int) x - dx, (int) y - dy, 11u);
    }
  /* The mean of 2 (BRISTLE_REACH + 1) draws has a deviation of 0.065. */
  return (sum / (2 * (BRISTLE_REACH + 1)) - 0.5f) * 6.0f;
}

/* -- All of it -- */

static inline guint8
to_byte (float x)
{
  return (guint8) (lim_sketch_clamp (x) * 255.0f + 0.5f);
}

static void
finish_pixel (const Finish *self, guint x, guint y)
{
  gsize at = 3 * ((gsize) y * self->width + x);
  const guint8 *p = self->flat + at;
  LimSketchColour c = { p[0] * (1.0f / 255.0f), p[1] * (1.0f / 255.0f), p[2] * (1.0f / 255.0f) };

  if (self->options.mute > 0.0)
    c = mute (c, (float) self->options.mute);
  if (self->options.edges > 0.0)
    c = lim_sketch_scale (c, 1.0f - 0.7f * (float) self->options.edges * edge_at (self, x, y));
  if (self->options.grain > 0.0)
    {
      float light = lim_sketch_luma (c), visible = 0.25f + 2.0f * light * (1.0f - light);
      float relief = (0.35f * weave (x, y) + 0.65f * bristle (self, x, y)) * (float) self->options.grain * visible;

      c = (LimSketchColour){ c.r + 0.25f * relief, c.g + 0.25f * relief, c.b + 0.25f * relief };
    }
  self->to[at] = to_byte (c.r);
  self->to[at + 1] = to_byte (c.g);
  self->to[at + 2] = to_byte (c.b);
}

static gboolean
finish_band (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  const Finish *self = data;
  guint top = (guint) index * BAND_ROWS, bottom = MIN (top + BAND_ROWS, self->height);

  for (guint y = top; y < bottom; y++)
    for (guint x = 0; x < self->width; x++)
      finish_pixel (self, x, y);
  return TRUE;
}

static void
draw_lines (Finish *self)
{
  for (guint angle = 0; angle < LIM_STRUCTURE_ANGLES; angle++)
    for (int i = 0; i <= BRISTLE_REACH; i++)
      {
        float turns = (float) angle / (2 * LIM_STRUCTURE_ANGLES);

        self->along[angle][i][0] = (gint8) lim_sketch_floor ((float) i * lim_sketch_cos (turns) + 0.5f);
        self->along[angle][i][1] = (gint8) lim_sketch_floor ((float) i * lim_sketch_sin (turns) + 0.5f);
      }
}

static gboolean
check_share (const char *name, double value, GError **error)
{
  if (value >= 0.0 && value <= 1.0)
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s must be 0 to 1, not %g", name, value);
}

static gboolean
check_options (const LimPainterlyOptions *options, GError **error)
{
  if (options->radius < LIM_KUWAHARA_MIN_RADIUS || options->radius > LIM_KUWAHARA_MAX_RADIUS)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "radius must be %d to %d pixels, not %u", LIM_KUWAHARA_MIN_RADIUS,
                     LIM_KUWAHARA_MAX_RADIUS, options->radius);
  return check_share ("mute", options->mute, error) && check_share ("grain", options->grain, error)
         && check_share ("edges", options->edges, error);
}

gboolean
lim_painterly_paint (const guint8 *rgb, guint width, guint height, const LimPainterlyOptions *options,
                     guint n_threads, GCancellable *cancellable, guint8 *to, GError **error)
{
  if (!check_options (options, error))
    return FALSE;

  gsize n_pixels = (gsize) width * height;
  g_autofree guint8 *flat = g_malloc (3 * n_pixels);
  g_autofree guint8 *angles = g_malloc (n_pixels);
  Finish finish = { .options = *options, .width = width, .height = height, .flat = flat, .angles = angles, .to = to };

  draw_lines (&finish);
  return lim_kuwahara (rgb, width, height, options->radius, n_threads, cancellable, flat, angles, error)
         && lim_pool_run (n_threads, (height + BAND_ROWS - 1) / BAND_ROWS, finish_band, &finish, cancellable, error);
}
