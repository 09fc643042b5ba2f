/* imaging-sketch.h: a deterministic painter, so that the whole pipeline runs on a machine without an image maker.
 *
 * It reads composition, palette, light and subject words of a prompt and paints that as a picture with brush strokes.
 * It understands words from tables, not sentences: a placeholder that is pleasant to look at, never a likeness. */
#pragma once

#include <glib.h>

typedef struct
{
  const char *prompt;   /* UTF-8; NULL reads as "" */
  const char *negative; /* what to avoid: only its words on colour strength count; may be NULL */
  guint64 seed;         /* other seeds give other pictures of the same thing */
  guint width, height;  /* pixels, 16..LIM_IMAGE_MAX_SIDE each */
} LimSketchBrief;

/* Paints @brief into @rgb (width * height * 3 bytes, rows from the top). Pure: the same brief gives the same bytes on
 * every machine with IEEE floats; nothing is read but @brief. Takes about a third of a second for 1024x1024. */
void lim_sketch_paint (const LimSketchBrief *brief, guint8 *rgb);
