#include "imaging-structure.h"

#include <math.h>

/* -- Strips -- */

/* The place in 0..@n-1 that stands for @i when the row of pixels is mirrored at its ends, again and again. */
static guint
mirrored (gint64 i, guint n)
{
  gint64 period = 2 * (gint64) n;

  i = ((i % period) + period) % period;
  return (guint) (i < n ? i : period - 1 - i);
}

static void
put_pixel (const guint8 *rgb, float *pixel)
{
  for (guint i = 0; i < 3; i++)
    pixel[i] = (float) rgb[i] * (1.0f / 255.0f);
  pixel[3] = (pixel[0] * pixel[0] + pixel[1] * pixel[1]) + pixel[2] * pixel[2];
}

static void
fill_row (const guint8 *row, guint width, guint frame, float *pixels)
{
  for (guint x = 0; x < width; x++)
    put_pixel (row + 3 * (gsize) x, pixels + (gsize) LIM_STRIP_CHANNELS * (frame + x));
  for (guint i = 0; i < frame; i++)
    {
      put_pixel (row + 3 * (gsize) mirrored ((gint64) i - frame, width), pixels + (gsize) LIM_STRIP_CHANNELS * i);
      put_pixel (row + 3 * (gsize) mirrored ((gint64) width + i, width),
                 pixels + (gsize) LIM_STRIP_CHANNELS * (frame + width + i));
    }
}

LimStrip *
lim_strip_new (const guint8 *rgb, guint width, guint full_height, guint top, guint height, guint frame)
{
  LimStrip *strip = g_new (LimStrip, 1);

  *strip = (LimStrip){ .width = width, .height = height, .frame = frame };
  strip->stride = (gsize) LIM_STRIP_CHANNELS * (width + 2 * (gsize) frame);
  strip->pixels = g_new (float, strip->stride *(height + 2 * (gsize) frame));
  for (guint y = 0; y < height + 2 * frame; y++)
    fill_row (rgb + 3 * (gsize) width * mirrored ((gint64) top + y - frame, full_height), width, frame,
              strip->pixels + y * strip->stride);
  return strip;
}

void
lim_strip_free (LimStrip *strip)
{
  if (strip == NULL)
    return;
  g_free (strip->pixels);
  g_free (strip);
}

/* -- The tensor -- */

enum
{
  REACH = LIM_STRUCTURE_FRAME - 1 /* of smoothing */
};

/* The binomial coefficients of 12, from the middle, over their sum. */
static const float weights[REACH + 1] = { 924.0f / 4096, 792.0f / 4096, 495.0f / 4096, 220.0f / 4096,
                                          66.0f / 4096,  12.0f / 4096,  1.0f / 4096 };

/* Each sum pairs what mirroring swaps, so that a mirrored picture has exactly the mirrored tensor. */
static void
slope_row (const LimStrip *strip, int y, float *restrict xx, float *restrict xy, float *restrict yy)
{
  const float *above = lim_strip_at (strip, -REACH, y - 1), *at = above + strip->stride, *below = at + strip->stride;

  for (guint x = 0; x < strip->width + 2 * REACH; x++, above += 4, at += 4, below += 4)
    {
      float across[3], down[3];

      for (int i = 0; i < 3; i++)
        {
          across[i] =
              ((above[i + 4] + below[i + 4]) + 2.0f * at[i + 4] - ((above[i - 4] + below[i - 4]) + 2.0f * at[i - 4]))
              * 0.25f;
          down[i] =
              ((below[i - 4] + below[i + 4]) + 2.0f * below[i] - ((above[i - 4] + above[i + 4]) + 2.0f * above[i]))
              * 0.25f;
        }
      xx[x] = across[0] * across[0] + across[1] * across[1] + across[2] * across[2];
      xy[x] = across[0] * down[0] + across[1] * down[1] + across[2] * down[2];
      yy[x] = down[0] * down[0] + down[1] * down[1] + down[2] * down[2];
    }
}

/* @step: floats from one of the averaged values to the next. */
static void
smooth (const float *restrict from, gsize step, guint n, float *restrict to)
{
  for (guint x = 0; x < n; x++)
    {
      const float *middle = from + x + REACH * step;
      float sum = weights[0] * middle[0];

      for (guint i = 1; i <= REACH; i++)
        sum += weights[i] * (*(middle - i * step) + middle[i * step]);
      to[x] = sum;
    }
}

/* @slopes: (width + 2 REACH) * (height + 2 REACH) values, @scratch: as many rows of width, @to: width * height. */
static void
smooth_plane (const LimStrip *strip, const float *slopes, float *scratch, float *to)
{
  gsize width = strip->width;

  for (guint y = 0; y < strip->height + 2 * REACH; y++)
    smooth (slopes + y * (width + 2 * REACH), 1, strip->width, scratch + y * width);
  for (guint y = 0; y < strip->height; y++)
    smooth (scratch + y * width, width, strip->width, to + y * width);
}

LimStructure *
lim_structure_tensor (const LimStrip *strip)
{
  LimStructure *structure = g_new (LimStructure, 1);
  gsize n = (gsize) strip->width * strip->height, wide = strip->width + 2 * REACH, high = strip->height + 2 * REACH;
  g_autofree float *slopes = g_new (float, 3 * wide * high);
  g_autofree float *scratch = g_new (float, strip->width *high);
  float *planes[3] = { slopes, slopes + wide * high, slopes + 2 * wide * high };

  *structure = (LimStructure){ g_new (float, n), g_new (float, n), g_new (float, n) };
  for (gsize y = 0; y < high; y++)
    slope_row (strip, (int) y - REACH, planes[0] + y * wide, planes[1] + y * wide, planes[2] + y * wide);
  smooth_plane (strip, planes[0], scratch, structure->xx);
  smooth_plane (strip, planes[1], scratch, structure->xy);
  smooth_plane (strip, planes[2], scratch, structure->yy);
  return structure;
}

void
lim_structure_free (LimStructure *structure)
{
  if (structure == NULL)
    return;
  g_free (structure->xx);
  g_free (structure->xy);
  g_free (structure->yy);
  g_free (structure);
}

/* -- Directions -- */

/* The angle of (@x, @y), not both zero, in turns -1/2..1/2; good to 1/10000 of a turn. */
static float
turns (float x, float y)
{
  float wide = fabsf (x), high = fabsf (y);
  float t = MIN (wide, high) / MAX (wide, high), square = t * t;
  float angle = t * (0.1590552f + square * (-0.0517263f + square * (0.0246703f - square * 0.0070f)));

  if (high > wide)
    angle = 0.25f - angle;
  if (x < 0.0f)
    angle = 0.5f - angle;
  return y < 0.0f ? -angle : angle;
}

void
lim_structure_direction (float xx, float xy, float yy, guint *angle, guint *stretch)
{
  float difference = xx - yy, twice = 2.0f * xy, total = xx + yy;
  float length = sqrtf (difference * difference + twice * twice);

  *angle = *stretch = 0;
  if (!(total > 1e-7f) || !(length > 0.0f))
    return;
  /* The doubled angle of the steepest direction, so a whole turn is a half one; the calmest lies across it. The middle
   * of a bin is its number, and mirrored angles fall into mirrored bins. */
  float steps = fabsf (turns (difference, twice)) * LIM_STRUCTURE_ANGLES;
  int whole = (int) (steps + 0.5f);

  *angle = (guint) (LIM_STRUCTURE_ANGLES / 2 + (twice < 0.0f ? -whole : whole) + LIM_STRUCTURE_ANGLES)
           % LIM_STRUCTURE_ANGLES;
  *stretch = (guint) (MIN (length / total, 1.0f) * (LIM_STRUCTURE_STRETCHES - 1) + 0.5f);
}
