#include "imaging-kuwahara.h"

#include "base-pool.h"
#include "imaging-structure.h"

enum
{
  SECTORS = 8,
  STRIP_ROWS = 64,
  N_BRUSHES = LIM_STRUCTURE_ANGLES * LIM_STRUCTURE_STRETCHES
};

/* One number per sector. */
typedef float Lanes __attribute__ ((vector_size (SECTORS * sizeof (float)), aligned (SECTORS * sizeof (float))));
typedef gint32 Mask __attribute__ ((vector_size (SECTORS * sizeof (gint32))));

/* -- Brushes: the ellipse for one direction and stretch, as a list of places with their weights -- */

/* A pixel of the ellipse and the one opposite, whose weights are the same a half turn on. */
typedef struct
{
  gint32 *offsets; /* floats from the middle pixel, within a strip */
  Lanes *weights;
  guint n;
} Brush;

typedef struct
{
  Brush brushes[N_BRUSHES]; /* stretches of angle 0, of angle 1, … */
  guint reach;              /* pixels from the middle to the farthest place */
} BrushSet;

static void
brush_set_free (BrushSet *set)
{
  for (guint i = 0; i < N_BRUSHES; i++)
    {
      g_free (set->brushes[i].offsets);
      g_aligned_free (set->brushes[i].weights);
    }
  g_free (set);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrushSet, brush_set_free)

/* How much of the place (@u, @v) of the unit disc each sector has. Neighbouring sectors share the places between them;
 * @overlap is how far a sector reaches beyond the middle. */
static void
sector_weights (double u, double v, double overlap, Lanes *result)
{
  /* A sector ends 0.58 (33°) from its axis on the rim: cos and sin² of that. */
  const double curve = (overlap + 0.8364626) / 0.3003303, half = 0.70710678118654752;
  const double along[SECTORS][2] = { { 1, 0 },  { half, half },   { 0, 1 },  { -half, half },
                                     { -1, 0 }, { -half, -half }, { 0, -1 }, { half, -half } };
  double weights[SECTORS], sum = 0.0, window = 1.0 - (u * u + v * v);

  for (guint i = 0; i < SECTORS; i++)
    {
      double far = u * along[i][0] + v * along[i][1], side = v * along[i][0] - u * along[i][1];
      double share = MAX (0.0, far + overlap - curve * side * side);

      weights[i] = share * share;
      sum += weights[i];
    }
  for (guint i = 0; i < SECTORS; i++)
    (*result)[i] = (float) (weights[i] / sum * window * window);
}

/* So that what a sector gathers is a mean. */
static void
normalise (Brush *brush)
{
  double sums[SECTORS] = { 0 };

  for (guint i = 0; i < brush->n; i++)
    for (guint k = 0; k < SECTORS; k++)
      sums[k] += (double) brush->weights[i][k] + (double) brush->weights[i][(k + SECTORS / 2) % SECTORS];
  for (guint i = 0; i < brush->n; i++)
    for (guint k = 0; k < SECTORS; k++)
      brush->weights[i][k] = (float) (brush->weights[i][k] / sums[k]);
}

/* @cosine, @sine: of the direction. */
static void
make_brush (Brush *brush, guint reach, double cosine, double sine, double length, double breadth, double overlap,
            gsize stride)
{
  gsize most = (2 * (gsize) reach + 1) * (reach + 1);

  brush->offsets = g_new (gint32, most);
  brush->weights = g_aligned_alloc (most, sizeof (Lanes), sizeof (Lanes));
  for (int y = 0; y <= (int) reach; y++)
    for (int x = y == 0 ? 0 : -(int) reach; x <= (int) reach; x++)
      {
        double u = (x * cosine + y * sine) / length, v = (y * cosine - x * sine) / breadth;

        if (u * u + v * v >= 1.0)
          continue;
        brush->offsets[brush->n] = y * (gint32) stride + x * LIM_STRIP_CHANNELS;
        sector_weights (u, v, overlap, &brush->weights[brush->n]);
        /* The middle is its own opposite, and is visited twice. */
        if (x == 0 && y == 0)
          brush->weights[brush->n] *= 0.5f;
        brush->n++;
      }
  normalise (brush);
}

static BrushSet *
brush_set_new (guint radius, gsize stride)
{
  const double step_cosine = 0.99518472667219689, step_sine = 0.098017140329560602; /* of a half turn / 32 */
  BrushSet *set = g_new0 (BrushSet, 1);
  double cosine = 1.0, sine = 0.0, overlap = MIN (2.0 / radius, 0.5);

  G_STATIC_ASSERT (LIM_STRUCTURE_ANGLES == 32);
  set->reach = 2 * radius;
  for (guint angle = 0; angle < LIM_STRUCTURE_ANGLES; angle++)
    {
      for (guint stretch = 0; stretch < LIM_STRUCTURE_STRETCHES; stretch++)
        {
          double factor = 1.0 + (double) stretch / (LIM_STRUCTURE_STRETCHES - 1);

          make_brush (&set->brushes[angle * LIM_STRUCTURE_STRETCHES + stretch], set->reach, cosine, sine,
                      radius * factor, radius / factor, overlap, stride);
        }
      double next = cosine * step_cosine - sine * step_sine;
      sine = sine * step_cosine + cosine * step_sine;
      cosine = next;
    }
  return set;
}

/* -- The filter -- */

static inline guint8
to_byte (float x)
{
  return (guint8) (CLAMP (x, 0.0f, 1.0f) * 255.0f + 0.5f);
}

#define SUM(lanes)                                                                                                   \
  ((((lanes)[0] + (lanes)[4]) + ((lanes)[2] + (lanes)[6])) + (((lanes)[1] + (lanes)[5]) + ((lanes)[3] + (lanes)[7])))
#define HALF_TURN(lanes) __builtin_shufflevector ((lanes), (lanes), 4, 5, 6, 7, 0, 1, 2, 3)

/* The sum of all sectors' means, the calmer ones by far the most: weight 1 / (1 + deviation^8), deviation in bytes. */
static inline __attribute__ ((always_inline)) void
paint_pixel (const float *middle, const Brush *brush, guint8 *to)
{
  const gint32 *offsets = brush->offsets;
  const Lanes *weights = brush->weights;
  Lanes r = { 0 }, g = { 0 }, b = { 0 }, squares = { 0 };
  Lanes r2 = { 0 }, g2 = { 0 }, b2 = { 0 }, squares2 = { 0 };

  for (guint i = 0; i < brush->n; i++)
    {
      const float *here = middle + offsets[i], *opposite = middle - offsets[i];
      Lanes weight = weights[i];

      r += weight * here[0];
      g += weight * here[1];
      b += weight * here[2];
      squares += weight * here[3];
      r2 += weight * opposite[0];
      g2 += weight * opposite[1];
      b2 += weight * opposite[2];
      squares2 += weight * opposite[3];
    }
  r += HALF_TURN (r2);
  g += HALF_TURN (g2);
  b += HALF_TURN (b2);
  squares += HALF_TURN (squares2);

  Lanes variance = squares - (r * r + g * g + b * b);
  Mask positive = variance > 0.0f;
  variance = (Lanes) ((Mask) variance & positive) * 65025.0f;
  variance *= variance;
  Lanes share = 1.0f / (1.0f + variance * variance);
  float all = SUM (share);

  r *= share;
  g *= share;
  b *= share;
  to[0] = to_byte (SUM (r) / all);
  to[1] = to_byte (SUM (g) / all);
  to[2] = to_byte (SUM (b) / all);
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define FOR_THIS_PROCESSOR __attribute__ ((target_clones ("avx2", "default")))
#else
#define FOR_THIS_PROCESSOR
#endif

FOR_THIS_PROCESSOR static void
paint_row (const LimStrip *strip, const BrushSet *set, int y, const guint8 *angles, const guint8 *stretches,
           guint8 *to)
{
  const float *middle = lim_strip_at (strip, 0, y);

  for (guint x = 0; x < strip->width; x++)
    paint_pixel (middle + (gsize) x * LIM_STRIP_CHANNELS,
                 &set->brushes[angles[x] * LIM_STRUCTURE_STRETCHES + stretches[x]], to + 3 * (gsize) x);
}

typedef struct
{
  const guint8 *rgb;
  guint width, height;
  const BrushSet *set;
  guint8 *to;
  LimFlow *flow; /* or NULL */
} Filter;

static gboolean
paint_strip (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  const Filter *self = data;
  guint top = (guint) index * STRIP_ROWS, rows = MIN (STRIP_ROWS, self->height - top);
  g_autoptr (LimStrip) strip =
      lim_strip_new (self->rgb, self->width, self->height, top, rows, MAX (self->set->reach, LIM_STRUCTURE_FRAME));
  g_autoptr (LimStructure) structure = lim_structure_tensor (strip);
  g_autofree guint8 *angles = g_malloc (self->width);
  g_autofree guint8 *stretches = g_malloc (self->width);

  for (guint y = 0; y < rows; y++)
    {
      gsize at = (gsize) y * self->width, out = (gsize) (top + y) * self->width;

      for (guint x = 0; x < self->width; x++)
        {
          guint angle, stretch;

          lim_structure_direction (structure->xx[at + x], structure->xy[at + x], structure->yy[at + x], &angle,
                                   &stretch);
          angles[x] = (guint8) angle;
          stretches[x] = (guint8) stretch;
        }
      paint_row (strip, self->set, (int) y, angles, stretches, self->to + 3 * out);
    }
  if (self->flow != NULL)
    lim_flow_gather (self->flow, structure, top, self->width, rows);
  return TRUE;
}

gboolean
lim_kuwahara (const guint8 *rgb, guint width, guint height, guint radius, guint n_threads, GCancellable *cancellable,
              guint8 *to, LimFlow *flow, GError **error)
{
  guint reach = 2 * radius, frame = MAX (reach, (guint) LIM_STRUCTURE_FRAME);
  g_autoptr (BrushSet) set = brush_set_new (radius, (gsize) LIM_STRIP_CHANNELS * (width + 2 * (gsize) frame));
  Filter filter = { .rgb = rgb, .width = width, .height = height, .set = set, .to = to, .flow = flow };

  return lim_pool_run (n_threads, (height + STRIP_ROWS - 1) / STRIP_ROWS, paint_strip, &filter, cancellable, error);
}
