#include "base-error.h"
#include "base-text.h"
#include "cli-jobs.h"
#include "cli-made.h"
#include "cli-problem.h"
#include "cli-progress.h"

/* The jobs of one provider, which are made in one run. */
typedef struct
{
  char *provider;  /* NULL: the project's */
  GPtrArray *jobs; /* (element-type LimProduceJob) */
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_free (batch->provider);
  g_ptr_array_unref (batch->jobs);
  g_free (batch);
}

typedef struct
{
  LimCliJobs jobs;
  GPtrArray *rows;        /* (element-type LimJob), borrowed: what is made again */
  GPtrArray *batches;     /* (element-type Batch) */
  GPtrArray *problems;    /* (element-type LimProblem): what cannot be */
  LimProduceReport *made; /* of all batches */
} Retry;

static void
retry_clear (Retry *retry)
{
  lim_cli_jobs_clear (&retry->jobs);
  g_clear_pointer (&retry->rows, g_ptr_array_unref);
  g_clear_pointer (&retry->batches, g_ptr_array_unref);
  g_clear_pointer (&retry->problems, g_ptr_array_unref);
  g_clear_pointer (&retry->made, lim_produce_report_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Retry, retry_clear)

/* -- Which -- */

static gboolean
select_rows (LimCli *cli, Retry *retry, GError **error)
{
  guint states = lim_cli_jobs_states (cli);

  if ((states == 0) == (cli->n_words == 0))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "which jobs? Either name some, or give --failed, --blocked or --cancelled");
  if (cli->n_words > 0)
    return (retry->rows = lim_cli_jobs_find (&retry->jobs, (const char *const *) cli->words, error)) != NULL;

  retry->rows = g_ptr_array_new ();
  for (guint i = 0; i < retry->jobs.list->len; i++)
    if (states & 1u << ((const LimJob *) retry->jobs.list->pdata[i])->state)
      g_ptr_array_add (retry->rows, retry->jobs.list->pdata[i]);
  return TRUE;
}

static Batch *
find_batch (Retry *retry, const char *provider)
{
  for (guint i = 0; i < retry->batches->len; i++)
    if (g_strcmp0 (((Batch *) retry->batches->pdata[i])->provider, provider) == 0)
      return retry->batches->pdata[i];

  Batch *batch = g_new0 (Batch, 1);
  batch->provider = g_strdup (provider);
  batch->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
  g_ptr_array_add (retry->batches, batch);
  return batch;
}

/* FALSE: it cannot be made again, and a problem says why. */
static gboolean
add_row (LimCli *cli, Retry *retry, const LimJob *row)
{
  const char *chosen = lim_settings_string (cli->options, "provider");
  g_autoptr (GError) cause = NULL;
  LimProduceJob *job = NULL;

  if (row->state == LIM_JOB_DONE)
    lim_fail (&cause, LIM_ERROR_REFUSED,
              "%s is done: its image has a record. `limner restore` makes a lost image again", lim_cli_job_id (row));
  else
    job = lim_produce_job_from_row (row, &cause);
  if (job == NULL)
    {
      lim_problems_add (retry->problems, lim_cli_job_id (row), cause->message);
      return FALSE;
    }
  g_ptr_array_add (find_batch (retry, chosen != NULL ? chosen : row->provider)->jobs, job);
  return TRUE;
}

static void
make_batches (LimCli *cli, Retry *retry)
{
  retry->batches = g_ptr_array_new_with_free_func (batch_free);
  for (guint i = 0; i < retry->rows->len;)
    if (add_row (cli, retry, retry->rows->pdata[i]))
      i++;
    else
      g_ptr_array_remove_index (retry->rows, i);
}

/* -- Making them -- */

static void
add_copy (GPtrArray *rows, const LimJob *row, LimJobState state, const LimClock *clock)
{
  LimJob *copy = lim_job_copy (row);

  copy->state = state;
  if (state == LIM_JOB_PLANNED)
    g_clear_pointer (&copy->message, g_free);
  g_free (copy->updated_at);
  copy->updated_at = lim_clock_now_iso (clock);
  g_ptr_array_add (rows, copy);
}

/* What is over begins anew; what a server may still have goes on where it is. A wish to cancel that no run came to heed
 * is taken back: a job is wanted again when it was over. */
static gboolean
plan_again (LimCli *cli, Retry *retry, GError **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_job_free);

  for (guint i = 0; i < retry->rows->len; i++)
    {
      const LimJob *row = retry->rows->pdata[i];
      gboolean final = lim_job_state_is_final (row->state);

      if (!final && row->unwanted)
        add_copy (changed, row, LIM_JOB_CANCELLED, cli->context.clock);
      if (final || row->unwanted)
        add_copy (changed, row, final ? LIM_JOB_PLANNED : row->state, cli->context.clock);
    }
  return changed->len == 0 || lim_jobs_put_all (retry->jobs.db, changed, error);
}

static void
add_up (LimProduceReport *sum, const LimProduceReport *made)
{
  sum->made += made->made;
  sum->collected += made->collected;
  sum->existed += made->existed;
  sum->blocked += made->blocked;
  sum->cancelled += made->cancelled;
  sum->failed += made->failed;
  sum->left += made->left;
  for (guint i = 0; i < made->problems->len; i++)
    {
      const LimProblem *problem = made->problems->pdata[i];

      lim_problems_add (sum->problems, problem->id, problem->reason);
    }
}

static gboolean
make_batch (LimCli *cli, Retry *retry, const Batch *batch, GError **error)
{
  const LimImageProvider *provider = NULL;
  g_autoptr (LimSettings) settings = NULL;
  g_autoptr (LimProduceReport) made = lim_produce_report_new ();

  if (!lim_produce_choose_provider (cli->project, batch->provider, &provider, &settings, error))
    return FALSE;

  gboolean well = lim_produce_run (&cli->context, cli->project, provider, settings, batch->jobs,
                                   lim_cli_progress_events (cli->context.progress), made, error);
  add_up (retry->made, made);
  if (well || made->made + made->collected > 0)
    lim_cli_print_made (cli, provider, made);
  return well;
}

/* A provider that is away, or wrongly set, is no reason to leave out what others make. */
static gboolean
concerns_all (const GError *cause)
{
  return !g_error_matches (cause, LIM_ERROR, LIM_ERROR_PROVIDER)
         && !g_error_matches (cause, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static gboolean
make_all (LimCli *cli, Retry *retry, GError **error)
{
  g_autoptr (GError) first = NULL;

  if (!plan_again (cli, retry, error))
    return FALSE;
  for (guint i = 0; i < retry->batches->len; i++)
    {
      g_autoptr (GError) cause = NULL;

      if (make_batch (cli, retry, retry->batches->pdata[i], &cause))
        continue;
      if (concerns_all (cause))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      if (first == NULL)
        first = g_steal_pointer (&cause);
      else
        lim_cli_warn (cli, "%s", cause->message);
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

/* -- Saying -- */

static void
print_plan (LimCli *cli, const Retry *retry)
{
  for (guint i = 0; i < retry->rows->len; i++)
    {
      const LimJob *row = retry->rows->pdata[i];

      lim_cli_print (cli, "Would make %s (%s).", lim_cli_job_id (row), lim_job_state_name (row->state));
    }
  if (retry->rows->len > 1)
    lim_cli_print (cli, "%u jobs.", retry->rows->len);
}

static void
print_json (LimCli *cli, const Retry *retry)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *ids = lim_json_new_array (doc);

  lim_json_set_bool (root, "dry_run", cli->dry_run);
  for (guint i = 0; i < retry->rows->len; i++)
    lim_json_append (ids, lim_json_new_string (doc, lim_cli_job_id (retry->rows->pdata[i])));
  lim_json_set (root, "retried", ids);
  lim_cli_made_to_json (retry->made, root, doc);
  lim_cli_append_problems (lim_json_get (root, "problems"), retry->problems, doc);
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_auto (Retry) retry = { .made = lim_produce_report_new (), .problems = lim_problems_new () };

  if (!lim_cli_jobs_open (cli, &retry.jobs, error) || !select_rows (cli, &retry, error))
    return FALSE;
  if (retry.jobs.running && !cli->dry_run)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "a run is going on in this project. Wait for its end, or stop it with Ctrl-C where it runs");
  make_batches (cli, &retry);

  gboolean well = cli->dry_run || make_all (cli, &retry, error);
  if (cli->json)
    print_json (cli, &retry);
  else
    {
      lim_cli_print_problems (cli, retry.problems);
      if (cli->dry_run)
        print_plan (cli, &retry);
      if (retry.rows->len + retry.problems->len == 0)
        lim_cli_print (cli, "No job is in such a state.");
    }
  if (well && retry.problems->len > 0 && retry.made->failed + retry.made->blocked == 0)
    return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of these jobs cannot be made again", retry.problems->len);
  return well && lim_cli_check_made (retry.made, retry.problems->len, error);
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
