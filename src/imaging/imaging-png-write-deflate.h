/* imaging-png-write-deflate.h: deflate without searching: runs of one byte, and prefix codes that follow the picture.
 *
 * What filters leave of photographed and painted pixels is noise around zero, in which a search for repeated strings finds
 * next to nothing and takes ten times as long as all the rest (docs/speed.md). */
#pragma once

#include <glib.h>

/* @bytes (@length >= 1) as a zlib stream (RFC 1950) of *@packed_length bytes. Never more than 6 bytes and 5 in every 32768
 * larger than it was. Transfer full. */
guint8 *lim_png_deflate_runs (const guint8 *bytes, gsize length, gsize *packed_length);
