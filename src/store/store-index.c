#include "store-index-private.h"

#include "store-record.h"

#include <string.h>
#include <unistd.h>

/* Any change of the tables or of what the columns mean. */
#define SCHEMA_VERSION 3
#define SCHEMA                                                                                                       \
  "BEGIN IMMEDIATE;"                                                                                                 \
  "DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS facts; DROP TABLE IF EXISTS groups;"                           \
  "CREATE TABLE records (id TEXT PRIMARY KEY, status INTEGER, lane TEXT, faction TEXT, subject TEXT, "               \
  "asset_path TEXT, created_at TEXT, reviewed_at TEXT, reviewer TEXT, explanation TEXT, mean REAL, "                 \
  "judgment_hash TEXT, bound INTEGER, bound_rules TEXT, bound_judgment TEXT, n_pass INTEGER, n_partial INTEGER, "    \
  "n_fail INTEGER, oddities INTEGER, problem TEXT, disagreed INTEGER, changed_ns INTEGER, size INTEGER, "            \
  "inode INTEGER, grp INTEGER, pack TEXT, scores TEXT);"                                                             \
  "CREATE TABLE groups (n INTEGER PRIMARY KEY, key TEXT UNIQUE, status INTEGER, lane TEXT, faction TEXT, "           \
  "bound_rules TEXT, flags INTEGER);"                                                                                \
  "CREATE INDEX by_status ON records (status, lane, faction, id, asset_path, problem);"                              \
  "CREATE INDEX by_group ON records (grp, id);"                                                                      \
  "CREATE INDEX by_creation ON records (created_at, id);"                                                            \
  "CREATE INDEX by_review ON records (reviewed_at, id);"                                                             \
  "CREATE INDEX by_mean ON records (mean, id);"                                                                      \
  "CREATE INDEX by_stamp ON records (id, changed_ns, size, inode);"                                                  \
  "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"                                            \
  "PRAGMA user_version = " G_STRINGIFY (SCHEMA_VERSION) ";"                                                          \
                                                        "COMMIT"

/* Records read at once before their rows are written: bounds the memory, whatever the size of the project. */
#define CHUNK 2048

static const char *const suffixes[] = { "", "-wal", "-shm" };

/* -- The database -- */

static gboolean
has_schema (LimSqlite *db)
{
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (db, NULL, "PRAGMA user_version", "");

  return statement != NULL && lim_sqlite_step (db, statement, NULL)
         && sqlite3_column_int (statement, 0) == SCHEMA_VERSION;
}

static LimSqlite *
open_database (const char *path, GError **error)
{
  g_autoptr (LimSqlite) db = lim_sqlite_open (path, FALSE, error);

  if (db == NULL || (!has_schema (db) && !lim_sqlite_exec (db, SCHEMA, error)))
    return NULL;
  return g_steal_pointer (&db);
}

static gboolean
open_in_memory (LimIndex *index, GError **error)
{
  g_clear_pointer (&index->db, sqlite3_close_v2);
  index->in_memory = TRUE;
  index->db = open_database (":memory:", error);
  return index->db != NULL;
}

/* Makes the file anew. */
static gboolean
replace_database (LimIndex *index, GError **error)
{
  g_autofree char *path = lim_project_path (index->project, ".limner/index.db");
  g_autoptr (LimLock) lock = lim_lock_take (index->project, LIM_LOCK_INDEX, LIM_LOCK_PATIENCE_MS, error);

  if (lock == NULL)
    return FALSE;
  g_clear_pointer (&index->db, sqlite3_close_v2);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);
      unlink (file);
    }
  index->db = open_database (path, error);
  return index->db != NULL;
}

static gboolean
open_on_disk (LimIndex *index, GError **error)
{
  g_autofree char *path = lim_project_path (index->project, ".limner/index.db");
  g_autoptr (GError) open_error = NULL;

  if (!lim_project_ensure_state_folder (index->project, error))
    return FALSE;
  index->db = open_database (path, &open_error);
  if (index->db != NULL)
    return TRUE;
  if (g_error_matches (open_error, LIM_ERROR, LIM_ERROR_BAD_INPUT))
    return replace_database (index, error);
  g_propagate_error (error, g_steal_pointer (&open_error));
  return FALSE;
}

LimIndex *
lim_index_open (const LimProject *project, LimIndexDetect detect, gpointer data, const char *detect_version,
                GError **error)
{
  g_autoptr (LimIndex) index = g_new0 (LimIndex, 1);

  index->project = project;
  index->detect = detect;
  index->detect_data = data;
  index->detect_version = g_strdup (detect_version != NULL ? detect_version : "");
  if (!open_on_disk (index, NULL) && !open_in_memory (index, error))
    return NULL;
  return g_steal_pointer (&index);
}

void
lim_index_free (LimIndex *index)
{
  if (index == NULL)
    return;
  g_clear_pointer (&index->db, sqlite3_close_v2);
  g_free (index->detect_version);
  g_free (index);
}

gboolean
lim_index_attempt (LimIndex *index, LimIndexAttempt attempt, gpointer data, GError **error)
{
  g_autoptr (GError) first_error = NULL;

  if (index->db != NULL && attempt (index, data, &first_error))
    return TRUE;
  gboolean broken = index->db == NULL || g_error_matches (first_error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  if (!index->in_memory && ((broken && replace_database (index, NULL)) || open_in_memory (index, NULL)))
    return attempt (index, data, error);
  g_propagate_error (error, g_steal_pointer (&first_error));
  return FALSE;
}

/* -- Facts about the whole -- */

static char *
get_fact (LimIndex *index, const char *name, GError **error)
{
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (index->db, error, "SELECT value FROM facts WHERE name = ?", "t", name);

  if (statement == NULL || !lim_sqlite_step (index->db, statement, error))
    return NULL;
  return lim_sqlite_dup_text (statement, 0);
}

static gboolean
set_fact (LimIndex *index, const char *name, const char *value, GError **error)
{
  return lim_sqlite_run (index->db, error, "INSERT OR REPLACE INTO facts VALUES (?, ?)", "tt", name, value);
}

/* What the database stands for: the files as @sweep saw them and the way they were looked at. Unknown stamps stand for
 * nothing: NULL. */
static char *
signature_of (const LimIndex *index, const LimSweep *sweep)
{
  if (sweep->n_unknown > 0)
    return NULL;
  return g_strdup_printf ("%u %" G_GINT64_MODIFIER "x %s", sweep->items->len, sweep->signature,
                          index->detect_version);
}

static char *
folder_signature (const LimIndex *index, const LimStamp *stamp)
{
  if (stamp->changed_ns == 0)
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", stamp->changed_ns, stamp->inode,
                          index->detect_version);
}

/* -- Finding what changed -- */

typedef struct
{
  GPtrArray *ids;  /* to be read; borrowed from the sweep */
  GArray *stamps;  /* (element-type LimStamp), one for each */
  GPtrArray *gone; /* ids that have a row and no file, owned */
} Changes;

static void
changes_clear (Changes *changes)
{
  g_clear_pointer (&changes->ids, g_ptr_array_unref);
  g_clear_pointer (&changes->stamps, g_array_unref);
  g_clear_pointer (&changes->gone, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changes, changes_clear)

static void
add_changed (Changes *changes, LimSweepItem *item)
{
  g_ptr_array_add (changes->ids, item->id);
  g_array_append_val (changes->stamps, item->stamp);
}

/* Walks files and rows side by side, both in the order of ids. */
static gboolean
compare_with_rows (LimIndex *index, LimSweep *sweep, Changes *changes, GError **error)
{
  g_autoptr (LimStatement) rows =
      lim_sqlite_prepare (index->db, error, "SELECT id, changed_ns, size, inode FROM records ORDER BY id", "");
  g_autoptr (GError) step_error = NULL;
  guint at = 0;

  if (rows == NULL)
    return FALSE;
  lim_sweep_sort (sweep);
  while (lim_sqlite_step (index->db, rows, &step_error))
    {
      const char *id = (const char *) sqlite3_column_text (rows, 0);
      LimStamp known = { sqlite3_column_int64 (rows, 1), sqlite3_column_int64 (rows, 2),
                         sqlite3_column_int64 (rows, 3) };
      LimSweepItem *item = NULL;
      int order = 1;

      for (; at < sweep->items->len; at++)
        {
          item = &g_array_index (sweep->items, LimSweepItem, at);
          order = strcmp (item->id, id);
          if (order >= 0)
            break;
          add_changed (changes, item); /* a file without a row */
        }
      if (order != 0 || item == NULL || at >= sweep->items->len)
        g_ptr_array_add (changes->gone, g_strdup (id));
      else
        {
          if (!lim_stamp_equal (&known, &item->stamp))
            add_changed (changes, item);
          at++;
        }
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  for (; at < sweep->items->len; at++)
    add_changed (changes, &g_array_index (sweep->items, LimSweepItem, at));
  return TRUE;
}

/* -- Reading what changed -- */

typedef struct
{
  LimIndex *index;
  LimIndexRow **rows; /* one for each record of the chunk */
} Digest;

static gboolean
digest_record (gsize index, LimRecord **record, gpointer data, G_GNUC_UNUSED GError **error)
{
  Digest *digest = data;

  digest->rows[index] = lim_index_row_new (digest->index, *record);
  return TRUE;
}

static void
digest_bad (gsize index, const char *id, const GError *error, gpointer data)
{
  Digest *digest = data;

  /* A file that vanished since the sweep has no row; the next sweep agrees. */
  if (!g_error_matches (error, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    digest->rows[index] = lim_index_row_new_problem (id, error->message);
}

static gboolean
write_rows (LimIndex *index, LimIndexRow **rows, const LimStamp *stamps, guint n, GError **error)
{
  g_auto (LimIndexWriter) writer = { 0 };

  if (!lim_index_writer_init (&writer, index, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (rows[i] != NULL && !lim_index_row_write (index, &writer, rows[i], &stamps[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_changed (LimIndex *index, Changes *changes, GError **error)
{
  for (guint from = 0; from < changes->ids->len; from += CHUNK)
    {
      guint n = MIN (CHUNK, changes->ids->len - from);
      g_autofree LimIndexRow **rows = g_new0 (LimIndexRow *, n);
      g_autoptr (GPtrArray) ids = g_ptr_array_sized_new (n);
      Digest digest = { .index = index, .rows = rows };

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (ids, changes->ids->pdata[from + i]);
      gboolean ok =
          lim_store_for_each_record (index->project, ids, 0, digest_record, digest_bad, &digest, NULL, error)
          && write_rows (index, rows, &g_array_index (changes->stamps, LimStamp, from), n, error);
      for (guint i = 0; i < n; i++)
        lim_index_row_free (rows[i]);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
forget_gone (LimIndex *index, const Changes *changes, GError **error)
{
  for (guint i = 0; i < changes->gone->len; i++)
    if (!lim_sqlite_run (index->db, error, "DELETE FROM records WHERE id = ?", "t", (char *) changes->gone->pdata[i]))
      return FALSE;
  return TRUE;
}

/* -- Refreshing -- */

typedef struct
{
  LimSweep *sweep;
  guint n_changed;
} Refresh;

/* Rows made by another way of detecting are worth nothing. */
static gboolean
forget_other_versions (LimIndex *index, GError **error)
{
  g_autofree char *version = get_fact (index, "detect_version", NULL);

  if (g_strcmp0 (version, index->detect_version) == 0)
    return TRUE;
  return lim_sqlite_exec (index->db, "DELETE FROM records; DELETE FROM groups", error)
         && set_fact (index, "detect_version", index->detect_version, error);
}

static gboolean
note_what_was_seen (LimIndex *index, const LimSweep *sweep, GError **error)
{
  g_autofree char *signature = signature_of (index, sweep);
  g_autofree char *folder = folder_signature (index, &sweep->folder);

  return set_fact (index, "signature", signature, error) && set_fact (index, "folder", folder, error);
}

static gboolean
bring_up_to_date (LimIndex *index, Refresh *refresh, GError **error)
{
  g_auto (Changes) changes = {
    .ids = g_ptr_array_new (),
    .stamps = g_array_new (FALSE, FALSE, sizeof (LimStamp)),
    .gone = g_ptr_array_new_with_free_func (g_free),
  };

  if (!forget_other_versions (index, error) || !compare_with_rows (index, refresh->sweep, &changes, error)
      || !read_changed (index, &changes, error) || !forget_gone (index, &changes, error)
      || !note_what_was_seen (index, refresh->sweep, error))
    return FALSE;
  refresh->n_changed = changes.ids->len + changes.gone->len;
  return TRUE;
}

static gboolean
attempt_refresh (LimIndex *index, gpointer data, GError **error)
{
  Refresh *refresh = data;
  g_autoptr (GError) read_error = NULL;
  g_autofree char *seen = signature_of (index, refresh->sweep);
  g_autofree char *known = get_fact (index, "signature", &read_error);

  if (read_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&read_error));
      return FALSE;
    }
  if (seen != NULL && g_strcmp0 (seen, known) == 0)
    {
      g_autofree char *folder = folder_signature (index, &refresh->sweep->folder);
      g_autofree char *known_folder = get_fact (index, "folder", NULL);

      return g_strcmp0 (folder, known_folder) == 0 || set_fact (index, "folder", folder, error);
    }

  if (!lim_sqlite_exec (index->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (bring_up_to_date (index, refresh, error) && lim_sqlite_exec (index->db, "COMMIT", error))
    return TRUE;
  lim_sqlite_exec (index->db, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
lim_index_refresh (LimIndex *index, guint *n_changed, GError **error)
{
  g_autoptr (LimSweep) sweep = lim_sweep_new (index->project, 0, error);
  Refresh refresh = { .sweep = sweep };

  if (sweep == NULL || !lim_index_attempt (index, attempt_refresh, &refresh, error))
    return FALSE;
  if (n_changed != NULL)
    *n_changed = refresh.n_changed;
  return TRUE;
}

gboolean
lim_index_glance (LimIndex *index, GError **error)
{
  LimStamp folder = lim_sweep_look (index->project, NULL);
  g_autofree char *seen = folder_signature (index, &folder);
  g_autofree char *known = index->db != NULL ? get_fact (index, "folder", NULL) : NULL;

  return (seen != NULL && g_strcmp0 (seen, known) == 0) || lim_index_refresh (index, NULL, error);
}
