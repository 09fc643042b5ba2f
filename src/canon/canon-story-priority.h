/* canon-story-priority.h: how much a passage wants an illustration (dress-stage.txt, “Illustration Priority Scoring”). Pure.
 *
 *   spine passage +3 · branch opening +2 · ending +2 · climax +2 · new location +1 · transition or micro_beat −1
 *   by the model: visually striking +1 · emotionally pivotal +1 · dialogue-heavy or static −1
 *   total ≥ 5: priority 1 · 3–4: 2 · 1–2: 3 · ≤ 0: skipped
 *
 * Each factor counts once per passage. What the table leaves open is read so:
 * - a branch opens where one of two or more choices leads; a lone “go on” is no choice, and a choice back (is_return) neither;
 * - an ending has no choices at all;
 * - a location is new in one passage only: the one with the fewest choices from the start, of several the first in the
 *   story, and one that no way leads to last. */
#pragma once

#include "canon-story-graph.h"

typedef enum
{
  LIM_FACTOR_SPINE = 1 << 0,
  LIM_FACTOR_BRANCH = 1 << 1,
  LIM_FACTOR_ENDING = 1 << 2,
  LIM_FACTOR_CLIMAX = 1 << 3,
  LIM_FACTOR_LOCATION = 1 << 4,
  LIM_FACTOR_MINOR = 1 << 5, /* transition or micro_beat */
  LIM_FACTOR_STRIKING = 1 << 6,
  LIM_FACTOR_PIVOTAL = 1 << 7,
  LIM_FACTOR_STATIC = 1 << 8,
  LIM_N_FACTORS = 9,
} LimFactor;

#define LIM_FACTORS_STRUCTURAL 0x3fu
#define LIM_FACTORS_JUDGED 0x1c0u /* those a model says, or a person */

/* “spine”, “branch opening” … and +3 …, of a single factor. */
const char *lim_factor_name (LimFactor factor);
int lim_factor_score (LimFactor factor);

/* The structural factors of each passage, by index. Transfer full. */
guint *lim_priority_factors (const LimStoryGraph *graph);

/* The sum of @factors, structural and judged. */
int lim_priority_score (guint factors);

/* 1, 2, 3, or 0 for skip. */
guint lim_priority_of (int score);

/* “spine +3, climax +2”, in the order of the table; "" for none. Transfer full. */
char *lim_priority_reason (guint factors);
