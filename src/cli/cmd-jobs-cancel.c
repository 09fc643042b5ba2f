#include "base-error.h"
#include "base-problem.h"
#include "cli-jobs.h"
#include "cli-problem.h"
#include "produce-cancel.h"

/* What the words name, or with --all what is not final. */
static GPtrArray *
select_rows (LimCli *cli, const LimProduceQueue *jobs, GError **error)
{
  if (lim_settings_flag (cli->options, "all") != (cli->n_words == 0))
    return lim_fail_null (error, LIM_ERROR_USAGE, "which jobs? Name some, or give --all");
  if (cli->n_words > 0)
    return lim_produce_queue_find (jobs, (const char *const *) cli->words, error);
  return lim_produce_queue_select (jobs, LIM_PRODUCE_OPEN_STATES);
}

static void
print_text (LimCli *cli, const GPtrArray *rows, const LimProduceCancelled *report)
{
  g_autofree char *asked = lim_cli_jobs_count (report->asked), *cancelled = lim_cli_jobs_count (report->cancelled);

  lim_cli_print_problems (cli, report->problems);
  if (report->asked > 0)
    lim_cli_print (cli, "Asked the run to cancel %s; limner jobs shows how far it is.", asked);
  if (report->cancelled > 0)
    lim_cli_print (cli, "Cancelled %s%s. limner jobs retry makes what is cancelled after all.", cancelled,
                   report->told > 0 ? ", and told the server" : "");
  if (rows->len == 0 || report->asked + report->cancelled + report->problems->len == 0)
    lim_cli_print (cli, "There was nothing to cancel.");
}

static gboolean
check (const GPtrArray *rows, const LimProduceCancelled *report, GError **error)
{
  if (report->untold)
    return lim_fail (error, LIM_ERROR_PROVIDER, "all are cancelled here, but not every server could be told");
  return report->problems->len == 0
         || lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of %u jobs could not be cancelled", report->problems->len,
                      rows->len);
}

static gboolean
cancel (LimCli *cli, LimProduceQueue *jobs, const GPtrArray *rows, LimProduceCancelled *report, GError **error)
{
  if (!lim_produce_cancel (&cli->context, cli->project, jobs->db, rows, report, error))
    return FALSE;
  jobs->running = report->running;
  return TRUE;
}

static void
print_plan (LimCli *cli, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    lim_cli_print (cli, "Would cancel %s (%s).", lim_produce_row_id (rows->pdata[i]),
                   lim_job_state_name (((const LimJob *) rows->pdata[i])->state));
  if (rows->len > 1)
    lim_cli_print (cli, "%u jobs.", rows->len);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_auto (LimProduceQueue) jobs = { 0 };
  g_autoptr (GPtrArray) problems = lim_problems_new ();
  LimProduceCancelled report = { .problems = problems };
  g_autoptr (GPtrArray) rows =
      lim_produce_queue_open (cli->project, &jobs, error) ? select_rows (cli, &jobs, error) : NULL;

  if (rows == NULL)
    return FALSE;
  if (!cli->dry_run && rows->len > 0 && !cancel (cli, &jobs, rows, &report, error))
    return FALSE;
  if (cli->json)
    lim_cli_jobs_print_json (cli, &jobs, "cancelled", rows, problems);
  else if (cli->dry_run)
    print_plan (cli, rows);
  else
    print_text (cli, rows, &report);
  return check (rows, &report, error);
}

static const LimOptionRow options[] = {
  { .name = "all", .help = "every job that waits or is being made" },
  { 0 },
};

static const char *const examples[] = {
  "jobs cancel costume_tide_lockkeeper_v1",
  "leave out this image, also on the server that renders it",
  "jobs cancel --all --dry-run",
  "what would be cancelled",
  NULL,
};

const LimCommand lim_command_jobs_cancel = {
  .name = "jobs cancel",
  .group = "style",
  .summary = "Leave jobs out, and take them back from their server",
  .usage = "ID … | --all",
  .details =
      "A run that is going on is asked, and goes on with the others. Without one the job is noted as cancelled,\n"
      "and the server that may still have it is told. What is cancelled is made again only by jobs retry.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = G_MAXUINT,
  .words = LIM_WORD_JOB,
  .options = options,
  .run = run,
};
