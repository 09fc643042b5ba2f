/* style-curate.h: a person's judgment of one image, held against the rubric before it is written (spec: approval and
 * rejection thresholds; key design decisions 1 and 2). */
#pragma once

#include "base-hash.h"
#include "canon.h"
#include "record-judgment.h"
#include "store-project.h"

typedef struct
{
  LimStatus from, to;
  gboolean image_missing;                      /* judged all the same; there was nothing to move */
  char record_hash[LIM_SHA256_HEX_LENGTH + 1]; /* lim_record_content_hash() of the record as it is now */
} LimCurateOutcome;

/* What `--json` and the studio say of it: id, from, to, image_missing, dry_run. */
LimJson *lim_curate_outcome_to_json (const LimCurateOutcome *outcome, const char *id, gboolean dry_run,
                                     LimJsonDoc *doc);

/* Judges record @id. @seen_hash is lim_record_content_hash() of what the person looked at; where the record is another now,
 * LIM_ERROR_CONFLICT says so, and nobody's verdict is written over unseen. NULL: whatever it is now. LIM_ERROR_NOT_FOUND: no such record; LIM_ERROR_BAD_INPUT: an unknown dimension or failure mode, or a
 * score out of range; LIM_ERROR_REFUSED: the scores call for another status, and no override_reason says why, or the
 * image of a named subject has not passed its gates (style-identity.h), which no reason overrides; LIM_ERROR_CONFLICT: somebody else changed the record meanwhile. With @dry_run all is checked and nothing written. */
gboolean lim_style_curate (const LimProject *project, const LimCanon *canon, const char *id, const char *seen_hash,
                           const LimJudgment *judgment, gboolean dry_run, LimCurateOutcome *outcome, GError **error);

/* Takes the current judgment of @id back; @id NULL means the record judged last. @seen_hash as above. *@undone_id (transfer full) says which.
 * LIM_ERROR_NOT_FOUND when there is nothing to take back; LIM_ERROR_REFUSED when an approval would come back that the
 * gates of a named subject no longer allow. @canon may be NULL: style-identity.h. */
gboolean lim_style_undo_judgment (const LimProject *project, const LimCanon *canon, const char *id,
                                  const char *seen_hash, gboolean dry_run, char **undone_id,
                                  LimCurateOutcome *outcome, GError **error);
