#include "base-error.h"
#include "cli-jobs.h"

/* What to forget, a bit per state; 0 with @error. */
static guint
chosen_states (LimCli *cli, GError **error)
{
  guint states = lim_cli_jobs_states (cli);

  if (lim_settings_flag (cli->options, "all"))
    return G_MAXUINT;
  if (states == 0)
    lim_fail (error, LIM_ERROR_USAGE, "which jobs? Give --done, --failed, --cancelled, --blocked or --all");
  return states;
}

static gboolean
run (LimCli *cli, GError **error)
{
  guint states = chosen_states (cli, error), n = 0;
  g_auto (LimProduceQueue) jobs = { 0 };

  if (states == 0 || !lim_produce_queue_open (cli->project, &jobs, error))
    return FALSE;

  g_autoptr (GPtrArray) rows = lim_produce_queue_select (&jobs, states & ~LIM_PRODUCE_OPEN_STATES);
  n = rows->len;
  if (!cli->dry_run && jobs.db != NULL && !lim_jobs_clear (jobs.db, states, &n, error))
    return FALSE;
  if (cli->json)
    lim_cli_jobs_print_json (cli, &jobs, "cleared", rows, NULL);
  g_autofree char *count = lim_cli_jobs_count (n);
  lim_cli_print (cli, "%s %s.", cli->dry_run ? "Would forget" : "Forgot", count);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "done", .help = "jobs whose image has its record" },
  { .name = "failed", .help = "jobs that failed" },
  { .name = "cancelled", .help = "jobs that a person cancelled" },
  { .name = "blocked", .help = "jobs that were refused for what they would show" },
  { .name = "all", .help = "all of these" },
  { 0 },
};

static const char *const examples[] = {
  "jobs clear --done",
  "forget how the finished ones were made; images and records stay",
  "jobs clear --all --dry-run",
  "how many that would be",
  NULL,
};

const LimCommand lim_command_jobs_clear = {
  .name = "jobs clear",
  .group = "style",
  .summary = "Forget jobs that are over, with their history",
  .usage = "--done | --failed | --cancelled | --blocked | --all",
  .details =
      "Images and records are not touched. What was cancelled or blocked and is forgotten is made again when its\n"
      "command runs. Jobs that wait or are being made stay.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
