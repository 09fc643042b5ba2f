/* imaging-letterbox.h: a part of a picture, fitted whole into a square. Nothing of it is cut off and its shape is kept; what
 * it does not fill is background. Pure. */
#pragma once

#include "imaging-decode.h"

/* Pixels of a picture, from its top left corner. */
typedef struct
{
  guint left, top, width, height;
} LimImageRect;

#define LIM_LETTERBOX_MAX_SIDE 4096u

/* Where a picture of @width x @height (both >= 1) comes to lie in a square of @side: its longer side fills the square, the
 * other is rounded to whole pixels, at least one, and centred; an odd pixel that remains is right or below. */
LimImageRect lim_letterbox_place (guint width, guint height, guint side);

/* The part @rect of @sheet as a square of @side pixels, 1..LIM_LETTERBOX_MAX_SIDE, over @background (R G B): 8-bit sRGB,
 * resampled with a Lanczos kernel of three lobes, stretched by the factor of reduction; taps outside of @rect are left
 * out, so that nothing of a neighbour shows. A part that has the size already is copied. The same input gives the same
 * bytes. LIM_ERROR_BAD_INPUT when @rect is empty or leaves the sheet, and the message tells by how much. Transfer full. */
LimImage *lim_image_letterbox (const LimImage *sheet, const LimImageRect *rect, guint side,
                               const guint8 background[3], GError **error);

/* @image seen in a mirror: left is right. Transfer full. */
LimImage *lim_image_mirrored (const LimImage *image);
