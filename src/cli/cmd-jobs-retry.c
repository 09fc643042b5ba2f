#include "base-error.h"
#include "base-text.h"
#include "cli-jobs.h"
#include "cli-made.h"
#include "cli-problem.h"
#include "cli-progress.h"
#include "produce-retry.h"
#include "produce.h"

/* Which; the array is transfer full, what it holds is borrowed. */
static GPtrArray *
select_rows (LimCli *cli, const LimProduceQueue *queue, GError **error)
{
  guint states = lim_cli_jobs_states (cli);

  if ((states == 0) == (cli->n_words == 0))
    return lim_fail_null (error, LIM_ERROR_USAGE,
                          "which jobs? Either name some, or give --failed, --blocked or --cancelled");
  if (cli->n_words > 0)
    return lim_produce_queue_find (queue, (const char *const *) cli->words, error);
  return lim_produce_queue_select (queue, states);
}

/* -- Saying -- */

/* What each provider made, and why it stopped; the first reason is the command's own. */
static void
print_batches (LimCli *cli, const LimProduceRetry *retry)
{
  gboolean first = TRUE;

  for (guint i = 0; i < retry->batches->len; i++)
    {
      const LimProduceBatch *batch = retry->batches->pdata[i];

      if (batch->provider != NULL && (batch->cause == NULL || batch->made->made + batch->made->collected > 0))
        lim_cli_print_made (cli, batch->provider, batch->made);
      if (batch->cause != NULL && !first)
        lim_cli_warn (cli, "%s", batch->cause->message);
      first = first && batch->cause == NULL;
    }
}

static void
print_plan (LimCli *cli, const LimProduceRetry *retry)
{
  for (guint i = 0; i < retry->rows->len; i++)
    {
      const LimJob *row = retry->rows->pdata[i];

      lim_cli_print (cli, "Would make %s (%s).", lim_produce_row_id (row), lim_job_state_name (row->state));
    }
  if (retry->rows->len > 1)
    lim_cli_print (cli, "%u jobs.", retry->rows->len);
}

static void
print_text (LimCli *cli, const LimProduceRetry *retry)
{
  print_batches (cli, retry);
  lim_cli_print_problems (cli, retry->problems);
  if (cli->dry_run)
    print_plan (cli, retry);
  if (retry->rows->len + retry->problems->len == 0)
    lim_cli_print (cli, "No job is in such a state.");
}

static void
print_json (LimCli *cli, const LimProduceRetry *retry)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  lim_cli_print_json (cli, lim_produce_retry_to_json (retry, cli->dry_run, doc));
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_auto (LimProduceQueue) queue = { 0 };
  g_autoptr (GPtrArray) rows =
      lim_produce_queue_open (cli->project, &queue, error) ? select_rows (cli, &queue, error) : NULL;

  if (rows == NULL)
    return FALSE;

  g_autoptr (LimProduceRetry) retry = lim_produce_retry_new (rows, lim_settings_string (cli->options, "provider"));
  gboolean well = cli->dry_run
                  || lim_produce_retry_run (&cli->context, cli->project, &queue, retry,
                                            lim_cli_progress_events (cli->context.progress), error);
  if (!well && queue.running)
    return FALSE;
  if (cli->json)
    print_json (cli, retry);
  else
    print_text (cli, retry);
  if (well && retry->problems->len > 0 && retry->made->failed + retry->made->blocked == 0)
    return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of these jobs cannot be made again", retry->problems->len);
  return well && lim_produce_report_check (retry->made, retry->problems->len, error);
}

static const LimOptionRow options[] = {
  { .name = "failed", .help = "all that failed" },
  { .name = "blocked", .help = "all that were refused for what they would show" },
  { .name = "cancelled", .help = "all that a person cancelled" },
  { .name = "provider",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "who makes them; else the one that had them" },
  { 0 },
};

static const char *const examples[] = {
  "jobs retry --failed",
  "make what failed, now",
  "jobs retry costume_tide_lockkeeper_v1",
  "make this one after all, though it was cancelled or blocked",
  "jobs retry --blocked --provider comfyui",
  "let another image maker try what the first one refused",
  NULL,
};

const LimCommand lim_command_jobs_retry = {
  .name = "jobs retry",
  .group = "style",
  .summary = "Make jobs that failed, or were blocked or cancelled, again",
  .usage = "ID … | --failed | --blocked | --cancelled",
  .details =
      "Each is made as it was asked for then, by the provider that had it. What failed is also tried again by the\n"
      "command that planned it; what was blocked or cancelled only by this one.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = G_MAXUINT,
  .words = LIM_WORD_JOB,
  .options = options,
  .run = run,
};
