#include "base-finding.h"
#include "cli-command.h"
#include "cli-finding.h"

#include "base-error.h"
#include "base-text.h"
#include "style-workflow.h"

static void
print_json (LimCli *cli, const GPtrArray *findings, guint n_checked, guint n_servers)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_int (root, "workflows", n_checked);
  lim_json_set_int (root, "servers", n_servers);
  lim_json_set (root, "findings", lim_findings_to_json (findings, doc));
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  gboolean ask = !lim_settings_flag (cli->options, "offline");
  guint n_checked, n_servers, n_errors = 0;

  if (!lim_style_check_workflows (&cli->context, cli->project, (const char *const *) cli->words, ask, findings,
                                  &n_checked, &n_servers, error))
    return FALSE;

  g_autofree char *workflows = lim_text_count (n_checked, "workflow", NULL);
  g_autofree char *servers = lim_text_count (n_servers, "server", NULL);
  if (cli->json)
    print_json (cli, findings, n_checked, n_servers);
  else
    lim_cli_print_findings (cli, findings);
  lim_cli_print (cli, "%s, checked against %s.", workflows, servers);
  if (lim_findings_first (findings, LIM_FINDING_ERROR, &n_errors) == NULL)
    return TRUE;
  g_autofree char *count = lim_text_count (n_errors, "error", NULL);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s in the workflows", count);
}

static const LimOptionRow options[] = {
  { .name = "offline", .type = LIM_OPTION_FLAG, .help = "do not ask the servers" },
  { 0 },
};

static const char *const examples[] = {
  "workflow check",
  "all that the project can name, also against the servers that answer",
  "workflow check ~/Downloads/my-export.json",
  "a file that is not in the project yet",
  NULL,
};

const LimCommand lim_command_workflow_check = {
  .name = "workflow check",
  .group = "style",
  .summary = "Check ComfyUI workflows: slots, links, and what the server has",
  .usage = "[NAME|FILE…]",
  .details = "Servers of providers.comfyui that answer are asked for their nodes, models, samplers and schedulers, "
             "and each\n"
             "workflow is held against that. Nothing is sent to be made.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .max_words = 1000,
  .words = LIM_WORD_FILE,
  .options = options,
  .run = run,
};
