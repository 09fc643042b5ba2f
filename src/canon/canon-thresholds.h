/* canon-thresholds.h: which status a set of scores calls for. Pure: no files, no clock. */
#pragma once

#include "record-judgment.h"

/* Limits of a status; every value is a score in 0..1.
 * Defaults from style-dataset-pipeline.txt: approve 0.6 each and 0.7 mean, reject below 0.4 any or 0.5 mean. */
typedef struct
{
  double approve_each;
  double approve_mean;
  double reject_any;
  double reject_mean;
} LimThresholds;

extern const LimThresholds lim_thresholds_default;

/* The status that the scores of all @dimensions (NULL-terminated, at least one) call for; what is neither approved nor
 * rejected is borderline.
 *
 * @reason (may be NULL) is the clause that decided, such as “composition 0.35 is below 0.4”; transfer full.
 *
 * Every dimension must be scored: a missing one is LIM_ERROR_BAD_INPUT and names it, because an unscored dimension would
 * silently raise the mean. */
gboolean lim_thresholds_judge (const LimThresholds *limits, const char *const *dimensions, const LimScores *scores,
                               LimStatus *status, char **reason, GError **error);

/* Whether @score reaches @limit, with the slack for sums of decimal numbers that every limit here has. */
gboolean lim_thresholds_reaches (double score, double limit);
