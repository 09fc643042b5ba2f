/* canon-rubric.h: is a judgment one that this project's rubric can hold, and does its status follow from its scores? */
#pragma once

#include "canon.h"

/* Checks @scores against the rubric. LIM_ERROR_BAD_INPUT, with the nearest known name, for a dimension the rubric does not
 * have, a score that is NaN or outside 0..1, a dimension without a score. */
gboolean lim_canon_check_scores (const LimCanon *canon, const LimScores *scores, GError **error);

/* The same for scores and failure modes, and then: LIM_ERROR_REFUSED when the scores call for another status than the judgment gives and no
 * override_reason says why. All three statuses can contradict: an image whose scores call for approval is not borderline
 * either, since a reader of the data could not tell a doubt from a slip. */
gboolean lim_canon_check_judgment (const LimCanon *canon, const LimJudgment *judgment, GError **error);
