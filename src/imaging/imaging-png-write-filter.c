#include "imaging-png-write-filter.h"

#include "imaging-processor.h"

#include <string.h>

enum
{
  PIXEL = 3
};

typedef enum
{
  NONE,
  SUB,
  UP,
  AVERAGE,
  PAETH
} Filter;

/* In bytes throughout, so that as many fit into a register as can. When both neighbours lie on the same side of the
 * corner, the distance to the corner is the sum of the other two and never the least, so 255 stands for it; else it is
 * their difference. */
static inline guint8
paeth (guint8 left, guint8 up, guint8 corner)
{
  guint8 left_over = MAX (left, corner) - corner, left_under = MAX (left, corner) - left;
  guint8 up_over = MAX (up, corner) - corner, up_under = MAX (up, corner) - up;
  guint8 to_up = left_over | left_under, to_left = up_over | up_under;
  guint8 crossing = MIN (left_over, up_under) | MIN (left_under, up_over);
  guint8 difference = MAX (to_up, to_left) - MIN (to_up, to_left);
  guint8 to_corner = crossing == 0 ? 255 : difference;
  guint8 least = MIN (to_left, MIN (to_up, to_corner));
  guint8 other = least == to_up ? up : corner;

  return least == to_left ? left : other;
}

static inline guint8
average (guint8 left, guint8 up)
{
  return (left & up) + ((left ^ up) >> 1);
}

/* How far the bytes are from zero, either way round: their code words will be the shorter the less it is. */
static inline guint8
distance (guint8 byte)
{
  guint8 negative = -byte;

  return MIN (byte, negative);
}

enum
{
  CHUNK = 64, /* 64 distances of up to 128 fit into 16 bits, and so does every partial sum */
  STEP = 3 * CHUNK
};

/* What @n filtered bytes from @at on would come to. Sums of 16 bits stay in registers, as many as there are bytes. */
static inline void
measure_bytes (const guint8 *row, const guint8 *above, gsize at, gsize n, guint32 sums[5])
{
  guint16 sub = 0, up = 0, middle = 0, best = 0;

  for (gsize i = at; i < at + n; i++)
    {
      guint8 left = row[i - PIXEL], over = above[i], corner = above[i - PIXEL];

      sub = (guint16) (sub + distance ((guint8) (row[i] - left)));
      up = (guint16) (up + distance ((guint8) (row[i] - over)));
      middle = (guint16) (middle + distance ((guint8) (row[i] - average (left, over))));
      best = (guint16) (best + distance ((guint8) (row[i] - paeth (left, over, corner))));
    }
  sums[SUB] += sub;
  sums[UP] += up;
  sums[AVERAGE] += middle;
  sums[PAETH] += best;
}

/* A third of a long row says which filter is best for it. */
LIM_FOR_THIS_PROCESSOR static void
measure_row (const guint8 *row, const guint8 *above, gsize length, guint32 sums[5])
{
  gsize i = PIXEL;

  memset (sums, 0, 5 * sizeof *sums);
  for (; i + CHUNK <= length; i += STEP)
    measure_bytes (row, above, i, CHUNK, sums);
  if (length > PIXEL && length < PIXEL + CHUNK)
    measure_bytes (row, above, i, length - i, sums);
}

/* @left and @corner of the first pixel are zero. */
LIM_FOR_THIS_PROCESSOR static void
apply (Filter filter, const guint8 *restrict row, const guint8 *restrict above, gsize length, guint8 *restrict to)
{
  gsize first = MIN (length, (gsize) PIXEL);

  for (gsize i = 0; i < first; i++)
    to[i] = filter == SUB ? row[i] : (guint8) (row[i] - (filter == AVERAGE ? above[i] / 2 : above[i]));
  switch (filter)
    {
    case SUB:
      for (gsize i = PIXEL; i < length; i++)
        to[i] = (guint8) (row[i] - row[i - PIXEL]);
      break;
    case UP:
      for (gsize i = PIXEL; i < length; i++)
        to[i] = (guint8) (row[i] - above[i]);
      break;
    case AVERAGE:
      for (gsize i = PIXEL; i < length; i++)
        to[i] = (guint8) (row[i] - average (row[i - PIXEL], above[i]));
      break;
    default:
      for (gsize i = PIXEL; i < length; i++)
        to[i] = (guint8) (row[i] - paeth (row[i - PIXEL], above[i], above[i - PIXEL]));
    }
}

static Filter
choose (const guint32 sums[5])
{
  Filter best = PAETH;

  for (Filter filter = SUB; filter < PAETH; filter++)
    if (sums[filter] < sums[best])
      best = filter;
  return best;
}

void
lim_png_filter_rows (const guint8 *rgb, gsize row_bytes, guint height, guint8 *rows)
{
  g_autofree guint8 *zeros = g_malloc0 (row_bytes);
  const guint8 *above = zeros;

  for (guint y = 0; y < height; y++, rows += row_bytes + 1)
    {
      guint32 sums[5];
      Filter filter = PAETH;

      measure_row (rgb, above, row_bytes, sums);
      filter = choose (sums);
      rows[0] = (guint8) filter;
      apply (filter, rgb, above, row_bytes, rows + 1);
      above = rgb;
      rgb += row_bytes;
    }
}

void
lim_png_copy_rows (const guint8 *rgb, gsize row_bytes, guint height, guint8 *rows)
{
  for (guint y = 0; y < height; y++, rgb += row_bytes, rows += row_bytes + 1)
    {
      rows[0] = NONE;
      memcpy (rows + 1, rgb, row_bytes);
    }
}
