#include "imaging-resample.h"

#include "imaging-processor.h"
#include "imaging-resample-plain.h"

#include <math.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define LOBES 3.0

enum
{
  CHANNELS = 3,
  ROWS = 4,                /* of the result that are made together, for they share their weights */
  BLOCK = LIM_PLAIN_BLOCK, /* samples whose sums stay in registers */
  WEIGHT_BITS = 14,        /* of a whole, where nothing is reduced */
  MAX_BITS = 22            /* 255 times that, and half as much again, fits into 32 bits */
};

/* A pixel of three samples and one of the next; read and written unaligned. */
typedef float Pixel __attribute__ ((vector_size (16), aligned (4), may_alias));

/* -- Weights -- */

/* For each pixel of the result: the pixels of the source that go into it, and how much each counts. */
typedef struct
{
  guint n_taps;   /* room for each */
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

/* sin (3 t) = 3 sin (t) - 4 sin (t)^3, so one sine is enough. */
static double
lanczos (double x)
{
  double third = G_PI / LOBES * x, sine = sin (third), square = sine * sine;

  if (fabs (x) < 1e-5)
    return 1;
  return fabs (x) < LOBES ? square * (3 - 4 * square) / (LOBES * third * third) : 0;
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
    {
      weights[i] = (float) lanczos ((first + i + 0.5 - centre) / widen);
      sum += weights[i];
    }
  for (guint i = 0; i < kernel->count[at]; i++)
    weights[i] = (float) (weights[i] / sum);
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

/* The same in whole numbers, whose sum is exactly 1 << *@bits for each pixel: a weight is small where many share, so that
 * there are more bits the more the picture is reduced. n_taps per pixel. Transfer full. */
static gint16 *
whole_weights (const Kernel *kernel, guint from, guint to, guint *bits)
{
  gint16 *whole = g_new0 (gint16, (gsize) to * kernel->n_taps);

  *bits = MIN (WEIGHT_BITS + g_bit_storage (MAX (from / to, 1)) - 1, MAX_BITS);
  for (guint at = 0; at < to; at++)
    {
      const float *weights = kernel->weights + (gsize) at * kernel->n_taps;
      gint16 *row = whole + (gsize) at * kernel->n_taps;
      guint largest = 0;
      gint32 left = 1 << *bits;

      for (guint i = 0; i < kernel->count[at]; i++)
        {
          row[i] = (gint16) CLAMP (lrintf (weights[i] * (float) (1 << *bits)), G_MININT16, G_MAXINT16);
          left -= row[i];
          if (row[i] > row[largest])
            largest = i;
        }
      row[largest] = (gint16) CLAMP (row[largest] + left, G_MININT16, G_MAXINT16);
    }
  return whole;
}

/* -- Down: many rows into one, which keeps the width of the source -- */

/* @n samples of @n_rows rows from @rows on, each row times its weight times @unit. */
typedef void (*Blend) (const guint8 *rows, gsize stride, const gint16 *weights, guint n_rows, gsize n, float unit,
                       float *out);

static void
blend_plainly (const guint8 *rows, gsize stride, const gint16 *weights, guint n_rows, gsize n, float unit, float *out)
{
  for (gsize at = 0; at < n; at++)
    {
      gint32 sum = 0;

      for (guint i = 0; i < n_rows; i++)
        sum += weights[i] * rows[i * stride + at];
      out[at] = (float) sum * unit;
    }
}

#ifdef __x86_64__

/* Rows are taken two at a time, their bytes side by side, so that one step multiplies both and adds them. A last one that is
 * alone is its own partner, and counts nothing as that. */
static inline int
weight_pair (const gint16 *weights, guint i, guint n_rows)
{
  return (int) ((guint16) weights[i] | (i + 1 < n_rows ? (guint32) (guint16) weights[i + 1] << 16 : 0));
}

static inline void
add_pairs (__m128i *sums, __m128i mixed, __m128i weights)
{
  const __m128i zero = _mm_setzero_si128 ();

  sums[0] = _mm_add_epi32 (sums[0], _mm_madd_epi16 (_mm_unpacklo_epi8 (mixed, zero), weights));
  sums[1] = _mm_add_epi32 (sums[1], _mm_madd_epi16 (_mm_unpackhi_epi8 (mixed, zero), weights));
}

static void
blend_by_sse2 (const guint8 *rows, gsize stride, const gint16 *weights, guint n_rows, gsize n, float unit, float *out)
{
  const __m128 units = _mm_set1_ps (unit);
  gsize at = 0;

  for (; at + BLOCK <= n; at += BLOCK)
    {
      const guint8 *row = rows + at;
      __m128i sums[BLOCK / 4];

      for (guint k = 0; k < BLOCK / 4; k++)
        sums[k] = _mm_setzero_si128 ();
      for (guint i = 0; i < n_rows; i += 2, row += 2 * stride)
        {
          const guint8 *below = i + 1 < n_rows ? row + stride : row;
          __m128i pair = _mm_set1_epi32 (weight_pair (weights, i, n_rows));

          for (guint k = 0; k < BLOCK / 16; k++)
            {
              __m128i a = _mm_loadu_si128 ((const __m128i *) (row + 16 * k));
              __m128i b = _mm_loadu_si128 ((const __m128i *) (below + 16 * k));

              add_pairs (sums + 4 * k, _mm_unpacklo_epi8 (a, b), pair);
              add_pairs (sums + 4 * k + 2, _mm_unpackhi_epi8 (a, b), pair);
            }
        }
      for (guint k = 0; k < BLOCK / 4; k++)
        _mm_storeu_ps (out + at + 4 * k, _mm_mul_ps (_mm_cvtepi32_ps (sums[k]), units));
    }
  blend_plainly (rows + at, stride, weights, n_rows, n - at, unit, out + at);
}

#define WITH_AVX2 __attribute__ ((target ("avx2")))

WITH_AVX2 static inline void
add_wide_pairs (__m256i *sums, __m256i mixed, __m256i weights)
{
  const __m256i zero = _mm256_setzero_si256 ();

  sums[0] = _mm256_add_epi32 (sums[0], _mm256_madd_epi16 (_mm256_unpacklo_epi8 (mixed, zero), weights));
  sums[1] = _mm256_add_epi32 (sums[1], _mm256_madd_epi16 (_mm256_unpackhi_epi8 (mixed, zero), weights));
}

/* The same in halves of 16 samples side by side: unpacking works in each half alone. */
WITH_AVX2 static void
blend_by_avx2 (const guint8 *rows, gsize stride, const gint16 *weights, guint n_rows, gsize n, float unit, float *out)
{
  const __m256 units = _mm256_set1_ps (unit);
  gsize at = 0;

  for (; at + BLOCK <= n; at += BLOCK)
    {
      const guint8 *row = rows + at;
      __m256i sums[BLOCK / 8];

      for (guint k = 0; k < BLOCK / 8; k++)
        sums[k] = _mm256_setzero_si256 ();
      for (guint i = 0; i < n_rows; i += 2, row += 2 * stride)
        {
          const guint8 *below = i + 1 < n_rows ? row + stride : row;
          __m256i pair = _mm256_set1_epi32 (weight_pair (weights, i, n_rows));
          __m256i a = _mm256_loadu_si256 ((const __m256i *) row);
          __m256i b = _mm256_loadu_si256 ((const __m256i *) below);

          add_wide_pairs (sums, _mm256_unpacklo_epi8 (a, b), pair);
          add_wide_pairs (sums + 2, _mm256_unpackhi_epi8 (a, b), pair);
        }
      for (guint k = 0; k < BLOCK / 8; k++)
        {
          __m256 done = _mm256_mul_ps (_mm256_cvtepi32_ps (sums[k]), units);

          _mm_storeu_ps (out + at + 4 * k, _mm256_castps256_ps128 (done));
          _mm_storeu_ps (out + at + 16 + 4 * k, _mm256_extractf128_ps (done, 1));
        }
    }
  blend_plainly (rows + at, stride, weights, n_rows, n - at, unit, out + at);
}

static Blend
blend_for_this_processor (void)
{
  return __builtin_cpu_supports ("avx2") ? blend_by_avx2 : blend_by_sse2;
}

#else

static Blend
blend_for_this_processor (void)
{
  return blend_plainly;
}

#endif

/* Samples of rows that are all the same: blending would give them again. */
static void
repeat_plainly (const guint8 *row, gsize n, guint n_rows, float *out, gsize out_stride)
{
  for (gsize at = 0; at < n; at++)
    out[at] = row[at];
  for (guint k = 1; k < n_rows; k++)
    memcpy (out + k * out_stride, out, n * sizeof *out);
}

/* Blends for the rows @y to @y + @n_rows of the result. */
static void
blend_rows (const LimPixelArea *from, const Kernel *down, const gint16 *weights, guint bits, guint y, guint n_rows,
            LimPlain *plain, float *out, gsize out_stride)
{
  guint first = down->first[y], last = down->first[y + n_rows - 1] + down->count[y + n_rows - 1];
  const guint8 *rows = from->pixels + first * from->stride;
  gsize n = CHANNELS * (gsize) from->width;
  Blend blend = blend_for_this_processor ();

  lim_plain_survey (plain, rows, from->stride, last - first);
  for (guint block = 0, next; block <= plain->n; block = next)
    {
      gboolean same = plain->same[block];
      gsize at = block * (gsize) BLOCK;

      for (next = block + 1; next <= plain->n && plain->same[next] == same; next++)
        continue;
      gsize end = next > plain->n ? n : next * (gsize) BLOCK;
      if (same)
        repeat_plainly (rows + at, end - at, n_rows, out + at, out_stride);
      for (guint k = 0; !same && k < n_rows; k++)
        blend (from->pixels + down->first[y + k] * from->stride + at, from->stride,
               weights + (gsize) (y + k) * down->n_taps, down->count[y + k], end - at, 1.0f / (float) (1 << bits),
               out + k * out_stride + at);
    }
}

/* -- Across: each of ROWS rows to the width of the result -- */

/* @rows: of @from samples; one more may be read. @out: of @to samples; one more may be written. */
LIM_FOR_THIS_PROCESSOR static void
reduce_rows (const Kernel *kernel, const LimPlain *plain, const float *rows, gsize from, guint width, float *out,
             gsize to)
{
  for (guint x = 0; x < width; x++)
    {
      const float *weights = kernel->weights + (gsize) x * kernel->n_taps;
      gsize first = CHANNELS * (gsize) kernel->first[x], last = first + CHANNELS * (gsize) kernel->count[x] - 1;
      gboolean is_plain = plain->plain_end[first / BLOCK] > last / BLOCK;
      const float *at = rows + first;
      Pixel a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

      if (is_plain)
        a = b = c = d = *(const Pixel *) at;
      for (guint i = 0; !is_plain && i < kernel->count[x]; i++, at += CHANNELS)
        {
          a += *(const Pixel *) at * weights[i];
          b += *(const Pixel *) (at + from) * weights[i];
          c += *(const Pixel *) (at + 2 * from) * weights[i];
          d += *(const Pixel *) (at + 3 * from) * weights[i];
        }
      /* The fourth sample is overwritten by the next pixel. */
      *(Pixel *) (out + CHANNELS * (gsize) x) = a;
      *(Pixel *) (out + to + CHANNELS * (gsize) x) = b;
      *(Pixel *) (out + 2 * to + CHANNELS * (gsize) x) = c;
      *(Pixel *) (out + 3 * to + CHANNELS * (gsize) x) = d;
    }
}

#ifdef __x86_64__

static inline __m128i
whole_numbers (const float *from)
{
  return _mm_cvttps_epi32 (_mm_add_ps (_mm_loadu_ps (from), _mm_set1_ps (0.5f)));
}

/* Sixteen samples; packing cuts off what is below 0 and above 255. */
static inline void
round_block (const float *from, guint8 *to)
{
  __m128i low = _mm_packs_epi32 (whole_numbers (from), whole_numbers (from + 4));
  __m128i high = _mm_packs_epi32 (whole_numbers (from + 8), whole_numbers (from + 12));

  _mm_storeu_si128 ((__m128i *) to, _mm_packus_epi16 (low, high));
}

#else

static inline void
round_block (const float *from, guint8 *to)
{
  for (guint k = 0; k < 16; k++)
    to[k] = (guint8) CLAMP (from[k] + 0.5f, 0.0f, 255.0f);
}

#endif

static void
round_row (const float *from, gsize n, guint8 *to)
{
  gsize i = 0;

  for (; i + 16 <= n; i += 16)
    round_block (from + i, to + i);
  for (; i < n; i++)
    to[i] = (guint8) CLAMP (from[i] + 0.5f, 0.0f, 255.0f);
}

void
lim_resample_rgb (const LimPixelArea *from, const LimPixelArea *to)
{
  g_auto (Kernel) across = { 0 };
  g_auto (Kernel) down = { 0 };
  gsize n_from = CHANNELS * (gsize) from->width, n_to = CHANNELS * (gsize) to->width;
  gsize from_room = n_from + 1, to_room = n_to + 1;
  /* Of a last group that is not whole, the rest is worked out from what is left there. */
  g_autofree float *tall = g_new0 (float, ROWS *from_room);
  g_autofree float *done = g_new (float, ROWS *to_room);
  g_autofree gint16 *weights = NULL;
  g_auto (LimPlain) plain = { 0 };
  guint bits;

  lim_plain_init (&plain, n_from);
  kernel_init (&across, from->width, to->width);
  kernel_init (&down, from->height, to->height);
  weights = whole_weights (&down, from->height, to->height, &bits);
  for (guint y = 0; y < to->height; y += ROWS)
    {
      guint n_rows = MIN (ROWS, to->height - y);

      blend_rows (from, &down, weights, bits, y, n_rows, &plain, tall, from_room);
      reduce_rows (&across, &plain, tall, from_room, to->width, done, to_room);
      for (guint k = 0; k < n_rows; k++)
        round_row (done + k * to_room, n_to, to->pixels + (y + k) * to->stride);
    }
}
