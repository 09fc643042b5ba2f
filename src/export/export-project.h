/* export-project.h: a plan filled from a project on disk. Nothing of the project is changed but what the export remembers
 * of its images in .limner/. */
#pragma once

#include "canon-stale.h"
#include "export-plan.h"
#include "store-project.h"

/* Reads all records and comparisons of @project, which is judged by @canon, and plans their export. What cannot be read
 * is noted on the progress, counted as `unreadable`, and ends nothing. Errors as lim_export_plan_finish(). Transfer
 * full. */
LimExportPlan *lim_export_plan_project (LimProject *project, const LimCanon *canon,
                                        const LimExportPlanOptions *options, const LimContext *context,
                                        GError **error);
