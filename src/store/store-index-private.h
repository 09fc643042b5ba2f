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
  "judgment_hash, bound, bound_rules, bound_judgment, n_pass, n_partial, n_fail, oddities, problem, disagreed, "     \
  "changed_ns, size, inode"

/* What of a record is of its group (LimIndexGroup) beside status, lane, faction and bound_rules: bits of groups.flags. */
enum
{
  LIM_GROUP_SCORED = 1,
  LIM_GROUP_BOUND = 2,
  LIM_GROUP_KNOWS_JUDGMENT = 4,
  LIM_GROUP_SAME_JUDGMENT = 8,
  LIM_GROUP_UNREADABLE = 16,
  LIM_GROUP_DISAGREED = 32,
};

/* Reads the row a statement that selected LIM_INDEX_COLUMNS stands on. @stamp may be NULL. Transfer full. */
LimIndexRow *lim_index_row_read (sqlite3_stmt *statement, LimStamp *stamp);

/* Writes rows, and the groups they are of. */
typedef struct
{
  LimStatement *row, *group;
} LimIndexWriter;

gboolean lim_index_writer_init (LimIndexWriter *writer, LimIndex *index, GError **error);
void lim_index_writer_clear (LimIndexWriter *writer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimIndexWriter, lim_index_writer_clear)

gboolean lim_index_row_write (LimIndex *index, LimIndexWriter *writer, const LimIndexRow *row, const LimStamp *stamp,
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
