/* imaging-decode-private.h: decoding by libvips alone, whatever the format: what the fast PNG decoder is held to, and the
 * baseline of bench/bench-png. Not for use by the program. */
#pragma once

#include "imaging-decode.h"

/* As lim_image_load_rgb_bytes(), and gives the same pixels. Transfer full. */
LimImage *lim_image_load_rgb_by_vips (GBytes *bytes, const char *name, guint max_side, GError **error);

/* As lim_image_verify_bytes(). */
gboolean lim_image_verify_by_vips (GBytes *bytes, const char *name, GError **error);

/* As lim_image_thumbnail() of a file that holds @bytes. Transfer full. */
GBytes *lim_image_thumbnail_by_vips (GBytes *bytes, const char *name, guint side, LimThumbFormat format,
                                     guint quality, GError **error);
