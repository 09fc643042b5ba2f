#include "imaging-png-unfilter.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum
{
  NONE,
  SUB,
  UP,
  AVERAGE,
  PAETH,
  N_FILTERS,
  MIXED = N_FILTERS
};

enum
{
  WAVE = 4 /* rows that are undone together */
};

static inline guint8
paeth (int left, int up, int corner)
{
  int to_left = abs (up - corner), to_up = abs (left - corner), to_corner = abs (left + up - 2 * corner);
  int nearest = to_up <= to_corner ? up : corner;

  return (guint8) (to_left <= to_up && to_left <= to_corner ? left : nearest);
}

static void
undo_up (guint8 *row, const guint8 *above, gsize length)
{
  for (gsize i = 0; i < length; i++)
    row[i] = (guint8) (row[i] + above[i]);
}

/* One row from byte @from on, a byte at a time. Inlined for each number of channels. */
static inline void
undo_bytes (guint8 *row, const guint8 *above, gsize from, gsize length, guint channels, guint filter)
{
  for (gsize i = from; i < length; i++)
    {
      int left = i >= channels ? row[i - channels] : 0, corner = i >= channels ? above[i - channels] : 0;
      const int guesses[] = { 0, left, above[i], (left + above[i]) / 2, paeth (left, above[i], corner) };

      row[i] = (guint8) (row[i] + guesses[filter]);
    }
}

#ifdef __SSE2__

static inline __m128i
load_pixel (const guint8 *at)
{
  int pixel;

  memcpy (&pixel, at, sizeof pixel);
  return _mm_cvtsi32_si128 (pixel);
}

static inline void
store_pixel (guint8 *at, __m128i pixel, guint channels)
{
  guint32 value = (guint32) _mm_cvtsi128_si32 (pixel);

  if (channels == 4)
    memcpy (at, &value, 4);
  else
    {
      guint16 low = (guint16) value;

      memcpy (at, &low, 2);
      at[2] = (guint8) (value >> 16);
    }
}

static inline __m128i
choose (__m128i mask, __m128i yes, __m128i no)
{
  return _mm_or_si128 (_mm_and_si128 (mask, yes), _mm_andnot_si128 (mask, no));
}

/* Sixteen Paeth predictions in eight bits each. When both neighbours lie on the same side of the corner, the distance
 * to the corner is the sum of the other two and never the least, so 255 stands for it; else it is their difference. */
static inline __m128i
paeth_bytes (__m128i left, __m128i up, __m128i corner)
{
  const __m128i zero = _mm_setzero_si128 ();
  __m128i left_over = _mm_subs_epu8 (left, corner), left_under = _mm_subs_epu8 (corner, left);
  __m128i up_over = _mm_subs_epu8 (up, corner), up_under = _mm_subs_epu8 (corner, up);
  __m128i to_up = _mm_or_si128 (left_over, left_under), to_left = _mm_or_si128 (up_over, up_under);
  __m128i crossing = _mm_or_si128 (_mm_min_epu8 (left_over, up_under), _mm_min_epu8 (left_under, up_over));
  __m128i same_side = _mm_cmpeq_epi8 (crossing, zero);
  __m128i difference = _mm_or_si128 (_mm_subs_epu8 (to_up, to_left), _mm_subs_epu8 (to_left, to_up));
  __m128i to_corner = _mm_or_si128 (difference, same_side);
  __m128i least = _mm_min_epu8 (to_left, _mm_min_epu8 (to_up, to_corner));

  return choose (_mm_cmpeq_epi8 (least, to_left), left, choose (_mm_cmpeq_epi8 (least, to_up), up, corner));
}

static inline __m128i
average_bytes (__m128i left, __m128i up)
{
  __m128i odd = _mm_and_si128 (_mm_xor_si128 (left, up), _mm_set1_epi8 (1));

  return _mm_sub_epi8 (_mm_avg_epu8 (left, up), odd);
}

/* One row, a pixel of three or four bytes at a time. */
static inline void
undo_pixels (guint8 *row, const guint8 *above, gsize length, guint channels, guint filter)
{
  __m128i left = _mm_setzero_si128 (), corner = _mm_setzero_si128 ();

  for (gsize i = 0; i < length; i += channels)
    {
      __m128i up = load_pixel (above + i), guess;

      guess = filter == SUB ? left : filter == AVERAGE ? average_bytes (left, up) : paeth_bytes (left, up, corner);
      left = _mm_add_epi8 (load_pixel (row + i), guess);
      corner = up;
      store_pixel (row + i, left, channels);
    }
}

static inline __m128i
gather (const guint8 *const *at)
{
  __m128i low = _mm_unpacklo_epi32 (load_pixel (at[0]), load_pixel (at[1]));
  __m128i high = _mm_unpacklo_epi32 (load_pixel (at[2]), load_pixel (at[3]));

  return _mm_unpacklo_epi64 (low, high);
}

static inline void
scatter (guint8 *const *at, __m128i pixels, guint channels)
{
  store_pixel (at[0], pixels, channels);
  store_pixel (at[1], _mm_srli_si128 (pixels, 4), channels);
  store_pixel (at[2], _mm_srli_si128 (pixels, 8), channels);
  store_pixel (at[3], _mm_srli_si128 (pixels, 12), channels);
}

/* Per lane, all ones where its row has the filter. */
typedef struct
{
  __m128i sub, up, average, paeth;
} Masks;

static inline __m128i
mask_of (guint8 *const *row, guint filter)
{
  int lanes[WAVE];

  for (guint k = 0; k < WAVE; k++)
    lanes[k] = row[k][-1] == filter ? -1 : 0;
  return _mm_setr_epi32 (lanes[0], lanes[1], lanes[2], lanes[3]);
}

/* @filter: of all rows, or MIXED. */
static inline __m128i
guess_bytes (guint filter, const Masks *masks, __m128i left, __m128i up, __m128i corner)
{
  if (filter == AVERAGE)
    return average_bytes (left, up);
  if (filter == PAETH)
    return paeth_bytes (left, up, corner);

  __m128i plain = _mm_or_si128 (_mm_and_si128 (masks->sub, left), _mm_and_si128 (masks->up, up));
  __m128i average = _mm_and_si128 (masks->average, average_bytes (left, up));
  return _mm_or_si128 (_mm_or_si128 (plain, average), _mm_and_si128 (masks->paeth, paeth_bytes (left, up, corner)));
}

/* Four rows at once, each of which waits for the pixel to its left, so that one alone leaves the processor idle: row k
 * runs k pixels behind the first, and what is above its pixel is what row k - 1 made one step before. The triangles
 * at both ends, where not all rows have a pixel, are done a byte at a time. */
static inline void
undo_wave (guint8 *first, const guint8 *above, gsize length, guint channels, guint filter)
{
  gsize stride = length + 1, pixels = length / channels;
  guint8 *row[WAVE], *at[WAVE];
  const guint8 *over[WAVE];
  guint8 before[2][16] = { 0 }; /* left and corner of the first whole step, lane after lane */

  for (guint k = 0; k < WAVE; k++)
    {
      row[k] = first + k * stride;
      over[k] = k == 0 ? above : row[k - 1];
      undo_bytes (row[k], over[k], 0, (WAVE - 1 - k) * channels, channels, row[k][-1]);
      at[k] = row[k] + (WAVE - 1 - k) * channels;
      if (k < WAVE - 1)
        {
          memcpy (before[0] + 4 * k, at[k] - channels, channels);
          memcpy (before[1] + 4 * k, over[k] + (WAVE - 2 - k) * channels, channels);
        }
    }

  const Masks masks = { mask_of (row, SUB), mask_of (row, UP), mask_of (row, AVERAGE), mask_of (row, PAETH) };
  __m128i left = _mm_loadu_si128 ((const __m128i *) before[0]);
  __m128i corner = _mm_loadu_si128 ((const __m128i *) before[1]);
  for (gsize step = WAVE - 1; step < pixels; step++)
    {
      /* The lanes move up by one: what row k - 1 just made is what row k looks up to. */
      __m128i up = _mm_or_si128 (_mm_slli_si128 (left, 4), load_pixel (above + step * channels));
      __m128i coded = gather ((const guint8 *const *) at);

      left = _mm_add_epi8 (coded, guess_bytes (filter, &masks, left, up, corner));
      corner = up;
      scatter (at, left, channels);
      for (guint k = 0; k < WAVE; k++)
        at[k] += channels;
    }
  for (guint k = 1; k < WAVE; k++)
    undo_bytes (row[k], over[k], length - k * channels, length, channels, row[k][-1]);
}

/* The filter that the next rows share, MIXED if they differ, or NONE where they are not for a wave: rows that depend on
 * nothing to the left are quicker alone. */
static inline guint
wave_filter (const guint8 *row, gsize stride, guint rows_left)
{
  guint filter = row[0], n_chains = 0;

  if (rows_left < WAVE)
    return NONE;
  for (guint k = 0; k < WAVE; k++)
    {
      guint found = row[k * stride];

      n_chains += found != NONE && found != UP;
      if (found != filter)
        filter = MIXED;
    }
  return n_chains >= 2 ? filter : NONE;
}

static inline guint
undo_some (guint8 *row, const guint8 *above, gsize length, guint rows_left, guint channels)
{
  guint filter = length >= 2 * WAVE * channels ? wave_filter (row, length + 1, rows_left) : NONE;

  if (filter == NONE)
    return 0;
  if (filter == PAETH)
    undo_wave (row + 1, above, length, channels, PAETH);
  else if (filter == AVERAGE)
    undo_wave (row + 1, above, length, channels, AVERAGE);
  else
    undo_wave (row + 1, above, length, channels, MIXED);
  return WAVE;
}

#endif

static inline void
undo_row (guint8 *row, const guint8 *above, gsize length, guint channels, guint filter)
{
#ifdef __SSE2__
  if (channels >= 3)
    {
      undo_pixels (row, above, length, channels, filter);
      return;
    }
#endif
  undo_bytes (row, above, 0, length, channels, filter);
}

static inline void
undo_one (guint8 *row, const guint8 *above, gsize length, guint channels)
{
  switch (row[0])
    {
    case UP:
      undo_up (row + 1, above, length);
      break;
    case SUB:
      undo_row (row + 1, above, length, channels, SUB);
      break;
    case AVERAGE:
      undo_row (row + 1, above, length, channels, AVERAGE);
      break;
    case PAETH:
      undo_row (row + 1, above, length, channels, PAETH);
      break;
    default:
      break;
    }
}

/* Inlined once per number of channels, so that inner loops know it. A row that is done moves up at once, while it is
 * in the cache. */
static inline void
undo_rows (guint8 *rows, const guint8 *zeros, gsize length, guint height, guint channels)
{
  const guint8 *above = zeros;

  for (guint y = 0; y < height;)
    {
      guint8 *row = rows + y * (length + 1);
      guint done = 0;

#ifdef __SSE2__
      if (channels >= 3)
        done = undo_some (row, above, length, height - y, channels);
#endif
      if (done == 0)
        {
          undo_one (row, above, length, channels);
          done = 1;
        }
      for (guint k = 0; k < done; k++)
        memmove (rows + (y + k) * length, row + k * (length + 1) + 1, length);
      y += done;
      above = rows + (y - 1) * length;
    }
}

gboolean
lim_png_filters_are_known (const guint8 *rows, gsize row_bytes, guint height)
{
  for (guint y = 0; y < height; y++)
    if (rows[y * (row_bytes + 1)] >= N_FILTERS)
      return FALSE;
  return TRUE;
}

void
lim_png_unfilter (guint8 *rows, gsize row_bytes, guint height, guint channels)
{
  g_autofree guint8 *zeros = g_malloc0 (row_bytes + LIM_PNG_SLACK);

  switch (channels)
    {
    case 1:
      undo_rows (rows, zeros, row_bytes, height, 1);
      break;
    case 2:
      undo_rows (rows, zeros, row_bytes, height, 2);
      break;
    case 3:
      undo_rows (rows, zeros, row_bytes, height, 3);
      break;
    default:
      undo_rows (rows, zeros, row_bytes, height, 4);
    }
}
