/* The rows of the index: out of records, into SQL and back. */
#include "store-index-private.h"

#include <math.h>
#include <string.h>

void
lim_index_row_free (LimIndexRow *row)
{
  if (row == NULL)
    return;
  g_free (row->id);
  g_free (row->lane);
  g_free (row->faction);
  g_free (row->subject);
  g_free (row->asset_path);
  g_free (row->created_at);
  g_free (row->reviewed_at);
  g_free (row->reviewer);
  g_free (row->explanation);
  g_free (row->judgment_hash);
  g_free (row->bound_rules);
  g_free (row->bound_judgment);
  g_free (row->problem);
  g_free (row->pack);
  g_free (row->scores);
  g_free (row);
}

/* -- From a record -- */

static double
mean_of (const LimJson *scores)
{
  double sum = 0, value;
  guint n = 0;

  for (const LimJson *score = lim_json_first (scores); score != NULL; score = lim_json_next (score))
    if (lim_json_double (score, &value) && isfinite (value))
      {
        sum += value;
        n++;
      }
  return n > 0 ? sum / n : NAN;
}

/* Transfer full; NULL without any. */
static char *
list_scores (const LimJson *scores)
{
  GString *text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  for (const LimJson *score = lim_json_first (scores); score != NULL; score = lim_json_next (score))
    if (lim_json_double (score, &value) && isfinite (value) && strpbrk (lim_json_key (score), "=\n") == NULL)
      g_string_append_printf (text, "%s=%s\n", lim_json_key (score),
                              g_ascii_formatd (number, sizeof number, "%.4g", value));
  return g_string_free (text, text->len == 0);
}

static guint
count_in (const LimJson *canon, const char *key)
{
  return (guint) CLAMP (lim_json_get_int (canon, key, 0), 0, G_MAXINT);
}

static void
read_binding (LimIndexRow *row, const LimRecord *record)
{
  const LimJson *canon = lim_json_get (record->root, "canon");
  const LimJson *binding = lim_json_get (canon, "binding");

  row->bound = lim_json_is (lim_json_get (canon, "assertions"), LIM_JSON_ARRAY);
  row->bound_rules = g_strdup (lim_json_get_string (binding, "rules_hash"));
  row->bound_judgment = g_strdup (lim_json_get_string (binding, "judgment_hash"));
  row->n_pass = count_in (canon, "pass_count");
  row->n_partial = count_in (canon, "partial_count");
  row->n_fail = count_in (canon, "fail_count");
}

static void
read_review (LimIndexRow *row, const LimRecord *record)
{
  gboolean at_top = (record->oddities & LIM_RECORD_VERDICT_AT_TOP) != 0;
  const LimJson *judgment = at_top ? record->root : lim_json_get (record->root, "judgment");

  row->reviewed_at = g_strdup (lim_json_get_string (judgment, at_top ? "curated_at" : "reviewed_at"));
  row->reviewer = g_strdup (lim_json_get_string (judgment, at_top ? "curator" : "reviewer"));
  row->explanation = g_strdup (lim_record_explanation (record));
  row->mean_score = mean_of (lim_record_scores (record));
  row->scores = list_scores (lim_record_scores (record));
  if (lim_json_length (lim_record_scores (record)) > 0)
    row->judgment_hash = lim_record_judgment_hash (record);
}

/* Whether somebody else gave @record another status before. */
static gboolean
is_disagreed (const LimRecord *record, const char *reviewer)
{
  LimStatus before;

  for (const LimJson *entry = lim_json_first (lim_json_get (record->root, "judgment_history")); entry != NULL;
       entry = lim_json_next (entry))
    {
      const char *status = lim_json_get_string (entry, "status");

      if (status != NULL && lim_status_parse (status, &before) && before != record->status
          && g_strcmp0 (lim_json_get_string (entry, "reviewer"), reviewer) != 0)
        return TRUE;
    }
  return FALSE;
}

LimIndexRow *
lim_index_row_new (const LimIndex *index, const LimRecord *record)
{
  LimIndexRow *row = g_new0 (LimIndexRow, 1);
  const char *lane = NULL, *faction = NULL;

  if (index->detect != NULL)
    index->detect (record, &lane, &faction, index->detect_data);
  row->id = g_strdup (record->id);
  row->status = record->status;
  row->lane = g_strdup (lane);
  row->faction = g_strdup (faction);
  row->subject = lim_record_subject (record);
  row->asset_path = g_strdup (record->asset_path);
  row->created_at = g_strdup (lim_json_get_string (record->root, "created_at"));
  row->oddities = record->oddities;
  row->pack = g_strdup (lim_json_get_string (lim_json_get (record->root, "provenance"), "workflow_id"));
  read_review (row, record);
  read_binding (row, record);
  row->disagreed = record->status != LIM_STATUS_CANDIDATE && is_disagreed (record, row->reviewer);
  return row;
}

LimIndexRow *
lim_index_row_new_problem (const char *id, const char *problem)
{
  LimIndexRow *row = g_new0 (LimIndexRow, 1);

  row->id = g_strdup (id);
  row->problem = g_strdup (problem);
  row->mean_score = NAN;
  return row;
}

/* -- SQL -- */

void
lim_index_writer_clear (LimIndexWriter *writer)
{
  g_clear_pointer (&writer->row, sqlite3_finalize);
  g_clear_pointer (&writer->group, sqlite3_finalize);
}

gboolean
lim_index_writer_init (LimIndexWriter *writer, LimIndex *index, GError **error)
{
  writer->row = lim_sqlite_prepare (index->db, error,
                                    "INSERT OR REPLACE INTO records (" LIM_INDEX_COLUMNS
                                    ", grp, pack, scores) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
                                    "(SELECT n FROM groups WHERE key = ?),?,?)",
                                    "");
  writer->group = writer->row != NULL
                      ? lim_sqlite_prepare (index->db, error,
                                            "INSERT OR IGNORE INTO groups (key, status, lane, faction, "
                                            "bound_rules, flags) VALUES (?,?,?,?,?,?)",
                                            "")
                      : NULL;
  return writer->group != NULL;
}

static int
group_flags (const LimIndexRow *row)
{
  return (row->judgment_hash != NULL ? LIM_GROUP_SCORED : 0) | (row->bound ? LIM_GROUP_BOUND : 0)
         | (row->bound_judgment != NULL ? LIM_GROUP_KNOWS_JUDGMENT : 0)
         | (g_strcmp0 (row->bound_judgment, row->judgment_hash) == 0 ? LIM_GROUP_SAME_JUDGMENT : 0)
         | (row->problem != NULL ? LIM_GROUP_UNREADABLE : 0) | (row->disagreed ? LIM_GROUP_DISAGREED : 0);
}

/* One text for one group; a missing text differs from an empty one. */
static char *
group_key (const LimIndexRow *row, int flags)
{
  const char *const texts[] = { row->lane, row->faction, row->bound_rules };
  GString *key = g_string_new (NULL);

  g_string_append_printf (key, "%d %d", (int) row->status, flags);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (key, "\x1f%s%s", texts[i] != NULL ? "=" : "", texts[i] != NULL ? texts[i] : "");
  return g_string_free (key, FALSE);
}

/* Runs @statement, whose parameters are bound. */
static gboolean
run (LimIndex *index, LimStatement *statement, GError **error)
{
  g_autoptr (GError) step_error = NULL;

  lim_sqlite_step (index->db, statement, &step_error);
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

gboolean
lim_index_row_write (LimIndex *index, LimIndexWriter *writer, const LimIndexRow *row, const LimStamp *stamp,
                     GError **error)
{
  int flags = group_flags (row);
  g_autofree char *key = group_key (row, flags);

  lim_sqlite_rebind (writer->group, "tittti", key, (gint64) row->status, row->lane, row->faction, row->bound_rules,
                     (gint64) flags);
  if (!run (index, writer->group, error))
    return FALSE;
  lim_sqlite_rebind (writer->row, "tittttttttdtittiiiitiiiittt", row->id, (gint64) row->status, row->lane,
                     row->faction, row->subject, row->asset_path, row->created_at, row->reviewed_at, row->reviewer,
                     row->explanation, row->mean_score, row->judgment_hash, (gint64) row->bound, row->bound_rules,
                     row->bound_judgment, (gint64) row->n_pass, (gint64) row->n_partial, (gint64) row->n_fail,
                     (gint64) row->oddities, row->problem, (gint64) row->disagreed, stamp->changed_ns, stamp->size,
                     stamp->inode, key, row->pack, row->scores);
  return run (index, writer->row, error);
}

LimIndexRow *
lim_index_row_read (sqlite3_stmt *statement, LimStamp *stamp)
{
  LimIndexRow *row = g_new0 (LimIndexRow, 1);
  int column = 0;
  char **const texts[] = { &row->lane,       &row->faction,     &row->subject,  &row->asset_path,
                           &row->created_at, &row->reviewed_at, &row->reviewer, &row->explanation };
  guint *const counts[] = { &row->n_pass, &row->n_partial, &row->n_fail, &row->oddities };

  row->id = lim_sqlite_dup_text (statement, column++);
  row->status = (LimStatus) lim_sqlite_int (statement, column++, 0, LIM_N_STATUSES - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = lim_sqlite_dup_text (statement, column++);
  row->mean_score =
      sqlite3_column_type (statement, column) == SQLITE_NULL ? NAN : sqlite3_column_double (statement, column);
  column++;
  row->judgment_hash = lim_sqlite_dup_text (statement, column++);
  row->bound = sqlite3_column_int (statement, column++) != 0;
  row->bound_rules = lim_sqlite_dup_text (statement, column++);
  row->bound_judgment = lim_sqlite_dup_text (statement, column++);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    *counts[i] = (guint) sqlite3_column_int64 (statement, column++);
  row->problem = lim_sqlite_dup_text (statement, column++);
  row->disagreed = sqlite3_column_int (statement, column++) != 0;
  if (stamp != NULL)
    {
      stamp->changed_ns = sqlite3_column_int64 (statement, column++);
      stamp->size = sqlite3_column_int64 (statement, column++);
      stamp->inode = sqlite3_column_int64 (statement, column++);
    }
  return row;
}
