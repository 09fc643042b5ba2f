/* imaging-shrink.h: shrinks rows as they come, by averaging all that falls into a pixel. */
#pragma once

#include <glib.h>

/* Takes the rows of an RGB picture one after another; holds one row of sums and the small picture. */
typedef struct LimShrink LimShrink;

/* From @width x @height to @to_width x @to_height pixels; each side 1..LIM_IMAGE_MAX_SIDE and not larger than before.
 * Transfer full. */
LimShrink *lim_shrink_new (guint width, guint height, guint to_width, guint to_height);

/* The next row from the top: 3 * width bytes. At most height times. */
void lim_shrink_add_row (LimShrink *shrink, const guint8 *rgb);

/* The small picture, to_width * to_height * 3 bytes, once all rows were added; owned by @shrink. */
const guint8 *lim_shrink_pixels (const LimShrink *shrink);

void lim_shrink_free (LimShrink *shrink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimShrink, lim_shrink_free)
