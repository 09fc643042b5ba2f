#include "cli-jobs.h"

#include "base-text.h"

guint
lim_cli_jobs_states (LimCli *cli)
{
  guint states = 0;

  for (guint state = 0; state < LIM_N_JOB_STATES; state++)
    if (lim_settings_find (cli->options, lim_job_state_name (state)) != NULL
        && lim_settings_flag (cli->options, lim_job_state_name (state)))
      states |= 1u << state;
  return states;
}

char *
lim_cli_jobs_count (guint n)
{
  return lim_text_count (n, "job", NULL);
}

void
lim_cli_jobs_print_json (LimCli *cli, const LimProduceQueue *queue, const char *name, const GPtrArray *rows,
                         const GPtrArray *problems)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  lim_cli_print_json (cli, lim_produce_wish_to_json (queue, cli->dry_run, name, rows, problems, doc));
}

gboolean
lim_cli_jobs_pause (LimCli *cli, gboolean paused, const LimCliPauseWords *words, GError **error)
{
  g_auto (LimProduceQueue) queue = { 0 };

  if (!lim_produce_queue_open (cli->project, &queue, error) || !lim_produce_queue_pause (&queue, paused, error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      LimJson *root = lim_json_new_object (doc);

      lim_json_set_bool (root, "paused", paused);
      lim_cli_print_json (cli, root);
    }
  lim_cli_print (cli, "%s", queue.paused == paused ? words->again : words->done);
  return TRUE;
}
