/* style-status.h: where a project stands: the funnel from candidate to exportable, per lane and faction. */
#pragma once

#include "canon-stale.h"
#include "store-project.h"

/* Counts of one lane or faction. */
typedef struct
{
  char *name; /* NULL: none was recognised */
  guint statuses[LIM_N_STATUSES];
  guint fresh, stale;
} LimStatusGroup;

typedef struct
{
  guint n_records; /* without those for training sets */
  guint statuses[LIM_N_STATUSES];
  guint bindings[LIM_N_BINDING_STATES];
  guint images_missing;   /* records whose image is nowhere in the project */
  guint images_misplaced; /* … whose image lies in the folder of another status; doctor brings it home */
  guint ready;            /* judged, freshly bound, image there: an export takes them */
  guint
      material; /* originals for training sets: nobody waits for a judgment of them, and nothing below counts them */
  guint unreadable; /* files in records/ that are no records */
  guint comparisons;
  GPtrArray *lanes;    /* (element-type LimStatusGroup), in the order of the canon, then by name, none last */
  GPtrArray *factions; /* likewise */
} LimProjectStatus;

/* Counts everything anew, bringing the index up to date. NULL with @error when the project could not be read. Transfer
 * full. */
LimProjectStatus *lim_style_status (const LimProject *project, const LimCanon *canon, GError **error);

/* What `limner status --json` and the studio say of it. */
LimJson *lim_project_status_to_json (const LimProjectStatus *status, const LimProject *project, LimJsonDoc *doc);

void lim_project_status_free (LimProjectStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProjectStatus, lim_project_status_free)
