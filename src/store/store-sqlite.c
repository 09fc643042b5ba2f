#include "store-sqlite.h"

#define BUSY_TIMEOUT_MS 20000

static LimErrorCode
code_for (int result)
{
  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return LIM_ERROR_CONFLICT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* our SQL is always the same, so where it does not fit, the tables are not ours */
    case SQLITE_CONSTRAINT:
      return LIM_ERROR_BAD_INPUT;
    default:
      return LIM_ERROR_IO;
    }
}

static gboolean
fail (LimSqlite *db, GError **error)
{
  const char *path = sqlite3_db_filename (db, "main");
  int code = sqlite3_errcode (db) & 0xff, cause = sqlite3_system_errno (db);
  gboolean of_disk = (code == SQLITE_CANTOPEN || code == SQLITE_IOERR) && cause != 0;

  return lim_fail (error, code_for (code), "%s: %s%s%s", path != NULL && *path != '\0' ? path : "index",
                   sqlite3_errmsg (db), of_disk ? ": " : "", of_disk ? g_strerror (cause) : "");
}

gboolean
lim_sqlite_exec (LimSqlite *db, const char *sql, GError **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (db, error);
}

#define NAP_US 5000

/* Two that open a new file at once both turn it to WAL, and SQLite lets the second one fail without waiting. */
static gboolean
turn_to_wal (LimSqlite *db, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) BUSY_TIMEOUT_MS * 1000;

  while (sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK)
    {
      if ((sqlite3_errcode (db) & 0xff) != SQLITE_BUSY || g_get_monotonic_time () >= deadline)
        return fail (db, error);
      g_usleep (NAP_US);
    }
  return TRUE;
}

LimSqlite *
lim_sqlite_open (const char *path, gboolean durable, GError **error)
{
  sqlite3 *opened = NULL;
  int result =
      sqlite3_open_v2 (path, &opened,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);
  g_autoptr (LimSqlite) db = opened;

  if (result != SQLITE_OK)
    return lim_fail_null (error, code_for (result), "%s: cannot open it: %s", path, sqlite3_errstr (result));
  sqlite3_busy_timeout (db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (!turn_to_wal (db, error)
      || !lim_sqlite_exec (db, durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", error))
    return NULL;
  return g_steal_pointer (&db);
}

static void
bind_parameters (sqlite3_stmt *statement, const char *types, va_list values)
{
  for (int i = 1; *types != '\0'; types++, i++)
    if (*types == 't')
      sqlite3_bind_text (statement, i, va_arg (values, const char *), -1, SQLITE_STATIC);
    else if (*types == 'i')
      sqlite3_bind_int64 (statement, i, va_arg (values, gint64));
    else
      sqlite3_bind_double (statement, i, va_arg (values, double)); /* NaN becomes null */
}

static sqlite3_stmt *
prepare (LimSqlite *db, GError **error, const char *sql, const char *types, va_list values)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      fail (db, error);
      return NULL;
    }
  bind_parameters (statement, types, values);
  return statement;
}

sqlite3_stmt *
lim_sqlite_prepare (LimSqlite *db, GError **error, const char *sql, const char *types, ...)
{
  va_list values;

  va_start (values, types);
  sqlite3_stmt *statement = prepare (db, error, sql, types, values);
  va_end (values);
  return statement;
}

void
lim_sqlite_rebind (sqlite3_stmt *statement, const char *types, ...)
{
  va_list values;

  sqlite3_reset (statement);
  va_start (values, types);
  bind_parameters (statement, types, values);
  va_end (values);
}

gboolean
lim_sqlite_step (LimSqlite *db, sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);

  if (result != SQLITE_ROW && result != SQLITE_DONE)
    fail (db, error);
  return result == SQLITE_ROW;
}

gboolean
lim_sqlite_run (LimSqlite *db, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (GError) step_error = NULL;
  va_list values;

  va_start (values, types);
  g_autoptr (LimStatement) statement = prepare (db, error, sql, types, values);
  va_end (values);
  if (statement == NULL)
    return FALSE;
  while (lim_sqlite_step (db, statement, &step_error))
    ;
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

char *
lim_sqlite_dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

gint64
lim_sqlite_int (sqlite3_stmt *statement, int column, gint64 low, gint64 high)
{
  gint64 value = sqlite3_column_int64 (statement, column);

  return CLAMP (value, low, high);
}
