#include "cli-help.h"

#include <stdio.h>

static gboolean
run (LimCli *cli, GError **error)
{
  g_autofree char *text = NULL;
  const LimCommand *command = NULL;
  const char *group = NULL;
  guint n_used;

  if (cli->n_words == 0)
    text = lim_help_overview (cli->color);
  else
    {
      command = lim_command_find ((const char *const *) cli->words, &n_used, &group, error);
      if (command == NULL && group == NULL)
        return FALSE;
      text = command != NULL ? lim_help_command (command, cli->color) : lim_help_group (group, cli->color);
    }
  fputs (text, stdout);
  return TRUE;
}

static const char *const examples[] = { "help canon bind", "options and examples of one command", NULL };

const LimCommand lim_command_help = {
  .name = "help",
  .group = "shell",
  .summary = "Show all commands, or one",
  .usage = "[COMMAND]",
  .examples = examples,
  .max_words = 3,
  .run = run,
};
