#include "store-questfoundry-write.h"

#include "store-sqlite.h"

#include <string.h>

#define BUSY_TIMEOUT_MS 5000
#define HISTORY_MAX 1000u /* stages that the history keeps */

struct _LimQuestfoundryWriter
{
  LimSqlite *db;
  char *path;
  const char *stage;
  guint n_changes;
};

void
lim_questfoundry_writer_free (LimQuestfoundryWriter *writer)
{
  if (writer == NULL)
    return;
  sqlite3_close_v2 (writer->db); /* what was not committed is rolled back */
  g_free (writer->path);
  g_free (writer);
}

guint
lim_questfoundry_writer_changes (const LimQuestfoundryWriter *writer)
{
  return writer->n_changes;
}

/* -- Opening -- */

static gboolean
has_column (LimSqlite *db, const char *column, GError **error)
{
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (db, error, "SELECT 1 FROM pragma_table_info ('mutations') WHERE name = ?", "t", column);

  return statement != NULL && lim_sqlite_step (db, statement, error);
}

/* Graphs of an older QuestFoundry lack a column; it adds it itself when it opens one. */
static gboolean
bring_up_to_date (LimSqlite *db, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (has_column (db, "before_state", &problem))
    return TRUE;
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return lim_sqlite_exec (db, "ALTER TABLE mutations ADD COLUMN before_state JSON", error);
}

LimQuestfoundryWriter *
lim_questfoundry_writer_open (const char *path, const char *stage, GError **error)
{
  g_autoptr (LimQuestfoundryWriter) writer = g_new0 (LimQuestfoundryWriter, 1);
  int result = sqlite3_open_v2 (path, &writer->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  writer->path = g_strdup (path);
  writer->stage = stage;
  if (result != SQLITE_OK)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: cannot be opened for writing: %s", path,
                          sqlite3_errstr (result));
  sqlite3_busy_timeout (writer->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (writer->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (writer->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (writer->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  if (!lim_sqlite_exec (writer->db, "PRAGMA synchronous = FULL", error)
      || !lim_sqlite_exec (writer->db, "BEGIN IMMEDIATE", error) || !bring_up_to_date (writer->db, error))
    {
      g_prefix_error_literal (error, "the graph cannot be written: ");
      return NULL;
    }
  return g_steal_pointer (&writer);
}

/* -- The log -- */

static char *
compact (const LimJson *node)
{
  GString *text = g_string_new (NULL);

  lim_json_append_compact (text, node);
  return g_string_free (text, FALSE);
}

/* @delta and @before are JSON texts or NULL. */
static gboolean
note (LimQuestfoundryWriter *writer, const char *phase, const char *operation, const char *target, const char *delta,
      const char *before, GError **error)
{
  writer->n_changes++;
  return lim_sqlite_run (writer->db, error,
                         "INSERT INTO mutations (stage, phase, operation, target_id, delta, before_state) "
                         "VALUES (?, ?, ?, ?, ?, ?)",
                         "tttttt", writer->stage, phase, operation, target, delta, before);
}

/* -- Nodes -- */

/* What a rewind puts back: the data of the node with its stages, and the data alone to compare with. FALSE with @error, or without
 * where there is no such node. */
static gboolean
load_before (LimQuestfoundryWriter *writer, const char *id, LimJsonDoc **before, char **state, GError **error)
{
  static const char *const columns[] = { "created_stage", "created_phase", "modified_stage", "modified_phase" };
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (
      writer->db, error,
      "SELECT data, created_stage, created_phase, modified_stage, modified_phase FROM nodes WHERE node_id = ?", "t",
      id);

  if (statement == NULL || !lim_sqlite_step (writer->db, statement, error))
    return FALSE;

  g_autofree char *text = lim_sqlite_dup_text (statement, 0);
  g_autoptr (LimJsonDoc) doc = lim_json_parse_python (id, text != NULL ? text : "{}", -1, error);
  g_autoptr (LimJsonDoc) with_stages = doc != NULL ? lim_json_doc_new (id) : NULL;
  if (doc == NULL || !lim_json_is (lim_json_root (doc), LIM_JSON_OBJECT))
    return doc == NULL ? FALSE : lim_json_fail (lim_json_root (doc), error, "a node's data must be an object");

  LimJson *root = lim_json_copy (with_stages, lim_json_root (doc)), *stages = lim_json_new_object (with_stages);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    lim_json_set_string (stages, columns[i], (const char *) sqlite3_column_text (statement, (int) i + 1));
  lim_json_set (root, "_meta", stages);
  *state = compact (root);
  *before = g_steal_pointer (&doc);
  return TRUE;
}

gboolean
lim_questfoundry_put_node (LimQuestfoundryWriter *writer, const char *phase, const char *id, const char *type,
                           LimJson *data, GError **error)
{
  g_autoptr (LimJsonDoc) before = NULL;
  g_autofree char *state = NULL, *text = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean exists = load_before (writer, id, &before, &state, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  lim_json_set_string (data, "type", type);
  if (exists && lim_json_equal (lim_json_root (before), data))
    return TRUE;
  text = compact (data);
  if (!note (writer, phase, exists ? "replace_node" : "create_node", id, text, state, error))
    return FALSE;
  return exists ? lim_sqlite_run (
             writer->db, error,
             "UPDATE nodes SET type = ?, data = ?, modified_stage = ?, modified_phase = ? WHERE node_id = ?", "ttttt",
             type, text, writer->stage, phase, id)
                : lim_sqlite_run (
                    writer->db, error,
                    "INSERT INTO nodes (node_id, type, data, created_stage, created_phase, modified_stage, "
                    "modified_phase) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    "ttttttt", id, type, text, writer->stage, phase, writer->stage, phase);
}

/* -- Edges -- */

typedef struct
{
  gint64 row;
  char *type, *from, *to, *data;
} Edge;

static void
edge_clear (gpointer data)
{
  Edge *edge = data;

  g_free (edge->type);
  g_free (edge->from);
  g_free (edge->to);
  g_free (edge->data);
}

/* The edges that @statement finds: rowid, type, from, to, data. NULL with @error. */
static GArray *
collect (LimQuestfoundryWriter *writer, LimStatement *statement, GError **error)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  g_autoptr (GError) problem = NULL;

  g_array_set_clear_func (edges, edge_clear);
  while (lim_sqlite_step (writer->db, statement, &problem))
    {
      Edge edge = { sqlite3_column_int64 (statement, 0), lim_sqlite_dup_text (statement, 1),
                    lim_sqlite_dup_text (statement, 2), lim_sqlite_dup_text (statement, 3),
                    lim_sqlite_dup_text (statement, 4) };

      g_array_append_val (edges, edge);
    }
  if (problem == NULL)
    return g_steal_pointer (&edges);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/* The edge as the log tells it: its ends, and whatever else it carries. Transfer full. */
static char *
edge_state (const Edge *edge, GError **error)
{
  g_autoptr (LimJsonDoc) extra =
      lim_json_parse_python ("edge", edge->data != NULL && *edge->data != '\0' ? edge->data : "{}", -1, error);
  g_autoptr (LimJsonDoc) doc = extra != NULL ? lim_json_doc_new ("edge") : NULL;

  if (doc == NULL)
    return NULL;
  LimJson *root = lim_json_is (lim_json_root (extra), LIM_JSON_OBJECT) ? lim_json_copy (doc, lim_json_root (extra))
                                                                       : lim_json_new_object (doc);
  lim_json_set_string (root, "type", edge->type);
  lim_json_set_string (root, "from", edge->from);
  lim_json_set_string (root, "to", edge->to);
  return compact (root);
}

static char *
edge_target (const Edge *edge)
{
  return g_strdup_printf ("edge:%s:%s:%s", edge->type, edge->from, edge->to);
}

static gboolean
remove_edge (LimQuestfoundryWriter *writer, const char *phase, const Edge *edge, GError **error)
{
  g_autofree char *target = edge_target (edge);
  g_autofree char *state = edge_state (edge, error);

  return state != NULL && note (writer, phase, "remove_edge", target, NULL, state, error)
         && lim_sqlite_run (writer->db, error, "DELETE FROM edges WHERE rowid = ?", "i", edge->row);
}

static gboolean
add_edge (LimQuestfoundryWriter *writer, const char *phase, const Edge *edge, GError **error)
{
  g_autofree char *target = edge_target (edge);
  g_autofree char *delta = edge_state (edge, error);

  return delta != NULL && note (writer, phase, "add_edge", target, delta, NULL, error)
         && lim_sqlite_run (writer->db, error,
                            "INSERT INTO edges (edge_type, from_id, to_id, data, created_stage, created_phase) "
                            "VALUES (?, ?, ?, NULL, ?, ?)",
                            "ttttt", edge->type, edge->from, edge->to, writer->stage, phase);
}

gboolean
lim_questfoundry_put_edge (LimQuestfoundryWriter *writer, const char *phase, const char *type, const char *from,
                           const char *to, GError **error)
{
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (
      writer->db, error,
      "SELECT rowid, edge_type, from_id, to_id, data FROM edges WHERE edge_type = ? AND from_id = ?", "tt", type,
      from);
  g_autoptr (GArray) edges = statement != NULL ? collect (writer, statement, error) : NULL;
  const Edge wanted = { 0, (char *) type, (char *) from, (char *) to, NULL };
  gboolean there = FALSE;

  if (edges == NULL)
    return FALSE;
  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);

      if (!there && g_strcmp0 (edge->to, to) == 0)
        there = TRUE;
      else if (!remove_edge (writer, phase, edge, error))
        return FALSE;
    }
  return there || add_edge (writer, phase, &wanted, error);
}

/* -- What is no longer wanted -- */

static gboolean
remove_node (LimQuestfoundryWriter *writer, const char *phase, const char *id, GError **error)
{
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (writer->db, error,
                          "SELECT rowid, edge_type, from_id, to_id, data FROM edges WHERE from_id = ? OR to_id = ?",
                          "tt", id, id);
  g_autoptr (GArray) edges = statement != NULL ? collect (writer, statement, error) : NULL;
  g_autoptr (LimJsonDoc) before = NULL;
  g_autofree char *state = NULL;

  if (edges == NULL)
    return FALSE;
  for (guint i = 0; i < edges->len; i++)
    if (!remove_edge (writer, phase, &g_array_index (edges, Edge, i), error))
      return FALSE;
  return load_before (writer, id, &before, &state, error)
         && note (writer, phase, "delete_node", id, NULL, state, error)
         && lim_sqlite_run (writer->db, error, "DELETE FROM nodes WHERE node_id = ?", "t", id);
}

gboolean
lim_questfoundry_keep_nodes (LimQuestfoundryWriter *writer, const char *phase, const char *type, GHashTable *keep,
                             GError **error)
{
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (writer->db, error, "SELECT node_id FROM nodes WHERE type = ? ORDER BY node_id", "t", type);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) problem = NULL;

  while (statement != NULL && lim_sqlite_step (writer->db, statement, &problem))
    {
      g_autofree char *id = lim_sqlite_dup_text (statement, 0);

      if (id != NULL && !g_hash_table_contains (keep, id))
        g_ptr_array_add (gone, g_steal_pointer (&id));
    }
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (statement != NULL)
    {
      for (guint i = 0; i < gone->len; i++)
        if (!remove_node (writer, phase, gone->pdata[i], error))
          return FALSE;
      return TRUE;
    }
  return FALSE;
}

/* -- The end -- */

static gboolean
put_meta (LimQuestfoundryWriter *writer, const char *key, const LimJson *value, GError **error)
{
  g_autofree char *text = compact (value);

  return lim_sqlite_run (writer->db, error, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", "tt", key,
                         text);
}

/* The history with the stage at its end. FALSE with @error for one that cannot be read. */
static gboolean
append_history (LimQuestfoundryWriter *writer, LimJsonDoc *doc, const char *now, LimJson *history, GError **error)
{
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (writer->db, error, "SELECT value FROM meta WHERE key = 'stage_history'", "");
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = statement != NULL && lim_sqlite_step (writer->db, statement, &problem)
                              ? lim_sqlite_dup_text (statement, 0)
                              : NULL;
  g_autoptr (LimJsonDoc) known = text != NULL ? lim_json_parse_python ("stage_history", text, -1, &problem) : NULL;
  const LimJson *list = known != NULL ? lim_json_root (known) : NULL;
  LimJson *entry = lim_json_new_object (doc);

  if (statement == NULL || problem != NULL)
    {
      if (problem != NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  for (const LimJson *at =
           lim_json_is (list, LIM_JSON_ARRAY) && lim_json_length (list) < HISTORY_MAX ? lim_json_first (list) : NULL;
       at != NULL; at = lim_json_next (at))
    lim_json_append (history, lim_json_copy (doc, at));
  lim_json_set_string (entry, "stage", writer->stage);
  lim_json_set_string (entry, "completed", now);
  lim_json_append (history, entry);
  return TRUE;
}

gboolean
lim_questfoundry_writer_commit (LimQuestfoundryWriter *writer, const LimClock *clock, GError **error)
{
  g_autofree char *now = lim_clock_now_iso (clock);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("meta");
  LimJson *history = lim_json_new_array (doc);

  if (writer->n_changes == 0)
    return lim_sqlite_exec (writer->db, "ROLLBACK", error);
  return append_history (writer, doc, now, history, error) && put_meta (writer, "stage_history", history, error)
         && put_meta (writer, "last_stage", lim_json_new_string (doc, writer->stage), error)
         && put_meta (writer, "last_modified", lim_json_new_string (doc, now), error)
         && lim_sqlite_exec (writer->db, "COMMIT", error);
}
