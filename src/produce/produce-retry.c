#include "produce-retry.h"

/* -- Which -- */

static void
batch_free (gpointer data)
{
  LimProduceBatch *batch = data;

  g_free (batch->name);
  g_ptr_array_unref (batch->jobs);
  lim_produce_report_free (batch->made);
  g_clear_error (&batch->cause);
  g_free (batch);
}

static LimProduceBatch *
find_batch (LimProduceRetry *self, const char *name)
{
  for (guint i = 0; i < self->batches->len; i++)
    if (g_strcmp0 (((LimProduceBatch *) self->batches->pdata[i])->name, name) == 0)
      return self->batches->pdata[i];

  LimProduceBatch *batch = g_new0 (LimProduceBatch, 1);
  batch->name = g_strdup (name);
  batch->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
  batch->made = lim_produce_report_new ();
  g_ptr_array_add (self->batches, batch);
  return batch;
}

/* What cannot be made again gets a problem that says why. */
static void
add_row (LimProduceRetry *self, LimJob *row, const char *provider)
{
  g_autoptr (GError) cause = NULL;
  LimProduceJob *job = NULL;

  if (row->state == LIM_JOB_DONE)
    lim_fail (&cause, LIM_ERROR_REFUSED,
              "%s is done: its image has a record. `limner restore` makes a lost image again",
              lim_produce_row_id (row));
  else
    job = lim_produce_job_from_row (row, &cause);
  if (job == NULL)
    {
      lim_problems_add (self->problems, lim_produce_row_id (row), cause->message);
      return;
    }
  g_ptr_array_add (find_batch (self, provider != NULL ? provider : row->provider)->jobs, job);
  g_ptr_array_add (self->rows, row);
}

LimProduceRetry *
lim_produce_retry_new (const GPtrArray *rows, const char *provider)
{
  LimProduceRetry *self = g_new0 (LimProduceRetry, 1);

  self->rows = g_ptr_array_new ();
  self->batches = g_ptr_array_new_with_free_func (batch_free);
  self->problems = lim_problems_new ();
  self->made = lim_produce_report_new ();
  for (guint i = 0; i < rows->len; i++)
    add_row (self, rows->pdata[i], provider);
  return self;
}

void
lim_produce_retry_free (LimProduceRetry *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->batches);
  g_ptr_array_unref (self->problems);
  lim_produce_report_free (self->made);
  g_free (self);
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
plan_again (const LimContext *context, const LimProduceQueue *queue, const LimProduceRetry *self, GError **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_job_free);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const LimJob *row = self->rows->pdata[i];
      gboolean final = lim_job_state_is_final (row->state);

      if (!final && row->unwanted)
        add_copy (changed, row, LIM_JOB_CANCELLED, context->clock);
      if (final || row->unwanted)
        add_copy (changed, row, final ? LIM_JOB_PLANNED : row->state, context->clock);
    }
  return changed->len == 0 || lim_jobs_put_all (queue->db, changed, error);
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
make_batch (const LimContext *context, LimProject *project, LimProduceBatch *batch, const LimProduceEvents *events)
{
  g_autoptr (LimSettings) settings = NULL;

  return lim_produce_choose_provider (project, batch->name, &batch->provider, &settings, &batch->cause)
         && lim_produce_run (context, project, batch->provider, settings, batch->jobs, events, batch->made,
                             &batch->cause);
}

/* A provider that is away, or wrongly set, is no reason to leave out what others make. */
static gboolean
concerns_all (const GError *cause)
{
  return !g_error_matches (cause, LIM_ERROR, LIM_ERROR_PROVIDER)
         && !g_error_matches (cause, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

gboolean
lim_produce_retry_run (const LimContext *context, LimProject *project, const LimProduceQueue *queue,
                       LimProduceRetry *self, const LimProduceEvents *events, GError **error)
{
  const GError *first = NULL;

  if (queue->running)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "a run is going on in this project. Wait for its end, or stop it with Ctrl-C where it runs");
  if (!plan_again (context, queue, self, error))
    return FALSE;
  for (guint i = 0; i < self->batches->len; i++)
    {
      LimProduceBatch *batch = self->batches->pdata[i];
      gboolean well = make_batch (context, project, batch, events);

      add_up (self->made, batch->made);
      if (well)
        continue;
      if (first == NULL || concerns_all (batch->cause))
        first = batch->cause;
      if (concerns_all (batch->cause))
        break;
    }
  if (first != NULL && error != NULL)
    *error = g_error_copy (first);
  return first == NULL;
}

/* -- Saying -- */

LimJson *
lim_produce_retry_to_json (const LimProduceRetry *self, gboolean dry_run, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *ids = lim_json_new_array (doc);

  lim_json_set_bool (root, "dry_run", dry_run);
  for (guint i = 0; i < self->rows->len; i++)
    lim_json_append (ids, lim_json_new_string (doc, lim_produce_row_id (self->rows->pdata[i])));
  lim_json_set (root, "retried", ids);
  lim_produce_report_to_json (self->made, root, doc);
  lim_problems_append_json (self->problems, lim_json_get (root, "problems"), doc);
  return root;
}
