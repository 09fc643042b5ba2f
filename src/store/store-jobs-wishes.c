/* store-jobs-wishes.c: what people ask of a run from beside it: to pause, to leave something out, to change the order. */
#include "store-jobs-private.h"

gint64
lim_jobs_version (LimJobs *jobs)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (jobs->db, NULL, "PRAGMA data_version", "");

  return statement != NULL && lim_sqlite_step (jobs->db, statement, NULL) ? sqlite3_column_int64 (statement, 0) : -1;
}

/* -- Pausing -- */

gboolean
lim_jobs_set_paused (LimJobs *jobs, gboolean paused, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);

  return lim_sqlite_run (jobs->db, error, "INSERT OR REPLACE INTO wishes (name, value) VALUES ('paused', ?)", "i",
                         (gint64) (paused != FALSE));
}

static gpointer
read_flag (sqlite3_stmt *statement)
{
  return GINT_TO_POINTER ((int) lim_sqlite_int (statement, 0, 0, 1));
}

gboolean
lim_jobs_get_paused (LimJobs *jobs, gboolean *paused, GError **error)
{
  g_autoptr (GPtrArray) values =
      lim_jobs_select (jobs, "SELECT value FROM wishes WHERE name = 'paused'", NULL, read_flag, NULL, error);

  if (values == NULL)
    return FALSE;
  *paused = values->len > 0 && GPOINTER_TO_INT (values->pdata[0]) != 0;
  return TRUE;
}

/* -- Cancelling -- */

typedef struct
{
  const char *const *keys;
  guint n;
  gboolean first;
} Wish;

static gboolean
mark_unwanted (LimJobs *jobs, gpointer data, GError **error)
{
  Wish *wish = data;

  for (const char *const *key = wish->keys; *key != NULL; key++)
    {
      if (!lim_sqlite_run (jobs->db, error,
                           "UPDATE jobs SET unwanted = 1 WHERE key = ? AND state IN " LIM_JOBS_OPEN_STATES, "t",
                           *key))
        return FALSE;
      wish->n += (guint) sqlite3_changes (jobs->db);
    }
  return TRUE;
}

gboolean
lim_jobs_ask_cancel (LimJobs *jobs, const char *const *keys, guint *n, GError **error)
{
  Wish wish = { .keys = keys };

  if (!lim_jobs_transact (jobs, mark_unwanted, &wish, error))
    return FALSE;
  if (n != NULL)
    *n = wish.n;
  return TRUE;
}

/* -- The order -- */

/* The priority from which @n keys come before or behind all there is, and all that is planned later: 0 counts, too. */
static gboolean
find_start (LimJobs *jobs, gboolean first, guint n, gint64 *start, GError **error)
{
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (jobs->db, error, "SELECT min(min(priority), 0), max(max(priority), 0) FROM jobs", "");
  g_autoptr (GError) cause = NULL;

  if (statement == NULL)
    return FALSE;
  *start = 0;
  if (lim_sqlite_step (jobs->db, statement, &cause))
    *start = lim_sqlite_int (statement, first ? 0 : 1, -LIM_JOBS_MAX_PRIORITY, LIM_JOBS_MAX_PRIORITY)
             + (first ? -(gint64) n : 1);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
set_priorities (LimJobs *jobs, gpointer data, GError **error)
{
  const Wish *wish = data;
  gint64 start;

  if (!find_start (jobs, wish->first, wish->n, &start, error))
    return FALSE;
  for (guint i = 0; i < wish->n; i++)
    if (!lim_sqlite_run (jobs->db, error, "UPDATE jobs SET priority = ? WHERE key = ?", "it", start + i,
                         wish->keys[i]))
      return FALSE;
  return TRUE;
}

gboolean
lim_jobs_move (LimJobs *jobs, const char *const *keys, gboolean first, GError **error)
{
  Wish wish = { .keys = keys, .n = g_strv_length ((char **) keys), .first = first };

  return lim_jobs_transact (jobs, set_priorities, &wish, error);
}

/* -- What a run reads -- */

static gpointer
read_wish (sqlite3_stmt *statement)
{
  LimJob *job = lim_job_new (NULL);

  job->key = lim_jobs_read_text (statement, 0);
  job->state = lim_jobs_read_state (statement, 1);
  job->priority = lim_sqlite_int (statement, 2, -LIM_JOBS_MAX_PRIORITY, LIM_JOBS_MAX_PRIORITY);
  job->unwanted = lim_sqlite_int (statement, 3, 0, 1) != 0;
  return job;
}

GPtrArray *
lim_jobs_list_wishes (LimJobs *jobs, GError **error)
{
  return lim_jobs_select (jobs,
                          "SELECT key, state, priority, unwanted FROM jobs WHERE state IN " LIM_JOBS_OPEN_STATES
                          " AND key IS NOT NULL ORDER BY priority, place",
                          NULL, read_wish, (GDestroyNotify) lim_job_free, error);
}
