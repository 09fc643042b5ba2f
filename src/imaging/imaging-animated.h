/* imaging-animated.h: whether an image file holds several pictures, of which the decoders take the first. */
#pragma once

#include <glib.h>

/* TRUE for an animated PNG (an acTL chunk before the picture) or WebP (its flag). Every byte is taken as hostile. Pure. */
gboolean lim_image_is_animated (const guint8 *data, gsize length);
