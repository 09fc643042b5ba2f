#include "store-comparison.h"
#include "store-record.h"
#include "style-check.h"

/* Comparisons can be read, and both their records are there. */

static void
bad_comparison (const char *id, const GError *error, gpointer data)
{
  g_autofree char *file = g_strdup_printf ("comparisons/%s.json", id);

  lim_doctor_add_error (data, file, error);
}

static void
check_side (LimDoctor *doctor, const LimComparison *comparison, const char *key, const char *id)
{
  g_autofree char *file = g_strdup_printf ("comparisons/%s.json", comparison->id);

  if (!lim_store_has_record (doctor->project, id))
    lim_doctor_add (doctor, LIM_FINDING_ERROR, file, 0, key, "the id of a record",
                    "remove the comparison, or bring the record back", "%s, which has no record", id);
}

static gboolean
run (LimDoctor *doctor, GError **error)
{
  g_autoptr (GPtrArray) comparisons = lim_store_load_comparisons (doctor->project, bad_comparison, doctor, error);

  if (comparisons == NULL)
    return FALSE;
  doctor->n_checked = comparisons->len;
  for (guint i = 0; i < comparisons->len; i++)
    {
      const LimComparison *comparison = comparisons->pdata[i];

      check_side (doctor, comparison, "asset_a_id", comparison->asset_a_id);
      check_side (doctor, comparison, "asset_b_id", comparison->asset_b_id);
    }
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_comparisons = { .name = "comparisons", .thing = "comparison", .run = run };
