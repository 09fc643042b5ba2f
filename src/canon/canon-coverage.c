#include "canon-coverage.h"

#include "canon-private.h"

#include <string.h>

#define DAY_LENGTH 10 /* of an ISO date */

struct _LimCoverage
{
  GArray *rules;       /* (element-type LimRuleCoverage), in the order of the canon */
  GHashTable *numbers; /* LimRule → number from 1 */
  GHashTable *days;    /* “2026-01-31” → array of LimCoverageDay, one per rule */
};

static void
of_rule_clear (gpointer data)
{
  LimRuleCoverage *of_rule = data;

  for (guint i = 0; i < LIM_COVERAGE_EXAMPLES; i++)
    {
      g_free (of_rule->best[i].id);
      g_free (of_rule->worst[i].id);
    }
}

LimCoverage *
lim_coverage_new (const LimCanon *canon)
{
  LimCoverage *coverage = g_new0 (LimCoverage, 1);

  coverage->rules = g_array_new (FALSE, TRUE, sizeof (LimRuleCoverage));
  g_array_set_clear_func (coverage->rules, of_rule_clear);
  coverage->numbers = g_hash_table_new (NULL, NULL);
  coverage->days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < canon->rules->len; i++)
    {
      LimRuleCoverage of_rule = { .rule = g_ptr_array_index (canon->rules, i) };

      g_array_append_val (coverage->rules, of_rule);
      g_hash_table_insert (coverage->numbers, g_ptr_array_index (canon->rules, i), GUINT_TO_POINTER (i + 1));
    }
  return coverage;
}

void
lim_coverage_free (LimCoverage *coverage)
{
  if (coverage == NULL)
    return;
  g_array_unref (coverage->rules);
  g_hash_table_unref (coverage->numbers);
  g_hash_table_unref (coverage->days);
  g_free (coverage);
}

/* Whether (@id, @score, @verdict) goes before @other in the list of the best or the worst. */
static gboolean
goes_before (const char *id, double score, LimVerdict verdict, const LimExample *other, gboolean worst)
{
  if (other->id == NULL)
    return TRUE;
  if (worst && (verdict == LIM_VERDICT_FAIL) != (other->verdict == LIM_VERDICT_FAIL))
    return verdict == LIM_VERDICT_FAIL;
  if (score != other->score)
    return worst ? score < other->score : score > other->score;
  return strcmp (id, other->id) < 0;
}

static void
offer (LimExample *examples, const char *id, double score, LimVerdict verdict, gboolean worst)
{
  guint at = 0;

  while (at < LIM_COVERAGE_EXAMPLES && !goes_before (id, score, verdict, &examples[at], worst))
    at++;
  if (at == LIM_COVERAGE_EXAMPLES)
    return;
  g_free (examples[LIM_COVERAGE_EXAMPLES - 1].id);
  memmove (examples + at + 1, examples + at, (LIM_COVERAGE_EXAMPLES - 1 - at) * sizeof *examples);
  examples[at] = (LimExample){ .id = g_strdup (id), .score = score, .verdict = verdict };
}

/* The day of @reviewed_at, made where it is new; NULL where it says none. */
static LimCoverageDay *
day_of (LimCoverage *coverage, const char *reviewed_at)
{
  if (reviewed_at == NULL || strlen (reviewed_at) < DAY_LENGTH)
    return NULL;
  g_autofree char *day = g_strndup (reviewed_at, DAY_LENGTH);
  LimCoverageDay *rules = g_hash_table_lookup (coverage->days, day);
  if (rules == NULL)
    {
      rules = g_new0 (LimCoverageDay, MAX (coverage->rules->len, 1));
      g_hash_table_insert (coverage->days, g_steal_pointer (&day), rules);
    }
  return rules;
}

void
lim_coverage_add (LimCoverage *coverage, const char *record_id, const char *reviewed_at, const LimBinding *binding)
{
  LimCoverageDay *day = day_of (coverage, reviewed_at);

  for (guint i = 0; i < binding->n_assertions; i++)
    {
      const LimAssertion *assertion = &binding->assertions[i];
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (coverage->numbers, assertion->rule));

      g_return_if_fail (number > 0);
      LimRuleCoverage *of_rule = &g_array_index (coverage->rules, LimRuleCoverage, number - 1);
      of_rule->counts[assertion->verdict]++;
      of_rule->score_sum += assertion->score;
      offer (of_rule->best, record_id, assertion->score, assertion->verdict, FALSE);
      offer (of_rule->worst, record_id, assertion->score, assertion->verdict, TRUE);
      if (day != NULL)
        {
          day[number - 1].n++;
          day[number - 1].n_fail += assertion->verdict == LIM_VERDICT_FAIL;
          day[number - 1].score_sum += assertion->score;
        }
    }
}

guint
lim_coverage_length (const LimCoverage *coverage)
{
  return coverage->rules->len;
}

const LimRuleCoverage *
lim_coverage_at (const LimCoverage *coverage, guint index)
{
  return &g_array_index (coverage->rules, LimRuleCoverage, index);
}

guint
lim_coverage_total (const LimRuleCoverage *of_rule)
{
  return of_rule->counts[LIM_VERDICT_PASS] + of_rule->counts[LIM_VERDICT_PARTIAL] + of_rule->counts[LIM_VERDICT_FAIL];
}

static int
compare_days (gconstpointer one, gconstpointer other)
{
  return strcmp (*(char *const *) one, *(char *const *) other);
}

GPtrArray *
lim_coverage_days (const LimCoverage *coverage)
{
  GPtrArray *days = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer day;

  g_hash_table_iter_init (&iter, coverage->days);
  while (g_hash_table_iter_next (&iter, &day, NULL))
    g_ptr_array_add (days, day);
  g_ptr_array_sort (days, compare_days);
  return days;
}

const LimCoverageDay *
lim_coverage_day (const LimCoverage *coverage, const char *day, guint index)
{
  return (const LimCoverageDay *) g_hash_table_lookup (coverage->days, day) + index;
}
