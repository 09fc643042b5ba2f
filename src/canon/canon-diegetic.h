/* canon-diegetic.h: whether a caption or codex entry speaks in the story's voice (dress-stage.txt, “Diegetic Constraint”). Pure.
 *
 *   good   The bridge where loyalties shatter
 *   bad    An illustration of two characters on a bridge · Aldric is a character who serves as the mentor
 *
 * Told are words that speak of the picture, of the story as a story, of its reader, or of files. Phrases are compared and not
 * meanings, in English: what else sounds wrong is for a person or a model. */
#pragma once

#include <glib.h>

typedef enum
{
  LIM_DIEGETIC_CAPTION,
  LIM_DIEGETIC_CODEX,
} LimDiegeticKind;

/* What @text says that nobody in the story would: a sentence (“says “an illustration of”, which speaks of the picture …”), the
 * first found. NULL: nothing. Transfer full. */
char *lim_diegetic_slip (const char *text, LimDiegeticKind kind);
