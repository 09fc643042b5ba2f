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

/* Only the filters in use stand in the statement, so that SQLite can choose an index by them. */
static char *
sql_for (const char *what, const LimIndexQuery *query, gboolean ordered)
{
  GString *sql = g_string_new ("SELECT ");

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
  if (ordered)
    g_string_append_printf (sql, " ORDER BY %s LIMIT ?5 OFFSET ?6", orders[query->order]);
  return g_string_free (sql, FALSE);
}

/* A statement ready to step. @pattern must live as long. What a statement does not use is left aside by SQLite. */
static LimStatement *
prepare_query (LimIndex *index, const char *sql, const LimIndexQuery *query, const char *pattern, GError **error)
{
  return lim_sqlite_prepare (index->db, error, sql, "itttii", (gint64) query->status, query->lane, query->faction,
                             pattern, query->limit != 0 ? (gint64) query->limit : (gint64) -1,
                             (gint64) query->offset);
}

gboolean
lim_index_for_each (LimIndex *index, const LimIndexQuery *query, LimIndexFunc func, gpointer data, GError **error)
{
  g_autofree char *sql = sql_for (LIM_INDEX_COLUMNS, query, TRUE);
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
  g_autofree char *sql = sql_for ("count (*)", page->query, FALSE);
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
  g_autofree char *sql = sql_for (LIM_INDEX_COLUMNS, page->query, TRUE);
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

static gboolean
is_text (sqlite3_stmt *statement, int column, const char *text)
{
  return g_strcmp0 ((const char *) sqlite3_column_text (statement, column), text) == 0;
}

/* The columns that tell groups apart, in the order of the statement below. */
enum
{
  STATUS,
  LANE,
  FACTION,
  BOUND_RULES,
  FLAGS,
  ID,
};

enum
{
  SCORED = 1,
  BOUND = 2,
  KNOWS_JUDGMENT = 4,
  SAME_JUDGMENT = 8,
  UNREADABLE = 16,
};

static gboolean
is_of_group (sqlite3_stmt *statement, const LimIndexGroup *group, LimStatus status, int flags)
{
  int known = (group->scored ? SCORED : 0) | (group->bound ? BOUND : 0) | (group->knows_judgment ? KNOWS_JUDGMENT : 0)
              | (group->judgment_is_same ? SAME_JUDGMENT : 0) | (group->unreadable ? UNREADABLE : 0);

  return group->status == status && known == flags && is_text (statement, LANE, group->lane)
         && is_text (statement, FACTION, group->faction) && is_text (statement, BOUND_RULES, group->bound_rules);
}

static LimIndexGroup *
group_read (sqlite3_stmt *statement, LimStatus status, int flags)
{
  LimIndexGroup *group = g_new0 (LimIndexGroup, 1);

  group->status = status;
  group->lane = lim_sqlite_dup_text (statement, LANE);
  group->faction = lim_sqlite_dup_text (statement, FACTION);
  group->bound_rules = lim_sqlite_dup_text (statement, BOUND_RULES);
  group->scored = (flags & SCORED) != 0;
  group->bound = (flags & BOUND) != 0;
  group->knows_judgment = (flags & KNOWS_JUDGMENT) != 0;
  group->judgment_is_same = (flags & SAME_JUDGMENT) != 0;
  group->unreadable = (flags & UNREADABLE) != 0;
  return group;
}

/* There are some dozens of groups, and neighbours often share one: the found one moves to the front. */
static LimIndexGroup *
count_in_groups (GPtrArray *groups, sqlite3_stmt *statement)
{
  LimStatus status = (LimStatus) lim_sqlite_int (statement, STATUS, 0, LIM_N_STATUSES - 1);
  int flags = sqlite3_column_int (statement, FLAGS);
  guint at = 0;

  while (at < groups->len && !is_of_group (statement, groups->pdata[at], status, flags))
    at++;
  if (at == groups->len)
    g_ptr_array_add (groups, group_read (statement, status, flags));

  LimIndexGroup *found = groups->pdata[at];
  memmove (groups->pdata + 1, groups->pdata, at * sizeof *groups->pdata);
  groups->pdata[0] = found;
  found->n++;
  return found;
}

/* Counted here and not by GROUP BY, for which SQLite sorts all rows: that took three times as long (docs/speed.md). */
GPtrArray *
lim_index_group_members (LimIndex *index, LimIndexMemberFunc func, gpointer data, GError **error)
{
  static const char sql[] = "SELECT status, lane, faction, bound_rules, (judgment_hash IS NOT NULL) "
                            "+ 2 * (coalesce (bound, 0) <> 0) + 4 * (bound_judgment IS NOT NULL) "
                            "+ 8 * (bound_judgment IS judgment_hash) + 16 * (problem IS NOT NULL), id FROM records";
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (index->db, error, sql, "");
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (GError) step_error = NULL;

  if (statement == NULL)
    return NULL;
  while (lim_sqlite_step (index->db, statement, &step_error))
    {
      const LimIndexGroup *group = count_in_groups (groups, statement);

      if (func != NULL)
        func ((const char *) sqlite3_column_text (statement, ID), group, data);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return NULL;
    }
  g_ptr_array_sort (groups, compare_groups);
  return g_steal_pointer (&groups);
}

GPtrArray *
lim_index_groups (LimIndex *index, GError **error)
{
  return lim_index_group_members (index, NULL, NULL, error);
}
