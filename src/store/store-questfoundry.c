#include "store-questfoundry.h"

#include "store-sqlite.h"

#include <string.h>

#define MAX_ROWS 1000000u
#define MAX_DATA (4 << 20) /* bytes of a single data */

gboolean
lim_questfoundry_is_database (const char *bytes, gsize length)
{
  static const char magic[] = "SQLite format 3";

  return length >= sizeof magic && memcmp (bytes, magic, sizeof magic) == 0;
}

/* -- Opening -- */

static LimSqlite *
open_as (const char *path, const char *uri, GError **error)
{
  sqlite3 *opened = NULL;
  int result = sqlite3_open_v2 (uri, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
  g_autoptr (LimSqlite) db = opened;

  if (result == SQLITE_OK)
    {
      sqlite3_busy_timeout (db, 5000);
      sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
      sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
      sqlite3_limit (db, SQLITE_LIMIT_LENGTH, 64 << 20);
      result = sqlite3_exec (db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    }
  if (result != SQLITE_OK)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: cannot be read as a database: %s", path,
                          sqlite3_errstr (result));
  return g_steal_pointer (&db);
}

/* A database in WAL mode wants to make files beside itself; where it may not, and has none, it is read as it is. */
static LimSqlite *
open_graph (const char *path, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *plain = g_strconcat ("file:", escaped, NULL);
  g_autofree char *still = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) problem = NULL;
  LimSqlite *db = open_as (path, plain, &problem);

  if (db == NULL && !g_file_test (wal, G_FILE_TEST_EXISTS))
    {
      g_clear_error (&problem);
      db = open_as (path, still, &problem);
    }
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return db;
}

/* -- Reading -- */

/* The JSON text in @column, as an object of @doc; an empty one where there is none. */
static LimJson *
read_data (LimJsonDoc *doc, sqlite3_stmt *statement, int column, const char *what, GError **error)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);
  int length = sqlite3_column_bytes (statement, column);
  g_autoptr (LimJsonDoc) data = NULL;

  if (text == NULL || length == 0)
    return lim_json_new_object (doc);
  if (length > MAX_DATA)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: its data is larger than 4 MiB", what);
  data = lim_json_parse_python (what, text, length, error);
  return data != NULL ? lim_json_copy (doc, lim_json_root (data)) : NULL;
}

/* Runs @sql, whose columns are texts by @names and last the data, and appends each row to @list. */
static gboolean
read_rows (LimSqlite *db, const char *sql, const char *const *names, LimJsonDoc *doc, LimJson *list, GError **error)
{
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (db, error, sql, "");
  g_autoptr (GError) problem = NULL;
  guint n = 0;

  if (statement == NULL)
    return FALSE;
  while (lim_sqlite_step (db, statement, &problem))
    {
      LimJson *row = lim_json_new_object (doc), *data;
      int column = 0;

      if (++n > MAX_ROWS)
        return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: more than a million rows", lim_json_doc_name (doc));
      for (; names[column] != NULL; column++)
        {
          g_autofree char *raw = lim_sqlite_dup_text (statement, column);
          g_autofree char *text = raw != NULL ? g_utf8_make_valid (raw, -1) : NULL;

          lim_json_set_string (row, names[column], text);
        }
      data = read_data (doc, statement, column, lim_json_get_string (row, names[0]), error);
      if (data == NULL)
        return FALSE;
      lim_json_set (row, "data", data);
      lim_json_append (list, row);
    }
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return error == NULL || *error == NULL;
}

static void
fold_meta (LimJsonDoc *doc, const LimJson *rows, LimJson *meta)
{
  for (const LimJson *row = lim_json_first (rows); row != NULL; row = lim_json_next (row))
    if (lim_json_get_string (row, "key") != NULL)
      lim_json_set (meta, lim_json_get_string (row, "key"), lim_json_copy (doc, lim_json_get (row, "data")));
}

LimJsonDoc *
lim_questfoundry_read (const char *path, GError **error)
{
  static const char *const node[] = { "id", "type", NULL }, *const edge[] = { "type", "from", "to", NULL },
                           *const meta[] = { "key", NULL };
  g_autoptr (LimSqlite) db = open_graph (path, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (path);
  g_autoptr (GError) problem = NULL;
  LimJson *root = lim_json_new_object (doc), *nodes = lim_json_new_array (doc), *edges = lim_json_new_array (doc),
          *rows = lim_json_new_array (doc), *folded = lim_json_new_object (doc);

  if (db == NULL)
    return NULL;
  if (!read_rows (db, "SELECT node_id, type, data FROM nodes ORDER BY node_id", node, doc, nodes, &problem)
      || !read_rows (db, "SELECT edge_type, from_id, to_id, data FROM edges ORDER BY rowid", edge, doc, edges,
                     &problem)
      || !read_rows (db, "SELECT key, value FROM meta ORDER BY key", meta, doc, rows, &problem))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: is no graph of QuestFoundry that can be read (%s); expected its graph.db, schema 5.0",
                          path, problem != NULL ? problem->message : "unknown reason");
  fold_meta (doc, rows, folded);
  lim_json_set (root, "nodes", nodes);
  lim_json_set (root, "edges", edges);
  lim_json_set (root, "meta", folded);
  lim_json_doc_set_root (doc, root);
  return g_steal_pointer (&doc);
}

/* -- Copying -- */

GBytes *
lim_questfoundry_copy (const char *path, GError **error)
{
  g_autoptr (LimSqlite) db = open_graph (path, error);
  sqlite3_int64 size = 0;
  unsigned char *bytes = NULL;

  if (db == NULL)
    return NULL;
  bytes = sqlite3_serialize (db, "main", &size, 0);
  if (bytes == NULL)
    return lim_fail_null (error, LIM_ERROR_IO, "%s: cannot be copied: %s", path, sqlite3_errmsg (db));
  return g_bytes_new_with_free_func (bytes, (gsize) size, sqlite3_free, bytes);
}
