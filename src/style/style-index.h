/* style-index.h: the project's index with the canon's lanes and factions in it, checked against the files. */
#pragma once

#include "base-context.h"
#include "canon-stale.h"
#include "store-index.h"

/* Opens the index of @project and brings it up to date. Both must outlive it, and @canon too. Transfer full. */
LimIndex *lim_style_open_index (const LimProject *project, const LimCanon *canon, GError **error);

/* The same, but checked only as far as lim_index_page() does it: for pages. */
LimIndex *lim_style_open_index_unchecked (const LimProject *project, const LimCanon *canon, GError **error);

/* How the binding of that row stands. */
LimBindingState lim_style_row_binding (const LimCanon *canon, const LimIndexRow *row);

/* The same for all records of a group. */
LimBindingState lim_style_group_binding (const LimCanon *canon, const LimIndexGroup *group);
