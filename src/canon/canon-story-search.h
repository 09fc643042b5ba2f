/* canon-story-search.h: what a reader can come to, with which codewords in hand. Pure.
 *
 * A state of a reader is a passage and the codewords earned. Codewords are never lost and never close a choice, so whoever has
 * more of them can do all that others can: at each passage only the largest sets are kept. Questions of the form “can somebody
 * come here with these codewords, without ever having been there, and without ever having earned that” are all a proof
 * needs: what must not have happened is closed off beforehand, and what is left is such a question.
 *
 * That answers stories of ten thousand passages at once. A story can still be made whose sets cannot be counted. Then the answer is
 * one for a kinder reader, who keeps in each passage what anybody could have earned on any way there: whatever he cannot
 * come to, nobody can, but not everything he can come to is possible. lim_story_search_is_exact() says so. */
#pragma once

#include "canon-story-graph.h"

typedef struct
{
  const guint8 *closed;  /* by passage: not entered; NULL: none is */
  const guint8 *shunned; /* by codeword: nothing that earns it is done; NULL: none is */
  const guint8 *minded;  /* by codeword: kept in mind though no choice requires it; NULL: none is */
  guint64 effort;        /* steps before the exact answer is given up; 0: a sensible many */
} LimStoryRoute;

typedef struct _LimStorySearch LimStorySearch;

/* Transfer full; @graph, and closed and shunned of @route, must outlive it. Arrays are one longer than what they are by. */
LimStorySearch *lim_story_search_new (const LimStoryGraph *graph, const LimStoryRoute *route);
void lim_story_search_free (LimStorySearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStorySearch, lim_story_search_free)

gboolean lim_story_search_is_exact (const LimStorySearch *search);

/* Whether a reader can be in @passage (LIM_STORY_NOWHERE: in any) holding all of the @n @codewords, which must be minded or
 * required by some choice. In the first moment of being there, its arrival included. */
gboolean lim_story_search_reaches (const LimStorySearch *search, guint passage, const guint *codewords, guint n);

/* A way there: passages from the start on, ending in LIM_STORY_NOWHERE. NULL where there is none. *@shortest (may be NULL)
 * tells whether no other takes fewer choices; where finding that out is too much, it is FALSE. For a search that is not exact the way
 * leads along the choices, but may not be open. Transfer full. */
guint *lim_story_search_way (LimStorySearch *search, guint passage, const guint *codewords, guint n,
                             gboolean *shortest);

/* “harbour → stairs → lamp”, with “… (12 more) …” in the middle of long ones. Transfer full. */
char *lim_story_way_text (const LimStoryGraph *graph, const guint *way);
