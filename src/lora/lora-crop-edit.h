/* lora-crop-edit.h: changing the crops of a plan from outside an editor: several changes together, checked as a whole before
 * anything is written. */
#pragma once

#include "lora-set.h"

/* The text of the plan of @set after @changes, a list, one after the other. Each is an object, one of
 *
 *   { "set": ID, "members": { "left": 30, "view": "front", "exclude": null } }     null: the member goes
 *   { "add": FILE, "members": { "id": ID, … } }                                    behind the crops of that source
 *   { "delete": ID }                                                               also from `flips`
 *   { "rename": ID, "to": ID }                                                     also where `flips` lists it
 *   { "add_source": FILE, "kind": KIND }                                           without crops, as the last source
 *
 * with the members of record-plan.h. LIM_ERROR_BAD_INPUT when the plan could not be used afterwards, with everything that is
 * wrong; else the errors of record-plan-edit.h. *@what (transfer full): a few words for lim_lora_plan_change(). Nothing is written.
 * Transfer full. */
char *lim_lora_crops_edited (const LimLoraSet *set, const LimJson *changes, char **what, GError **error);

/* The renames among @changes, for lim_lora_plan_change(); belongs to @doc. */
LimJson *lim_lora_crops_renamed (const LimJson *changes, LimJsonDoc *doc);
