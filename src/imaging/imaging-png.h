/* imaging-png.h: our own PNG writer, several times faster than libpng, and the text inside PNG files. */
#pragma once

#include <glib.h>

/* The bytes of a PNG file (8-bit RGB) showing @rgb (@width * @height * 3 bytes, rows from the top).
 * @text is NULL or keyword, value, keyword, value, …, NULL (valid UTF-8): each pair becomes a tEXt chunk, or an iTXt
 * chunk when it is not plain ASCII. A keyword has 1..79 printable ASCII characters.
 * The same input gives the same bytes. LIM_ERROR_BAD_INPUT for a bad size or keyword. Transfer full. */
GBytes *lim_png_encode_rgb (const guint8 *rgb, guint width, guint height, const char *const *text, GError **error);

/* The text chunks (tEXt, zTXt, iTXt) of the PNG file in @data as keyword, value, …, NULL in file order, in UTF-8;
 * empty when there are none. Chunks that are broken, or larger than 16 MiB unpacked, end or miss the list without
 * an error: text in a picture is a courtesy. @name stands for the path in messages.
 * LIM_ERROR_BAD_INPUT when @data is no PNG. Transfer full. */
char **lim_png_read_text (const guint8 *data, gsize length, const char *name, GError **error);

/* Whether the checksum of every chunk of the PNG file in @data fits. Decoders forgive a wrong one and show what they can;
 * this tells that the file is not what was written: LIM_ERROR_BAD_INPUT names the chunk. TRUE for what is no PNG. */
gboolean lim_png_check_sums (const guint8 *data, gsize length, const char *name, GError **error);
