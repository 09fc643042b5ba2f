/* Asking the index (store-index.h). */
#include "store-index-private.h"

#include <string.h>

/* The id breaks ties in the direction of the rest, so that one index serves both. */
static const char *const orders[] = {
  [LIM_INDEX_BY_ID] = "id",
  [LIM_INDEX_NEWEST_FIRST] = "created_at DESC, id DESC",
  [LIM_INDEX_LATEST_REVIEW_FIRST] = "reviewed_at DESC, id DESC",
  [LIM_INDEX_BEST_FIRST] = "mean DESC, id DESC", /* null comes last */
  [LIM_INDEX_WORST_FIRST] = "mean ASC NULLS LAST, id",
};

/* -- Groups -- */

static void
group_free (gpointer data)
{
  LimIndexGroup *group = data;

  g_free (group->lane);
  g_free (group->faction);
  g_free (group->bound_rules);
  g_free (group);
}

/* NULL sorts first, as in SQL. */
static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const LimIndexGroup *x = *(const LimIndexGroup *const *) a, *y = *(const LimIndexGroup *const *) b;
  int order = (x->status > y->status) - (x->status < y->status);

  order = order != 0 ? order : g_strcmp0 (x->lane, y->lane);
  return order != 0 ? order : g_strcmp0 (x->faction, y->faction);
}

#define GROUP_COLUMNS "n, status, lane, faction, bound_rules, flags"

/* The group that a statement stands on which selected GROUP_COLUMNS. *@number is its number. Transfer full. */
static LimIndexGroup *
group_read (sqlite3_stmt *statement, gint64 *number)
{
  LimIndexGroup *group = g_new0 (LimIndexGroup, 1);
  int flags = sqlite3_column_int (statement, 5);

  *number = sqlite3_column_int64 (statement, 0);
  group->status = (LimStatus) lim_sqlite_int (statement, 1, 0, LIM_N_STATUSES - 1);
  group->lane = lim_sqlite_dup_text (statement, 2);
  group->faction = lim_sqlite_dup_text (statement, 3);
  group->bound_rules = lim_sqlite_dup_text (statement, 4);
  group->scored = (flags & LIM_GROUP_SCORED) != 0;
  group->bound = (flags & LIM_GROUP_BOUND) != 0;
  group->knows_judgment = (flags & LIM_GROUP_KNOWS_JUDGMENT) != 0;
  group->judgment_is_same = (flags & LIM_GROUP_SAME_JUDGMENT) != 0;
  group->unreadable = (flags & LIM_GROUP_UNREADABLE) != 0;
  group->disagreed = (flags & LIM_GROUP_DISAGREED) != 0;
  return group;
}

/* All groups there ever were, by number (gint64 → LimIndexGroup); some have no records any more. Transfer full. */
static GHashTable *
load_groups (LimIndex *index, GError **error)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, group_free);
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (index->db, error, "SELECT " GROUP_COLUMNS " FROM groups", "");
  g_autoptr (GError) step_error = NULL;
  gint64 number;

  if (statement == NULL)
    return NULL;
  while (lim_sqlite_step (index->db, statement, &step_error))
    {
      LimIndexGroup *group = group_read (statement, &number);

      g_hash_table_insert (groups, g_memdup2 (&number, sizeof number), group);
    }
  if (step_error == NULL)
    return g_steal_pointer (&groups);
  g_propagate_error (error, g_steal_pointer (&step_error));
  return NULL;
}

/* Those of @groups that have records, in order. Transfer full. */
static GPtrArray *
living_groups (GHashTable *groups)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (group_free);
  GHashTableIter iter;
  gpointer number, group;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &number, &group))
    if (((LimIndexGroup *) group)->n > 0)
      {
        g_hash_table_iter_steal (&iter);
        g_free (number);
        g_ptr_array_add (list, group);
      }
  g_ptr_array_sort (list, compare_groups);
  return list;
}

GPtrArray *
lim_index_group_members (LimIndex *index, LimIndexMemberFunc func, gpointer data, GError **error)
{
  g_autoptr (GHashTable) groups = load_groups (index, error);
  g_autoptr (LimStatement) statement =
      groups != NULL ? lim_sqlite_prepare (index->db, error, "SELECT grp, id FROM records ORDER BY grp, id", "")
                     : NULL;
  g_autoptr (GError) step_error = NULL;

  if (statement == NULL)
    return NULL;
  while (lim_sqlite_step (index->db, statement, &step_error))
    {
      gint64 number = sqlite3_column_int64 (statement, 0);
      LimIndexGroup *group = g_hash_table_lookup (groups, &number);

      if (group == NULL)
        return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "the index has a record of no group");
      group->n++;
      func ((const char *) sqlite3_column_text (statement, 1), group, data);
    }
  if (step_error == NULL)
    return living_groups (groups);
  g_propagate_error (error, g_steal_pointer (&step_error));
  return NULL;
}

/* Counted from an index that holds nothing else, so a look at no record (docs/speed.md). */
GPtrArray *
lim_index_groups (LimIndex *index, GError **error)
{
  g_autoptr (GHashTable) groups = load_groups (index, error);
  g_autoptr (LimStatement) statement =
      groups != NULL ? lim_sqlite_prepare (index->db, error, "SELECT grp, count (*) FROM records GROUP BY grp", "")
                     : NULL;
  g_autoptr (GError) step_error = NULL;

  if (statement == NULL)
    return NULL;
  while (lim_sqlite_step (index->db, statement, &step_error))
    {
      gint64 number = sqlite3_column_int64 (statement, 0);
      LimIndexGroup *group = g_hash_table_lookup (groups, &number);

      if (group == NULL)
        return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "the index has a record of no group");
      group->n = (guint64) sqlite3_column_int64 (statement, 1);
    }
  if (step_error == NULL)
    return living_groups (groups);
  g_propagate_error (error, g_steal_pointer (&step_error));
  return NULL;
}

/* -- Selecting -- */

/* @text as a pattern for LIKE that means itself, anywhere. */
static char *
pattern_for (const char *text)
{
  GString *pattern = g_string_new ("%");

  for (; *text != '\0'; text++)
    {
      if (strchr ("%_\\", *text) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *text);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

/* Restricts to the groups that @query wants, by their numbers; FALSE with @error. */
static gboolean
append_groups (GString *sql, LimIndex *index, const LimIndexQuery *query, GError **error)
{
  g_autoptr (GHashTable) groups = query->wants != NULL ? load_groups (index, error) : NULL;
  GHashTableIter iter;
  gpointer number, group;
  const char *before = " AND grp IN (";

  if (query->wants == NULL)
    return TRUE;
  if (groups == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &number, &group))
    if (query->wants (group, query->data))
      {
        g_string_append_printf (sql, "%s%" G_GINT64_FORMAT, before, *(gint64 *) number);
        before = ", ";
      }
  g_string_append (sql, *before == ',' ? ")" : " AND FALSE");
  return TRUE;
}

/* The SQL function lim_skips (id) of a query that skips. */
static void
call_skips (sqlite3_context *context, int n G_GNUC_UNUSED, sqlite3_value **values)
{
  const LimIndexQuery *query = sqlite3_user_data (context);
  const char *id = (const char *) sqlite3_value_text (values[0]);

  sqlite3_result_int (context, id != NULL && query->skips (id, query->data));
}

/* Only the filters in use stand in the statement, so that SQLite can choose an index by them. NULL with @error. */
static char *
sql_for (LimIndex *index, const char *what, const LimIndexQuery *query, gboolean ordered, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  g_string_append_printf (sql, "%s FROM records WHERE TRUE", what);
  if (query->status >= 0)
    g_string_append (sql, " AND status = ?1 AND problem IS NULL");
  if (query->status == LIM_STATUS_CANDIDATE)
    g_string_append (sql, " AND (asset_path IS NULL OR (asset_path NOT GLOB '" LIM_STATUS_MATERIAL_FOLDER
                          "/*' AND asset_path NOT GLOB '" LIM_STATUS_STORY_FOLDER "/*'))");
  if (query->lane != NULL)
    g_string_append (sql, *query->lane != '\0' ? " AND lane = ?2" : " AND lane IS NULL");
  if (query->faction != NULL)
    g_string_append (sql, *query->faction != '\0' ? " AND faction = ?3" : " AND faction IS NULL");
  if (query->text != NULL)
    g_string_append (sql, " AND (id LIKE ?4 ESCAPE '\\' OR subject LIKE ?4 ESCAPE '\\' "
                          "OR explanation LIKE ?4 ESCAPE '\\')");
  if (!append_groups (sql, index, query, error))
    return NULL;
  if (query->skips != NULL)
    g_string_append (sql, " AND NOT lim_skips (id)");
  if (ordered)
    g_string_append_printf (sql, " ORDER BY %s LIMIT ?5 OFFSET ?6", orders[query->order]);
  return g_strdup (sql->str);
}

/* A statement of @sql (NULL: @error is set) ready to step. @pattern must live as long. What a statement does not use is left aside by SQLite. */
static LimStatement *
prepare_query (LimIndex *index, const char *sql, const LimIndexQuery *query, const char *pattern, GError **error)
{
  if (sql == NULL)
    return NULL;
  if (query->skips != NULL)
    sqlite3_create_function (index->db, "lim_skips", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, (gpointer) query, call_skips,
                             NULL, NULL);
  return lim_sqlite_prepare (index->db, error, sql, "itttii", (gint64) query->status, query->lane, query->faction,
                             pattern, query->limit != 0 ? (gint64) query->limit : (gint64) -1,
                             (gint64) query->offset);
}

gboolean
lim_index_for_each (LimIndex *index, const LimIndexQuery *query, LimIndexFunc func, gpointer data, GError **error)
{
  g_autofree char *sql = sql_for (index, LIM_INDEX_COLUMNS, query, TRUE, error);
  g_autofree char *pattern = query->text != NULL ? pattern_for (query->text) : NULL;
  g_autoptr (LimStatement) statement = prepare_query (index, sql, query, pattern, error);
  g_autoptr (GError) step_error = NULL;

  if (statement == NULL)
    return FALSE;
  while (lim_sqlite_step (index->db, statement, &step_error))
    {
      g_autoptr (LimIndexRow) row = lim_index_row_read (statement, NULL);

      if (!func (row, data, error))
        return FALSE;
    }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/* -- A page -- */

typedef struct
{
  const LimIndexQuery *query;
  GPtrArray *rows;
  guint64 total;
  gboolean is_current; /* every file listed is still what its row was read from */
} Page;

static gboolean
count_rows (LimIndex *index, const char *pattern, Page *page, GError **error)
{
  g_autofree char *sql = sql_for (index, "count (*)", page->query, FALSE, error);
  g_autoptr (LimStatement) statement = prepare_query (index, sql, page->query, pattern, error);

  if (statement == NULL || !lim_sqlite_step (index->db, statement, error))
    return FALSE;
  page->total = (guint64) sqlite3_column_int64 (statement, 0);
  return TRUE;
}

static gboolean
attempt_page (LimIndex *index, gpointer data, GError **error)
{
  Page *page = data;
  g_autofree char *sql = sql_for (index, LIM_INDEX_COLUMNS, page->query, TRUE, error);
  g_autofree char *pattern = page->query->text != NULL ? pattern_for (page->query->text) : NULL;
  g_autoptr (LimStatement) statement = prepare_query (index, sql, page->query, pattern, error);
  g_autoptr (GError) step_error = NULL;

  if (statement == NULL || !count_rows (index, pattern, page, error))
    return FALSE;
  g_ptr_array_set_size (page->rows, 0);
  page->is_current = TRUE;
  while (lim_sqlite_step (index->db, statement, &step_error))
    {
      LimStamp known = { 0 };
      LimIndexRow *row = lim_index_row_read (statement, &known);
      LimStamp seen = lim_sweep_look (index->project, row->id);

      page->is_current = page->is_current && lim_stamp_equal (&known, &seen);
      g_ptr_array_add (page->rows, row);
    }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/* In memory all is forgotten that was known on disk, so a page that had to move there must be filled again. */
static gboolean
list_page (LimIndex *index, Page *page, GError **error)
{
  gboolean was_in_memory = index->in_memory;

  if (!lim_index_attempt (index, attempt_page, page, error))
    return FALSE;
  if (index->in_memory != was_in_memory)
    page->is_current = FALSE;
  return TRUE;
}

GPtrArray *
lim_index_page (LimIndex *index, const LimIndexQuery *query, guint64 *total, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_index_row_free);
  Page page = { .query = query, .rows = rows };

  if (!lim_index_glance (index, error) || !list_page (index, &page, error))
    return NULL;
  if (!page.is_current && (!lim_index_refresh (index, NULL, error) || !list_page (index, &page, error)))
    return NULL;
  if (total != NULL)
    *total = page.total;
  return g_steal_pointer (&rows);
}
