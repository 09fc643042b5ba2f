#include "store-jobs.h"

#include "store-sqlite.h"

#define VERSION 1
#define MAX_ATTEMPT 1000000

static const char *const state_names[LIM_N_JOB_STATES] = { "planned", "sent", "rendered", "done", "failed" };

static const char schema[] = "CREATE TABLE IF NOT EXISTS jobs (key TEXT PRIMARY KEY, state TEXT NOT NULL, "
                             "request TEXT, provider TEXT, sent_id TEXT, attempt INTEGER NOT NULL, asset_path TEXT, "
                             "image_sha256 TEXT, record TEXT, message TEXT, updated_at TEXT) WITHOUT ROWID;"
                             "PRAGMA user_version = 1;";

static const char select_sql[] = "SELECT key, state, request, provider, sent_id, attempt, asset_path, image_sha256, "
                                 "record, message, updated_at FROM jobs ";

static const char put_sql[] = "INSERT OR REPLACE INTO jobs (key, state, request, provider, sent_id, attempt, "
                              "asset_path, image_sha256, record, message, updated_at) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

struct _LimJobs
{
  LimSqlite *db;
  GMutex lock; /* one statement at a time */
};

const char *
lim_job_state_name (LimJobState state)
{
  return state_names[state];
}

LimJob *
lim_job_new (const char *key)
{
  LimJob *job = g_new0 (LimJob, 1);

  job->key = g_strdup (key);
  return job;
}

void
lim_job_free (LimJob *job)
{
  if (job == NULL)
    return;
  g_free (job->key);
  g_free (job->request);
  g_free (job->provider);
  g_free (job->sent_id);
  g_free (job->asset_path);
  g_free (job->image_sha256);
  g_free (job->record);
  g_free (job->message);
  g_free (job->updated_at);
  g_free (job);
}

/* -- Opening -- */

static gboolean
read_version (LimSqlite *db, int *version, GError **error)
{
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (db, error, "PRAGMA user_version", "");

  if (statement == NULL || !lim_sqlite_step (db, statement, error))
    return FALSE;
  *version = sqlite3_column_int (statement, 0);
  return TRUE;
}

static gboolean
set_up (LimSqlite *db, const char *path, GError **error)
{
  int version = 0;

  if (!read_version (db, &version, error))
    return FALSE;
  if (version > VERSION)
    return lim_fail (error, LIM_ERROR_IO,
                     "%s was written by a newer limner (version %d, this one knows %d); update limner", path, version,
                     VERSION);
  return version == VERSION || lim_sqlite_exec (db, schema, error);
}

/* A broken file is not made anew by itself: what a server still has for us would be forgotten without a word. */
static LimJobs *
open_at (const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimSqlite) db = lim_sqlite_open (path, TRUE, &cause);

  if (db != NULL && set_up (db, path, &cause))
    {
      LimJobs *jobs = g_new0 (LimJobs, 1);

      g_mutex_init (&jobs->lock);
      jobs->db = g_steal_pointer (&db);
      return jobs;
    }
  if (g_error_matches (cause, LIM_ERROR, LIM_ERROR_BAD_INPUT))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s. Move it away and run again: no picture and no record is lost by that", cause->message);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

LimJobs *
lim_jobs_open (const LimProject *project, GError **error)
{
  g_autofree char *path = lim_project_path (project, ".limner/jobs.db");

  return lim_project_ensure_state_folder (project, error) ? open_at (path, error) : NULL;
}

LimJobs *
lim_jobs_open_existing (const LimProject *project, GError **error)
{
  g_autofree char *path = lim_project_path (project, ".limner/jobs.db");

  return g_file_test (path, G_FILE_TEST_EXISTS) ? open_at (path, error) : NULL;
}

void
lim_jobs_free (LimJobs *jobs)
{
  if (jobs == NULL)
    return;
  sqlite3_close_v2 (jobs->db);
  g_mutex_clear (&jobs->lock);
  g_free (jobs);
}

/* -- Reading -- */

static LimJobState
parse_state (const char *name)
{
  for (guint i = 0; i < LIM_N_JOB_STATES; i++)
    if (g_strcmp0 (state_names[i], name) == 0)
      return i;
  return LIM_JOB_FAILED; /* a state this program never wrote: to be done again */
}

static LimJob *
read_row (sqlite3_stmt *statement)
{
  LimJob *job = lim_job_new ((const char *) sqlite3_column_text (statement, 0));

  job->state = parse_state ((const char *) sqlite3_column_text (statement, 1));
  job->request = lim_sqlite_dup_text (statement, 2);
  job->provider = lim_sqlite_dup_text (statement, 3);
  job->sent_id = lim_sqlite_dup_text (statement, 4);
  job->attempt = (guint) lim_sqlite_int (statement, 5, 0, MAX_ATTEMPT);
  job->asset_path = lim_sqlite_dup_text (statement, 6);
  job->image_sha256 = lim_sqlite_dup_text (statement, 7);
  job->record = lim_sqlite_dup_text (statement, 8);
  job->message = lim_sqlite_dup_text (statement, 9);
  job->updated_at = lim_sqlite_dup_text (statement, 10);
  return job;
}

/* The rows that @condition, with @key for its parameter, selects. */
static GPtrArray *
select_rows (LimJobs *jobs, const char *condition, const char *key, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&jobs->lock);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_job_free);
  g_autofree char *sql = g_strconcat (select_sql, condition, NULL);
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (jobs->db, error, sql, key != NULL ? "t" : "", key);
  g_autoptr (GError) cause = NULL;

  if (statement == NULL)
    return NULL;
  while (lim_sqlite_step (jobs->db, statement, &cause))
    g_ptr_array_add (rows, read_row (statement));
  if (cause == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

LimJob *
lim_jobs_get (LimJobs *jobs, const char *key, GError **error)
{
  g_autoptr (GPtrArray) rows = select_rows (jobs, "WHERE key = ?", key, error);

  return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

GPtrArray *
lim_jobs_list (LimJobs *jobs, GError **error)
{
  return select_rows (jobs, "ORDER BY key", NULL, error);
}

/* -- Writing -- */

static gboolean
put_row (LimJobs *jobs, const LimJob *job, GError **error)
{
  return lim_sqlite_run (jobs->db, error, put_sql, "tttttittttt", job->key, state_names[job->state], job->request,
                         job->provider, job->sent_id, (gint64) job->attempt, job->asset_path, job->image_sha256,
                         job->record, job->message, job->updated_at);
}

static gboolean
put_rows (LimJobs *jobs, const GPtrArray *array, GError **error)
{
  for (guint i = 0; i < array->len; i++)
    if (!put_row (jobs, array->pdata[i], error))
      return FALSE;
  return lim_sqlite_exec (jobs->db, "COMMIT", error);
}

gboolean
lim_jobs_put_all (LimJobs *jobs, const GPtrArray *array, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&jobs->lock);

  if (!lim_sqlite_exec (jobs->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (put_rows (jobs, array, error))
    return TRUE;
  lim_sqlite_exec (jobs->db, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
lim_jobs_put (LimJobs *jobs, const LimJob *job, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&jobs->lock);

  return put_row (jobs, job, error);
}
