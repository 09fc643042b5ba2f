#include "style-doctor.h"

#include "store-repair.h"
#include "style-canon.h"

#include <stdlib.h>

#define ROW(name) extern const LimDoctorCheck lim_doctor_check_##name;
#include "style-check-rows.h"
#undef ROW

static const LimDoctorCheck *const checks[] = {
#define ROW(name) &lim_doctor_check_##name,
#include "style-check-rows.h"
#undef ROW
};

static void
take_finding (LimDoctor *doctor, LimFinding *finding)
{
  g_mutex_lock (&doctor->lock);
  g_ptr_array_add (doctor->findings, finding);
  g_mutex_unlock (&doctor->lock);
}

void
lim_doctor_add (LimDoctor *doctor, LimFindingSeverity severity, const char *file, guint line, const char *field,
                const char *expected, const char *fix, const char *found, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, found);
  text = g_strdup_vprintf (found, arguments);
  va_end (arguments);
  take_finding (doctor, lim_finding_new (severity, file, line, field, text, expected, fix));
}

void
lim_doctor_add_error (LimDoctor *doctor, const char *file, const GError *error)
{
  take_finding (doctor, lim_finding_new_from_message (LIM_FINDING_ERROR, file, error->message));
}

void
lim_diagnosis_free (LimDiagnosis *diagnosis)
{
  if (diagnosis == NULL)
    return;
  g_ptr_array_unref (diagnosis->findings);
  g_ptr_array_unref (diagnosis->repairs);
  g_array_unref (diagnosis->results);
  g_free (diagnosis);
}

/* Threads add in any order; by file and line the report is always the same. */
static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const LimFinding *x = *(const LimFinding *const *) a, *y = *(const LimFinding *const *) b;
  int order = g_strcmp0 (x->file, y->file);

  if (order == 0)
    order = (x->line > y->line) - (x->line < y->line);
  return order != 0 ? order : g_strcmp0 (x->found, y->found);
}

static void
sort_from (GPtrArray *findings, guint first)
{
  if (findings->len > first)
    qsort (findings->pdata + first, findings->len - first, sizeof (gpointer), compare_findings);
}

static gboolean
run_check (const LimDoctorCheck *check, LimDoctor *doctor, LimDiagnosis *diagnosis, GError **error)
{
  guint first = doctor->findings->len;
  LimCheckResult result = { .name = check->name, .thing = check->thing };

  doctor->n_checked = 0;
  if (!check->run (doctor, error))
    return FALSE;
  sort_from (doctor->findings, first);
  result.n_checked = doctor->n_checked;
  for (guint i = first; i < doctor->findings->len; i++)
    result.n_findings[((LimFinding *) doctor->findings->pdata[i])->severity]++;
  g_array_append_val (diagnosis->results, result);
  diagnosis->n_errors += result.n_findings[LIM_FINDING_ERROR];
  diagnosis->n_warnings += result.n_findings[LIM_FINDING_WARNING];
  return TRUE;
}

LimDiagnosis *
lim_style_doctor (const LimContext *context, LimProject *project, gboolean dry_run, GError **error)
{
  g_autoptr (LimDiagnosis) diagnosis = g_new0 (LimDiagnosis, 1);
  LimDoctor doctor = { .context = context, .project = project, .dry_run = dry_run };
  gboolean ok = TRUE;

  diagnosis->findings = doctor.findings = lim_findings_new ();
  diagnosis->repairs = doctor.repairs = lim_repairs_new ();
  diagnosis->results = g_array_new (FALSE, FALSE, sizeof (LimCheckResult));
  g_mutex_init (&doctor.lock);
  for (gsize i = 0; ok && i < G_N_ELEMENTS (checks); i++)
    ok = run_check (checks[i], &doctor, diagnosis, error);
  g_mutex_clear (&doctor.lock);
  lim_canon_free (doctor.canon);
  return ok ? g_steal_pointer (&diagnosis) : NULL;
}
