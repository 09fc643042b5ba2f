/* imaging-figures.h: what stands apart on a plain ground, as on a reference sheet: figures, faces, props, without the writing
 * between them. Pure. */
#pragma once

#include "imaging-letterbox.h"

#define LIM_FIGURES_MOST 64u /* more are no figures but a pattern */

/* The one colour a picture stands on. */
typedef struct
{
  guint8 colour[3]; /* R G B */
  guint stray;      /* steps of 255 by which a channel of it may differ: paper, JPEG */
} LimGround;

/* The plain ground of @image: what most of its outer edge has. FALSE when its edge shows no such ground. */
gboolean lim_image_ground (const LimImage *image, LimGround *ground);

/* Where figures stand on the ground of @image: the smallest rectangles that hold each whole, in the order one reads. Parts
 * that nearly touch are one figure; specks, writing, thin lines and frames around everything are none. Empty when nothing stands
 * apart, or more than LIM_FIGURES_MOST do. @n_text_rows (may be NULL): how many rows of writing there are. (element-type
 * LimImageRect), transfer full. */
GArray *lim_image_figures (const LimImage *image, const LimGround *ground, guint *n_text_rows);
