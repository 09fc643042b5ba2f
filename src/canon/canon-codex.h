/* canon-codex.h: which tiers the codex of an entity wants, and whether what was written for them holds (dress-stage.txt, “Phase 2:
 * Codex Generation”). Pure.
 *
 * A codeword touches an entity when an overlay of it asks for the codeword, when the codeword names it among its `entities`, or
 * when the consequences it tracks say its name. Rank 1 is open to everybody. After it comes a tier for each overlay and each
 * codeword left over, in the order in which readers can earn them. A tier also asks for what the tier before it asks for, unless
 * whoever can open it has that anyway, or nobody could have both: so tiers open in order where that is possible. */
#pragma once

#include "canon-story-graph.h"
#include "record-codex.h"

#define LIM_CODEX_MAX_TIERS 6u /* of an entity, that are planned */

typedef struct
{
  guint rank;
  char **visible_when; /* never NULL */
  char **reasons;      /* what the codewords stand for, a text each; never NULL */
} LimCodexTier;

/* When which codeword can be earned: found once for all entities. Does not change once made. */
typedef struct
{
  const LimStoryGraph *graph; /* borrowed, must outlive it */
  guint *earned; /* by codeword: choices until it can be earned at the soonest; LIM_STORY_NOWHERE: by nobody */
} LimCodexAtlas;

/* Transfer full. */
LimCodexAtlas *lim_codex_atlas_new (const LimStoryGraph *graph);
void lim_codex_atlas_free (LimCodexAtlas *atlas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimCodexAtlas, lim_codex_atlas_free)

/* The codewords that touch @entity and somebody can earn, in the order of the story. Transfer full. */
char **lim_codex_codewords (const LimCodexAtlas *atlas, const LimStoryEntity *entity);

/* (element-type LimCodexTier), rank 1 first. Transfer full. */
GPtrArray *lim_codex_plan (const LimCodexAtlas *atlas, const LimStoryEntity *entity);

/* Adds a sentence (char *, transfer full) to @problems for everything that is wrong with @entries (element-type LimCodexEntry), all
 * of @entity:
 *
 *   ranks            from 1 on, each once; rank 1 is open, the others are gated
 *   gates            by codewords of the story, that one reader can hold together
 *   voice            canon-diegetic.h
 *   self-contained   no entry leans on another (“as mentioned above”)
 *   not too early    canon-spoiler.h; and no entry says what an overlay tells, in the same words, or a name only that tells, to a reader
 *                    without its codewords
 *   not twice        no two entries say the same
 *
 * A sentence about telling too early also says in which order knowledge comes. */
void lim_codex_check (const LimCodexAtlas *atlas, const LimStoryEntity *entity, const GPtrArray *entries,
                      GPtrArray *problems);
