#include "style-canon.h"
#include "style-check.h"

/* Constitution, rubric, lanes and terminology; canon/ itself says what it found. */

static gboolean
run (LimDoctor *doctor, GError **error G_GNUC_UNUSED)
{
  g_autoptr (GError) problem = NULL;
  guint before = doctor->findings->len;

  doctor->canon = lim_style_load_canon (doctor->project, doctor->findings, &problem);
  if (doctor->canon != NULL)
    doctor->n_checked = doctor->canon->rules->len;
  else if (doctor->findings->len == before)
    lim_doctor_add_error (doctor, "canon", problem);
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_canon = { .name = "canon", .thing = "rule", .run = run };
