/* canon-bind.h: a judgment tied to the rules it speaks to: per rule a verdict, a score and a sentence.
 *
 * Arithmetic, not taste (style-dataset-pipeline.txt, key design decision 3; docs/canon.md, “How a picture is bound”): the
 * same canon and judgment give the same bytes. Means are summed in the order of the rule's dimensions, compared in double
 * precision as they are, and stored with two decimals, half up. */
#pragma once

#include "canon.h"
#include "record.h"

typedef enum
{
  LIM_VERDICT_PASS,
  LIM_VERDICT_PARTIAL,
  LIM_VERDICT_FAIL,
  LIM_N_VERDICTS,
} LimVerdict;

const char *lim_verdict_name (LimVerdict verdict); /* “pass”, “partial”, “fail” */
gboolean lim_verdict_parse (const char *name, LimVerdict *verdict);

/* What one rule says of one picture. Everything is borrowed from the canon or the binding. */
typedef struct
{
  const LimRule *rule;
  LimVerdict verdict;
  double score; /* as stored: two decimals */
  const char *rationale;
  gconstpointer said; /* private */
} LimAssertion;

typedef struct
{
  const LimCanon *canon; /* borrowed; must outlive the binding */
  LimStatus status;
  const char *lane, *faction; /* may be NULL */
  LimAssertion *assertions;   /* in the order of the constitution */
  guint n_assertions;
  guint counts[LIM_N_VERDICTS];
  char *explanation; /* canon_explanation */
  char *judgment_hash;
  GPtrArray *owned; /* private */
} LimBinding;

/* Binds @record. NULL when there is nothing to bind; *@reason (may be NULL) then says why: “not judged”, “no scores”, “no
 * rule applies”. Transfer full. */
LimBinding *lim_canon_bind (const LimCanon *canon, const LimRecord *record, const char **reason);
void lim_binding_free (LimBinding *binding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimBinding, lim_binding_free)

/* Writes the binding into the record it was made from: canon{constitution_version, bound_at, bound_by “limner”,
 * binding{rules_hash, judgment_hash}, faction, lane, assertions, assertion_count, pass_count, fail_count, partial_count},
 * and at top level canon_assertions and canon_explanation. @bound_at: ISO 8601, UTC. */
void lim_binding_apply (LimRecord *record, const LimBinding *binding, const char *bound_at);
