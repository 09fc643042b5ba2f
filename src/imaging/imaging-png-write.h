/* imaging-png-write.h: the pixels of a PNG file, packed. */
#pragma once

#include <glib.h>

/* The zlib stream for the IDAT chunk of @rgb (8-bit R G B, @width x @height, both >= 1), *@packed_length bytes. Either filtered
 * rows with prefix codes only, or plain rows with their repetitions found by libdeflate, whichever is smaller; the second is
 * tried only on flat art and patterns, and where a sample of the picture gains a tenth by it. The same pixels give the same bytes.
 * Transfer full. */
guint8 *lim_png_pack_rgb (const guint8 *rgb, guint width, guint height, gsize *packed_length);
