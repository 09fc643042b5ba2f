#include "store-jobs.h"

#include <sqlite3.h>

#define VERSION 1
#define BUSY_MS 30000

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
  char *path;
  sqlite3 *db;
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
fail_sql (LimJobs *jobs, GError **error)
{
  int code = sqlite3_errcode (jobs->db);

  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    return lim_fail (error, LIM_ERROR_IO,
                     "%s is broken (%s). Move it away and run again: no picture and no record is lost by that",
                     jobs->path, sqlite3_errmsg (jobs->db));
  return lim_fail (error, LIM_ERROR_IO, "%s: %s", jobs->path, sqlite3_errmsg (jobs->db));
}

static gboolean
run_sql (LimJobs *jobs, const char *sql, GError **error)
{
  return sqlite3_exec (jobs->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail_sql (jobs, error);
}

static gboolean
read_version (LimJobs *jobs, int *version, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean well = sqlite3_prepare_v2 (jobs->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK
                  && sqlite3_step (statement) == SQLITE_ROW;

  if (well)
    *version = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return well || fail_sql (jobs, error);
}

static gboolean
set_up (LimJobs *jobs, GError **error)
{
  int version = 0;

  sqlite3_busy_timeout (jobs->db, BUSY_MS);
  if (!read_version (jobs, &version, error))
    return FALSE;
  if (version > VERSION)
    return lim_fail (error, LIM_ERROR_IO, "%s was written by a newer limner (version %d, this one knows %d); update",
                     jobs->path, version, VERSION);
  return run_sql (jobs, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", error)
         && (version == VERSION || run_sql (jobs, schema, error));
}

static LimJobs *
open_at (const LimProject *project, int flags, GError **error)
{
  g_autoptr (LimJobs) jobs = g_new0 (LimJobs, 1);

  g_mutex_init (&jobs->lock);
  jobs->path = lim_project_path (project, ".limner/jobs.db");
  if (sqlite3_open_v2 (jobs->path, &jobs->db, flags | SQLITE_OPEN_FULLMUTEX, NULL) != SQLITE_OK)
    {
      fail_sql (jobs, error);
      return NULL;
    }
  return set_up (jobs, error) ? g_steal_pointer (&jobs) : NULL;
}

LimJobs *
lim_jobs_open (const LimProject *project, GError **error)
{
  if (!lim_project_ensure_state_folder (project, error))
    return NULL;
  return open_at (project, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
}

LimJobs *
lim_jobs_open_existing (const LimProject *project, GError **error)
{
  g_autofree char *path = lim_project_path (project, ".limner/jobs.db");

  return g_file_test (path, G_FILE_TEST_EXISTS) ? open_at (project, SQLITE_OPEN_READWRITE, error) : NULL;
}

void
lim_jobs_free (LimJobs *jobs)
{
  if (jobs == NULL)
    return;
  sqlite3_close (jobs->db);
  g_mutex_clear (&jobs->lock);
  g_free (jobs->path);
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

static char *
dup_column (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static LimJob *
read_row (sqlite3_stmt *statement)
{
  LimJob *job = lim_job_new ((const char *) sqlite3_column_text (statement, 0));

  job->state = parse_state ((const char *) sqlite3_column_text (statement, 1));
  job->request = dup_column (statement, 2);
  job->provider = dup_column (statement, 3);
  job->sent_id = dup_column (statement, 4);
  job->attempt = (guint) CLAMP (sqlite3_column_int (statement, 5), 0, 1000000);
  job->asset_path = dup_column (statement, 6);
  job->image_sha256 = dup_column (statement, 7);
  job->record = dup_column (statement, 8);
  job->message = dup_column (statement, 9);
  job->updated_at = dup_column (statement, 10);
  return job;
}

/* The rows that @condition, with @key for its parameter, selects. */
static GPtrArray *
select_rows (LimJobs *jobs, const char *condition, const char *key, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&jobs->lock);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_job_free);
  g_autofree char *sql = g_strconcat (select_sql, condition, NULL);
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (jobs->db, sql, -1, &statement, NULL);

  if (code == SQLITE_OK && key != NULL)
    code = sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (code == SQLITE_OK)
    while ((code = sqlite3_step (statement)) == SQLITE_ROW)
      g_ptr_array_add (rows, read_row (statement));
  if (code != SQLITE_DONE)
    fail_sql (jobs, error);
  sqlite3_finalize (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&rows) : NULL;
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
put_row (LimJobs *jobs, sqlite3_stmt *statement, const LimJob *job, GError **error)
{
  const char *const texts[] = {
    job->key,        state_names[job->state], job->request, job->provider, job->sent_id,   NULL,
    job->asset_path, job->image_sha256,       job->record,  job->message,  job->updated_at
  };

  for (int i = 0; i < (int) G_N_ELEMENTS (texts); i++)
    sqlite3_bind_text (statement, i + 1, texts[i], -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 6, (int) job->attempt);
  if (sqlite3_step (statement) != SQLITE_DONE)
    return fail_sql (jobs, error);
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
put_rows (LimJobs *jobs, const LimJob *const *array, guint n, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean well = sqlite3_prepare_v2 (jobs->db, put_sql, -1, &statement, NULL) == SQLITE_OK || fail_sql (jobs, error);

  for (guint i = 0; well && i < n; i++)
    well = put_row (jobs, statement, array[i], error);
  sqlite3_finalize (statement);
  return well;
}

gboolean
lim_jobs_put_all (LimJobs *jobs, const GPtrArray *array, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&jobs->lock);

  if (!run_sql (jobs, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (put_rows (jobs, (const LimJob *const *) array->pdata, array->len, error) && run_sql (jobs, "COMMIT", error))
    return TRUE;
  sqlite3_exec (jobs->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
lim_jobs_put (LimJobs *jobs, const LimJob *job, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&jobs->lock);

  return put_rows (jobs, &job, 1, error);
}
