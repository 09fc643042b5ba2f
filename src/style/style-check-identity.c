#include "store-record.h"
#include "style-check.h"
#include "style-identity.h"

#include <string.h>

/* Images of named subjects come from where they may come from, and those that are approved passed their gates. */

typedef struct
{
  LimDoctor *doctor;
  GPtrArray *all;      /* (element-type LimLikeness) */
  GPtrArray *approved; /* (element-type LimRecord) */
} Checking;

static gboolean
keep_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Checking *checking = data;
  LimLikeness *likeness = lim_likeness_new (*record);
  gboolean nameless = likeness == NULL && lim_json_is (lim_json_get ((*record)->root, "identity"), LIM_JSON_OBJECT);
  g_auto (GStrv) problems = likeness == NULL ? lim_record_lineage_problems (*record, NULL) : NULL;
  g_autofree char *file = g_strdup_printf ("records/%s.json", (*record)->id);

  if (nameless)
    lim_doctor_add (checking->doctor, LIM_FINDING_ERROR, file, 0, "identity", "subject_name",
                    "say whom the image shows", "an identity without subject_name");
  else if (problems != NULL && problems[0] != NULL)
    lim_doctor_add (checking->doctor, LIM_FINDING_ERROR, file, 0, "lineage", "identity.subject_name",
                    "say whom the image shows", "%s", problems[0]);
  if (likeness == NULL)
    return TRUE;
  g_mutex_lock (&checking->doctor->lock);
  g_ptr_array_add (checking->all, likeness);
  if ((*record)->status == LIM_STATUS_APPROVED)
    g_ptr_array_add (checking->approved, g_steal_pointer (record));
  g_mutex_unlock (&checking->doctor->lock);
  return TRUE;
}

/* Low scores that a reason overrode are settled; whatever else is missing has to be said. Lineage is told by itself. */
static gboolean
is_worth_telling (const LimLack *lack, const LimJudgment *judgment)
{
  return lack->kind != LIM_LACK_LINEAGE
         && (lack->kind != LIM_LACK_SCORE_LOW || judgment == NULL || judgment->override_reason == NULL);
}

static gboolean
check_gates (LimDoctor *doctor, const GPtrArray *all, const LimRecord *record, GError **error)
{
  g_autofree char *file = g_strdup_printf ("records/%s.json", record->id);
  g_autofree char *sha256 = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimJudgment) judgment = lim_record_judgment (record);

  if (g_cancellable_set_error_if_cancelled (doctor->context->cancellable, error))
    return FALSE;
  if (!lim_style_identity_hash_image (doctor->project, record, &sha256, &problem))
    {
      lim_doctor_add_error (doctor, file, problem);
      return TRUE;
    }

  const LimIdentityWorld world = { .all = all, .image_sha256 = sha256 };
  g_autoptr (GPtrArray) lacks =
      lim_identity_lacks (doctor->canon != NULL ? &doctor->canon->thresholds : &lim_thresholds_default, record,
                          &world);
  for (guint i = lacks->len; i > 0; i--)
    if (!is_worth_telling (lacks->pdata[i - 1], judgment))
      g_ptr_array_remove_index (lacks, i - 1);
  if (lacks->len == 0)
    return TRUE;

  g_autofree char *list = lim_lacks_list (lacks);
  g_autofree char *fix =
      g_strdup_printf ("limner identity gate %s says so; until then it is not exported", record->id);
  lim_doctor_add (doctor, LIM_FINDING_WARNING, file, 0, "identity_gates", "every gate of its kind passed and scored",
                  fix, "approved, but %s", list);
  return TRUE;
}

static void
check_lineage (LimDoctor *doctor, const GPtrArray *all, const LimLikeness *one)
{
  g_auto (GStrv) problems = lim_lineage_problems (all, one);
  g_autofree char *file = g_strdup_printf ("records/%s.json", one->id);

  const LimLikeness *anchor =
      one->lineage->phase == LIM_PHASE_FOLLOW_ON && one->lineage->derived_from_record_id != NULL
          ? lim_lineage_find (all, one->lineage->derived_from_record_id)
          : NULL;

  for (char **problem = problems; *problem != NULL; problem++)
    lim_doctor_add (doctor, LIM_FINDING_ERROR, file, 0, "lineage", NULL, "correct identity and lineage of the record",
                    "%s", *problem);
  if (anchor != NULL && anchor->status == LIM_STATUS_REJECTED && one->status != LIM_STATUS_REJECTED)
    lim_doctor_add (doctor, LIM_FINDING_WARNING, file, 0, "lineage", "an anchor that stands",
                    "judge it again, or follow the new anchor", "the anchor it follows, %s, was rejected",
                    anchor->id);
}

static gboolean
run (LimDoctor *doctor, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_likeness_free);
  g_autoptr (GPtrArray) approved = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_record_free);
  Checking checking = { .doctor = doctor, .all = all, .approved = approved };

  if (!lim_store_for_each_record (doctor->project, NULL, 0, keep_record, NULL, &checking,
                                  doctor->context->cancellable, error))
    return FALSE;
  doctor->n_checked = all->len;
  for (guint i = 0; i < all->len; i++)
    check_lineage (doctor, all, all->pdata[i]);
  for (guint i = 0; i < approved->len; i++)
    if (!check_gates (doctor, all, approved->pdata[i], error))
      return FALSE;
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_identity = { .name = "identity", .thing = "identity image", .run = run };
