#include "record-judgment.h"

#include <math.h>
#include <string.h>

/* -- Scores -- */

static void
score_clear (gpointer data)
{
  g_free (((LimScore *) data)->dimension);
}

LimScores *
lim_scores_new (void)
{
  LimScores *scores = g_new0 (LimScores, 1);

  scores->items = g_array_new (FALSE, FALSE, sizeof (LimScore));
  g_array_set_clear_func (scores->items, score_clear);
  return scores;
}

void
lim_scores_free (LimScores *scores)
{
  if (scores == NULL)
    return;
  g_array_unref (scores->items);
  g_free (scores);
}

guint
lim_scores_length (const LimScores *scores)
{
  return scores->items->len;
}

const LimScore *
lim_scores_at (const LimScores *scores, guint index)
{
  return &g_array_index (scores->items, LimScore, index);
}

static LimScores *
scores_copy (const LimScores *scores)
{
  LimScores *copy = lim_scores_new ();

  for (guint i = 0; i < scores->items->len; i++)
    lim_scores_set (copy, lim_scores_at (scores, i)->dimension, lim_scores_at (scores, i)->value);
  return copy;
}

void
lim_scores_set (LimScores *scores, const char *dimension, double value)
{
  for (guint i = 0; i < scores->items->len; i++)
    {
      LimScore *score = &g_array_index (scores->items, LimScore, i);

      if (strcmp (score->dimension, dimension) == 0)
        {
          score->value = value;
          return;
        }
    }
  LimScore added = { g_strdup (dimension), value };
  g_array_append_val (scores->items, added);
}

gboolean
lim_scores_get (const LimScores *scores, const char *dimension, double *value)
{
  for (guint i = 0; i < scores->items->len; i++)
    if (strcmp (lim_scores_at (scores, i)->dimension, dimension) == 0)
      {
        *value = lim_scores_at (scores, i)->value;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_score (LimScores *scores, char *piece, GError **error)
{
  char *separator = strpbrk (piece, "=:");
  char *end = NULL;
  double value, earlier;

  if (separator == NULL || separator == piece)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "score “%s”: expected dimension=number, for example silhouette_clarity=0.9", piece);
  *separator = '\0';
  g_strstrip (piece);
  char *number = g_strstrip (separator + 1);
  value = g_ascii_strtod (number, &end);
  if (end == number || *end != '\0' || !isfinite (value))
    return lim_fail (error, LIM_ERROR_USAGE, "score of “%s”: expected a number from 0 to 1, found “%s”", piece,
                     number);
  if (lim_scores_get (scores, piece, &earlier))
    return lim_fail (error, LIM_ERROR_USAGE, "score of “%s” is given twice: %g and %g", piece, earlier, value);
  lim_scores_set (scores, piece, value);
  return TRUE;
}

LimScores *
lim_scores_parse (const char *text, GError **error)
{
  g_autoptr (LimScores) scores = lim_scores_new ();
  g_auto (GStrv) pieces = g_strsplit (text, ",", -1);

  for (gsize i = 0; pieces[i] != NULL; i++)
    if (*g_strstrip (pieces[i]) != '\0' && !parse_score (scores, pieces[i], error))
      return NULL;
  return g_steal_pointer (&scores);
}

/* -- Judgments -- */

LimJudgment *
lim_judgment_new (LimStatus status, const char *explanation)
{
  LimJudgment *judgment = g_new0 (LimJudgment, 1);

  judgment->status = status;
  judgment->explanation = g_strdup (explanation != NULL ? explanation : "");
  judgment->scores = lim_scores_new ();
  judgment->failure_modes = g_new0 (char *, 1);
  judgment->confidence = -1;
  return judgment;
}

LimJudgment *
lim_judgment_copy (const LimJudgment *judgment)
{
  LimJudgment *copy = lim_judgment_new (judgment->status, judgment->explanation);

  copy->reviewer = g_strdup (judgment->reviewer);
  copy->reviewed_at = g_strdup (judgment->reviewed_at);
  lim_scores_free (copy->scores);
  copy->scores = scores_copy (judgment->scores);
  g_strfreev (copy->failure_modes);
  copy->failure_modes = g_strdupv (judgment->failure_modes);
  copy->improvement_notes = g_strdup (judgment->improvement_notes);
  copy->confidence = judgment->confidence;
  copy->override_reason = g_strdup (judgment->override_reason);
  return copy;
}

void
lim_judgment_free (LimJudgment *judgment)
{
  if (judgment == NULL)
    return;
  g_free (judgment->reviewer);
  g_free (judgment->reviewed_at);
  g_free (judgment->explanation);
  lim_scores_free (judgment->scores);
  g_strfreev (judgment->failure_modes);
  g_free (judgment->improvement_notes);
  g_free (judgment->override_reason);
  g_free (judgment);
}

static void
read_scores (LimScores *scores, const LimJson *node)
{
  double value;

  for (const LimJson *member = lim_json_first (node); member != NULL; member = lim_json_next (member))
    if (lim_json_key (member) != NULL && lim_json_double (member, &value))
      lim_scores_set (scores, lim_json_key (member), value);
}

LimJudgment *
lim_judgment_from_json (const LimJson *node)
{
  LimStatus status;

  if (!lim_status_parse (lim_json_get_string (node, "status"), &status) || status == LIM_STATUS_CANDIDATE)
    return NULL;

  LimJudgment *judgment = lim_judgment_new (status, lim_json_get_string (node, "explanation"));
  judgment->reviewer = g_strdup (lim_json_get_string (node, "reviewer"));
  judgment->reviewed_at = g_strdup (lim_json_get_string (node, "reviewed_at"));
  read_scores (judgment->scores, lim_json_get (node, "criteria_scores"));
  g_strfreev (judgment->failure_modes);
  judgment->failure_modes = lim_json_dup_strv (lim_json_get (node, "failure_modes"));
  judgment->improvement_notes = g_strdup (lim_json_get_string (node, "improvement_notes"));
  judgment->confidence = lim_json_get_double (node, "confidence", -1);
  judgment->override_reason = g_strdup (lim_json_get_string (node, "override_reason"));
  return judgment;
}

LimJson *
lim_judgment_to_json (const LimJudgment *judgment, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  LimJson *scores = lim_json_new_object (doc);

  lim_json_set_string (object, "status", lim_status_name (judgment->status));
  lim_json_set_string (object, "reviewer", judgment->reviewer);
  lim_json_set_string (object, "reviewed_at", judgment->reviewed_at);
  lim_json_set_string (object, "explanation", judgment->explanation);
  for (guint i = 0; i < lim_scores_length (judgment->scores); i++)
    lim_json_set_double (scores, lim_scores_at (judgment->scores, i)->dimension,
                         lim_scores_at (judgment->scores, i)->value);
  lim_json_set (object, "criteria_scores", scores);
  lim_json_set (object, "failure_modes", lim_json_new_strv (doc, (const char *const *) judgment->failure_modes));
  lim_json_set_string (object, "improvement_notes", judgment->improvement_notes);
  lim_json_set (object, "confidence",
                judgment->confidence < 0 ? lim_json_new_null (doc) : lim_json_new_double (doc, judgment->confidence));
  if (judgment->override_reason != NULL)
    lim_json_set_string (object, "override_reason", judgment->override_reason);
  return object;
}
