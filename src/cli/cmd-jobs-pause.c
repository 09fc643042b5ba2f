#include "cli-jobs.h"

static gboolean
run (LimCli *cli, GError **error)
{
  static const LimCliPauseWords words = {
    .again = "It was paused already: limner jobs resume goes on.",
    .done = "Paused: what the servers have is finished, nothing new is sent. limner jobs resume goes on.",
  };

  return lim_cli_jobs_pause (cli, TRUE, &words, error);
}

static const char *const examples[] = {
  "jobs pause",
  "free the graphics card for something else, and keep the run",
  NULL,
};

const LimCommand lim_command_jobs_pause = {
  .name = "jobs pause",
  .group = "style",
  .summary = "Hold the run that is going on",
  .usage = "",
  .details =
      "The run finishes what its servers have, then waits, however long; Ctrl-C still stops it. Nothing is lost.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
