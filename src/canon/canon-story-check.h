/* canon-story-check.h: whether a story is ready to be dressed (dress-stage.txt, “Prerequisites”), and whether it holds together.
 * Pure.
 *
 *   vision      genre, tone and themes are there
 *   passages    all have prose
 *   entities    each has a concept or details, and appears somewhere
 *   codewords   all that are used are defined, say what they track, and can be earned
 *   appears     there are links from entities to passages, to entities that exist
 *   structure   there is a start, choices lead to passages, all passages can be come to and an ending from each */
#pragma once

#include "base-finding.h"
#include "canon-story-graph.h"

/* The rows of that table. */
typedef enum
{
  LIM_STORY_VISION,
  LIM_STORY_PASSAGES,
  LIM_STORY_ENTITIES,
  LIM_STORY_CODEWORDS,
  LIM_STORY_APPEARS,
  LIM_STORY_STRUCTURE,
  LIM_N_STORY_CHECKS,
} LimStoryCheck;

const char *lim_story_check_name (LimStoryCheck check); /* “vision” */

/* Adds what is wrong to @findings, and counts the errors of each check in @n_errors. */
void lim_story_check (const LimStoryGraph *graph, GPtrArray *findings, guint n_errors[LIM_N_STORY_CHECKS]);
