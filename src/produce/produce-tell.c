/* produce-tell.c: what listeners hear, and what the report counts. */

#include "produce-private.h"

#include "base-problem.h"

static const char *
server_name (const LimProduceEntry *entry)
{
  return entry->row != NULL ? entry->row->server : NULL;
}

void
lim_produce_tell_stage (LimProduceRun *run, const LimProduceEntry *entry, LimProduceStage stage, const char *message)
{
  if (run->events == NULL || run->events->stage == NULL)
    return;
  g_mutex_lock (&run->voice);
  run->events->stage (entry->job, stage, server_name (entry), message, run->events->data);
  g_mutex_unlock (&run->voice);
}

/* The lock is free again before anybody is told: a listener may be slow. */
void
lim_produce_tell_servers (LimProduceRun *run)
{
  if (run->events == NULL || run->events->servers == NULL)
    return;

  g_autofree LimServerState *states = g_new (LimServerState, run->n_servers);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);

  g_mutex_lock (&run->voice);
  g_mutex_lock (&run->lock);
  for (guint i = 0; i < run->n_servers; i++)
    {
      states[i] = run->states[i];
      states[i].health = lim_schedule_health (run->schedule, i);
      states[i].busy = lim_schedule_n_busy (run->schedule, i);
      states[i].message = states[i].health == LIM_SERVER_READY ? NULL : g_strdup (run->states[i].message);
      g_ptr_array_add (messages, (char *) states[i].message);
    }
  g_mutex_unlock (&run->lock);
  run->events->servers (states, run->n_servers, run->events->data);
  g_mutex_unlock (&run->voice);
}

void
lim_produce_tell_progress (LimProduceRun *run, const LimProduceEntry *entry, double share)
{
  if (run->events == NULL || run->events->progress == NULL)
    return;
  g_mutex_lock (&run->voice);
  run->events->progress (entry->job, server_name (entry), share, run->events->data);
  g_mutex_unlock (&run->voice);
}

void
lim_produce_tell_preview (LimProduceRun *run, const LimProduceEntry *entry, GBytes *image)
{
  if (run->events == NULL || run->events->preview == NULL)
    return;
  g_mutex_lock (&run->voice);
  run->events->preview (entry->job, image, run->events->data);
  g_mutex_unlock (&run->voice);
}

void
lim_produce_tell_paused (LimProduceRun *run, gboolean paused)
{
  if (run->events == NULL || run->events->paused == NULL)
    return;
  g_mutex_lock (&run->voice);
  run->events->paused (paused, run->events->data);
  g_mutex_unlock (&run->voice);
}

void
lim_produce_count (LimProduceRun *run, const LimProduceEntry *entry, guint *counter)
{
  g_mutex_lock (&run->voice);
  (*counter)++;
  g_mutex_unlock (&run->voice);
  lim_progress_step (run->context->progress, 1, entry->job->id);
}

void
lim_produce_note_problem (LimProduceRun *run, const LimProduceEntry *entry, LimFailure failure, const char *message)
{
  LimProduceReport *report = run->report;

  g_mutex_lock (&run->voice);
  lim_problems_add (report->problems, entry->job->id, message);
  g_mutex_unlock (&run->voice);
  if (run->events == NULL || run->events->stage == NULL)
    lim_progress_note (run->context->progress, "%s: %s", entry->job->id, message);
  lim_produce_count (run, entry, failure == LIM_FAILURE_POLICY ? &report->blocked : &report->failed);
  lim_produce_tell_stage (run, entry, LIM_STAGE_FAILED, message);
}
