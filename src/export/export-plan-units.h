/* export-plan-units.h: the units of a plan whose assets are chosen and split. For export-plan.c only. */
#pragma once

#include "export-plan.h"

/* Fills `units`, in their order and each once; what cannot become a unit is counted under `excluded`. */
void lim_export_plan_build_units (LimExportPlan *plan);
