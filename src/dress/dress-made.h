/* dress-made.h: what limner wrote below story/, so that what people wrote since is told from it and never written over.
 *
 * story/made.jsonl, a line for each writing, which comes before it:
 *
 *   {"file": "story/briefs/quay.yaml", "content": "3fa4…", "from": "91c0…", "by": "openai/gpt-5", "at": "2026-…"}
 *
 * `content` is the hash of the file's bytes, `from` the hash of what it was made from. A file is limner's own when some line
 * has its content, and fresh when the same line has what it would be made from now. Without the memory every file counts
 * as a person's. Lines that cannot be read are passed over. */
#pragma once

#include "base-clock.h"
#include "store-project.h"

#define LIM_MADE_HAND "by hand" /* the `by` of what limner only put in its place */

typedef enum
{
  LIM_MADE_MISSING, /* there is no file */
  LIM_MADE_FRESH,   /* limner's, from what it would be made from now */
  LIM_MADE_STALE,   /* limner's, from something else */
  LIM_MADE_BY_HAND, /* limner wrote it, from a person's own text */
  LIM_MADE_EDITED,  /* a person's */
} LimMadeState;

typedef struct _LimMade LimMade;

/* Reads the memory; a missing one is empty. Transfer full. */
LimMade *lim_made_open (const LimProject *project, const LimClock *clock, GError **error);
void lim_made_free (LimMade *made);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimMade, lim_made_free)

/* What @relative is now. @from: the hash of what it would be made from; NULL: not asked, and limner's own is fresh. *@bytes (may be
 * NULL): the file as it is, for lim_made_write(); NULL when it is missing. FALSE: it cannot be read. */
gboolean lim_made_look (LimMade *made, const char *relative, const char *from, LimMadeState *state, GBytes **bytes,
                        GError **error);

/* Writes @text to @relative, made from @from by @by, if the file still is @expected (NULL: missing); else LIM_ERROR_CONFLICT. Any
 * thread. */
gboolean lim_made_write (LimMade *made, const char *relative, const char *text, const char *from, const char *by,
                         GBytes *expected, GError **error);
