/* imaging-tree.h: pictures and what they come from, as one picture: each origin with a line to what was made from it. */
#pragma once

#include <gio/gio.h>

typedef struct
{
  const char *path;    /* of the image file; NULL: an empty frame stands for it */
  guint8 frame[3];     /* colour around it, R G B */
  gboolean is_origin;  /* begins a block of its own, large; those after it, up to the next origin, come from it */
  gboolean emphasised; /* with a broad frame */
} LimTreeLeaf;

/* Draws @leaves, of which those before the first origin belong to none and are drawn small, each at most @side pixels (48 to
 * 512). What cannot be read is drawn as an empty frame. The bytes of a PNG file, transfer full; LIM_ERROR_BAD_INPUT when it
 * would be too large. */
GBytes *lim_tree_draw (const LimTreeLeaf *leaves, guint n, guint side, GError **error);
