/* style-compare.h: pairwise preferences: recording one, and putting what is recorded into the form ranking wants
 * (spec: key design decision 4, comparisons are separate). */
#pragma once

#include "base-context.h"
#include "canon.h"
#include "record-comparison.h"
#include "store-project.h"

/* Records that of @comparison's two assets one was chosen. Fills in the asset paths and the id, which never collides with
 * another writer's. LIM_ERROR_NOT_FOUND: one of the records does not exist; LIM_ERROR_BAD_INPUT: both are the same, or a
 * scored dimension is not in the rubric. With @dry_run nothing is written and the id stays NULL. */
gboolean lim_style_compare (const LimContext *context, const LimProject *project, const LimCanon *canon,
                            LimComparison *comparison, gboolean dry_run, GError **error);
