/* imaging-resample.h: rows of R G B in another size. Pure. */
#pragma once

#include <glib.h>

/* Part of a picture: rows from the top, 3 bytes a pixel, @stride bytes from one row to the next. */
typedef struct
{
  guint8 *pixels;
  gsize stride;
  guint width, height; /* both >= 1 */
} LimPixelArea;

/* Fills @to with what @from shows, by a Lanczos kernel of three lobes, stretched by the factor of reduction; taps outside of
 * @from are left out and the others take their share. Rounded once, to the nearest; weights have 14 bits or more. The same
 * input gives the same bytes. Only a few rows of @to are held beside the two. */
void lim_resample_rgb (const LimPixelArea *from, const LimPixelArea *to);
