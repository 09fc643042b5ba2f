/* imaging-png-walk.h: finds what the fast decoder needs among the chunks of a PNG file. */
#pragma once

#include <glib.h>

enum
{
  LIM_PNG_GREY = 0,
  LIM_PNG_RGB = 2,
  LIM_PNG_PALETTE = 3,
  LIM_PNG_GREY_ALPHA = 4,
  LIM_PNG_RGBA = 6,
};

/* A picture of 8 bits per sample, not interlaced. */
typedef struct
{
  guint width, height;
  guint colour;   /* one of the types above */
  guint channels; /* bytes per pixel as stored: 1..4 */
  guint n_palette;
  guint8 palette[256][4]; /* R G B A; A is 255 unless a tRNS chunk says otherwise */
  gboolean has_key;       /* a tRNS chunk: the pixel that is transparent, or for a palette its alphas */
  guint8 key[3];
  const guint8 *packed; /* the zlib stream; points into the file, or to @joined when it was cut into pieces */
  gsize packed_length;
  guint8 *joined;
} LimPngParts;

/* Fills @parts from the PNG file in @data, which must outlive it.
 *
 * FALSE, with nothing to clear, for whatever is not plain: other depths, interlacing, a colour profile (iCCP), an
 * orientation (eXIf), a checksum that does not fit, chunks that are too large, out of order, given twice, critical
 * but unknown. That is no verdict: such a file is libvips' to judge. All that is accepted here libpng accepts too, and
 * reads the same (PNG specification, third edition, chapters 5 and 11; libpng 1.6 for what it bears). */
gboolean lim_png_walk (const guint8 *data, gsize length, LimPngParts *parts);

void lim_png_parts_clear (LimPngParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimPngParts, lim_png_parts_clear)
