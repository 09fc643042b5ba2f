/* store-jobs-private.h: what the files of the job memory share. */
#pragma once

#include "store-jobs.h"
#include "store-sqlite.h"

struct _LimJobs
{
  LimSqlite *db;
  GMutex lock; /* one statement at a time */
};

/* The states in which a run still has something to do with a job, as SQL. lim_job_state_is_final() is the others. */
#define LIM_JOBS_OPEN_STATES "('planned', 'sent', 'rendered')"

/* Now, as SQL writes what lim_clock_now_iso() would. */
#define LIM_JOBS_NOW "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

/* A word of the file: what no limner wrote reads as FAILED, so that it is done again. */
LimJobState lim_jobs_read_state (sqlite3_stmt *statement, int column);

/* A text of the file as valid UTF-8; NULL for null. Transfer full. */
char *lim_jobs_read_text (sqlite3_stmt *statement, int column);

/* All of a job but its large texts; and a row that begins with them, as a job. Transfer full. */
#define LIM_JOBS_SMALL_COLUMNS                                                                                       \
  "key, state, priority, unwanted, attempt, elapsed_ms, created_at, updated_at, provider, server, sent_id, "         \
  "image_sha256, asset_path, message"
#define LIM_JOBS_N_SMALL_COLUMNS 14
LimJob *lim_jobs_read_small (sqlite3_stmt *statement);

#define LIM_JOBS_MAX_ATTEMPT 1000000
#define LIM_JOBS_MAX_PRIORITY (G_GINT64_CONSTANT (1) << 52)

/* Runs @work with @data between BEGIN and COMMIT, under the lock; takes all back when it fails. */
typedef gboolean (*LimJobsWork) (LimJobs *jobs, gpointer data, GError **error);
gboolean lim_jobs_transact (LimJobs *jobs, LimJobsWork work, gpointer data, GError **error);

/* What @sql with the parameter @key (NULL: none) selects, each row through @read, under the lock. Transfer full. */
typedef gpointer (*LimJobsRead) (sqlite3_stmt *statement);
GPtrArray *lim_jobs_select (LimJobs *jobs, const char *sql, const char *key, LimJobsRead read, GDestroyNotify destroy,
                            GError **error);

/* Writes what @job is now into its history; inside of a transaction. */
gboolean lim_jobs_note_event (LimJobs *jobs, const LimJob *job, GError **error);
