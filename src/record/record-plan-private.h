/* record-plan-private.h: for the reader of plans. */
#pragma once

#include "record-plan.h"

/* Empty values, whose lists own their elements. Transfer full. */
LimPlan *lim_plan_new (void);
LimPlanSource *lim_plan_source_new (void);

/* The rules that span several members of a plan that was read without an error: ids that differ, shares that add up to
 * one, names that exist. Adds to @findings; @root gives the lines. */
void lim_plan_check_whole (const LimPlan *plan, const LimJson *root, GPtrArray *findings);
