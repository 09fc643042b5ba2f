#include "imaging-letterbox.h"

#include "base-error.h"

#include <math.h>
#include <string.h>

#define LOBES 3.0

/* For each pixel of the result: the pixels of the source that go into it, and how much each counts. */
typedef struct
{
  guint n_taps;   /* room for each; a multiple of 4, the rest is 0 */
  guint *first;   /* per pixel of the result */
  guint *count;   /* likewise */
  float *weights; /* n_taps per pixel */
} Kernel;

static void
kernel_clear (Kernel *kernel)
{
  g_free (kernel->first);
  g_free (kernel->count);
  g_free (kernel->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kernel, kernel_clear)

static double
lanczos (double x)
{
  double a = G_PI * fabs (x);

  if (a < 1e-9)
    return 1;
  return a < LOBES * G_PI ? LOBES * sin (a) * sin (a / LOBES) / (a * a) : 0;
}

/* The taps of pixel @at, whose weights add up to one whatever the edges cut off. */
static void
fill_taps (Kernel *kernel, guint at, guint from, double scale)
{
  double widen = MAX (scale, 1), centre = (at + 0.5) * scale, reach = LOBES * widen, sum = 0;
  guint first = (guint) MAX (floor (centre - reach), 0), last = (guint) MIN (ceil (centre + reach), from);
  float *weights = kernel->weights + (gsize) at * kernel->n_taps;

  kernel->first[at] = first;
  kernel->count[at] = MIN (last - first, kernel->n_taps);
  for (guint i = 0; i < kernel->count[at]; i++)
    sum += lanczos ((first + i + 0.5 - centre) / widen);
  for (guint i = 0; i < kernel->count[at]; i++)
    weights[i] = (float) (lanczos ((first + i + 0.5 - centre) / widen) / sum);
}

static void
kernel_init (Kernel *kernel, guint from, guint to)
{
  double scale = (double) from / to;

  kernel->n_taps = (guint) ceil (2 * LOBES * MAX (scale, 1)) + 2;
  kernel->first = g_new (guint, to);
  kernel->count = g_new (guint, to);
  kernel->weights = g_new0 (float, (gsize) to * kernel->n_taps);
  for (guint at = 0; at < to; at++)
    fill_taps (kernel, at, from, scale);
}

/* One row of the source in the width of the result. */
static void
reduce_row (const Kernel *kernel, const guint8 *row, guint width, float *out)
{
  for (guint x = 0; x < width; x++)
    {
      const float *weights = kernel->weights + (gsize) x * kernel->n_taps;
      const guint8 *pixel = row + 3 * (gsize) kernel->first[x];
      float r = 0, g = 0, b = 0;

      for (guint i = 0; i < kernel->count[x]; i++, pixel += 3)
        {
          r += weights[i] * pixel[0];
          g += weights[i] * pixel[1];
          b += weights[i] * pixel[2];
        }
      out[3 * x] = r, out[3 * x + 1] = g, out[3 * x + 2] = b;
    }
}

/* Row @y of the result out of the reduced rows, @n samples each, which stand in a ring of @n_ring. */
static void
blend_rows (const Kernel *kernel, guint y, const float *ring, guint n_ring, guint n, float *sum, guint8 *out)
{
  const float *weights = kernel->weights + (gsize) y * kernel->n_taps;

  memset (sum, 0, n * sizeof *sum);
  for (guint i = 0; i < kernel->count[y]; i++)
    {
      const float *row = ring + (gsize) ((kernel->first[y] + i) % n_ring) * n;
      const float weight = weights[i];

      for (guint x = 0; x < n; x++)
        sum[x] += weight * row[x];
    }
  for (guint x = 0; x < n; x++)
    out[x] = (guint8) CLAMP (sum[x] + 0.5f, 0, 255);
}

/* Reads each row of the source once and keeps only those that the next row of the result still needs. */
static void
resample (const LimImage *sheet, const LimImageRect *rect, const LimImageRect *place, guint8 *pixels, gsize stride)
{
  g_auto (Kernel) across = { 0 };
  g_auto (Kernel) down = { 0 };
  guint n = 3 * place->width, next = 0;

  kernel_init (&across, rect->width, place->width);
  kernel_init (&down, rect->height, place->height);

  guint n_ring = down.n_taps;
  g_autofree float *ring = g_new (float, (gsize) n_ring *n);
  g_autofree float *sum = g_new (float, n);

  for (guint y = 0; y < place->height; y++)
    {
      for (; next < down.first[y] + down.count[y]; next++)
        reduce_row (&across, sheet->pixels + 3 * ((gsize) (rect->top + next) * sheet->width + rect->left),
                    place->width, ring + (gsize) (next % n_ring) * n);
      blend_rows (&down, y, ring, n_ring, n, sum, pixels + y * stride);
    }
}

static void
copy (const LimImage *sheet, const LimImageRect *rect, guint8 *pixels, gsize stride)
{
  for (guint y = 0; y < rect->height; y++)
    memcpy (pixels + y * stride, sheet->pixels + 3 * ((gsize) (rect->top + y) * sheet->width + rect->left),
            3 * (gsize) rect->width);
}

static guint
fitted (guint length, guint longest, guint side)
{
  return MAX (1, (guint) (((guint64) length * side * 2 + longest) / (2 * (guint64) longest)));
}

LimImageRect
lim_letterbox_place (guint width, guint height, guint side)
{
  guint longest = MAX (width, height);
  LimImageRect place = { .width = fitted (width, longest, side), .height = fitted (height, longest, side) };

  place.left = (side - place.width) / 2;
  place.top = (side - place.height) / 2;
  return place;
}

static gboolean
check_rect (const LimImage *sheet, const LimImageRect *rect, GError **error)
{
  if (rect->width == 0 || rect->height == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "the rectangle is empty: width and height must be at least 1");
  if (rect->left < sheet->width && rect->width <= sheet->width - rect->left && rect->top < sheet->height
      && rect->height <= sheet->height - rect->top)
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "the rectangle reaches from %u,%u to %" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT
                   ", but the picture has only %u x %u pixels",
                   rect->left, rect->top, (guint64) rect->left + rect->width, (guint64) rect->top + rect->height,
                   sheet->width, sheet->height);
}

static LimImage *
new_square (guint side, const guint8 background[3])
{
  LimImage *square = g_new (LimImage, 1);
  gsize n = (gsize) side * side;

  *square = (LimImage){ .width = side, .height = side, .pixels = g_malloc (3 * n) };
  for (gsize i = 0; i < n; i++)
    memcpy (square->pixels + 3 * i, background, 3);
  return square;
}

LimImage *
lim_image_letterbox (const LimImage *sheet, const LimImageRect *rect, guint side, const guint8 background[3],
                     GError **error)
{
  g_return_val_if_fail (side >= 1 && side <= LIM_LETTERBOX_MAX_SIDE, NULL);
  if (!check_rect (sheet, rect, error))
    return NULL;

  LimImage *square = new_square (side, background);
  LimImageRect place = lim_letterbox_place (rect->width, rect->height, side);
  gsize stride = 3 * (gsize) side;
  guint8 *pixels = square->pixels + place.top * stride + 3 * (gsize) place.left;

  if (place.width == rect->width && place.height == rect->height)
    copy (sheet, rect, pixels, stride);
  else
    resample (sheet, rect, &place, pixels, stride);
  return square;
}

LimImage *
lim_image_mirrored (const LimImage *image)
{
  LimImage *mirrored = g_new (LimImage, 1);
  gsize width = image->width;

  *mirrored =
      (LimImage){ .width = image->width, .height = image->height, .pixels = g_malloc (3 * width * image->height) };
  for (gsize y = 0; y < image->height; y++)
    for (gsize x = 0; x < width; x++)
      memcpy (mirrored->pixels + 3 * (y * width + x), image->pixels + 3 * (y * width + width - 1 - x), 3);
  return mirrored;
}
