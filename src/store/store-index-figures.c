/* Figures out of the index (store-index.h): how much happened when, and how judgments spread. */
#include "store-index-private.h"

#include <string.h>

/* What is no original (lim_status_is_material()); ?1 is the status of candidates. */
#define COUNTS                                                                                                       \
  "NOT (status = ?1 AND (asset_path GLOB '" LIM_STATUS_MATERIAL_FOLDER                                               \
  "/*' OR asset_path GLOB '" LIM_STATUS_STORY_FOLDER "/*') IS TRUE)"

/* Calls @take for each row of @sql, which has COUNTS in it. */
static gboolean
each_row (LimIndex *index, const char *sql, void (*take) (sqlite3_stmt *row, gpointer data), gpointer data,
          GError **error)
{
  g_autoptr (LimStatement) statement = lim_sqlite_prepare (index->db, error, sql, "i", (gint64) LIM_STATUS_CANDIDATE);
  g_autoptr (GError) problem = NULL;

  if (statement == NULL)
    return FALSE;
  while (lim_sqlite_step (index->db, statement, &problem))
    take (statement, data);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* -- Days -- */

static void
day_free (gpointer data)
{
  LimIndexDay *day = data;

  g_free (day->day);
  g_free (day);
}

/* A day is the first ten signs of a time; whatever else stands there is no day. */
static gboolean
is_day (const char *text)
{
  static const char shape[] = "dddd-dd-dd";

  if (text == NULL || strlen (text) != strlen (shape))
    return FALSE;
  for (guint i = 0; shape[i] != '\0'; i++)
    if (shape[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != shape[i])
      return FALSE;
  return TRUE;
}

/* Rows: day, how many were made, how many judged. */
static void
take_day (sqlite3_stmt *row, gpointer data)
{
  GHashTable *days = data;
  const char *text = (const char *) sqlite3_column_text (row, 0);
  LimIndexDay *day;

  if (!is_day (text))
    return;
  day = g_hash_table_lookup (days, text);
  if (day == NULL)
    {
      day = g_new0 (LimIndexDay, 1);
      day->day = g_strdup (text);
      g_hash_table_insert (days, day->day, day);
    }
  day->made += (guint64) lim_sqlite_int (row, 1, 0, G_MAXINT64);
  day->judged += (guint64) lim_sqlite_int (row, 2, 0, G_MAXINT64);
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const LimIndexDay *const *) a)->day, (*(const LimIndexDay *const *) b)->day);
}

GPtrArray *
lim_index_days (LimIndex *index, GError **error)
{
  g_autoptr (GHashTable) days = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (day_free);
  GHashTableIter iter;
  gpointer day;
  gboolean well = each_row (index,
                            "SELECT substr (created_at, 1, 10), count (*), 0 FROM records WHERE " COUNTS
                            " GROUP BY 1 UNION ALL SELECT substr (reviewed_at, 1, 10), 0, count (*) FROM records "
                            "WHERE reviewed_at IS NOT NULL GROUP BY 1",
                            take_day, days, error);

  g_hash_table_iter_init (&iter, days);
  while (g_hash_table_iter_next (&iter, NULL, &day))
    g_ptr_array_add (list, day);
  g_ptr_array_sort (list, compare_days);
  return well ? g_steal_pointer (&list) : NULL;
}

/* -- Packs -- */

static void
pack_free (gpointer data)
{
  LimIndexPack *pack = data;

  g_free (pack->name);
  g_free (pack);
}

/* Rows by pack: pack, status, how many. */
static void
take_pack (sqlite3_stmt *row, gpointer data)
{
  GPtrArray *list = data;
  const char *name = (const char *) sqlite3_column_text (row, 0);
  LimStatus status = (LimStatus) lim_sqlite_int (row, 1, 0, LIM_N_STATUSES - 1);
  LimIndexPack *last = list->len > 0 ? list->pdata[list->len - 1] : NULL;

  if (last == NULL || g_strcmp0 (last->name, name) != 0)
    {
      last = g_new0 (LimIndexPack, 1);
      last->name = g_strdup (name);
      g_ptr_array_add (list, last);
    }
  last->statuses[status] += (guint64) lim_sqlite_int (row, 2, 0, G_MAXINT64);
}

GPtrArray *
lim_index_packs (LimIndex *index, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (pack_free);

  return each_row (index,
                   "SELECT pack, status, count (*) FROM records WHERE problem IS NULL AND " COUNTS
                   " GROUP BY pack, status ORDER BY pack",
                   take_pack, list, error)
             ? g_steal_pointer (&list)
             : NULL;
}

/* -- Scores -- */

typedef struct
{
  LimIndexScoreFunc func;
  gpointer data;
} Listener;

static void
take_scores (sqlite3_stmt *row, gpointer data)
{
  const Listener *listener = data;
  g_auto (GStrv) lines = g_strsplit ((const char *) sqlite3_column_text (row, 0), "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      char *mark = strchr (*line, '=');

      if (mark == NULL)
        continue;
      *mark = '\0';
      listener->func (*line, g_ascii_strtod (mark + 1, NULL), listener->data);
    }
}

gboolean
lim_index_for_each_score (LimIndex *index, LimIndexScoreFunc func, gpointer data, GError **error)
{
  Listener listener = { func, data };

  return each_row (index, "SELECT scores FROM records WHERE scores IS NOT NULL AND " COUNTS, take_scores, &listener,
                   error);
}
