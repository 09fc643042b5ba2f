/* dress-prose-private.h: for dress-prose*.c only. */
#pragma once

#include "dress-prose.h"

/* An empty node; with children where its kind has some. Transfer full. */
LimProse *lim_prose_new (LimProseKind kind);
GPtrArray *lim_prose_list_new (void);

/* Adds what @text says, the lines of one block with “\n” where one is to break, to @to. */
void lim_prose_read_inline (const char *text, gboolean twine, GPtrArray *to);
