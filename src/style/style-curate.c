#include "style-curate.h"

#include "canon-rubric.h"
#include "store-asset.h"
#include "store-judge.h"
#include "style-identity.h"

#include <string.h>

/* Whether the record's image is there to be moved, for a dry run, which must not move it. */
static gboolean
look_for_image (const LimProject *project, const LimRecord *record, gboolean *missing, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *path = lim_store_find_image (project, record, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  *missing = path == NULL;
  return TRUE;
}

/* An identity image also has its own gates and scores to pass. */
static gboolean
check_identity (const LimProject *project, const LimCanon *canon, const LimRecord *record, LimStatus status,
                const char *override, GError **error)
{
  return status != LIM_STATUS_APPROVED || lim_style_identity_check_approval (project, canon, record, override, error);
}

static gboolean
check_seen (const LimRecord *record, const char *seen_hash, GError **error)
{
  g_autofree char *hash = lim_record_content_hash (record);

  return seen_hash == NULL || g_strcmp0 (hash, seen_hash) == 0
         || lim_fail (error, LIM_ERROR_CONFLICT,
                      "%s was changed by somebody else since it was shown: look again, then judge it as it is now",
                      record->id);
}

static void
note_hash (const LimRecord *record, LimCurateOutcome *outcome)
{
  g_autofree char *hash = lim_record_content_hash (record);

  g_strlcpy (outcome->record_hash, hash != NULL ? hash : "", sizeof outcome->record_hash);
}

LimJson *
lim_curate_outcome_to_json (const LimCurateOutcome *outcome, const char *id, gboolean dry_run, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "id", id);
  lim_json_set_string (root, "from", lim_status_name (outcome->from));
  lim_json_set_string (root, "to", lim_status_name (outcome->to));
  lim_json_set_bool (root, "image_missing", outcome->image_missing);
  lim_json_set_bool (root, "dry_run", dry_run);
  return root;
}

gboolean
lim_style_curate (const LimProject *project, const LimCanon *canon, const char *id, const char *seen_hash,
                  const LimJudgment *judgment, gboolean dry_run, LimCurateOutcome *outcome, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, id, error);
  LimCurateOutcome result = { .to = judgment->status };

  if (record == NULL || !check_seen (record, seen_hash, error) || !lim_canon_check_judgment (canon, judgment, error)
      || !check_identity (project, canon, record, judgment->status, judgment->override_reason, error))
    return FALSE;
  result.from = record->status;
  if (dry_run ? !look_for_image (project, record, &result.image_missing, error)
              : !lim_store_judge (project, record, judgment, &result.image_missing, error))
    return FALSE;
  note_hash (record, &result);
  *outcome = result;
  return TRUE;
}

/* -- Undo -- */

typedef struct
{
  GMutex lock;
  char *id, *reviewed_at;
} Latest;

static gboolean
keep_latest (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Latest *latest = data;
  g_autoptr (LimJudgment) judgment = lim_record_judgment (*record);

  if (judgment == NULL || judgment->reviewed_at == NULL)
    return TRUE;
  g_mutex_lock (&latest->lock);
  int order = g_strcmp0 (judgment->reviewed_at, latest->reviewed_at);
  if (order > 0 || (order == 0 && strcmp ((*record)->id, latest->id) > 0))
    {
      g_free (latest->id);
      g_free (latest->reviewed_at);
      latest->id = g_strdup ((*record)->id);
      latest->reviewed_at = g_steal_pointer (&judgment->reviewed_at);
    }
  g_mutex_unlock (&latest->lock);
  return TRUE;
}

static char *
find_judged_last (const LimProject *project, GError **error)
{
  Latest latest = { .id = NULL };

  g_mutex_init (&latest.lock);
  gboolean ok = lim_store_for_each_record (project, NULL, 0, keep_latest, NULL, &latest, NULL, error);
  g_mutex_clear (&latest.lock);
  g_free (latest.reviewed_at);
  if (ok && latest.id == NULL)
    lim_fail (error, LIM_ERROR_NOT_FOUND, "nothing was judged yet, so there is nothing to take back");
  return latest.id;
}

/* The judgment the record goes back to, or NULL. Borrowed. */
static const LimJson *
judgment_before (const LimRecord *record)
{
  const LimJson *last = NULL;

  for (const LimJson *entry = lim_json_first (lim_json_get (record->root, "judgment_history")); entry != NULL;
       entry = lim_json_next (entry))
    last = entry;
  return last;
}

gboolean
lim_style_undo_judgment (const LimProject *project, const LimCanon *canon, const char *id, const char *seen_hash,
                         gboolean dry_run, char **undone_id, LimCurateOutcome *outcome, GError **error)
{
  g_autofree char *which = id != NULL ? g_strdup (id) : find_judged_last (project, error);
  g_autoptr (LimRecord) record = which != NULL ? lim_store_load_record (project, which, error) : NULL;

  if (record == NULL || !check_seen (record, seen_hash, error))
    return FALSE;
  if (record->status == LIM_STATUS_CANDIDATE)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s was not judged, so there is nothing to take back", which);

  const LimJson *before = judgment_before (record);
  LimCurateOutcome result = { .from = record->status, .to = LIM_STATUS_CANDIDATE };
  lim_status_parse (lim_json_get_string (before, "status"), &result.to);
  if (!check_identity (project, canon, record, result.to, lim_json_get_string (before, "override_reason"), error))
    return FALSE;
  if (dry_run ? !look_for_image (project, record, &result.image_missing, error)
              : !lim_store_undo_judgment (project, record, &result.image_missing, error))
    return FALSE;
  note_hash (record, &result);
  *outcome = result;
  *undone_id = g_steal_pointer (&which);
  return TRUE;
}
