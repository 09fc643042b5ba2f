#include "store-jobs-private.h"

static const char columns[] = LIM_JOBS_SMALL_COLUMNS ", request, record, graph";

/* What people set stays: priority and unwanted. Only a job that was over and begins again is wanted again, so that a
 * wish is not lost when a run takes the job back from one server to give it to another. */
static const char put_sql[] =
    "INSERT INTO jobs (key, state, attempt, elapsed_ms, created_at, updated_at, provider, server, sent_id, "
    "image_sha256, asset_path, message, request, record, graph) "
    "VALUES (?, ?, ?, ?, coalesce(?, " LIM_JOBS_NOW "), coalesce(?, " LIM_JOBS_NOW "), ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (key) DO UPDATE SET "
    "unwanted = CASE WHEN state NOT IN " LIM_JOBS_OPEN_STATES " AND excluded.state IN " LIM_JOBS_OPEN_STATES
    " THEN 0 ELSE unwanted END, "
    "state = excluded.state, attempt = excluded.attempt, elapsed_ms = excluded.elapsed_ms, "
    "updated_at = excluded.updated_at, provider = excluded.provider, server = excluded.server, "
    "sent_id = excluded.sent_id, image_sha256 = excluded.image_sha256, asset_path = excluded.asset_path, "
    "message = excluded.message, request = excluded.request, record = excluded.record, graph = excluded.graph";

/* -- Reading -- */

LimJob *
lim_jobs_read_small (sqlite3_stmt *statement)
{
  LimJob *job = lim_job_new (NULL);
  int column = 0;

  job->key = lim_jobs_read_text (statement, column++);
  job->state = lim_jobs_read_state (statement, column++);
  job->priority = lim_sqlite_int (statement, column++, -LIM_JOBS_MAX_PRIORITY, LIM_JOBS_MAX_PRIORITY);
  job->unwanted = lim_sqlite_int (statement, column++, 0, 1) != 0;
  job->attempt = (guint) lim_sqlite_int (statement, column++, 0, LIM_JOBS_MAX_ATTEMPT);
  job->elapsed_ms = lim_sqlite_int (statement, column++, 0, G_MAXINT32);
  job->created_at = lim_jobs_read_text (statement, column++);
  job->updated_at = lim_jobs_read_text (statement, column++);
  job->provider = lim_jobs_read_text (statement, column++);
  job->server = lim_jobs_read_text (statement, column++);
  job->sent_id = lim_jobs_read_text (statement, column++);
  job->image_sha256 = lim_jobs_read_text (statement, column++);
  job->asset_path = lim_jobs_read_text (statement, column++);
  job->message = lim_jobs_read_text (statement, column++);
  g_assert (column == LIM_JOBS_N_SMALL_COLUMNS);
  return job;
}

static gpointer
read_row (sqlite3_stmt *statement)
{
  LimJob *job = lim_jobs_read_small (statement);
  int column = LIM_JOBS_N_SMALL_COLUMNS;

  job->request = lim_jobs_read_text (statement, column++);
  job->record = lim_jobs_read_text (statement, column++);
  job->graph = lim_jobs_read_text (statement, column++);
  return job;
}

LimJob *
lim_jobs_get (LimJobs *jobs, const char *key, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT ", columns, " FROM jobs WHERE key = ?", NULL);
  g_autoptr (GPtrArray) rows = lim_jobs_select (jobs, sql, key, read_row, (GDestroyNotify) lim_job_free, error);

  return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

GPtrArray *
lim_jobs_list (LimJobs *jobs, GError **error)
{
  g_autofree char *sql =
      g_strconcat ("SELECT ", columns, " FROM jobs WHERE key IS NOT NULL ORDER BY priority, place", NULL);

  return lim_jobs_select (jobs, sql, NULL, read_row, (GDestroyNotify) lim_job_free, error);
}

/* -- Writing -- */

static gboolean
put_rows (LimJobs *jobs, gpointer data, GError **error)
{
  const GPtrArray *array = data;
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (jobs->db, error, put_sql, "");

  for (guint i = 0; statement != NULL && i < array->len; i++)
    {
      const LimJob *job = array->pdata[i];
      g_autoptr (GError) cause = NULL;

      lim_sqlite_rebind (statement, "ttiittttttttttt", job->key, lim_job_state_name (job->state),
                         (gint64) job->attempt, job->elapsed_ms,
                         job->created_at != NULL ? job->created_at : job->updated_at, job->updated_at, job->provider,
                         job->server, job->sent_id, job->image_sha256, job->asset_path, job->message, job->request,
                         job->record, job->graph);
      lim_sqlite_step (jobs->db, statement, &cause);
      if (cause != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      if (!lim_jobs_note_event (jobs, job, error))
        return FALSE;
    }
  return statement != NULL;
}

gboolean
lim_jobs_put_all (LimJobs *jobs, const GPtrArray *array, GError **error)
{
  return lim_jobs_transact (jobs, put_rows, (gpointer) array, error);
}

gboolean
lim_jobs_put (LimJobs *jobs, const LimJob *job, GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, (gpointer) job);
  return lim_jobs_put_all (jobs, one, error);
}
