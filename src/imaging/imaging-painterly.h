/* imaging-painterly.h: a picture as a painter would have left it, without a GPU or a server: forms drawn by
 * hand, strokes by the anisotropic Kuwahara filter (imaging-kuwahara.h), a dusty palette, broken colour, darker edges,
 * canvas and bristles. */
#pragma once

#include "base-error.h"

typedef struct
{
  guint radius;  /* of a stroke, pixels; LIM_KUWAHARA_MIN_RADIUS..LIM_KUWAHARA_MAX_RADIUS */
  double mute;   /* 0: colours as they are .. 1: nearly grey, shadows and lights drawn together */
  double grain;  /* 0: none .. 1: coarse canvas and dry bristles */
  double edges;  /* 0: as they are .. 1: dark outlines where colours meet */
  double wobble; /* 0: forms keep their places .. 1: an unsteady hand, up to a stroke's radius off */
} LimPainterlyOptions;

extern const LimPainterlyOptions lim_painterly_defaults; /* 6, 0.2, 0.15, 0.3, 0.3 */

/* Paints @rgb (@width * @height * 3 bytes, 8-bit sRGB, rows from the top; sides 1..LIM_IMAGE_MAX_SIDE) into @to, another
 * buffer of that size. On @n_threads (0: one per processor). Pure: the same input gives the same bytes on any number of
 * threads and on every machine with IEEE floats.
 * LIM_ERROR_BAD_INPUT for an option out of range, LIM_ERROR_CANCELLED. */
gboolean lim_painterly_paint (const guint8 *rgb, guint width, guint height, const LimPainterlyOptions *options,
                              guint n_threads, GCancellable *cancellable, guint8 *to, GError **error);
