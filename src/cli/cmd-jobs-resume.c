#include "cli-jobs.h"

static gboolean
run (LimCli *cli, GError **error)
{
  static const LimCliPauseWords words = {
    .again = "It was not paused.",
    .done = "The run goes on.",
  };

  return lim_cli_jobs_pause (cli, FALSE, &words, error);
}

static const char *const examples[] = {
  "jobs resume",
  "send jobs again",
  NULL,
};

const LimCommand lim_command_jobs_resume = {
  .name = "jobs resume",
  .group = "style",
  .summary = "Let a paused run go on",
  .usage = "",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
