#include "base-error.h"
#include "base-text.h"
#include "cli-jobs.h"

/* -- Which -- */

/* The states to be listed, a bit each: all but done, unless --state says otherwise. */
static guint
wanted_states (LimCli *cli)
{
  const char *const *names = lim_settings_list (cli->options, "state");
  guint states = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      LimJobState state;

      if (!lim_job_state_parse (names[i], &state))
        return G_MAXUINT; /* “all”; the option row lets nothing else in */
      states |= 1u << state;
    }
  return states != 0 ? states : ~(1u << LIM_JOB_DONE);
}

/* Without a word a person sees what happens and what went wrong, and of a long queue its head. */
#define QUEUE_HEAD 20u

static gboolean
is_brief (LimCli *cli)
{
  return !cli->json && !lim_settings_is_set (cli->options, "state") && !lim_settings_is_set (cli->options, "limit");
}

static GPtrArray *
select_rows (LimCli *cli, const LimProduceQueue *jobs, guint *n_more)
{
  guint states = wanted_states (cli), n_planned = 0;
  guint limit = (guint) lim_settings_int (cli->options, "limit");
  gboolean brief = is_brief (cli);
  GPtrArray *rows = g_ptr_array_new ();

  *n_more = 0;
  for (guint i = 0; i < jobs->list->len; i++)
    {
      LimJob *job = jobs->list->pdata[i];

      if (!(states & 1u << job->state))
        continue;
      if (brief ? job->state != LIM_JOB_PLANNED || n_planned++ < QUEUE_HEAD : limit == 0 || rows->len < limit)
        g_ptr_array_add (rows, job);
      else
        ++*n_more;
    }
  return rows;
}

/* -- As a table -- */

static const LimMark marks[LIM_N_JOB_STATES] = {
  [LIM_JOB_DONE] = LIM_MARK_GOOD,
  [LIM_JOB_FAILED] = LIM_MARK_BAD,
  [LIM_JOB_BLOCKED] = LIM_MARK_WARN,
  [LIM_JOB_CANCELLED] = LIM_MARK_DIM,
};

static void
add_state (const LimJob *job, gint64 now G_GNUC_UNUSED, LimTable *table)
{
  lim_table_string (table, job->unwanted && !lim_job_state_is_final (job->state) ? "cancelling"
                                                                                 : lim_job_state_name (job->state));
  lim_table_mark (table, marks[job->state]);
}

static void
add_id (const LimJob *job, gint64 now G_GNUC_UNUSED, LimTable *table)
{
  g_autofree char *text =
      g_strconcat (lim_produce_row_id (job), g_str_has_prefix (job->key, "restore/") ? " (restore)" : "", NULL);

  lim_table_string (table, text);
}

static void
add_server (const LimJob *job, gint64 now G_GNUC_UNUSED, LimTable *table)
{
  lim_table_string (table, job->server);
}

static void
add_attempts (const LimJob *job, gint64 now G_GNUC_UNUSED, LimTable *table)
{
  lim_table_int (table, job->attempt);
}

/* Since when it has been so. */
static void
add_age (const LimJob *job, gint64 now, LimTable *table)
{
  gint64 then;
  g_autofree char *text = job->updated_at != NULL && lim_clock_parse_iso (job->updated_at, &then)
                              ? lim_text_duration ((double) (now - then) / G_USEC_PER_SEC)
                              : NULL;

  lim_table_string (table, text);
}

static void
add_elapsed (const LimJob *job, gint64 now G_GNUC_UNUSED, LimTable *table)
{
  g_autofree char *text = job->elapsed_ms > 0 ? lim_text_duration (MAX ((double) job->elapsed_ms / 1000, 0.5)) : NULL;

  lim_table_string (table, text);
}

static void
add_message (const LimJob *job, gint64 now G_GNUC_UNUSED, LimTable *table)
{
  g_auto (GStrv) lines = job->message != NULL ? g_strsplit (job->message, "\n", 2) : NULL;

  lim_table_string (table, lines != NULL ? lines[0] : NULL);
}

static gboolean
has_server (const LimJob *job)
{
  return job->server != NULL && *job->server != '\0';
}

static gboolean
has_elapsed (const LimJob *job)
{
  return job->elapsed_ms > 0;
}

static gboolean
has_message (const LimJob *job)
{
  return job->message != NULL && *job->message != '\0';
}

/* Columns that no row fills are left out: a terminal is narrow. */
static const struct
{
  LimColumn column;
  void (*add) (const LimJob *job, gint64 now, LimTable *table);
  gboolean (*fills) (const LimJob *job); /* NULL: always there */
} fields[] = {
  { { .key = "id", .title = "Image" }, add_id, NULL },
  { { .key = "state", .title = "State" }, add_state, NULL },
  { { .key = "server", .title = "Server" }, add_server, has_server },
  { { .key = "attempts", .title = "Sent", .align = LIM_ALIGN_RIGHT }, add_attempts, NULL },
  { { .key = "age", .title = "Since", .align = LIM_ALIGN_RIGHT }, add_age, NULL },
  { { .key = "elapsed", .title = "Took", .align = LIM_ALIGN_RIGHT }, add_elapsed, has_elapsed },
  { { .key = "message", .title = "Why" }, add_message, has_message },
};

static gboolean
is_filled (const GPtrArray *rows, gboolean (*fills) (const LimJob *job))
{
  for (guint i = 0; fills != NULL && i < rows->len; i++)
    if (fills (rows->pdata[i]))
      return TRUE;
  return fills == NULL;
}

static void
print_table (LimCli *cli, const GPtrArray *rows)
{
  LimColumn columns[G_N_ELEMENTS (fields) + 1] = { 0 };
  gint64 now = lim_clock_now (cli->context.clock);
  guint used[G_N_ELEMENTS (fields)], n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (is_filled (rows, fields[i].fills))
      {
        columns[n] = fields[i].column;
        used[n++] = i;
      }

  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  for (guint i = 0; i < rows->len; i++)
    {
      lim_table_row (table);
      for (guint j = 0; j < n; j++)
        fields[used[j]].add (rows->pdata[i], now, table);
    }
  lim_cli_print_table (cli, table);
}

/* -- What is going on at all -- */

static void
count_states (const LimProduceQueue *jobs, guint counts[LIM_N_JOB_STATES])
{
  for (guint i = 0; i < jobs->list->len; i++)
    counts[((const LimJob *) jobs->list->pdata[i])->state]++;
}

/* “12 jobs: 3 planned, 9 done.” */
static void
print_counts (LimCli *cli, const LimProduceQueue *jobs, const guint counts[LIM_N_JOB_STATES])
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *all = lim_cli_jobs_count (jobs->list->len);

  for (guint state = 0; state < LIM_N_JOB_STATES; state++)
    if (counts[state] > 0)
      g_string_append_printf (text, "%s%'u %s", text->len > 0 ? ", " : "", counts[state], lim_job_state_name (state));
  lim_cli_print (cli, "%s%s%s: %s.", lim_cli_style (cli, "bold"), all, lim_cli_style (cli, "off"), text->str);
}

static void
print_run (LimCli *cli, const LimProduceQueue *jobs, const guint counts[LIM_N_JOB_STATES])
{
  guint open = counts[LIM_JOB_PLANNED] + counts[LIM_JOB_SENT] + counts[LIM_JOB_RENDERED];
  g_autofree char *who = jobs->process > 0 ? g_strdup_printf (" (process %d)", jobs->process) : g_strdup ("");

  if (jobs->running && jobs->paused)
    lim_cli_print (cli, "A run is going on%s and paused: limner jobs resume goes on.", who);
  else if (jobs->running)
    lim_cli_print (cli, "A run is going on%s: limner jobs pause holds it.", who);
  else if (open > 0)
    lim_cli_print (cli, "No run is going on. The command that planned them makes the rest, and so does limner jobs "
                        "retry with their names.");
  else
    lim_cli_print (cli, "No run is going on.");
}

static void
print_text (LimCli *cli, const LimProduceQueue *jobs, const GPtrArray *rows, guint n_more,
            const guint counts[LIM_N_JOB_STATES])
{
  if (jobs->list->len == 0)
    {
      lim_cli_print (cli, "No jobs yet: limner generate PACK plans some and makes them.");
      return;
    }
  if (rows->len > 0)
    print_table (cli, rows);
  if (n_more > 0)
    lim_cli_print (cli,
                   is_brief (cli) ? "… and %'u more planned; --state planned lists them all."
                                  : "… and %'u more (--limit).",
                   n_more);
  print_counts (cli, jobs, counts);
  print_run (cli, jobs, counts);
}

static void
print_json (LimCli *cli, const LimProduceQueue *jobs, const GPtrArray *rows, const guint counts[LIM_N_JOB_STATES])
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *numbers = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  lim_json_set_bool (root, "running", jobs->running);
  lim_json_set_bool (root, "paused", jobs->running && jobs->paused);
  for (guint state = 0; state < LIM_N_JOB_STATES; state++)
    lim_json_set_int (numbers, lim_job_state_name (state), counts[state]);
  lim_json_set (root, "counts", numbers);
  for (guint i = 0; i < rows->len; i++)
    lim_json_append (list, lim_produce_row_to_json (rows->pdata[i], doc));
  lim_json_set (root, "jobs", list);
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_auto (LimProduceQueue) jobs = { 0 };
  guint counts[LIM_N_JOB_STATES] = { 0 }, n_more;

  if (!lim_produce_queue_open (cli->project, &jobs, error))
    return FALSE;

  g_autoptr (GPtrArray) rows = select_rows (cli, &jobs, &n_more);
  count_states (&jobs, counts);
  if (cli->json)
    print_json (cli, &jobs, rows, counts);
  else
    print_text (cli, &jobs, rows, n_more, counts);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "state",
    .type = LIM_OPTION_LIST,
    .placeholder = "STATE",
    .choices = LIM_CHOICES ("planned", "sent", "rendered", "done", "failed", "blocked", "cancelled", "all"),
    .help = "only jobs in this state; else what is not done; of a long queue only the next 20" },
  { .name = "limit",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 1000000,
    .placeholder = "N",
    .help = "the first N of them" },
  { 0 },
};

static const char *const examples[] = {
  "jobs",
  "what is being made, what comes next, and what went wrong",
  "jobs --state failed,blocked",
  "what failed, and why",
  "jobs list --state all --json",
  "everything, for programs",
  NULL,
};

const LimCommand lim_command_jobs_list = {
  .name = "jobs list",
  .group = "style",
  .summary = "List what is to be made, what is being made and what failed",
  .usage = "",
  .details =
      "`limner jobs` alone does the same. Every image that generate, restore, identity and jobs retry make is a\n"
      "job, noted in .limner/jobs.db before anything is sent.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DEFAULT,
  .options = options,
  .run = run,
};
