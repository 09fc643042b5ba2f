/* lora-plan-change.h: writing plan.yaml, with a way back: what it said before each of the last changes made here is kept in
 * .limner/. */
#pragma once

#include "lora-set.h"

/* Makes @text the plan of @set; what it said before is kept under @what, a few words. Images in @renames, a list of lists of their id before and
 * after (may be NULL), keep their numbers and approvals. LIM_ERROR_CONFLICT when the plan was changed meanwhile. The same text
 * changes nothing. */
gboolean lim_lora_plan_change (const LimLoraSet *set, const char *text, const LimJson *renames, const char *what,
                               GError **error);

/* What lim_lora_undo() would take back; NULL: nothing, or the plan was edited since. Transfer full. */
char *lim_lora_last_change (const LimLoraSet *set);

/* Takes back the last lim_lora_plan_change(); *@what: its name, transfer full. LIM_ERROR_NOT_FOUND when there is nothing to
 * take back, LIM_ERROR_CONFLICT when the plan was edited since. With @dry_run nothing is written. */
gboolean lim_lora_undo (const LimLoraSet *set, gboolean dry_run, char **what, GError **error);
