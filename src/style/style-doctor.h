/* style-doctor.h: every file of a project looked at, and interrupted moves finished. */
#pragma once

#include "style-check.h"

typedef struct
{
  const char *name, *thing; /* of the check, borrowed */
  guint n_checked;
  guint n_findings[3]; /* by severity */
} LimCheckResult;

typedef struct
{
  GPtrArray *findings; /* (element-type LimFinding), in the order of the checks */
  GPtrArray *repairs;  /* (element-type LimRepair) */
  GArray *results;     /* (element-type LimCheckResult) */
  guint n_errors, n_warnings;
} LimDiagnosis;

/* NULL only when the project could not be looked at. Transfer full. */
LimDiagnosis *lim_style_doctor (const LimContext *context, LimProject *project, gboolean dry_run, GError **error);
void lim_diagnosis_free (LimDiagnosis *diagnosis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDiagnosis, lim_diagnosis_free)
