#include "cli-help.h"

#include "base-error.h"
#include "base-text.h"

#include <stdio.h>

static const char *const shells[] = { "bash", "zsh", "fish", NULL };

static gboolean
run (LimCli *cli, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_strv_contains (shells, cli->words[0]))
    {
      g_autofree char *hint = lim_text_did_you_mean (cli->words[0], shells);

      return lim_fail (error, LIM_ERROR_USAGE, "there is no completion for “%s”.%s It is made for bash, zsh and fish",
                       cli->words[0], hint);
    }
  text = lim_help_completion (cli->words[0]);
  fputs (text, stdout);
  return TRUE;
}

static const char *const examples[] = {
  "completion bash > ~/.local/share/bash-completion/completions/limner",
  "complete commands, options, ids and rules in bash",
  "completion fish > ~/.config/fish/completions/limner.fish",
  "the same for fish",
  NULL,
};

const LimCommand lim_command_completion = {
  .name = "completion",
  .group = "shell",
  .summary = "Print the completion script for bash, zsh or fish",
  .usage = "SHELL",
  .examples = examples,
  .min_words = 1,
  .max_words = 1,
  .run = run,
};
