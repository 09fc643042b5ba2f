#include "base-text.h"
#include "canon-gates.h"
#include "canon-lineage.h"
#include "store-record.h"
#include "style-check.h"

#include <string.h>

/* Images of named subjects come from where they may come from, and those that are approved passed their gates. */

typedef struct
{
  LimDoctor *doctor;
  GPtrArray *all; /* (element-type LimLikeness) */
} Checking;

static void
check_gates (LimDoctor *doctor, const LimRecord *record)
{
  g_autofree char *file = g_strdup_printf ("records/%s.json", record->id);
  g_auto (GStrv) lacks =
      doctor->canon != NULL ? lim_identity_lacks (&doctor->canon->thresholds, record) : g_new0 (char *, 1);
  g_autofree char *list = lim_text_list ((const char *const *) lacks);
  g_autoptr (LimJudgment) judgment = lim_record_judgment (record);

  if (record->status == LIM_STATUS_APPROVED && lacks[0] != NULL && judgment->override_reason == NULL)
    lim_doctor_add (doctor, LIM_FINDING_INFO, file, 0, "identity_gates", "every gate of its kind passed and scored",
                    "limner identity gate says so", "approved, but %s", list);
}

static gboolean
check_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Checking *checking = data;
  LimLikeness *likeness = lim_likeness_new (*record);

  if (likeness == NULL)
    return TRUE;
  check_gates (checking->doctor, *record);
  g_mutex_lock (&checking->doctor->lock);
  g_ptr_array_add (checking->all, likeness);
  g_mutex_unlock (&checking->doctor->lock);
  return TRUE;
}

static void
check_lineage (LimDoctor *doctor, const GPtrArray *all, const LimLikeness *one)
{
  g_auto (GStrv) problems = lim_lineage_problems (all, one);
  g_autofree char *file = g_strdup_printf ("records/%s.json", one->id);

  for (char **problem = problems; *problem != NULL; problem++)
    lim_doctor_add (doctor, LIM_FINDING_ERROR, file, 0, "lineage", NULL, "correct identity and lineage of the record",
                    "%s", *problem);
}

static gboolean
run (LimDoctor *doctor, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_likeness_free);
  Checking checking = { .doctor = doctor, .all = all };

  if (!lim_store_for_each_record (doctor->project, NULL, 0, check_record, NULL, &checking,
                                  doctor->context->cancellable, error))
    return FALSE;
  doctor->n_checked = all->len;
  for (guint i = 0; i < all->len; i++)
    check_lineage (doctor, all, all->pdata[i]);
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_identity = { .name = "identity", .thing = "identity image", .run = run };
