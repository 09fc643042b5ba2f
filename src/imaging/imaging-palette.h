/* imaging-palette.h: the few colours that a picture consists of. Pure. */
#pragma once

#include <glib.h>

typedef struct
{
  guint8 r, g, b;
  double share; /* of the picture, by weight: 0..1 */
} LimPaletteColour;

/* How much a pixel counts; NULL: all the same. @x and @y run from 0 to 1. */
typedef double (*LimPaletteWeight) (double x, double y);

/* Finds at most @n colours of a picture of @width * @height pixels, R G B, the most frequent first. A grid of its
 * pixels is cut in two again and again, where that takes most of the variance (Wan, Wong and Prusinkiewicz, An algorithm for
 * multidimensional data clustering, 1988). The same picture gives the same colours on every machine. Returns how many there are: fewer than @n where the picture has fewer. */
guint lim_palette_take (const guint8 *pixels, guint width, guint height, LimPaletteWeight weight, guint n,
                        LimPaletteColour *colours);
