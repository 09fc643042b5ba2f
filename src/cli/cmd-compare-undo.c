#include "cli-command.h"

#include "style-compare.h"

static gboolean
run (LimCli *cli, GError **error)
{
  g_autofree char *reviewer = lim_cli_reviewer (cli, error);
  g_autoptr (LimComparison) undone = NULL;

  if (reviewer == NULL
      || !lim_style_undo_comparison (cli->project, cli->words[0], reviewer, cli->dry_run, &undone, error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_comparison_to_doc (undone);

      lim_cli_print_json (cli, lim_json_root (doc));
      return TRUE;
    }
  lim_cli_print (cli, "%s %s: %s or %s", cli->dry_run ? "Would take back" : "Took back", undone->id,
                 undone->asset_a_id, undone->asset_b_id);
  if (!cli->dry_run)
    lim_cli_print (cli, "It lies in comparisons/undone/ now.");
  return TRUE;
}

static const char *const examples[] = {
  "compare undo", "take back what you compared last", "compare undo cmp_012_k7qx", "take back this one", NULL,
};

const LimCommand lim_command_compare_undo = {
  .name = "compare undo",
  .group = "style",
  .summary = "Take a comparison back: yours that was the last, or the one named",
  .usage = "[COMPARISON]",
  .details = "Its file goes to comparisons/undone/; put it back into comparisons/, and it counts again.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .max_words = 1,
  .run = run,
};
