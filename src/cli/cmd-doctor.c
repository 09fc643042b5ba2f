#include "base-finding.h"
#include "cli-command.h"
#include "cli-finding.h"

#include "base-error.h"
#include "base-text.h"
#include "store-repair.h"
#include "style-doctor.h"

static const struct
{
  const char *key, *label, *style;
} outcomes[LIM_N_REPAIR_OUTCOMES] = {
  [LIM_REPAIR_DONE] = { "repaired", "repaired", "good" },
  [LIM_REPAIR_WOULD] = { "would_repair", "to repair", "warn" },
  [LIM_REPAIR_FAILED] = { "not_repaired", "not repaired:", "bad" },
};

static void
print_repair (LimCli *cli, const LimRepair *repair)
{
  lim_cli_print (cli, "%s%s%s %s", lim_cli_style (cli, outcomes[repair->outcome].style),
                 outcomes[repair->outcome].label, lim_cli_style (cli, "off"), repair->text);
}

static void
print_results (LimCli *cli, const LimDiagnosis *diagnosis)
{
  for (guint i = 0; i < diagnosis->results->len; i++)
    {
      const LimCheckResult *result = &g_array_index (diagnosis->results, LimCheckResult, i);
      g_autofree char *things = lim_text_count (result->n_checked, result->thing, NULL);
      g_autofree char *errors = lim_text_count (result->n_findings[LIM_FINDING_ERROR], "error", NULL);
      g_autofree char *warnings = lim_text_count (result->n_findings[LIM_FINDING_WARNING], "warning", NULL);
      g_autofree char *notes = lim_text_count (result->n_findings[LIM_FINDING_INFO], "note", NULL);
      gboolean bad = result->n_findings[LIM_FINDING_ERROR] > 0, odd = result->n_findings[LIM_FINDING_WARNING] > 0;

      lim_cli_print (cli, "  %s%s%s %-12s %s: %s, %s, %s",
                     lim_cli_style (cli, bad   ? "bad"
                                         : odd ? "warn"
                                               : "good"),
                     bad   ? "✗"
                     : odd ? "!"
                           : "✓",
                     lim_cli_style (cli, "off"), result->name, things, errors, warnings, notes);
    }
}

static void
print_json (LimCli *cli, const LimDiagnosis *diagnosis)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *lists[LIM_N_REPAIR_OUTCOMES];

  for (guint i = 0; i < LIM_N_REPAIR_OUTCOMES; i++)
    lists[i] = lim_json_new_array (doc);
  for (guint i = 0; i < diagnosis->repairs->len; i++)
    {
      const LimRepair *repair = diagnosis->repairs->pdata[i];

      lim_json_append (lists[repair->outcome], lim_json_new_string (doc, repair->text));
    }
  lim_json_set_int (root, "errors", diagnosis->n_errors);
  lim_json_set_int (root, "warnings", diagnosis->n_warnings);
  for (guint i = 0; i < LIM_N_REPAIR_OUTCOMES; i++)
    lim_json_set (root, outcomes[i].key, lists[i]);
  lim_json_set (root, "findings", lim_findings_to_json (diagnosis->findings, doc));
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimDiagnosis) diagnosis = lim_style_doctor (&cli->context, cli->project, cli->dry_run, error);

  if (diagnosis == NULL)
    return FALSE;
  if (cli->json)
    print_json (cli, diagnosis);
  else
    {
      for (guint i = 0; i < diagnosis->repairs->len; i++)
        print_repair (cli, diagnosis->repairs->pdata[i]);
      lim_cli_print_findings (cli, diagnosis->findings);
      if (diagnosis->findings->len > 0)
        lim_cli_print (cli, "%s", "");
      print_results (cli, diagnosis);
    }
  if (diagnosis->n_errors > 0)
    {
      g_autofree char *count = lim_text_count (diagnosis->n_errors, "error", NULL);

      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s found", count);
    }
  return TRUE;
}

static const char *const examples[] = {
  "doctor",
  "look at every file; finish what a crash cut short",
  "doctor --json",
  "every finding, for a script",
  "doctor --dry-run",
  "look only",
  NULL,
};

const LimCommand lim_command_doctor = {
  .name = "doctor",
  .group = "project",
  .summary = "Check every config, pack, packet, record, comparison and image",
  .usage = "",
  .details = "Each finding names file, line or field, what was found, what was expected and the fix. Interrupted "
             "moves are finished,\n"
             "and said so. Exit 3 when there are errors.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REPAIRS,
  .run = run,
};
