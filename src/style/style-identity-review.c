/* What people say of an image at its gates, and whether that is enough (style-identity.h). */
#include "style-identity.h"

#include "base-hash.h"
#include "store-asset.h"
#include "store-record.h"

#include <math.h>

gboolean
lim_style_identity_hash_image (const LimProject *project, const LimRecord *record, char **sha256, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *relative = lim_store_find_image (project, record, &cause);
  g_autofree char *path = relative != NULL ? lim_project_path (project, relative) : NULL;

  *sha256 = path != NULL ? lim_sha256_file_hex (path, &cause) : NULL;
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* -- Saying it -- */

static gboolean
check_verdict (const LimRecord *record, const LimLikeness *one, const GPtrArray *all, const LimGateVerdict *verdict,
               GError **error)
{
  const LimGate *gate = lim_gate_find (one->identity->subject_type, verdict->gate, error);
  guint n = gate != NULL && verdict->pass && gate->needs_images > 0 ? lim_identity_count_images (all, record) : 0;

  if (gate == NULL)
    return FALSE;
  if (!verdict->pass || n >= gate->needs_images)
    return TRUE;
  return lim_fail (error, LIM_ERROR_REFUSED,
                   "%s asks for %s, so it needs %u images of %s that nobody rejected, and there is %u", gate->id,
                   gate->asks, gate->needs_images, one->identity->subject_name, n);
}

static gboolean
check_verdicts (const LimRecord *record, const LimLikeness *one, const GPtrArray *all, const GPtrArray *verdicts,
                GError **error)
{
  for (guint i = 0; i < verdicts->len; i++)
    if (!check_verdict (record, one, all, verdicts->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_persistence (const LimLikeness *one, double persistence, GError **error)
{
  if (isnan (persistence))
    return TRUE;
  if (one->lineage->phase != LIM_PHASE_FOLLOW_ON)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s is of phase %s; only a follow-on has an identity_persistence_score, since the others follow "
                     "nothing",
                     one->id, lim_phase_name (one->lineage->phase));
  if (!(persistence >= 0 && persistence <= 1))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "identity_persistence_score: expected 0 to 1, found %g",
                     persistence);
  return TRUE;
}

static void
write_review (LimRecord *record, const LimIdentityReview *review, const LimReviewMark *mark)
{
  for (guint i = 0; i < review->verdicts->len; i++)
    lim_gate_record (record, review->verdicts->pdata[i], mark);
  if (lim_scores_length (review->scores) > 0)
    lim_identity_record_scores (record, review->scores, mark);
  if (!isnan (review->persistence))
    lim_identity_record_persistence (record, review->persistence, mark);
}

gboolean
lim_style_identity_review (const LimContext *context, const LimProject *project, const LimCanon *canon,
                           const char *id, const LimIdentityReview *review, gboolean dry_run,
                           LimIdentityStanding *standing, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, id, error);
  g_autoptr (LimLikeness) one = record != NULL ? lim_likeness_new (record) : NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char *now = lim_clock_now_iso (context->clock);
  g_autofree char *sha256 = NULL;

  if (record == NULL)
    return FALSE;
  if (one == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s is no image of a named subject; it has no identity block", id);
  all = lim_style_load_likenesses (project, error);
  if (all == NULL || !check_verdicts (record, one, all, review->verdicts, error)
      || !lim_identity_check_scores (one->lineage->phase, review->scores, error)
      || !check_persistence (one, review->persistence, error)
      || !lim_style_identity_hash_image (project, record, &sha256, error))
    return FALSE;
  write_review (record, review, &(LimReviewMark){ review->reviewer, now, sha256 });
  if (!dry_run && !lim_store_save_record (project, record, error))
    return FALSE;

  const LimIdentityWorld world = { .all = all, .image_sha256 = sha256 };
  standing->status = record->status;
  standing->lacks = lim_identity_lacks (&canon->thresholds, record, &world);
  return TRUE;
}

/* -- Whether it is enough -- */

gboolean
lim_style_identity_check_approval (const LimProject *project, const LimCanon *canon, const LimRecord *record,
                                   const char *override, GError **error)
{
  g_autoptr (GPtrArray) all = NULL, lacks = NULL;
  g_autofree char *sha256 = NULL;

  if (!lim_json_is (lim_json_get (record->root, "identity"), LIM_JSON_OBJECT))
    return TRUE;
  all = lim_style_load_likenesses (project, error);
  if (all == NULL || !lim_style_identity_hash_image (project, record, &sha256, error))
    return FALSE;

  const LimIdentityWorld world = { .all = all, .image_sha256 = sha256 };
  lacks = lim_identity_lacks (canon != NULL ? &canon->thresholds : &lim_thresholds_default, record, &world);
  gboolean firm = lim_lacks_are_firm (lacks);
  if (lacks->len == 0 || (!firm && override != NULL && *override != '\0'))
    return TRUE;

  g_autofree char *list = lim_lacks_list (lacks);
  return lim_fail (error, LIM_ERROR_REFUSED,
                   "%s shows a named subject and cannot be approved yet: %s. Say what you see with limner identity "
                   "gate %s%s",
                   record->id, list, record->id,
                   firm ? "; no override stands in for a gate"
                        : ", or give a reason with --override \"why\", which is recorded");
}
