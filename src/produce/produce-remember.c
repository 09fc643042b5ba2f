/* produce-remember.c: what there is to do, into the engine's memory before anything is sent. */

#include "produce-private.h"

/* -- Entries -- */

static void
entry_free (LimProduceEntry *entry)
{
  g_clear_pointer (&entry->row, lim_job_free);
  g_free (entry->request);
  g_object_unref (entry->cancellable);
  g_free (entry);
}

static LimProduceEntry *
entry_new (const LimProduceJob *job, LimProduceView *view)
{
  LimProduceEntry *entry = g_new0 (LimProduceEntry, 1);

  entry->job = job;
  entry->row = g_steal_pointer (&view->row);
  entry->request = lim_produce_request (job);
  entry->has_picture = view->image != NULL;
  entry->cancellable = g_cancellable_new ();
  return entry;
}

static void
note_blocked_before (LimProduceRun *run, const LimProduceJob *job, const LimJob *row)
{
  g_autofree char *message =
      g_strdup_printf ("not asked again: %s. `limner jobs retry --blocked` asks again",
                       row->message != NULL ? row->message : "the image maker refused to show it");

  lim_problems_add (run->report->problems, job->id, message);
  run->report->blocked++;
}

/* A run was killed between the record and its note of it, or somebody else made the record meanwhile. */
static gboolean
note_done (LimProduceRun *run, LimJob *row, GError **error)
{
  if (row == NULL || lim_job_state_is_final (row->state))
    return TRUE;
  if (row->state == LIM_JOB_SENT && row->sent_id != NULL
      && !lim_jobs_add_stray (run->db, row->provider, row->server, row->sent_id, error))
    return FALSE;
  row->state = LIM_JOB_DONE;
  g_free (row->updated_at);
  row->updated_at = lim_clock_now_iso (run->context->clock);
  return lim_jobs_put (run->db, row, error);
}

gboolean
lim_produce_select (LimProduceRun *run, const GPtrArray *jobs, GError **error)
{
  run->entries = g_ptr_array_new_full (jobs->len, (GDestroyNotify) entry_free);
  for (guint i = 0; i < jobs->len; i++)
    {
      const LimProduceJob *job = jobs->pdata[i];
      g_auto (LimProduceView) view = { 0 };

      if (!lim_produce_look (run->project, run->db, job, &view, error))
        return FALSE;
      if (view.fate == LIM_FATE_EXISTS && !note_done (run, view.row, error))
        return FALSE;
      if (view.fate == LIM_FATE_EXISTS)
        run->report->existed++;
      else if (view.fate == LIM_FATE_CANCELLED)
        run->report->cancelled++;
      else if (view.fate == LIM_FATE_BLOCKED)
        note_blocked_before (run, job, view.row);
      else
        g_ptr_array_add (run->entries, entry_new (job, &view));
    }
  return TRUE;
}

/* -- What will be sent -- */

/* A provider that writes nothing down is given the filled recipe itself. */
static char *
compose (LimProduceRun *run, const LimProduceJob *job, GError **error)
{
  const LimImageProvider *provider = run->provider;

  if (provider->prepare != NULL && !provider->prepare (run->state, job->recipe, error))
    return NULL;
  return provider->compose != NULL ? provider->compose (run->state, job->recipe, error) : lim_produce_request (job);
}

/* -- Rows -- */

/* A row for what @entry asks now, in place of one that asked for something else. What a server still has of that is
 * nobody's any more. */
static gboolean
replace_row (LimProduceRun *run, LimProduceEntry *entry, GError **error)
{
  g_autoptr (LimJob) old = g_steal_pointer (&entry->row);
  LimJob *fresh = lim_job_new (NULL);

  entry->row = fresh;
  fresh->key = lim_produce_key (entry->job);
  fresh->request = g_strdup (entry->request);
  fresh->provider = g_strdup (run->provider->name);
  if (old == NULL)
    return TRUE;
  fresh->attempt = old->attempt;
  if (old->state != LIM_JOB_SENT || old->sent_id == NULL)
    return TRUE;
  return lim_jobs_add_stray (run->db, old->provider, old->server, old->sent_id, error);
}

/* Where a job without a finished picture begins, by where it ended. One that was rendered and not stored any more may
 * still lie at its server, if that one still belongs to the provider. */
static LimJobState
next_state (const LimProduceRun *run, const LimJob *row)
{
  gboolean sent = row->state == LIM_JOB_SENT || row->state == LIM_JOB_RENDERED;

  return sent && row->sent_id != NULL && run->provider->recover != NULL
                 && lim_produce_find_server (run, row->server) >= 0
             ? LIM_JOB_SENT
             : LIM_JOB_PLANNED;
}

/* Where nobody can be asked what became of it, and it may have been paid. */
static gboolean
may_be_paid_again (const LimProduceRun *run, const LimProduceEntry *entry)
{
  return entry->row != NULL && entry->row->state == LIM_JOB_SENT && run->provider->recover == NULL
         && run->provider->price != NULL && g_strcmp0 (entry->row->provider, run->provider->name) == 0;
}

static gboolean
asks_the_same (const LimProduceRun *run, const LimProduceEntry *entry, const char *graph)
{
  const LimJob *row = entry->row;

  return row != NULL && g_strcmp0 (row->request, entry->request) == 0 && g_strcmp0 (row->graph, graph) == 0
         && g_strcmp0 (row->provider, run->provider->name) == 0;
}

static gboolean
update_row (LimProduceRun *run, LimProduceEntry *entry, char *graph, GError **error)
{
  g_autofree char *taken = graph;

  if (entry->has_picture)
    return TRUE;
  if (asks_the_same (run, entry, graph))
    {
      entry->row->state = next_state (run, entry->row);
      return TRUE;
    }
  if (!replace_row (run, entry, error))
    return FALSE;
  entry->row->graph = g_steal_pointer (&taken);
  return TRUE;
}

/* -- All of them -- */

/* Drops what the provider cannot make. */
static gboolean
compose_all (LimProduceRun *run, GError **error)
{
  g_autoptr (GPtrArray) able = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autoptr (GError) first = NULL;
  guint paid = 0;

  for (guint i = 0; i < run->entries->len; i++)
    {
      LimProduceEntry *entry = run->entries->pdata[i];
      g_autoptr (GError) cause = NULL;
      char *graph = compose (run, entry->job, &cause);

      paid += may_be_paid_again (run, entry);
      if (graph == NULL)
        {
          lim_produce_note_problem (run, entry, LIM_FAILURE_IMAGE, cause->message);
          if (first == NULL)
            g_propagate_prefixed_error (&first, g_steal_pointer (&cause), "%s: ", entry->job->id);
          continue;
        }
      if (!update_row (run, entry, graph, error))
        return FALSE;
      run->entries->pdata[i] = NULL;
      g_ptr_array_add (able, entry);
    }

  if (paid > 0)
    lim_progress_note (
        run->context->progress,
        "%u of these were under way at %s when the last run ended; they are sent again and may be billed "
        "twice",
        paid, run->provider->name);
  if (able->len == 0)
    {
      if (run->entries->len > 1)
        g_prefix_error (&first, "none of %u images can be made. ", run->entries->len);
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  g_ptr_array_set_free_func (run->entries, NULL);
  for (guint i = 0; i < run->entries->len; i++)
    if (run->entries->pdata[i] != NULL)
      entry_free (run->entries->pdata[i]);
  g_ptr_array_unref (run->entries);
  run->entries = g_steal_pointer (&able);
  return TRUE;
}

gboolean
lim_produce_remember (LimProduceRun *run, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *now = lim_clock_now_iso (run->context->clock);

  if (!compose_all (run, error))
    return FALSE;
  for (guint i = 0; i < run->entries->len; i++)
    {
      LimProduceEntry *entry = run->entries->pdata[i];

      entry->number = i;
      g_free (entry->row->updated_at);
      entry->row->updated_at = g_strdup (now);
      if (!entry->has_picture)
        g_clear_pointer (&entry->row->message, g_free);
      g_ptr_array_add (rows, entry->row);
    }
  return lim_jobs_put_all (run->db, rows, error);
}

gboolean
lim_produce_put (LimProduceRun *run, LimProduceEntry *entry, LimJobState state, const char *message, GError **error)
{
  LimJob *row = entry->row;

  row->state = state;
  if (message != NULL)
    {
      g_free (row->message);
      row->message = g_strdup (message);
    }
  g_free (row->updated_at);
  row->updated_at = lim_clock_now_iso (run->context->clock);
  return lim_jobs_put (run->db, row, error);
}

int
lim_produce_find_server (const LimProduceRun *run, const char *name)
{
  for (guint i = 0; i < run->n_servers; i++)
    if (g_strcmp0 (run->servers[i].name, name) == 0)
      return (int) i;
  return -1;
}
