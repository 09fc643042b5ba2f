#include "base-error.h"
#include "base-problem.h"
#include "cli-jobs.h"
#include "cli-problem.h"

static gboolean
run (LimCli *cli, GError **error)
{
  gboolean first = lim_settings_flag (cli->options, "first");
  g_auto (LimProduceQueue) jobs = { 0 };

  if (first == lim_settings_flag (cli->options, "last"))
    return lim_fail (error, LIM_ERROR_USAGE, "where to? Give either --first or --last");
  if (!lim_produce_queue_open (cli->project, &jobs, error))
    return FALSE;

  g_autoptr (GPtrArray) rows = lim_produce_queue_find (&jobs, (const char *const *) cli->words, error);
  if (rows == NULL)
    return FALSE;

  g_autoptr (GPtrArray) problems = lim_problems_new ();
  if (!lim_produce_queue_move (&jobs, rows, first, cli->dry_run, problems, error))
    return FALSE;

  g_autofree char *count = lim_cli_jobs_count (rows->len);
  if (cli->json)
    lim_cli_jobs_print_json (cli, &jobs, "moved", rows, problems);
  else
    lim_cli_print_problems (cli, problems);
  if (rows->len > 0)
    lim_cli_print (cli, "%s %s%s.", cli->dry_run ? "Would put" : "Put", count,
                   first ? " before all others" : " behind all others");
  return problems->len == 0
         || lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of %u jobs could not be moved", problems->len,
                      problems->len + rows->len);
}

static const LimOptionRow options[] = {
  { .name = "first", .help = "before all others" },
  { .name = "last", .help = "behind all others" },
  { 0 },
};

static const char *const examples[] = {
  "jobs move costume_tide_lockkeeper_v1 --first",
  "make this one next",
  NULL,
};

const LimCommand lim_command_jobs_move = {
  .name = "jobs move",
  .group = "style",
  .summary = "Make jobs before or after all others",
  .usage = "ID …",
  .details = "A run that is going on changes its order at once; what its servers have already stays where it is.\n"
             "Without a run the order counts for the next one.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = G_MAXUINT,
  .words = LIM_WORD_JOB,
  .options = options,
  .run = run,
};
