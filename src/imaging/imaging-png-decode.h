/* imaging-png-decode.h: the fast way for common PNG files (8 bits a sample, not interlaced, no colour profile), about
 * three times as fast as libpng. It never refuses a file: what it does not take is left to libvips, whose word on
 * damaged and unusual files stays the only one. What it takes, it reads pixel for pixel as libvips does. */
#pragma once

#include <glib.h>

/* Decoded samples: width * height * bands bytes, rows from the top. */
typedef struct
{
  guint width, height;
  guint bands; /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; a palette or tRNS chunk is applied */
  guint8 *samples;
} LimPngPixels;

/* The pixels of the PNG file in @data; NULL when the file is for libvips. Transfer full. */
LimPngPixels *lim_png_decode (const guint8 *data, gsize length);

/* TRUE when the file would decode: every checksum fits and every row is there. It costs no unfiltering. FALSE means that
 * it is for libvips to say. */
gboolean lim_png_is_sound (const guint8 *data, gsize length);

/* TRUE when nothing shows through: no alpha, or all of it 255. */
gboolean lim_png_pixels_are_opaque (const LimPngPixels *pixels);

/* Row @y as R G B into @rgb (3 * width bytes); alpha is dropped. */
void lim_png_pixels_row_rgb (const LimPngPixels *pixels, guint y, guint8 *rgb);

/* All rows as R G B, alpha dropped, and made where the samples stand if they fit: @pixels has none afterwards.
 * Transfer full. */
guint8 *lim_png_pixels_take_rgb (LimPngPixels *pixels);

void lim_png_pixels_free (LimPngPixels *pixels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPngPixels, lim_png_pixels_free)
