#include "base-finding.h"
#include "cli-command.h"
#include "cli-finding.h"

#include "base-error.h"
#include "base-text.h"
#include "style-canon.h"

static void
print_json (LimCli *cli, const LimCanon *canon, const GPtrArray *findings)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_bool (root, "usable", canon != NULL);
  if (canon != NULL)
    {
      lim_json_set_int (root, "rules", canon->rules->len);
      lim_json_set_int (root, "dimensions", canon->dimensions->len);
      lim_json_set_int (root, "failure_modes", canon->failure_modes->len);
      lim_json_set_int (root, "lanes", canon->lanes->len);
      lim_json_set_int (root, "factions", canon->factions->len);
    }
  lim_json_set (root, "findings", lim_findings_to_json (findings, doc));
  lim_cli_print_json (cli, root);
}

static void
print_counts (LimCli *cli, const LimCanon *canon)
{
  g_autofree char *rules = lim_text_count (canon->rules->len, "rule", NULL);
  g_autofree char *dimensions = lim_text_count (canon->dimensions->len, "dimension", NULL);
  g_autofree char *modes = lim_text_count (canon->failure_modes->len, "failure mode", NULL);
  g_autofree char *lanes = lim_text_count (canon->lanes->len, "lane", NULL);
  g_autofree char *factions = lim_text_count (canon->factions->len, canon->faction_label, NULL);

  lim_cli_print (cli, "%s, %s, %s, %s, %s.", rules, dimensions, modes, lanes, factions);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, findings, &problem);
  guint n_errors = 0;

  if (canon == NULL && findings->len == 0)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (cli->json)
    print_json (cli, canon, findings);
  else
    lim_cli_print_findings (cli, findings);
  if (canon != NULL)
    print_counts (cli, canon);
  if (lim_findings_first (findings, LIM_FINDING_ERROR, &n_errors) != NULL)
    {
      g_autofree char *count = lim_text_count (n_errors, "error", NULL);

      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s in the canon", count);
    }
  return TRUE;
}

static const char *const examples[] = { "canon check", "do constitution, rubric, lanes and terminology agree?",
                                        NULL };

const LimCommand lim_command_canon_check = {
  .name = "canon check",
  .group = "style",
  .summary = "Check constitution, rubric, lanes and terminology",
  .usage = "",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
