/* dress-brief.h: `dress brief`: what the picture of each passage is to show, and how much it is wanted (dress-stage.txt, “Phase 1”).
 *
 * One question per passage, with its prose, the art direction, the visuals of those who appear, its scene type and place in the
 * story. The structure's score is ours (canon-story-priority.h); the model adds only its three judgments, each yes or no, so its say is
 * −1 to +2 whatever it answers. A score of 0 or less is kept as priority 0, skip, with its reason. There is no retry: an answer that
 * cannot be used becomes the minimal brief, which has a subject only.
 *
 * story/briefs/NAME.yaml; what is fresh or written by hand stays. */
#pragma once

#include "dress-work.h"

/* Makes the briefs that are missing or stale. @report tells how far it came, also when FALSE. LIM_ERROR_REFUSED before Gate 1. */
gboolean lim_dress_make_briefs (const LimContext *context, LimProject *project, const LimDressOptions *options,
                                LimDressReport *report, GError **error);
