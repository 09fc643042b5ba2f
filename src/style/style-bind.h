/* style-bind.h: `canon bind`: verdicts for every judged picture whose binding is missing or stale (spec: key design
 * decision 3). What is bound and fresh is not touched, not even its date. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "canon-bind.h"
#include "canon-stale.h"
#include "store-project.h"

typedef struct
{
  gboolean force;   /* bind also what is fresh */
  gboolean dry_run; /* decide, but write nothing */
} LimBindOptions;

typedef struct
{
  guint n_records;                    /* that could be read */
  guint states[LIM_N_BINDING_STATES]; /* as they were found */
  guint bound;                        /* now, or would be */
  guint without_rules;                /* bindable, but no rule applies */
  guint verdicts[LIM_N_VERDICTS];     /* over all assertions made now */
  GHashTable *factions;               /* faction or "" → GUINT count, of what was bound now */
  GPtrArray *problems;                /* (element-type LimProblem), by id */
} LimBindReport;

LimBindReport *lim_bind_report_new (void);
void lim_bind_report_free (LimBindReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimBindReport, lim_bind_report_free)

/* Binds. All records become durable together: on failure, and after a crash before the end, each is as it was or bound.
 * Records that cannot be read are listed in the report and stop nothing. */
gboolean lim_style_bind (const LimContext *context, const LimProject *project, const LimCanon *canon,
                         const LimBindOptions *options, LimBindReport *report, GError **error);
