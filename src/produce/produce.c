#include "produce-private.h"

#include "base-text.h"

#include "store-lock.h"

LimProduceJob *
lim_produce_job_new (LimProduceKind kind, const char *id, const LimRecipe *recipe)
{
  LimProduceJob *job = g_new0 (LimProduceJob, 1);

  job->kind = kind;
  job->id = g_strdup (id);
  job->recipe = lim_recipe_copy (recipe);
  job->batch_index = -1;
  return job;
}

void
lim_produce_job_free (LimProduceJob *job)
{
  if (job == NULL)
    return;
  g_free (job->id);
  lim_recipe_free (job->recipe);
  g_free (job->workflow_id);
  g_free (job->schema_version);
  g_free (job->blocks);
  g_free (job->asset_path);
  g_free (job->folder);
  g_free (job);
}

LimProduceReport *
lim_produce_report_new (void)
{
  LimProduceReport *report = g_new0 (LimProduceReport, 1);

  report->problems = lim_problems_new ();
  return report;
}

void
lim_produce_report_free (LimProduceReport *report)
{
  if (report == NULL)
    return;
  g_free (report->about);
  g_ptr_array_unref (report->problems);
  g_free (report);
}

gboolean
lim_produce_report_check (const LimProduceReport *made, guint n_more, GError **error)
{
  guint failed = made->failed + made->blocked + n_more;
  g_autofree char *images = lim_text_count (failed, "image", NULL);

  if (failed == 0)
    return TRUE;
  if (made->blocked == 0)
    return lim_fail (error, LIM_ERROR_SOME_FAILED, "%s could not be made; the same command tries again", images);
  if (made->blocked == failed)
    return lim_fail (error, LIM_ERROR_SOME_FAILED,
                     "%s blocked: tried again when something else is asked for, or by `limner jobs retry`", images);
  return lim_fail (error, LIM_ERROR_SOME_FAILED,
                   "%s could not be made (%u blocked). The same command tries again what failed; what was blocked is "
                   "tried when it asks for something else, or by `limner jobs retry`",
                   images, made->blocked);
}

void
lim_produce_report_to_json (const LimProduceReport *report, LimJson *object, LimJsonDoc *doc)
{
  LimJson *problems = lim_json_new_array (doc);

  lim_json_set_int (object, "made", report->made);
  lim_json_set_int (object, "collected", report->collected);
  lim_json_set_int (object, "existed", report->existed);
  lim_json_set_int (object, "failed", report->failed);
  lim_json_set_int (object, "blocked", report->blocked);
  lim_json_set_int (object, "cancelled", report->cancelled);
  lim_json_set_int (object, "left", report->left);
  lim_problems_append_json (report->problems, problems, doc);
  lim_json_set (object, "problems", problems);
}

/* -- A run -- */

static void
run_clear (LimProduceRun *run)
{
  if (run->provider->close != NULL && run->state != NULL)
    run->provider->close (run->state);
  for (guint i = 0; run->states != NULL && i < run->n_servers; i++)
    g_free ((char *) run->states[i].message);
  g_free (run->states);
  g_free (run->backoff);
  g_clear_error (&run->stop);
  g_clear_error (&run->gone);
  g_clear_pointer (&run->schedule, lim_schedule_free);
  g_clear_pointer (&run->db, lim_jobs_free);
  g_clear_pointer (&run->entries, g_ptr_array_unref);
  g_mutex_clear (&run->lock);
  g_mutex_clear (&run->voice);
  g_cond_clear (&run->changed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimProduceRun, run_clear)

static gboolean
open_provider (LimProduceRun *run, const LimSettings *settings, LimProviderServer *alone, GError **error)
{
  const LimImageProvider *provider = run->provider;

  if (provider->open != NULL && (run->state = provider->open (settings, error)) == NULL)
    return FALSE;
  *alone = (LimProviderServer){ "", g_get_num_processors () };
  run->servers = alone;
  run->n_servers = 1;
  if (provider->servers != NULL)
    run->servers = provider->servers (run->state, &run->n_servers);
  run->states = g_new0 (LimServerState, run->n_servers);
  run->backoff = g_new0 (gint64, run->n_servers);
  for (guint i = 0; i < run->n_servers; i++)
    {
      run->states[i].name = run->servers[i].name;
      run->states[i].slots = run->servers[i].slots;
    }
  return TRUE;
}

/* Checkpoint and LoRAs: what a server takes long to load. */
static char *
models_of (const LimRecipe *recipe)
{
  GString *models = g_string_new (recipe->checkpoint);

  for (guint i = 0; i < recipe->loras->len; i++)
    g_string_append_printf (models, "\n%s", g_array_index (recipe->loras, LimLora, i).name);
  return g_string_free (models, FALSE);
}

static void
make_schedule (LimProduceRun *run)
{
  run->schedule = lim_schedule_new (run->servers, run->n_servers);
  for (guint i = 0; i < run->entries->len; i++)
    {
      const LimProduceEntry *entry = run->entries->pdata[i];
      g_autofree char *models = models_of (entry->job->recipe);
      int holder = entry->row->state == LIM_JOB_SENT ? lim_produce_find_server (run, entry->row->server) : -1;

      lim_schedule_add (run->schedule, models, entry->row->priority, holder);
    }
}

/* Nothing is sent before all is noted. */
static gboolean
do_run (LimProduceRun *run, const LimSettings *settings, GError **error)
{
  LimProviderServer alone;

  if (!open_provider (run, settings, &alone, error) || !lim_produce_remember (run, error))
    return FALSE;
  make_schedule (run);
  if (lim_produce_meet_servers (run, error))
    return lim_produce_work (run, error);
  run->report->left = lim_schedule_n_left (run->schedule);
  return FALSE;
}

gboolean
lim_produce_run (const LimContext *context, const LimProject *project, const LimImageProvider *provider,
                 const LimSettings *settings, const GPtrArray *jobs, const LimProduceEvents *events,
                 LimProduceReport *report, GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_RUN, 0, error);
  if (lock == NULL)
    return FALSE;

  g_auto (LimProduceRun)
      run = { .context = context, .project = project, .provider = provider, .events = events, .report = report };
  g_mutex_init (&run.lock);
  g_mutex_init (&run.voice);
  g_cond_init (&run.changed);
  run.db = lim_jobs_open (project, error);
  if (run.db == NULL || !lim_jobs_set_paused (run.db, FALSE, error) || !lim_produce_select (&run, jobs, error))
    return FALSE;
  return run.entries->len == 0 || do_run (&run, settings, error);
}
