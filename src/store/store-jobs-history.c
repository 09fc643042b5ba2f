/* store-jobs-history.c: what happened to each job, as long as the job is remembered. */
#include "store-jobs-private.h"

void
lim_job_event_free (LimJobEvent *event)
{
  if (event == NULL)
    return;
  g_free (event->at);
  g_free (event->server);
  g_free (event->sent_id);
  g_free (event->message);
  g_free (event);
}

/* The same again tells nothing new: a command that is run every day does not make the history grow. */
static const char note_sql[] =
    "INSERT INTO events (key, at, state, attempt, server, sent_id, message) "
    "SELECT ?1, coalesce(?2, " LIM_JOBS_NOW "), ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM (SELECT * FROM "
    "events WHERE key = ?1 ORDER BY place DESC LIMIT 1) WHERE state = ?3 AND attempt = ?4 AND server IS ?5 "
    "AND sent_id IS ?6 AND message IS ?7)";

gboolean
lim_jobs_note_event (LimJobs *jobs, const LimJob *job, GError **error)
{
  return lim_sqlite_run (jobs->db, error, note_sql, "tttittt", job->key, job->updated_at,
                         lim_job_state_name (job->state), (gint64) job->attempt, job->server, job->sent_id,
                         job->message);
}

static gpointer
read_event (sqlite3_stmt *statement)
{
  LimJobEvent *event = g_new0 (LimJobEvent, 1);

  event->at = lim_jobs_read_text (statement, 0);
  event->state = lim_jobs_read_state (statement, 1);
  event->attempt = (guint) lim_sqlite_int (statement, 2, 0, LIM_JOBS_MAX_ATTEMPT);
  event->server = lim_jobs_read_text (statement, 3);
  event->sent_id = lim_jobs_read_text (statement, 4);
  event->message = lim_jobs_read_text (statement, 5);
  return event;
}

GPtrArray *
lim_jobs_history (LimJobs *jobs, const char *key, GError **error)
{
  return lim_jobs_select (jobs,
                          "SELECT coalesce(at, ''), state, attempt, server, sent_id, message FROM events "
                          "WHERE key = ? ORDER BY place",
                          key, read_event, (GDestroyNotify) lim_job_event_free, error);
}

/* -- Forgetting -- */

typedef struct
{
  guint states, n;
} Clearing;

static gboolean
forget_state (LimJobs *jobs, const char *state, guint *n, GError **error)
{
  if (!lim_sqlite_run (jobs->db, error, "DELETE FROM events WHERE key IN (SELECT key FROM jobs WHERE state = ?)", "t",
                       state)
      || !lim_sqlite_run (jobs->db, error, "DELETE FROM jobs WHERE state = ?", "t", state))
    return FALSE;
  *n += (guint) sqlite3_changes (jobs->db);
  return TRUE;
}

static gboolean
forget (LimJobs *jobs, gpointer data, GError **error)
{
  Clearing *clearing = data;

  for (guint state = 0; state < LIM_N_JOB_STATES; state++)
    if (clearing->states & 1u << state && lim_job_state_is_final (state)
        && !forget_state (jobs, lim_job_state_name (state), &clearing->n, error))
      return FALSE;
  return TRUE;
}

gboolean
lim_jobs_clear (LimJobs *jobs, guint states, guint *n, GError **error)
{
  Clearing clearing = { .states = states };

  if (!lim_jobs_transact (jobs, forget, &clearing, error))
    return FALSE;
  if (n != NULL)
    *n = clearing.n;
  return TRUE;
}
