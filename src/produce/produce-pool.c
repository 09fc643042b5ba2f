/* produce-pool.c: threads that take jobs for their server. */

#include "produce-private.h"

#define REST_AFTER_STRIKES (60 * G_USEC_PER_SEC)

/* What the threads of one server share. */
typedef struct
{
  LimProduceRun *run;
  guint server;
} Seat;

/* -- What follows from a try -- */

/* Its slot is free while the picture is still fetched and written. */
static void
on_rendered (LimProduceRun *run, LimProduceEntry *entry)
{
  g_mutex_lock (&run->lock);
  lim_schedule_rendered (run->schedule, entry->number);
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
}

static void
set_message (LimProduceRun *run, guint server, const GError *cause)
{
  g_free ((char *) run->states[server].message);
  run->states[server].message = cause != NULL ? g_strdup (cause->message) : NULL;
}

static void
lose_server (LimProduceRun *run, guint server, gint64 now, const GError *cause)
{
  set_message (run, server, cause);
  if (lim_schedule_health (run->schedule, server) == LIM_SERVER_GONE)
    return; /* another of its jobs said so already */
  run->backoff[server] = 2 * G_USEC_PER_SEC;
  lim_schedule_rest (run->schedule, server, LIM_SERVER_GONE, now, now + G_USEC_PER_SEC);
  g_clear_error (&run->gone);
  run->gone = g_error_copy (cause);
}

/* What an image usually takes follows what the last ones took. */
static void
learn_usual (LimProduceRun *run, const LimProduceEntry *entry)
{
  gint64 took = g_get_monotonic_time () - entry->taken_at;

  run->usual = run->usual == 0 ? took : run->usual + (took - run->usual) / 8;
}

static void
judge_server (LimProduceRun *run, guint server, const LimProduceEntry *entry, const LimProduceResult *result)
{
  gint64 now = g_get_monotonic_time ();

  switch (result->verdict)
    {
    case LIM_SERVER_SAYS_NOTHING:
      return;
    case LIM_SERVER_DID_WELL:
      lim_schedule_praise (run->schedule, server);
      run->states[server].made++;
      learn_usual (run, entry);
      return;
    case LIM_SERVER_DID_BADLY:
      if (lim_schedule_strike (run->schedule, server, now, now + REST_AFTER_STRIKES))
        set_message (run, server, result->error);
      return;
    case LIM_SERVER_WANTS_REST:
      set_message (run, server, result->error);
      lim_schedule_rest (run->schedule, server, LIM_SERVER_RESTING, now, now + result->rest_ms * 1000);
      return;
    case LIM_SERVER_IS_GONE:
      lose_server (run, server, now, result->error);
      return;
    }
}

/* TRUE: the job goes back among those that wait although a person wants it dropped; the caller ends it. */
static gboolean
settle_job (LimProduceRun *run, LimProduceEntry *entry, LimProduceResult *result)
{
  guint job = entry->number;

  if (result->outcome == LIM_OUTCOME_STOP)
    {
      run->stopping = TRUE;
      if (run->stop == NULL)
        run->stop = g_steal_pointer (&result->error);
      lim_schedule_give_back (run->schedule, job, TRUE);
      return FALSE;
    }
  if (result->outcome == LIM_OUTCOME_ENDED || entry->unwanted)
    lim_schedule_end (run->schedule, job);
  else
    lim_schedule_give_back (run->schedule, job, result->outcome == LIM_OUTCOME_HELD);
  return entry->unwanted && result->outcome != LIM_OUTCOME_ENDED;
}

/* -- A thread -- */

static void
do_job (const Seat *seat, guint job)
{
  LimProduceRun *run = seat->run;
  LimProduceEntry *entry = run->entries->pdata[job];
  g_auto (LimProduceResult) result = { 0 };

  g_mutex_lock (&run->lock);
  entry->taken_at = g_get_monotonic_time ();
  g_mutex_unlock (&run->lock);
  lim_produce_tell_servers (run);
  lim_produce_try (run, entry, seat->server, on_rendered, &result);

  g_mutex_lock (&run->lock);
  judge_server (run, seat->server, entry, &result);
  gboolean unwanted = settle_job (run, entry, &result);
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
  if (unwanted)
    lim_produce_let_go (run, entry, (int) seat->server);
  lim_produce_tell_servers (run);
}

static gpointer
serve (gpointer data)
{
  const Seat *seat = data;
  LimProduceRun *run = seat->run;
  gboolean over = FALSE;

  g_mutex_lock (&run->lock);
  while (!over && !run->stopping)
    {
      guint job = 0;
      gint64 wake = G_MAXINT64;
      LimTake take = lim_schedule_take (run->schedule, seat->server, g_get_monotonic_time (), &job, &wake);

      if (take == LIM_TAKE_WAIT && wake == G_MAXINT64)
        g_cond_wait (&run->changed, &run->lock);
      else if (take == LIM_TAKE_WAIT)
        g_cond_wait_until (&run->changed, &run->lock, wake);
      over = take == LIM_TAKE_END;
      if (take != LIM_TAKE_JOB && take != LIM_TAKE_PROBE)
        continue;
      g_mutex_unlock (&run->lock);
      if (take == LIM_TAKE_JOB)
        do_job (seat, job);
      else
        lim_produce_look_for (run, seat->server);
      g_mutex_lock (&run->lock);
    }
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
  return NULL;
}

/* -- All of it -- */

/* The person stops the run: what is under way ends at once, and its servers may finish it for the next run. */
static void
cancel_all (GCancellable *stopped G_GNUC_UNUSED, LimProduceRun *run)
{
  g_mutex_lock (&run->lock);
  run->stopping = TRUE;
  for (guint i = 0; i < run->entries->len; i++)
    g_cancellable_cancel (((LimProduceEntry *) run->entries->pdata[i])->cancellable);
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
}

typedef struct
{
  LimProduceRun *run;
  GCancellable *over;
} Ear;

static gpointer
listen_in_thread (gpointer data)
{
  Ear *ear = data;

  lim_produce_listen (ear->run, ear->over);
  return NULL;
}

/* One more than there are slots where fetching overlaps the next render. */
static guint
threads_of (const LimProduceRun *run, guint server)
{
  guint more = run->provider->flags & LIM_PROVIDER_NETWORK ? 1 : 0;

  return MIN (run->servers[server].slots + more, MAX (run->entries->len, 1));
}

static void
run_threads (LimProduceRun *run)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  g_autofree Seat *seats = g_new (Seat, run->n_servers);
  g_autoptr (GCancellable) over = g_cancellable_new ();
  Ear ear = { run, over };
  GThread *listener = g_thread_new ("listen", listen_in_thread, &ear);
  GCancellable *stopped = run->context->cancellable;
  gulong handler = stopped != NULL ? g_cancellable_connect (stopped, G_CALLBACK (cancel_all), run, NULL) : 0;

  for (guint i = 0; i < run->n_servers; i++)
    {
      seats[i] = (Seat){ run, i };
      for (guint n = threads_of (run, i); n > 0; n--)
        g_ptr_array_add (threads, g_thread_new ("produce", serve, &seats[i]));
    }
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
  g_cancellable_cancel (over);
  g_thread_join (listener);
  g_cancellable_disconnect (stopped, handler);
}

/* Why it ended before every job had. */
static gboolean
explain_end (LimProduceRun *run, GError **error)
{
  guint done = run->report->made + run->report->collected;

  if (g_cancellable_is_cancelled (run->context->cancellable) && lim_schedule_n_left (run->schedule) > 0)
    return lim_fail (error, LIM_ERROR_CANCELLED, "stopped after %u of %u; the same command goes on from here", done,
                     run->entries->len);
  if (run->stop != NULL)
    g_propagate_error (error, g_steal_pointer (&run->stop));
  else if (lim_schedule_n_left (run->schedule) == 0)
    return TRUE;
  else if (run->gone != NULL)
    g_propagate_error (error, g_steal_pointer (&run->gone));
  else
    return lim_fail (error, LIM_ERROR_PROVIDER, "no server that answers has what the other images need");
  return FALSE;
}

gboolean
lim_produce_work (LimProduceRun *run, GError **error)
{
  LimProgress *progress = run->context->progress;

  lim_progress_begin (progress, run->entries->len, "image", "Making images");
  lim_produce_tell_servers (run);
  run_threads (run);
  lim_progress_end (progress);

  run->report->left = lim_schedule_n_left (run->schedule);
  lim_problems_sort (run->report->problems);
  return explain_end (run, error);
}
