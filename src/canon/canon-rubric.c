#include "canon-rubric.h"

#include "base-text.h"

#include <math.h>

static gboolean
check_known (const char *const *known, const char *name, const char *kind, GError **error)
{
  g_autofree char *hint = NULL, *list = NULL;

  if (g_strv_contains (known, name))
    return TRUE;
  if (known[0] == NULL)
    return lim_fail (
        error, LIM_ERROR_BAD_INPUT,
        "the rubric has no %s “%s”, nor any other; name it in rubric.json or canon/constitution.md first", kind,
        name);
  hint = lim_text_did_you_mean (name, known);
  list = lim_text_list (known);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "the rubric has no %s “%s”.%s It knows %s", kind, name, hint, list);
}

gboolean
lim_canon_check_scores (const LimCanon *canon, const LimScores *scores, GError **error)
{
  const char *const *known = (const char *const *) canon->dimension_names;
  double score;

  for (guint i = 0; i < lim_scores_length (scores); i++)
    {
      const LimScore *given = lim_scores_at (scores, i);

      if (!check_known (known, given->dimension, "dimension", error))
        return FALSE;
      if (isnan (given->value) || given->value < 0 || given->value > 1)
        return lim_fail (error, LIM_ERROR_BAD_INPUT, "score of “%s”: expected a number from 0 to 1, found %g",
                         given->dimension, given->value);
    }
  for (guint i = 0; known[i] != NULL; i++)
    if (!lim_scores_get (scores, known[i], &score))
      return lim_fail (error, LIM_ERROR_BAD_INPUT, "no score for “%s”; the rubric asks for it: %s=0.0 to 1.0",
                       known[i], known[i]);
  return TRUE;
}

static gboolean
check_failure_modes (const LimCanon *canon, const char *const *failure_modes, GError **error)
{
  for (guint i = 0; failure_modes != NULL && failure_modes[i] != NULL; i++)
    if (!check_known ((const char *const *) canon->failure_mode_names, failure_modes[i], "failure mode", error))
      return FALSE;
  return TRUE;
}

gboolean
lim_canon_check_judgment (const LimCanon *canon, const LimJudgment *judgment, GError **error)
{
  g_autofree char *reason = NULL;
  LimStatus called_for;

  if (!lim_canon_check_scores (canon, judgment->scores, error)
      || !check_failure_modes (canon, (const char *const *) judgment->failure_modes, error)
      || !lim_thresholds_judge (&canon->thresholds, (const char *const *) canon->dimension_names, judgment->scores,
                                &called_for, &reason, error))
    return FALSE;
  if (called_for == judgment->status || (judgment->override_reason != NULL && *judgment->override_reason != '\0'))
    return TRUE;
  return lim_fail (error, LIM_ERROR_REFUSED,
                   "%s, so the scores call for %s, not %s. Judge so, score again, or give a reason with --override "
                   "\"why\", which is recorded",
                   reason, lim_status_name (called_for), lim_status_name (judgment->status));
}
