#include "produce-private.h"

#include "base-pool.h"
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

/* -- A run -- */

static void
run_clear (LimProduceRun *run)
{
  if (run->state != NULL && run->provider->close != NULL)
    run->provider->close (run->state);
  g_clear_pointer (&run->db, lim_jobs_free);
  g_clear_pointer (&run->todo, g_ptr_array_unref);
  g_mutex_clear (&run->lock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimProduceRun, run_clear)

/* Drops the jobs that the provider cannot do, as failed; if it can do none, that is the run's error. */
static gboolean
prepare_jobs (LimProduceRun *run, GError **error)
{
  g_autoptr (GPtrArray) able = g_ptr_array_sized_new (run->todo->len);
  g_autoptr (GError) first = NULL;

  if (run->provider->prepare == NULL)
    return TRUE;
  for (guint i = 0; i < run->todo->len; i++)
    {
      LimProduceJob *job = run->todo->pdata[i];
      g_autoptr (GError) cause = NULL;

      if (run->provider->prepare (run->state, job->recipe, &cause))
        {
          g_ptr_array_add (able, job);
          continue;
        }
      lim_produce_note_problem (run, job, LIM_FAILURE_IMAGE, cause->message);
      if (first == NULL)
        g_propagate_prefixed_error (&first, g_steal_pointer (&cause), "%s: ", job->id);
    }
  if (able->len == 0)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  run->unable = run->todo->len - able->len;
  g_ptr_array_unref (run->todo);
  run->todo = g_steal_pointer (&able);
  return TRUE;
}

static gboolean
open_provider (LimProduceRun *run, const LimSettings *settings, GError **error)
{
  const LimImageProvider *provider = run->provider;
  g_autofree char *about = NULL;

  if (provider->open != NULL && (run->state = provider->open (settings, error)) == NULL)
    return FALSE;
  if (!prepare_jobs (run, error))
    return FALSE;
  if (provider->probe != NULL && !provider->probe (run->state, 0, run->context->cancellable, &about, error))
    return FALSE;
  run->report->about = g_steal_pointer (&about);
  return TRUE;
}

/* Takes what there is to do out of @jobs. */
static gboolean
select_todo (LimProduceRun *run, const GPtrArray *jobs, GError **error)
{
  run->todo = g_ptr_array_sized_new (jobs->len);
  for (guint i = 0; i < jobs->len; i++)
    {
      g_auto (LimProduceView) view = { 0 };

      if (!lim_produce_look (run->project, run->db, jobs->pdata[i], &view, error))
        return FALSE;
      if (view.fate == LIM_FATE_EXISTS)
        run->report->existed++;
      else
        g_ptr_array_add (run->todo, jobs->pdata[i]);
    }
  return TRUE;
}

/* The pool's own message for a cancelled run says nothing of what is left. */
static void
explain_stop (const LimProduceRun *run, GError **error)
{
  guint done = run->report->made + run->report->collected;

  if (!g_cancellable_is_cancelled (run->context->cancellable))
    return;
  g_clear_error (error);
  lim_fail (error, LIM_ERROR_CANCELLED, "stopped after %u of %u; the same command goes on from here", done,
            run->todo->len);
}

static gboolean
run_jobs (LimProduceRun *run, GError **error)
{
  LimProduceReport *report = run->report;
  LimProgress *progress = run->context->progress;

  lim_progress_begin (progress, run->todo->len, "image", "Making images");
  guint n_servers = 0;
  const LimProviderServer *servers =
      run->provider->servers != NULL ? run->provider->servers (run->state, &n_servers) : NULL;
  gboolean well = lim_pool_run (n_servers > 0 ? servers[0].slots : 0, run->todo->len, lim_produce_do, run,
                                run->context->cancellable, error);
  lim_progress_end (progress);

  report->left = run->todo->len + run->unable - report->made - report->collected - report->failed - report->blocked;
  lim_problems_sort (report->problems);
  if (!well)
    explain_stop (run, error);
  return well;
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
  run.db = lim_jobs_open (project, error);
  if (run.db == NULL || !select_todo (&run, jobs, error))
    return FALSE;
  if (run.todo->len == 0)
    return TRUE;
  return open_provider (&run, settings, error) && lim_produce_remember (&run, error) && run_jobs (&run, error);
}
