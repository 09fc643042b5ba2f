#include "record-packet.h"
#include "style-check.h"
#include "style-inputs.h"

/* Identity packets keep the rules of record-packet.h. */

static gboolean
run (LimDoctor *doctor, GError **error)
{
  g_autoptr (GPtrArray) files = lim_style_list_inputs (doctor->project, "inputs/identity-packets", error);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (LimJsonDoc) doc = lim_style_read_document (doctor->project, files->pdata[i], &problem);
      g_autoptr (GPtrArray) findings = lim_findings_new ();

      doctor->n_checked++;
      if (doc == NULL)
        lim_doctor_add_error (doctor, files->pdata[i], problem);
      else
        lim_packet_check (doc, findings);
      for (guint j = 0; j < findings->len; j++)
        {
          const LimFinding *finding = findings->pdata[j];

          lim_doctor_add (doctor, finding->severity, files->pdata[i], finding->line, finding->field,
                          finding->expected, finding->fix, "%s", finding->found);
        }
    }
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_packets = { .name = "packets", .thing = "identity packet", .run = run };
