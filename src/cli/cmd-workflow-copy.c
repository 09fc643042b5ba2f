#include "cli-command.h"

#include "style-workflow.h"

static gboolean
run (LimCli *cli, GError **error)
{
  g_autofree char *path = NULL;

  if (!lim_style_copy_workflow (cli->project, cli->words[0], cli->words[1], &path, error))
    return FALSE;
  lim_cli_print (cli, "Wrote %s. Change it at will, then: limner workflow check %s", path, cli->words[1]);
  lim_cli_print (cli,
                 "It is used where a pack says \"workflow\": \"%s\", or providers.comfyui.workflow in limner.yaml.",
                 cli->words[1]);
  return TRUE;
}

static const char *const examples[] = { "workflow copy txt2img my-own", "start a workflow from a built-in one",
                                        NULL };

const LimCommand lim_command_workflow_copy = {
  .name = "workflow copy",
  .group = "style",
  .summary = "Start a ComfyUI workflow of the project's own from another",
  .usage = "FROM NAME",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT,
  .min_words = 2,
  .max_words = 2,
  .run = run,
};
