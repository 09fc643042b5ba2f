#include "imaging-sharpness.h"

#define REACH 4       /* pixels to each side that an edge is looked for in */
#define LEAST_STEP 48 /* of 255, between both sides */
#define BINS 256
#define LEAST_EDGES 50 /* places, for there to be edges at all */
#define CLEARER 0.25   /* share of the edges that count */

static int
grey (const guint8 *pixel)
{
  return (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) >> 8;
}

/* What the pixels left and right of the place @x differ by. */
static int
step_at (const guint8 *pixels, guint x, gsize step)
{
  return grey (pixels + (x + REACH) * step) - grey (pixels + (x - REACH) * step);
}

/* Notes, for each edge among @n pixels @step bytes apart, which share of it lies between two neighbours. */
static void
look_along (const guint8 *pixels, guint n, gsize step, guint *bins)
{
  for (guint x = REACH; x + REACH < n; x++)
    {
      int whole = step_at (pixels, x, step), most = 0;

      if (ABS (whole) < LEAST_STEP)
        continue;
      /* Only where it differs most is all of the edge in sight. */
      for (int next; x + REACH + 1 < n && ABS (next = step_at (pixels, x + 1, step)) > ABS (whole); x++)
        whole = next;
      for (guint i = x - REACH; i < x + REACH; i++)
        {
          int part = grey (pixels + (i + 1) * step) - grey (pixels + i * step);

          most = MAX (most, ABS (part));
        }
      bins[MIN (most * (BINS - 1) / ABS (whole), BINS - 1)]++;
      x += 2 * REACH;
    }
}

double
lim_image_edge_width (const LimImage *image)
{
  guint bins[BINS] = { 0 }, n = 0, above = 0, at = BINS - 1;
  gsize row = 3 * (gsize) image->width;

  for (guint y = 0; y < image->height; y += 2)
    look_along (image->pixels + y * row, image->width, 3, bins);
  for (guint x = 0; x < image->width; x += 2)
    look_along (image->pixels + 3 * (gsize) x, image->height, row, bins);
  for (guint i = 0; i < BINS; i++)
    n += bins[i];
  if (n < LEAST_EDGES)
    return 0;
  while (at > 0 && (above += bins[at]) < CLEARER * n)
    at--;
  return CLAMP ((double) (BINS - 1) / MAX (at, 1), 1, 2 * REACH);
}
