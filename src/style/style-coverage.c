#include "style-coverage.h"

#include "store-record.h"

#include <math.h>

typedef struct
{
  const LimCanon *canon;
  GMutex lock;
  LimCoverage *coverage;
} Covering;

static gboolean
cover_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Covering *covering = data;
  g_autoptr (LimBinding) binding = lim_canon_bind (covering->canon, *record, NULL);

  if (binding == NULL)
    return TRUE;
  g_autoptr (LimJudgment) judgment = lim_record_judgment (*record);
  g_mutex_lock (&covering->lock);
  lim_coverage_add (covering->coverage, (*record)->id, judgment != NULL ? judgment->reviewed_at : NULL, binding);
  g_mutex_unlock (&covering->lock);
  return TRUE;
}

LimCoverage *
lim_style_coverage (const LimContext *context, const LimProject *project, const LimCanon *canon, GError **error)
{
  g_autoptr (LimCoverage) coverage = lim_coverage_new (canon);
  Covering covering = { .canon = canon, .coverage = coverage };

  g_mutex_init (&covering.lock);
  gboolean ok =
      lim_store_for_each_record (project, NULL, 0, cover_record, NULL, &covering, context->cancellable, error);
  g_mutex_clear (&covering.lock);
  return ok ? g_steal_pointer (&coverage) : NULL;
}

/* -- As JSON -- */

static LimJson *
examples_to_json (const LimExample *list, LimJsonDoc *doc)
{
  LimJson *array = lim_json_new_array (doc);

  for (guint i = 0; i < LIM_COVERAGE_EXAMPLES && list[i].id != NULL; i++)
    {
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", list[i].id);
      lim_json_set_double (object, "score", list[i].score);
      lim_json_set_string (object, "verdict", lim_verdict_name (list[i].verdict));
      lim_json_append (array, object);
    }
  return array;
}

static LimJson *
trend_to_json (const LimCoverage *coverage, guint index, LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) days = lim_coverage_days (coverage);
  LimJson *array = lim_json_new_array (doc);

  for (guint i = 0; i < days->len; i++)
    {
      const LimCoverageDay *day = lim_coverage_day (coverage, days->pdata[i], index);
      LimJson *object = day->n > 0 ? lim_json_new_object (doc) : NULL;

      if (object == NULL)
        continue;
      lim_json_set_string (object, "day", days->pdata[i]);
      lim_json_set_int (object, "judged", day->n);
      lim_json_set_double (object, "mean", round (day->score_sum / day->n * 100) / 100);
      lim_json_set_int (object, "fail", day->n_fail);
      lim_json_append (array, object);
    }
  return array;
}

LimJson *
lim_rule_coverage_to_json (const LimCoverage *coverage, guint index, LimJsonDoc *doc)
{
  const LimRuleCoverage *of_rule = lim_coverage_at (coverage, index);
  const LimRule *rule = of_rule->rule;
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "rule", rule->id);
  lim_json_set_string (root, "category", rule->category);
  lim_json_set_string (root, "title", rule->title);
  lim_json_set_string (root, "text", rule->text);
  lim_json_set_string (root, "file", rule->file);
  lim_json_set_int (root, "line", rule->line);
  lim_json_set (root, "dimensions", lim_json_new_strv (doc, (const char *const *) rule->dimensions));
  lim_json_set (root, "failure_modes", lim_json_new_strv (doc, (const char *const *) rule->failure_modes));
  lim_json_set (root, "lanes",
                rule->lanes != NULL ? lim_json_new_strv (doc, (const char *const *) rule->lanes)
                                    : lim_json_new_null (doc));
  lim_json_set_bool (root, "per_faction", rule->per_faction);
  for (guint i = 0; i < LIM_N_VERDICTS; i++)
    lim_json_set_int (root, lim_verdict_name (i), of_rule->counts[i]);
  lim_json_set (root, "best", examples_to_json (of_rule->best, doc));
  lim_json_set (root, "worst", examples_to_json (of_rule->worst, doc));
  lim_json_set (root, "trend", trend_to_json (coverage, index, doc));
  return root;
}
