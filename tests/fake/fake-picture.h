/* fake-picture.h: pictures that tell what they were made of. */
#pragma once

#include <glib.h>

/* A PNG file of coloured squares that @identity alone decides: the same text, the same pixels. @text as for
 * lim_png_encode_rgb(). Transfer full. */
GBytes *fake_picture_png (const char *identity, guint width, guint height, const char *const *text);

/* The same of one colour, 0xRRGGBB. */
GBytes *fake_picture_plain (guint32 colour, guint width, guint height, const char *const *text);

/* The colour of the upper left square, as “#rrggbb”. Transfer full. */
char *fake_picture_corner (const char *identity);

/* @png as “jpeg” or “webp”, without its texts; anything else leaves it as it is. Transfer full. */
GBytes *fake_picture_convert (GBytes *png, const char *format);
