#include "canon-thresholds.h"

#include "base-error.h"

/* On paper 0.6, 0.7 and 0.8 have the mean 0.7; in binary they fall just short of it. */
static const double slack = 1e-9;

const LimThresholds lim_thresholds_default = {
  .approve_each = 0.6,
  .approve_mean = 0.7,
  .reject_any = 0.4,
  .reject_mean = 0.5,
};

gboolean
lim_thresholds_reaches (double score, double limit)
{
  return score >= limit - slack;
}

static char *
say_score (const char *dimension, double score, const char *relation, double limit)
{
  return g_strdup_printf ("%s %.4g %s %g", dimension, score, relation, limit);
}

static LimStatus
decide (const LimThresholds *limits, const char *lowest_name, double lowest, double mean, char **reason)
{
  if (!lim_thresholds_reaches (lowest, limits->reject_any))
    {
      *reason = say_score (lowest_name, lowest, "is below", limits->reject_any);
      return LIM_STATUS_REJECTED;
    }
  if (!lim_thresholds_reaches (mean, limits->reject_mean))
    {
      *reason = say_score ("the mean", mean, "is below", limits->reject_mean);
      return LIM_STATUS_REJECTED;
    }
  if (!lim_thresholds_reaches (lowest, limits->approve_each))
    {
      *reason = say_score (lowest_name, lowest, "is below", limits->approve_each);
      return LIM_STATUS_BORDERLINE;
    }
  if (!lim_thresholds_reaches (mean, limits->approve_mean))
    {
      *reason = say_score ("the mean", mean, "is below", limits->approve_mean);
      return LIM_STATUS_BORDERLINE;
    }
  *reason = g_strdup_printf ("every score reaches %g and the mean %.4g reaches %g", limits->approve_each, mean,
                             limits->approve_mean);
  return LIM_STATUS_APPROVED;
}

gboolean
lim_thresholds_judge (const LimThresholds *limits, const char *const *dimensions, const LimScores *scores,
                      LimStatus *status, char **reason, GError **error)
{
  const char *lowest_name = NULL;
  double lowest = 0, sum = 0;
  g_autofree char *why = NULL;
  guint n = 0;

  for (; dimensions[n] != NULL; n++)
    {
      double score;

      if (!lim_scores_get (scores, dimensions[n], &score))
        return lim_fail (error, LIM_ERROR_BAD_INPUT, "no score for “%s”; the rubric asks for it: %s=0.0 to 1.0",
                         dimensions[n], dimensions[n]);
      if (lowest_name == NULL || score < lowest)
        {
          lowest_name = dimensions[n];
          lowest = score;
        }
      sum += score;
    }
  if (n == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "the rubric has no dimensions, so scores cannot call for a status; name some under “Scoring "
                     "Dimensions” in canon/constitution.md");

  *status = decide (limits, lowest_name, lowest, sum / n, &why);
  if (reason != NULL)
    *reason = g_steal_pointer (&why);
  return TRUE;
}
