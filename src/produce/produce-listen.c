/* produce-listen.c: one ear for what people ask while a run goes on, and one eye on servers that are too slow. */

#include "produce-private.h"

#define LISTEN_EVERY 0.2 /* seconds */
#define SLOW_FACTOR 4    /* times the usual, before a job is taken from a server */
#define SLOW_AT_LEAST (5 * G_USEC_PER_SEC)

static void
stop_with (LimProduceRun *run, GError *cause)
{
  run->stopping = TRUE;
  if (run->stop == NULL)
    run->stop = cause;
  else
    g_error_free (cause);
  g_cond_broadcast (&run->changed);
}

void
lim_produce_let_go (LimProduceRun *run, LimProduceEntry *entry, int server)
{
  GError *cause = NULL;

  if (lim_produce_drop (run, entry, server, &cause))
    return;
  g_mutex_lock (&run->lock);
  stop_with (run, cause);
  g_mutex_unlock (&run->lock);
}

/* -- What people ask -- */

/* Ends a job that nobody has begun in this run; one under way ends itself. */
static void
heed_unwanted (LimProduceRun *run, guint job)
{
  LimProduceEntry *entry = run->entries->pdata[job];
  gboolean waiting;

  g_mutex_lock (&run->lock);
  waiting = lim_schedule_is_waiting (run->schedule, job);
  if (waiting)
    lim_schedule_end (run->schedule, job);
  else if (lim_schedule_server_of (run->schedule, job) >= 0)
    {
      entry->unwanted = TRUE;
      g_cancellable_cancel (entry->cancellable);
    }
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
  if (waiting)
    lim_produce_let_go (run, entry, lim_produce_find_server (run, entry->row->server));
}

static void
heed_pause (LimProduceRun *run, gboolean *was_paused)
{
  gboolean paused = FALSE;

  if (!lim_jobs_get_paused (run->db, &paused, NULL) || paused == *was_paused)
    return;
  *was_paused = paused;
  g_mutex_lock (&run->lock);
  lim_schedule_set_paused (run->schedule, paused);
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
  lim_produce_tell_paused (run, paused);
}

static void
heed_wishes (LimProduceRun *run, GHashTable *by_key)
{
  g_autoptr (GPtrArray) wishes = lim_jobs_list_wishes (run->db, NULL);

  for (guint i = 0; wishes != NULL && i < wishes->len; i++)
    {
      const LimJob *wish = wishes->pdata[i];
      gpointer number = NULL;

      if (!g_hash_table_lookup_extended (by_key, wish->key, NULL, &number))
        continue;
      g_mutex_lock (&run->lock);
      lim_schedule_set_priority (run->schedule, GPOINTER_TO_UINT (number), wish->priority);
      g_mutex_unlock (&run->lock);
      if (wish->unwanted)
        heed_unwanted (run, GPOINTER_TO_UINT (number));
    }
}

static GHashTable *
number_by_key (const LimProduceRun *run)
{
  GHashTable *by_key = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < run->entries->len; i++)
    g_hash_table_insert (by_key, ((LimProduceEntry *) run->entries->pdata[i])->row->key, GUINT_TO_POINTER (i));
  return by_key;
}

/* -- Slow servers -- */

/* Work of a server that is far slower than the others goes to one that stands idle, once it would otherwise hold up the
 * end of the run. */
static void
look_after_slow (LimProduceRun *run)
{
  gboolean able = run->n_servers > 1 && run->provider->cancel != NULL && run->provider->recover != NULL;
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&run->lock);
  for (guint i = 0; able && run->usual > 0 && i < run->entries->len; i++)
    {
      LimProduceEntry *entry = run->entries->pdata[i];

      if (entry->moving || entry->moved || now - entry->taken_at < MAX (SLOW_FACTOR * run->usual, SLOW_AT_LEAST)
          || !lim_schedule_has_idle_for (run->schedule, i))
        continue;
      entry->moving = TRUE;
      g_cancellable_cancel (entry->cancellable);
    }
  g_mutex_unlock (&run->lock);
}

/* -- All the time -- */

void
lim_produce_listen (LimProduceRun *run, GCancellable *over)
{
  g_autoptr (GHashTable) by_key = number_by_key (run);
  gboolean paused = FALSE;
  gint64 heard = -1;

  do
    {
      gint64 version = lim_jobs_version (run->db);

      look_after_slow (run);
      if (version == heard)
        continue;
      heard = version;
      heed_pause (run, &paused);
      heed_wishes (run, by_key);
    }
  while (lim_provider_pause (LISTEN_EVERY, over));
}
