#include "imaging-png-write.h"

#include "imaging-png-write-deflate.h"
#include "imaging-png-write-filter.h"

#include <libdeflate.h>
#include <string.h>

enum
{
  PIXEL = 3,
  MATCHING_LEVEL = 6,
  FLAT_RATIO = 8, /* what packs to less than an eighth is flat */
  N_BANDS = 4,    /* of rows that are looked at for a pattern */
  BAND_ROWS = 6,
  SAMPLE_ROWS = 8, /* of each band, that are packed both ways to see what is gained */
  HASH_BITS = 12,
  KEY = 8,
  RECURRING_PERCENT = 25
};

static guint8 *
pack_matching (const guint8 *rows, gsize length, gsize *packed_length)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (MATCHING_LEVEL);
  if (compressor == NULL)
    g_error ("out of memory for a compressor");

  gsize bound = libdeflate_zlib_compress_bound (compressor, length);
  guint8 *packed = g_malloc (bound);
  *packed_length = libdeflate_zlib_compress (compressor, rows, length, packed, bound);
  libdeflate_free_compressor (compressor);
  return packed;
}

/* What was looked at, and how much of it had stood there before. */
typedef struct
{
  guint32 last[1 << HASH_BITS]; /* where a hash was last met, counted from 1 */
  guint n, n_recurring;
} Survey;

/* Where a colour goes on, a run says it all, so that counts neither way. */
static void
survey_row (Survey *survey, const guint8 *rgb, gsize from, gsize to)
{
  for (gsize at = from; at + KEY <= to; at += PIXEL)
    {
      guint64 key, before;

      memcpy (&key, rgb + at, KEY);
      memcpy (&before, rgb + at - PIXEL, KEY);
      if (key == before)
        continue;

      guint32 *last = &survey->last[(key * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> (64 - HASH_BITS)];
      survey->n++;
      if (*last != 0 && memcmp (rgb + *last, &key, KEY) == 0)
        survey->n_recurring++;
      *last = (guint32) at;
    }
}

static guint
band_start (guint band, guint height)
{
  return (guint) ((guint64) height * (2 * band + 1) / (2 * N_BANDS));
}

/* Whether pixels come back in the same order: line art, lettering, hatching, tiles. */
static gboolean
has_pattern (const guint8 *rgb, gsize row_bytes, guint height)
{
  g_autofree Survey *survey = g_new0 (Survey, 1);

  if (row_bytes * height > G_MAXUINT32)
    return FALSE;
  for (guint band = 0; band < N_BANDS; band++)
    {
      guint first = band_start (band, height);

      for (guint y = first; y < MIN (first + BAND_ROWS, height); y++)
        survey_row (survey, rgb, y * row_bytes + PIXEL, (y + 1) * row_bytes);
    }
  return survey->n_recurring * (guint64) 100 > survey->n * (guint64) RECURRING_PERCENT;
}

/* Whether some bands of the picture pack smaller by a tenth when their repetitions are searched for. @rows: filtered. */
static gboolean
is_worth_matching (const guint8 *rgb, const guint8 *rows, gsize row_bytes, guint height)
{
  guint n = MIN (SAMPLE_ROWS, height / N_BANDS);
  gsize stride = row_bytes + 1, length = n * stride, runs_length, matching_length;
  g_autofree guint8 *filtered = g_malloc (N_BANDS * length);
  g_autofree guint8 *plain = g_malloc (N_BANDS * length);

  if (n < SAMPLE_ROWS)
    return TRUE;
  for (guint band = 0; band < N_BANDS; band++)
    {
      guint first = MIN (band_start (band, height), height - n);

      memcpy (filtered + band * length, rows + first * stride, length);
      lim_png_copy_rows (rgb + first * row_bytes, row_bytes, n, plain + band * length);
    }
  g_autofree guint8 *by_runs G_GNUC_UNUSED = lim_png_deflate_runs (filtered, N_BANDS * length, &runs_length);
  g_autofree guint8 *by_matching G_GNUC_UNUSED = pack_matching (plain, N_BANDS * length, &matching_length);
  return matching_length * 10 < runs_length * 9;
}

guint8 *
lim_png_pack_rgb (const guint8 *rgb, guint width, guint height, gsize *packed_length)
{
  gsize row_bytes = PIXEL * (gsize) width, length = (row_bytes + 1) * height, matching_length;
  g_autofree guint8 *rows = g_malloc (length);

  lim_png_filter_rows (rgb, row_bytes, height, rows);
  g_autofree guint8 *packed = lim_png_deflate_runs (rows, length, packed_length);
  if ((*packed_length >= length / FLAT_RATIO && !has_pattern (rgb, row_bytes, height))
      || !is_worth_matching (rgb, rows, row_bytes, height))
    return g_steal_pointer (&packed);

  lim_png_copy_rows (rgb, row_bytes, height, rows);
  g_autofree guint8 *matching = pack_matching (rows, length, &matching_length);
  if (matching_length >= *packed_length)
    return g_steal_pointer (&packed);
  *packed_length = matching_length;
  return g_steal_pointer (&matching);
}
