/* style-curate.h: a person's judgment of one image, held against the rubric before it is written (spec: approval and
 * rejection thresholds; key design decisions 1 and 2). */
#pragma once

#include "canon.h"
#include "record-judgment.h"
#include "store-project.h"

typedef struct
{
  LimStatus from, to;
  gboolean image_missing; /* judged all the same; there was nothing to move */
} LimCurateOutcome;

/* Judges record @id. LIM_ERROR_NOT_FOUND: no such record; LIM_ERROR_BAD_INPUT: an unknown dimension or failure mode, or a
 * score out of range; LIM_ERROR_REFUSED: the scores call for another status, and no override_reason says why, or the
 * image of a named subject has not passed its gates (style-identity.h), which no reason overrides; LIM_ERROR_CONFLICT: somebody else changed the record meanwhile. With @dry_run all is checked and nothing written. */
gboolean lim_style_curate (const LimProject *project, const LimCanon *canon, const char *id,
                           const LimJudgment *judgment, gboolean dry_run, LimCurateOutcome *outcome, GError **error);

/* Takes the current judgment of @id back; @id NULL means the record judged last. *@undone_id (transfer full) says which.
 * LIM_ERROR_NOT_FOUND when there is nothing to take back; LIM_ERROR_REFUSED when an approval would come back that the
 * gates of a named subject no longer allow. @canon may be NULL: style-identity.h. */
gboolean lim_style_undo_judgment (const LimProject *project, const LimCanon *canon, const char *id, gboolean dry_run,
                                  char **undone_id, LimCurateOutcome *outcome, GError **error);
