#include "style-check.h"
#include "style-workflow.h"

/* Workflows of the project's own can be used. Wrong settings are the matter of another check. */
static gboolean
run (LimDoctor *doctor, GError **error G_GNUC_UNUSED)
{
  g_autoptr (LimWorkflowList) list = lim_style_list_workflows (doctor->project, NULL);

  for (guint i = 0; list != NULL && i < list->views->len; i++)
    {
      const LimWorkflowView *view = list->views->pdata[i];
      g_autoptr (GError) problem = NULL;

      if (view->built_in)
        continue;
      doctor->n_checked++;
      if (view->workflow != NULL)
        continue;
      g_set_error_literal (&problem, LIM_ERROR, LIM_ERROR_BAD_INPUT, view->problem);
      lim_doctor_add_error (doctor, view->file, problem);
    }
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_workflows = { .name = "workflows", .thing = "workflow", .run = run };
