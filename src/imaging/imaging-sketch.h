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

/* A picture that another one starts from. */
typedef struct
{
  const guint8 *pixels; /* width * height * 3 bytes, rows from the top, R G B */
  guint width, height;
  const char *prompt; /* what this painter painted it from, with @seed; NULL: somebody else made it */
  guint64 seed;
  double denoise; /* 0..1: how much may change */
} LimSketchSource;

/* Paints @brief as another picture of what @source shows. Of one that this painter painted, the subject stays who it is:
 * face, build, colours and what it wears; scene, light and surroundings are @brief's, and of all that is left to chance
 * as much is drawn anew as denoise says. Of any other picture the colours stay. A brief without a word for what it shows
 * (“oil painting, soft light”) paints the source itself. Pure, as lim_sketch_paint(). */
void lim_sketch_paint_from (const LimSketchBrief *brief, const LimSketchSource *source, guint8 *rgb);

/* Paints @brief into @rgb (width * height * 3 bytes, rows from the top). Pure: the same brief gives the same bytes on
 * every machine with IEEE floats; nothing is read but @brief. Takes about a third of a second for 1024x1024. */
void lim_sketch_paint (const LimSketchBrief *brief, guint8 *rgb);
