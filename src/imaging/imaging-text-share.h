/* imaging-text-share.h: how much of a picture is writing, estimated from strokes: small patches of even stroke width and
 * like height, lined up in rows on even ground. It reads no letters, knows no language, and is meant for a warning: writing
 * over painting, single words of fewer than four letters and letters under six pixels are not seen. Pure. */
#pragma once

#include "imaging-letterbox.h"

/* The rows of writing within the part @rect of @image, which lies inside of it, in pixels of @image, from the top.
 * (element-type LimImageRect), transfer full. */
GArray *lim_image_text_rows (const LimImage *image, const LimImageRect *rect);

/* The share of @rect that rows of writing cover, 0..1. */
double lim_image_text_share (const LimImage *image, const LimImageRect *rect);
