#include "base-hash.h"
#include "base-text.h"
#include "cli-jobs.h"

#include <stdio.h>
#include <string.h>

static char *
graph_hash (const LimJob *job)
{
  return job->graph != NULL ? lim_sha256_hex (job->graph, (gssize) strlen (job->graph)) : NULL;
}

/* @text as JSON, else as the text it is. */
static LimJson *
parse_or_quote (const char *name, const char *text, LimJsonDoc *doc)
{
  g_autoptr (LimJsonDoc) parsed = lim_json_parse (name, text, -1, NULL);

  return parsed != NULL ? lim_json_copy (doc, lim_json_root (parsed)) : lim_json_new_string (doc, text);
}

static void
print_indented (LimCli *cli, const char *name, const char *text)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  lim_cli_print_json (cli, parse_or_quote (name, text, doc));
}

/* -- For programs -- */

static void
print_json (LimCli *cli, const LimJob *job, const GPtrArray *history)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  lim_cli_print_json (cli,
                      lim_produce_row_to_full_json (job, history, lim_settings_flag (cli->options, "graph"), doc));
}

/* -- For people -- */

static void
print_line (LimCli *cli, const char *title, const char *text)
{
  g_autofree char *harmless = text != NULL ? lim_text_harmless (text) : NULL;

  if (harmless != NULL && *harmless != '\0')
    lim_cli_print (cli, "  %s%-9s%s %s", lim_cli_style (cli, "dim"), title, lim_cli_style (cli, "off"), harmless);
}

static void
print_facts (LimCli *cli, const LimJob *job)
{
  g_autofree char *title = lim_text_harmless (lim_produce_row_id (job));
  g_autofree char *hash = graph_hash (job);
  g_autofree char *graph =
      hash != NULL ? g_strdup_printf ("%s, %" G_GSIZE_FORMAT " bytes (--graph prints it)", hash, strlen (job->graph))
                   : NULL;
  g_autofree char *sent = job->attempt > 0 ? lim_text_count (job->attempt, "time", NULL) : g_strdup ("not yet");
  g_autofree char *took = job->elapsed_ms > 0 ? lim_text_duration ((double) job->elapsed_ms / 1000) : NULL;

  lim_cli_print (cli, "%s%s%s  %s%s", lim_cli_style (cli, "bold"), title, lim_cli_style (cli, "off"),
                 lim_job_state_name (job->state),
                 job->unwanted && !lim_job_state_is_final (job->state) ? ", and the run is asked to cancel it" : "");
  print_line (cli, "why", job->message);
  print_line (cli, "job", job->key);
  print_line (cli, "provider", job->provider);
  print_line (cli, "server", job->server);
  print_line (cli, "sent", sent);
  print_line (cli, "as", job->sent_id);
  print_line (cli, "took", took);
  print_line (cli, "planned", job->created_at);
  print_line (cli, "changed", job->updated_at);
  print_line (cli, "image", job->asset_path);
  print_line (cli, "sha256", job->image_sha256);
  print_line (cli, "graph", graph);
}

/* A job keeps the message of its last failure while it is tried again. */
static gboolean
says_the_same (const GPtrArray *history, guint i)
{
  return i > 0
         && g_strcmp0 (((LimJobEvent *) history->pdata[i])->message, ((LimJobEvent *) history->pdata[i - 1])->message)
                == 0;
}

static void
print_history (LimCli *cli, const GPtrArray *history)
{
  if (history->len > 0)
    lim_cli_print (cli, "\nHistory");
  for (guint i = 0; i < history->len; i++)
    {
      const LimJobEvent *event = history->pdata[i];
      g_autofree char *server = event->server != NULL ? lim_text_harmless (event->server) : NULL;
      g_autofree char *message =
          event->message != NULL && !says_the_same (history, i) ? lim_text_harmless (event->message) : NULL;
      g_autofree char *at = lim_text_harmless (event->at);

      g_autofree char *line =
          g_strdup_printf ("  %s  %-9s%s%s%s%s", at, lim_job_state_name (event->state), server != NULL ? "  " : "",
                           server != NULL ? server : "", message != NULL ? "  " : "", message != NULL ? message : "");

      lim_cli_print (cli, "%s", g_strchomp (line));
    }
}

static void
print_text (LimCli *cli, const LimJob *job, const GPtrArray *history)
{
  print_facts (cli, job);
  print_history (cli, history);
  if (job->request != NULL)
    {
      lim_cli_print (cli, "\nAsks for");
      print_indented (cli, "request", job->request);
    }
}

/* -- */

static const LimJob *
latest (const GPtrArray *rows)
{
  const LimJob *best = rows->pdata[0];

  for (guint i = 1; i < rows->len; i++)
    if (g_strcmp0 (((const LimJob *) rows->pdata[i])->updated_at, best->updated_at) > 0)
      best = rows->pdata[i];
  return best;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_auto (LimProduceQueue) jobs = { 0 };
  g_autoptr (GPtrArray) rows = lim_produce_queue_open (cli->project, &jobs, error)
                                   ? lim_produce_queue_find (&jobs, (const char *const *) cli->words, error)
                                   : NULL;

  if (rows == NULL)
    return FALSE;

  const LimJob *job = latest (rows);
  g_autoptr (GPtrArray) history = lim_jobs_history (jobs.db, job->key, error);
  if (history == NULL)
    return FALSE;
  if (cli->json)
    print_json (cli, job, history);
  else if (!lim_settings_flag (cli->options, "graph"))
    print_text (cli, job, history);
  else if (job->graph != NULL)
    print_indented (cli, "graph", job->graph);
  else
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no graph: %s sends none, or the job was never prepared",
                     job->key, job->provider != NULL ? job->provider : "its provider");
  for (guint i = 0; i < rows->len; i++)
    if (rows->pdata[i] != job && !cli->json)
      lim_cli_warn (cli, "Another job has this id: limner jobs show %s", ((const LimJob *) rows->pdata[i])->key);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "graph", .help = "print what is sent for it (a workflow's graph)" },
  { 0 },
};

static const char *const examples[] = {
  "jobs show costume_tide_lockkeeper_v1",
  "how it stands, what happened to it, in the server's own words",
  "jobs show costume_tide_lockkeeper_v1 --graph > graph.json",
  "the workflow as the server gets it, to look at in ComfyUI",
  NULL,
};

const LimCommand lim_command_jobs_show = {
  .name = "jobs show",
  .group = "style",
  .summary = "Show all that is known of one job, with its history",
  .usage = "ID",
  .details = "ID is the id of the record the job makes, or the job's key (new/ID, restore/ID).",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_JOB,
  .options = options,
  .run = run,
};
