/* export-outlook.h: what an order would give, before anything is written. */
#pragma once

#include "export-order.h"

/* {assets, families, splits: {train: {classification, critique, preference, pairs}, …}, excluded: [{reason, n, help, fix}],
 * leaks, leaks_in_all, hidden_texts, formats: [{format, folder, rows: {train, …}, excluded, refusal}]}.
 *
 * `leaks` is what the sides of the split have in common, found without the code that made the split; at most a few of each
 * kind, `leaks_in_all` counts them. `refusal` is the sentence with which a format would end, null where it would not.
 * @out: where it would be written. */
LimJson *lim_export_outlook_to_json (const LimExportPlan *plan, const LimExportOrder *order, const char *out,
                                     LimJsonDoc *doc);

/* [{reason, n, help, fix}] for reason → count, the most frequent first. */
LimJson *lim_export_excluded_to_json (GHashTable *excluded, LimJsonDoc *doc);
