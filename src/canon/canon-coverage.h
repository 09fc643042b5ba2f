/* canon-coverage.h: how often each rule passed and failed, and which pictures show it best and worst, for `canon list`
 * and `canon show`. */
#pragma once

#include "canon-bind.h"

#define LIM_COVERAGE_EXAMPLES 3

typedef struct
{
  char *id; /* of the record; NULL: none */
  double score;
  LimVerdict verdict;
} LimExample;

typedef struct
{
  const LimRule *rule; /* borrowed from the canon */
  guint counts[LIM_N_VERDICTS];
  double score_sum;
  LimExample best[LIM_COVERAGE_EXAMPLES];  /* highest score first; ties by id */
  LimExample worst[LIM_COVERAGE_EXAMPLES]; /* failures before others, then lowest score first; ties by id */
} LimRuleCoverage;

typedef struct _LimCoverage LimCoverage;

LimCoverage *lim_coverage_new (const LimCanon *canon);
void lim_coverage_free (LimCoverage *coverage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimCoverage, lim_coverage_free)

/* @reviewed_at: when it was judged, ISO 8601; NULL: nobody knows, and no day counts it. The result does not depend on the
 * order of records. */
void lim_coverage_add (LimCoverage *coverage, const char *record_id, const char *reviewed_at,
                       const LimBinding *binding);

/* One entry per rule of the canon, in its order; borrowed. */
guint lim_coverage_length (const LimCoverage *coverage);
const LimRuleCoverage *lim_coverage_at (const LimCoverage *coverage, guint index);
guint lim_coverage_total (const LimRuleCoverage *of_rule); /* pass + partial + fail */

/* What one rule said of the pictures that were judged on one day. */
typedef struct
{
  guint n, n_fail;
  double score_sum;
} LimCoverageDay;

/* The days on which something was judged, “2026-01-31”, in order (element-type char*, borrowed). Transfer container. */
GPtrArray *lim_coverage_days (const LimCoverage *coverage);

/* What the rule with that number said on @day, one of these. Borrowed. */
const LimCoverageDay *lim_coverage_day (const LimCoverage *coverage, const char *day, guint index);
