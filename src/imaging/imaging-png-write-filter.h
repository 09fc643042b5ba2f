/* imaging-png-write-filter.h: row filters of PNG, the way to a file (PNG specification, third edition, chapter 9). */
#pragma once

#include <glib.h>

/* The rows of @rgb (@row_bytes each, 3 bytes a pixel) as a byte for the filter type and the filtered bytes, in (@row_bytes + 1)
 * * @height bytes. Each row has the filter whose bytes are nearest to zero, Paeth before others that are as good. */
void lim_png_filter_rows (const guint8 *rgb, gsize row_bytes, guint height, guint8 *rows);

/* The same with filter type 0: the bytes as they are. */
void lim_png_copy_rows (const guint8 *rgb, gsize row_bytes, guint height, guint8 *rows);
