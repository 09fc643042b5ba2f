#include "imaging-shrink.h"

#include <string.h>

enum
{
  PARTS = 256 /* a pixel's side is cut into so many when it falls between two */
};

struct LimShrink
{
  guint width, height, to_width, to_height;
  guint y, to_y;
  guint32 *sums; /* of the rows so far that belong to row @to_y, each times its share of PARTS */
  guint8 *pixels;
};

/* Where pixel @index of @to starts, in parts of a pixel of @from. */
static guint32
edge (guint index, guint from, guint to)
{
  return (guint32) (((guint64) index * from * PARTS + to / 2) / to);
}

LimShrink *
lim_shrink_new (guint width, guint height, guint to_width, guint to_height)
{
  LimShrink *shrink = g_new (LimShrink, 1);

  *shrink = (LimShrink){ .width = width,
                         .height = height,
                         .to_width = to_width,
                         .to_height = to_height,
                         .sums = g_new0 (guint32, 3 * (gsize) width),
                         .pixels = g_malloc (3 * (gsize) to_width * to_height) };
  return shrink;
}

/* 255 * PARTS * 65535 rows still fit into 32 bits. */
static void
add_weighted (guint32 *restrict sums, const guint8 *restrict rgb, gsize length, guint32 weight)
{
  for (gsize i = 0; i < length; i++)
    sums[i] += rgb[i] * weight;
}

static void
finish_row (LimShrink *shrink)
{
  guint32 top = edge (shrink->to_y, shrink->height, shrink->to_height);
  guint32 bottom = edge (shrink->to_y + 1, shrink->height, shrink->to_height);
  guint8 *to = shrink->pixels + 3 * (gsize) shrink->to_y * shrink->to_width;

  for (guint column = 0; column < shrink->to_width; column++, to += 3)
    {
      guint32 left = edge (column, shrink->width, shrink->to_width);
      guint32 right = edge (column + 1, shrink->width, shrink->to_width);
      guint64 sum[3] = { 0 }, all = (guint64) (right - left) * (bottom - top);

      for (guint32 x = left / PARTS; x * PARTS < right; x++)
        {
          guint32 weight = MIN (right, (x + 1) * PARTS) - MAX (left, x * PARTS);

          for (guint i = 0; i < 3; i++)
            sum[i] += (guint64) shrink->sums[3 * (gsize) x + i] * weight;
        }
      for (guint i = 0; i < 3; i++)
        to[i] = (guint8) ((sum[i] + all / 2) / all);
    }
  memset (shrink->sums, 0, 3 * (gsize) shrink->width * sizeof *shrink->sums);
  shrink->to_y++;
}

void
lim_shrink_add_row (LimShrink *shrink, const guint8 *rgb)
{
  gsize length = 3 * (gsize) shrink->width;
  guint32 from = shrink->y++ * PARTS, to = from + PARTS;

  /* Never larger than before, so a row falls into one or two rows of the small picture. */
  while (from < to && shrink->to_y < shrink->to_height)
    {
      guint32 bottom = edge (shrink->to_y + 1, shrink->height, shrink->to_height), end = MIN (to, bottom);

      add_weighted (shrink->sums, rgb, length, end - from);
      if (end == bottom)
        finish_row (shrink);
      from = end;
    }
}

const guint8 *
lim_shrink_pixels (const LimShrink *shrink)
{
  return shrink->pixels;
}

void
lim_shrink_free (LimShrink *shrink)
{
  if (shrink == NULL)
    return;
  g_free (shrink->sums);
  g_free (shrink->pixels);
  g_free (shrink);
}
