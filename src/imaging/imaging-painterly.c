#include "imaging-painterly.h"

#include "base-pool.h"
#include "imaging-kuwahara.h"
#include "imaging-sketch-math.h"

#include <string.h>

enum
{
  BAND_ROWS = 32,
  TILE = 512,        /* side of the noise that is laid over the picture again and again, a power of two */
  BRISTLE_REACH = 9, /* pixels a streak goes along the stroke, to both sides */
  BROAD_REACH = 8,   /* the same for the tone of a stroke, in steps */
  BROAD_STEP = 3     /* of so many pixels */
};

const LimPainterlyOptions lim_painterly_defaults = {
  .radius = 6, .mute = 0.2, .grain = 0.15, .edges = 0.3, .wobble = 0.3
};

typedef struct
{
  LimPainterlyOptions options;
  guint width, height;
  const guint8 *from;
  guint8 *drawn; /* by an unsteady hand; what the filter takes */
  guint8 *flat;  /* after the filter */
  LimFlow *flow;
  guint8 *to;
  guint8 *fine, *broad;                                    /* noise, TILE * TILE: of single pixels, of blots */
  gint8 along[LIM_STRUCTURE_ANGLES][BRISTLE_REACH + 1][2]; /* x, y of the pixels along a stroke */
  gint8 far[LIM_STRUCTURE_ANGLES][BROAD_REACH + 1][2];
} Painting;

/* -- An unsteady hand: forms move a little, each part another way -- */

static void
draw_pixel (const Painting *self, guint x, guint y, guint8 *to)
{
  float radius = (float) self->options.radius, reach = 2.5f * (float) self->options.wobble * radius;
  float u = (float) x / (6.0f * radius), v = (float) y / (6.0f * radius);
  float dx = lim_sketch_fbm (u, v, 21u, 3) - 0.5f, dy = lim_sketch_fbm (u, v, 31u, 3) - 0.5f;
  float at_x = CLAMP ((float) x + reach * dx, 0.0f, (float) (self->width - 1));
  float at_y = CLAMP ((float) y + reach * dy, 0.0f, (float) (self->height - 1));
  guint left = (guint) at_x, above = (guint) at_y;
  float across = at_x - (float) left, down = at_y - (float) above;
  gsize right = left + 1 < self->width ? 3 : 0, below = above + 1 < self->height ? 3 * (gsize) self->width : 0;
  const guint8 *p = self->from + 3 * ((gsize) above * self->width + left);

  for (guint i = 0; i < 3; i++, p++)
    to[i] = (guint8) (lim_sketch_lerp (lim_sketch_lerp (p[0], p[right], across),
                                       lim_sketch_lerp (p[below], p[below + right], across), down)
                      + 0.5f);
}

static gboolean
draw_band (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  const Painting *self = data;
  guint top = (guint) index * BAND_ROWS, bottom = MIN (top + BAND_ROWS, self->height);

  for (guint y = top; y < bottom; y++)
    for (guint x = 0; x < self->width; x++)
      draw_pixel (self, x, y, self->drawn + 3 * ((gsize) y * self->width + x));
  return TRUE;
}

/* -- Darker edges: pigment that gathers where colours meet -- */

static float
luma_of (const guint8 *p)
{
  return (0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2]) * (1.0f / 255.0f);
}

/* 0..1: how much the picture changes at (@x, @y). */
static float
edge_at (const Painting *self, guint x, guint y)
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

/* The mean of @tile at @n + 1 places to both sides of (@x, @y), as -1/2..1/2. */
static float
streak (const guint8 *tile, const gint8 (*places)[2], guint n, guint x, guint y)
{
  guint sum = 0;

  for (guint i = 0; i <= n; i++)
    {
      guint dx = (guint) places[i][0], dy = (guint) places[i][1];

      sum += tile[((y + dy) & (TILE - 1)) * TILE + ((x + dx) & (TILE - 1))];
      sum += tile[((y - dy) & (TILE - 1)) * TILE + ((x - dx) & (TILE - 1))];
    }
  return (float) sum / (float) (510 * (n + 1)) - 0.5f;
}

/* Strokes of one colour differ in light and warmth, bristles and threads in light alone. */
static LimSketchColour
add_grain (const Painting *self, LimSketchColour c, guint x, guint y)
{
  guint angle = lim_flow_angle (self->flow, x, y);
  float amount = (float) self->options.grain, light = lim_sketch_luma (c);
  float bristle = 6.0f * streak (self->fine, self->along[angle], BRISTLE_REACH, x, y);
  float broad = 6.0f * streak (self->broad, self->far[angle], BROAD_REACH, x, y);
  float visible = amount * (0.25f + 2.0f * light * (1.0f - light));
  float relief = visible * (0.10f * weave (x, y) + 0.15f * bristle + 0.18f * broad), warmth = 0.07f * visible * broad;

  return (LimSketchColour){ c.r + relief + warmth, c.g + relief, c.b + relief - warmth };
}

static void
make_tiles (Painting *self)
{
  const float blot = 1.0f / 5.0f;

  for (guint y = 0; y < TILE; y++)
    for (guint x = 0; x < TILE; x++)
      {
        self->fine[y * TILE + x] = (guint8) (lim_sketch_lattice ((int) x, (int) y, 11u) * 255.0f + 0.5f);
        self->broad[y * TILE + x] =
            (guint8) (lim_sketch_noise ((float) x * blot, (float) y * blot, 13u) * 255.0f + 0.5f);
      }
}

static void
draw_lines (Painting *self)
{
  for (guint angle = 0; angle < LIM_STRUCTURE_ANGLES; angle++)
    {
      float turns = (float) angle / (2 * LIM_STRUCTURE_ANGLES);
      float x = lim_sketch_cos (turns), y = lim_sketch_sin (turns);

      for (int i = 0; i <= BRISTLE_REACH; i++)
        {
          self->along[angle][i][0] = (gint8) lim_sketch_floor ((float) i * x + 0.5f);
          self->along[angle][i][1] = (gint8) lim_sketch_floor ((float) i * y + 0.5f);
        }
      for (int i = 0; i <= BROAD_REACH; i++)
        {
          self->far[angle][i][0] = (gint8) lim_sketch_floor ((float) (BROAD_STEP * i) * x + 0.5f);
          self->far[angle][i][1] = (gint8) lim_sketch_floor ((float) (BROAD_STEP * i) * y + 0.5f);
        }
    }
}

/* -- All of it -- */

static inline guint8
to_byte (float x)
{
  return (guint8) (lim_sketch_clamp (x) * 255.0f + 0.5f);
}

static void
finish_pixel (const Painting *self, guint x, guint y)
{
  gsize at = 3 * ((gsize) y * self->width + x);
  const guint8 *p = self->flat + at;
  LimSketchColour c = { p[0] * (1.0f / 255.0f), p[1] * (1.0f / 255.0f), p[2] * (1.0f / 255.0f) };

  if (self->options.mute > 0.0)
    c = mute (c, (float) self->options.mute);
  if (self->options.edges > 0.0)
    c = lim_sketch_scale (c, 1.0f - 0.7f * (float) self->options.edges * edge_at (self, x, y));
  if (self->options.grain > 0.0)
    c = add_grain (self, c, x, y);
  self->to[at] = to_byte (c.r);
  self->to[at + 1] = to_byte (c.g);
  self->to[at + 2] = to_byte (c.b);
}

static gboolean
finish_band (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  const Painting *self = data;
  guint top = (guint) index * BAND_ROWS, bottom = MIN (top + BAND_ROWS, self->height);

  for (guint y = top; y < bottom; y++)
    for (guint x = 0; x < self->width; x++)
      finish_pixel (self, x, y);
  return TRUE;
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
         && check_share ("edges", options->edges, error) && check_share ("wobble", options->wobble, error);
}

static gboolean
paint (Painting *self, guint n_threads, GCancellable *cancellable, GError **error)
{
  guint n_bands = (self->height + BAND_ROWS - 1) / BAND_ROWS;
  gboolean steady = self->options.wobble <= 0.0;

  if (!steady && !lim_pool_run (n_threads, n_bands, draw_band, self, cancellable, error))
    return FALSE;
  if (!lim_kuwahara (steady ? self->from : self->drawn, self->width, self->height, self->options.radius, n_threads,
                     cancellable, self->flat, self->flow, error))
    return FALSE;
  lim_flow_settle (self->flow);
  make_tiles (self);
  draw_lines (self);
  return lim_pool_run (n_threads, n_bands, finish_band, self, cancellable, error);
}

gboolean
lim_painterly_paint (const guint8 *rgb, guint width, guint height, const LimPainterlyOptions *options,
                     guint n_threads, GCancellable *cancellable, guint8 *to, GError **error)
{
  gsize length = 3 * (gsize) width * height;

  if (!check_options (options, error))
    return FALSE;
  g_autofree guint8 *flat = g_malloc (length);
  g_autofree guint8 *tiles = g_malloc (2 * TILE * TILE);
  g_autoptr (LimFlow) flow = lim_flow_new (width, height);
  /* Once the filter has read what was drawn, nobody needs it, and the result may lie there. */
  Painting painting = { .options = *options,
                        .width = width,
                        .height = height,
                        .from = rgb,
                        .drawn = to,
                        .flat = flat,
                        .flow = flow,
                        .to = to,
                        .fine = tiles,
                        .broad = tiles + TILE * TILE };

  return paint (&painting, n_threads, cancellable, error);
}
