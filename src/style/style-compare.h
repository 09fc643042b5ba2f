/* style-compare.h: pairwise preferences: recording one, and putting what is recorded into the form ranking wants
 * (spec: key design decision 4, comparisons are separate). */
#pragma once

#include "base-context.h"
#include "canon.h"
#include "record-comparison.h"
#include "store-project.h"

/* Records that of @comparison's two assets one was chosen. Fills in the asset paths, the source where there is none, and the
 * id, which never collides with another writer's. LIM_ERROR_NOT_FOUND: one of the records does not exist; LIM_ERROR_USAGE:
 * it says no reason; LIM_ERROR_BAD_INPUT: both are the same, or a scored dimension is not in the rubric. With @dry_run nothing is written and the id stays NULL. */
gboolean lim_style_compare (const LimContext *context, const LimProject *project, const LimCanon *canon,
                            LimComparison *comparison, gboolean dry_run, GError **error);

/* Takes a comparison back: @id, or with NULL the one that @reviewer made last. *@undone (transfer full) is what was taken
 * back. LIM_ERROR_NOT_FOUND: there is none. With @dry_run it stays. */
gboolean lim_style_undo_comparison (const LimProject *project, const char *id, const char *reviewer, gboolean dry_run,
                                    LimComparison **undone, GError **error);
