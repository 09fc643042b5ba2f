/* dress-codex.h: `dress codex`: the encyclopedia that opens as readers find things out (dress-stage.txt, “Phase 2”).
 *
 * One question per entity for all its tiers, planned from the codewords that touch it (canon-codex.h). An answer that breaks a
 * rule there goes back twice, a spoiler with the order in which knowledge comes; then there is the minimal codex: rank 1 with
 * what the story says of the entity from the start.
 *
 * story/codex/NAME.yaml; what is fresh or written by hand stays. It may run beside `dress brief`. */
#pragma once

#include "dress-work.h"

#define LIM_CODEX_RETRIES 2u

/* Makes the entries that are missing or stale. @report tells how far it came, also when FALSE. LIM_ERROR_REFUSED before Gate 1,
 * LIM_ERROR_BAD_INPUT when the story has no vision or no entities. */
gboolean lim_dress_make_codex (const LimContext *context, LimProject *project, const LimDressOptions *options,
                               LimDressReport *report, GError **error);
