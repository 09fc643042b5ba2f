/* imaging-png-unfilter.h: undoes the row filters of a PNG picture (PNG specification, chapter 9). */
#pragma once

#include <glib.h>

/* Bytes that must be readable behind the last row: pixels are read four bytes at a time. */
#define LIM_PNG_SLACK 16u

/* TRUE when each of the @height rows at @rows starts with one of the five filter types. A row is a byte for the type and
 * @row_bytes of samples. */
gboolean lim_png_filters_are_known (const guint8 *rows, gsize row_bytes, guint height);

/* Turns the rows into samples where they stand, @row_bytes from one to the next: the gaps of the filter types are closed.
 * @channels is 1..4 bytes per pixel and divides @row_bytes; the filter types must be known, and LIM_PNG_SLACK bytes must
 * follow the last row. */
void lim_png_unfilter (guint8 *rows, gsize row_bytes, guint height, guint channels);
