/* store-jobs-open.c: the file of the job memory: made, brought up to date, or refused. */
#include "store-jobs-private.h"

#define VERSION 2
#define LONGEST_TEXT (64 << 20) /* bytes of one text or row: no graph and no record is near it */

/* The small columns stand first, so that a scan for states does not read the large texts. What `put` writes is bound by
 * position there. */
static const char schema[] =
    "CREATE TABLE jobs (place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, state TEXT NOT NULL, "
    "priority INTEGER NOT NULL DEFAULT 0, unwanted INTEGER NOT NULL DEFAULT 0, attempt INTEGER NOT NULL DEFAULT 0, "
    "elapsed_ms INTEGER NOT NULL DEFAULT 0, created_at TEXT, updated_at TEXT, provider TEXT, server TEXT, "
    "sent_id TEXT, image_sha256 TEXT, asset_path TEXT, message TEXT, request TEXT, record TEXT, graph TEXT);"
    "CREATE INDEX jobs_open ON jobs (priority, place, key, state, unwanted) WHERE state IN " LIM_JOBS_OPEN_STATES ";"
    "CREATE TABLE events (place INTEGER PRIMARY KEY, key TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, "
    "attempt INTEGER NOT NULL, server TEXT, sent_id TEXT, message TEXT);"
    "CREATE INDEX events_by_key ON events (key);"
    "CREATE TABLE strays (sent_id TEXT PRIMARY KEY, provider TEXT, server TEXT) WITHOUT ROWID;"
    "CREATE TABLE wishes (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "PRAGMA user_version = 2;";

/* Version 1 had one table without order, history and servers. */
static const char move_away_sql[] = "ALTER TABLE jobs RENAME TO old_jobs;";
static const char move_over_sql[] =
    "INSERT INTO jobs (key, state, attempt, created_at, updated_at, provider, sent_id, image_sha256, asset_path, "
    "message, request, record) SELECT key, state, attempt, updated_at, updated_at, provider, sent_id, image_sha256, "
    "asset_path, message, request, record FROM old_jobs ORDER BY key;"
    "INSERT INTO events (key, at, state, attempt, sent_id, message) SELECT key, coalesce(updated_at, " LIM_JOBS_NOW
    "), state, attempt, sent_id, message FROM jobs ORDER BY place;"
    "DROP TABLE old_jobs;";

static gboolean
read_version (LimSqlite *db, int *version, GError **error)
{
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (db, error, "PRAGMA user_version", "");

  if (statement == NULL || !lim_sqlite_step (db, statement, error))
    return FALSE;
  *version = sqlite3_column_int (statement, 0);
  return TRUE;
}

/* Asked again inside: another process may have been faster. */
static gboolean
bring_up_to_date (LimJobs *jobs, gpointer data G_GNUC_UNUSED, GError **error)
{
  int version = 0;

  if (!read_version (jobs->db, &version, error))
    return FALSE;
  if (version >= VERSION)
    return TRUE;
  return (version < 1 || lim_sqlite_exec (jobs->db, move_away_sql, error))
         && lim_sqlite_exec (jobs->db, schema, error)
         && (version < 1 || lim_sqlite_exec (jobs->db, move_over_sql, error));
}

/* Whether the tables are ours: said now and not in the middle of a run. */
static gboolean
check_tables (LimJobs *jobs, GError **error)
{
  g_autoptr (GPtrArray) events = lim_jobs_history (jobs, "", error);
  g_autoptr (GPtrArray) wishes = events != NULL ? lim_jobs_list_wishes (jobs, error) : NULL;
  g_autoptr (GPtrArray) strays = wishes != NULL ? lim_jobs_list_strays (jobs, error) : NULL;
  g_autoptr (GError) cause = NULL;
  gboolean paused;

  if (strays == NULL || !lim_jobs_get_paused (jobs, &paused, error))
    return FALSE;
  lim_job_free (lim_jobs_get (jobs, "", &cause));
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
set_up (LimJobs *jobs, const char *path, GError **error)
{
  int version = 0;

  sqlite3_limit (jobs->db, SQLITE_LIMIT_LENGTH, LONGEST_TEXT);
  if (!read_version (jobs->db, &version, error))
    return FALSE;
  if (version > VERSION)
    return lim_fail (error, LIM_ERROR_IO,
                     "%s was written by a newer limner (version %d, this one knows %d); update limner", path, version,
                     VERSION);
  return (version == VERSION || lim_jobs_transact (jobs, bring_up_to_date, NULL, error))
         && check_tables (jobs, error);
}

/* A broken file is not made anew by itself: what a server still has for us would be forgotten without a word. */
static LimJobs *
open_at (const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimSqlite) db = lim_sqlite_open (path, TRUE, &cause);
  g_autoptr (LimJobs) jobs = NULL;

  if (db != NULL)
    {
      jobs = g_new0 (LimJobs, 1);
      g_mutex_init (&jobs->lock);
      jobs->db = g_steal_pointer (&db);
      if (set_up (jobs, path, &cause))
        return g_steal_pointer (&jobs);
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

/* -- What the other files do with it -- */

LimJobState
lim_jobs_read_state (sqlite3_stmt *statement, int column)
{
  LimJobState state;

  return lim_job_state_parse ((const char *) sqlite3_column_text (statement, column), &state) ? state
                                                                                              : LIM_JOB_FAILED;
}

char *
lim_jobs_read_text (sqlite3_stmt *statement, int column)
{
  g_autofree char *text = lim_sqlite_dup_text (statement, column);

  return text == NULL || g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : g_utf8_make_valid (text, -1);
}

gboolean
lim_jobs_transact (LimJobs *jobs, LimJobsWork work, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);

  if (!lim_sqlite_exec (jobs->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (work (jobs, data, error) && lim_sqlite_exec (jobs->db, "COMMIT", error))
    return TRUE;
  lim_sqlite_exec (jobs->db, "ROLLBACK", NULL);
  return FALSE;
}

GPtrArray *
lim_jobs_select (LimJobs *jobs, const char *sql, const char *key, LimJobsRead read, GDestroyNotify destroy,
                 GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (destroy);
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (jobs->db, error, sql, key != NULL ? "t" : "", key);
  g_autoptr (GError) cause = NULL;

  if (statement == NULL)
    return NULL;
  while (lim_sqlite_step (jobs->db, statement, &cause))
    g_ptr_array_add (rows, read (statement));
  if (cause == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}
