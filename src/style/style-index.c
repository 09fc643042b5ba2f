#include "style-index.h"

#include "canon-detect.h"

static void
detect (const LimRecord *record, const char **lane, const char **faction, gpointer data)
{
  lim_canon_detect (data, record, lane, faction);
}

LimIndex *
lim_style_open_index_unchecked (const LimProject *project, const LimCanon *canon, GError **error)
{
  return lim_index_open (project, detect, (gpointer) canon, lim_canon_detection_hash (canon), error);
}

LimIndex *
lim_style_open_index (const LimProject *project, const LimCanon *canon, GError **error)
{
  g_autoptr (LimIndex) index = lim_style_open_index_unchecked (project, canon, error);

  return index != NULL && lim_index_refresh (index, NULL, error) ? g_steal_pointer (&index) : NULL;
}

LimBindingState
lim_style_row_binding (const LimCanon *canon, const LimIndexRow *row)
{
  return lim_canon_binding_state_of (canon, row->lane, row->faction, row->judgment_hash, row->bound, row->bound_rules,
                                     row->bound_judgment);
}

LimBindingState
lim_style_group_binding (const LimCanon *canon, const LimIndexGroup *group)
{
  /* The hashes themselves are not known of a group, only whether there are any and whether they agree. */
  const char *judgment = group->scored ? "present" : NULL;
  const char *bound = !group->knows_judgment ? NULL : group->judgment_is_same ? "present" : "another";

  return lim_canon_binding_state_of (canon, group->lane, group->faction, judgment, group->bound, group->bound_rules,
                                     bound);
}
