#include "cli-jobs.h"

#include "base-error.h"
#include "base-text.h"
#include "cli-problem.h"
#include "store-lock.h"

#include <string.h>

/* -- Opening -- */

gboolean
lim_cli_jobs_open (LimCli *cli, LimCliJobs *jobs, GError **error)
{
  g_autoptr (GError) cause = NULL;

  jobs->running = lim_lock_is_held (cli->project, LIM_LOCK_RUN, &jobs->process);
  jobs->db = lim_jobs_open_existing (cli->project, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (jobs->db == NULL)
    {
      jobs->list = g_ptr_array_new ();
      return TRUE;
    }
  jobs->list = lim_jobs_list (jobs->db, error);
  return jobs->list != NULL && lim_jobs_get_paused (jobs->db, &jobs->paused, error);
}

void
lim_cli_jobs_clear (LimCliJobs *jobs)
{
  g_clear_pointer (&jobs->db, lim_jobs_free);
  g_clear_pointer (&jobs->list, g_ptr_array_unref);
}

/* -- Finding -- */

const char *
lim_cli_job_id (const LimJob *job)
{
  const char *slash = strchr (job->key, '/');

  return slash != NULL ? slash + 1 : job->key;
}

static gboolean
is_meant (const LimJob *job, const char *word)
{
  return strcmp (job->key, word) == 0 || strcmp (lim_cli_job_id (job), word) == 0;
}

static gboolean
fail_unknown (const LimCliJobs *jobs, const char *word, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < jobs->list->len; i++)
    g_ptr_array_add (ids, (gpointer) lim_cli_job_id (jobs->list->pdata[i]));
  g_ptr_array_add (ids, NULL);

  g_autofree char *shown = lim_text_harmless (word);
  g_autofree char *hint = lim_text_did_you_mean (shown, (const char *const *) ids->pdata);
  g_autofree char *harmless = lim_text_harmless (hint);
  return lim_fail (error, LIM_ERROR_NOT_FOUND, "there is no job for “%s”.%s `limner jobs --state all` lists them",
                   shown, harmless);
}

GPtrArray *
lim_cli_jobs_find (const LimCliJobs *jobs, const char *const *words, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (; *words != NULL; words++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < jobs->list->len; i++)
        if (is_meant (jobs->list->pdata[i], *words))
          {
            found = TRUE;
            if (!g_ptr_array_find (rows, jobs->list->pdata[i], NULL))
              g_ptr_array_add (rows, jobs->list->pdata[i]);
          }
      if (!found && !fail_unknown (jobs, *words, error))
        return NULL;
    }
  return g_steal_pointer (&rows);
}

const char **
lim_cli_jobs_keys (const GPtrArray *rows)
{
  const char **keys = g_new0 (const char *, rows->len + 1);

  for (guint i = 0; i < rows->len; i++)
    keys[i] = ((const LimJob *) rows->pdata[i])->key;
  return keys;
}

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

/* -- Saying -- */

char *
lim_cli_jobs_count (guint n)
{
  return lim_text_count (n, "job", NULL);
}

LimJson *
lim_cli_job_to_json (const LimJob *job, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", lim_cli_job_id (job));
  lim_json_set_string (object, "key", job->key);
  lim_json_set_string (object, "state", lim_job_state_name (job->state));
  lim_json_set_bool (object, "unwanted", job->unwanted);
  lim_json_set_int (object, "priority", job->priority);
  lim_json_set_string (object, "provider", job->provider);
  lim_json_set_string (object, "server", job->server);
  lim_json_set_string (object, "sent_id", job->sent_id);
  lim_json_set_int (object, "attempts", job->attempt);
  lim_json_set_int (object, "elapsed_ms", job->elapsed_ms);
  lim_json_set_string (object, "asset_path", job->asset_path);
  lim_json_set_string (object, "image_sha256", job->image_sha256);
  lim_json_set_string (object, "message", job->message);
  lim_json_set_string (object, "created_at", job->created_at);
  lim_json_set_string (object, "updated_at", job->updated_at);
  return object;
}

void
lim_cli_jobs_print_json (LimCli *cli, const LimCliJobs *jobs, const char *name, const GPtrArray *rows,
                         const GPtrArray *problems)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *ids = lim_json_new_array (doc), *array = lim_json_new_array (doc);

  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_bool (root, "running", jobs->running);
  for (guint i = 0; i < rows->len; i++)
    lim_json_append (ids, lim_json_new_string (doc, lim_cli_job_id (rows->pdata[i])));
  lim_json_set (root, name, ids);
  if (problems != NULL)
    lim_cli_append_problems (array, problems, doc);
  lim_json_set (root, "problems", array);
  lim_cli_print_json (cli, root);
}

/* -- Pausing -- */

gboolean
lim_cli_jobs_pause (LimCli *cli, gboolean paused, const LimCliPauseWords *words, GError **error)
{
  g_auto (LimCliJobs) jobs = { 0 };

  if (!lim_cli_jobs_open (cli, &jobs, error))
    return FALSE;
  if (!jobs.running || jobs.db == NULL)
    return lim_fail (error, LIM_ERROR_REFUSED, "%s", words->refused);
  if (!lim_jobs_set_paused (jobs.db, paused, error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      LimJson *root = lim_json_new_object (doc);

      lim_json_set_bool (root, "paused", paused);
      lim_cli_print_json (cli, root);
    }
  lim_cli_print (cli, "%s", jobs.paused == paused ? words->again : words->done);
  return TRUE;
}
