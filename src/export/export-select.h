/* export-select.h: which units of a plan become which rows of a format. Pure. */
#pragma once

#include "export-format.h"
#include "export-plan.h"

/* The rows of @file in @split, in the order they are written: (element-type LimExportRow). Units whose image the format
 * refuses are left out. Transfer full. */
GArray *lim_export_select (const LimExportPlan *plan, const LimExporter *format, const LimRowFile *file,
                           LimSplit split);

/* Adds to @excluded what @format leaves out of the plan: task_not_carried, tie, no_opposite, and its own reasons. */
void lim_export_count_refused (const LimExportPlan *plan, const LimExporter *format, GHashTable *excluded);
