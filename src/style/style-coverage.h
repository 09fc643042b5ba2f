/* style-coverage.h: how the rules fare over the judged pictures of a project, for `canon list` and `canon show`. */
#pragma once

#include "base-context.h"
#include "canon-coverage.h"
#include "store-project.h"

/* Binds every bindable record in memory, with the canon as it is now, so stale bindings do not blur the picture. Transfer
 * full; @canon must outlive it. */
LimCoverage *lim_style_coverage (const LimContext *context, const LimProject *project, const LimCanon *canon,
                                 GError **error);

/* What `limner canon show --json` prints of the rule with that number. Belongs to @doc. */
LimJson *lim_rule_coverage_to_json (const LimCoverage *coverage, guint index, LimJsonDoc *doc);
