/* store-sqlite.h: the little of SQLite that store/ needs, with our errors. For store/ only. */
#pragma once

#include "base-error.h"

#include <sqlite3.h>

typedef struct sqlite3 LimSqlite;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSqlite, sqlite3_close_v2)

/* Opens or makes the database @path (“:memory:” too) in WAL mode, waiting for other processes when it is busy.
 * @durable: a commit survives a power cut. */
LimSqlite *lim_sqlite_open (const char *path, gboolean durable, GError **error);

/* Runs SQL that has no parameters and returns nothing of interest. */
gboolean lim_sqlite_exec (LimSqlite *db, const char *sql, GError **error);

/* A prepared statement with its parameters bound, by letters: 't' text (NULL: null), 'i' gint64, 'd' double (NaN: null).
 * Texts must live until the statement is done with. NULL on failure. */
sqlite3_stmt *lim_sqlite_prepare (LimSqlite *db, GError **error, const char *sql, const char *types, ...);

/* Makes a used statement ready for another round, with other parameters. */
void lim_sqlite_rebind (sqlite3_stmt *statement, const char *types, ...);

/* TRUE for a row, FALSE at the end or on failure, which sets @error. */
gboolean lim_sqlite_step (LimSqlite *db, sqlite3_stmt *statement, GError **error);

/* Prepares, runs to the end, and finalizes. */
gboolean lim_sqlite_run (LimSqlite *db, GError **error, const char *sql, const char *types, ...);

/* Column @column as text; NULL for null. Transfer full. */
char *lim_sqlite_dup_text (sqlite3_stmt *statement, int column);

/* Column @column as a whole number, held to @low..@high. */
gint64 lim_sqlite_int (sqlite3_stmt *statement, int column, gint64 low, gint64 high);

typedef sqlite3_stmt LimStatement;
static inline void
lim_statement_finalize (LimStatement *statement)
{
  sqlite3_finalize (statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStatement, lim_statement_finalize)
