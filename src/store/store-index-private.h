/* store-index-private.h: shared by the files of the index. */
#pragma once

#include "store-index.h"
#include "store-sqlite.h"
#include "store-sweep.h"

struct _LimIndex
{
  const LimProject *project;
  LimIndexDetect detect;
  gpointer detect_data;
  char *detect_version;
  LimSqlite *db;
  gboolean in_memory;
};

/* Columns of a row in the order of lim_index_row_read(), then the stamp. */
#define LIM_INDEX_COLUMNS                                                                                            \
  "id, status, lane, faction, subject, asset_path, created_at, reviewed_at, reviewer, explanation, mean, "           \
  "judgment_hash, bound, bound_rules, bound_judgment, n_pass, n_partial, n_fail, oddities, problem, changed_ns, "    \
  "size, inode"

/* Reads the row a statement that selected LIM_INDEX_COLUMNS stands on. @stamp may be NULL. Transfer full. */
LimIndexRow *lim_index_row_read (sqlite3_stmt *statement, LimStamp *stamp);

/* A statement that writes rows, and writing one with it. Transfer full. */
sqlite3_stmt *lim_index_row_writer (LimIndex *index, GError **error);
gboolean lim_index_row_write (LimIndex *index, sqlite3_stmt *writer, const LimIndexRow *row, const LimStamp *stamp,
                              GError **error);

/* The row of @record, or of the file @id that cannot be read because of @problem. Transfer full. */
LimIndexRow *lim_index_row_new (const LimIndex *index, const LimRecord *record);
LimIndexRow *lim_index_row_new_problem (const char *id, const char *problem);

/* The check of a page before it is listed: refreshes when records/ itself changed. */
gboolean lim_index_glance (LimIndex *index, GError **error);

/* Runs @attempt; when the database turns out broken, once more on a new one, and when it cannot be written, once more
 * in memory. */
typedef gboolean (*LimIndexAttempt) (LimIndex *index, gpointer data, GError **error);
gboolean lim_index_attempt (LimIndex *index, LimIndexAttempt attempt, gpointer data, GError **error);
