#include "export-select.h"

#include <string.h>

static const char *
refusal (const LimExporter *format, const LimExportUnit *unit)
{
  for (guint i = 0; i < unit->n_assets && format->refuses_image != NULL; i++)
    {
      const char *reason = format->refuses_image (&unit->assets[i]->image);

      if (reason != NULL)
        return reason;
    }
  return NULL;
}

static void
add_row (GArray *rows, const LimExportUnit *unit, LimOrigin origin, const char *answer, const char *rejected,
         gboolean label)
{
  LimExportRow row = { .unit = unit, .origin = origin, .answer = answer, .rejected = rejected, .label = label };

  g_array_append_val (rows, row);
}

/* The wrong verdict to a right one; NULL for borderline, which has no opposite. */
static const char *
opposite_verdict (const LimExportUnit *unit)
{
  LimStatus status = unit->assets[0]->status;

  if (status == LIM_STATUS_BORDERLINE)
    return NULL;
  return lim_status_name (status == LIM_STATUS_APPROVED ? LIM_STATUS_REJECTED : LIM_STATUS_APPROVED);
}

/* Pairs are taken apart, and so are verdicts; a critique without a pair is a good answer. Preferences are carried by
 * their pairs alone. */
static void
add_labelled (GArray *rows, const LimExportUnit *unit)
{
  if (unit->rejected != NULL)
    {
      /* What a person recorded of this image is human, what stands against it was put there. */
      add_row (rows, unit, LIM_ORIGIN_HUMAN, unit->answer, NULL, TRUE);
      add_row (rows, unit, LIM_ORIGIN_SYNTHESISED, unit->rejected, NULL, FALSE);
    }
  else if (unit->task == LIM_TASK_CLASSIFICATION)
    {
      const char *wrong = opposite_verdict (unit);

      add_row (rows, unit, LIM_ORIGIN_HUMAN, unit->answer, NULL, TRUE);
      if (wrong != NULL)
        add_row (rows, unit, LIM_ORIGIN_SYNTHESISED, wrong, NULL, FALSE);
    }
  else if (unit->task == LIM_TASK_CRITIQUE && !unit->has_pair)
    add_row (rows, unit, LIM_ORIGIN_HUMAN, unit->answer, NULL, TRUE);
}

static void
add_unit (GArray *rows, const LimRowFile *file, const LimExportUnit *unit)
{
  gboolean is_pair = unit->rejected != NULL;

  if (file->rows == LIM_ROWS_LABELLED)
    add_labelled (rows, unit);
  else if (is_pair == (file->rows == LIM_ROWS_PAIRS))
    add_row (rows, unit, unit->origin, unit->answer, unit->rejected, FALSE);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const LimExportRow *left = a, *right = b;

  if (left->unit->task != right->unit->task)
    return left->unit->task < right->unit->task ? -1 : 1;
  int order = strcmp (left->unit->id, right->unit->id);
  return order != 0 ? order : (left->label ? 0 : 1) - (right->label ? 0 : 1);
}

/* Two pairs about equal pictures may have a half in common. */
static void
drop_repeated (GArray *rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint kept = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const LimExportRow *row = &g_array_index (rows, LimExportRow, i);
      const LimExportUnit *unit = row->unit;
      const char *second = unit->n_assets > 1 ? unit->assets[1]->image.sha256 : "";
      char *key = g_strjoin ("\n", unit->assets[0]->image.sha256, second, unit->question, row->answer,
                             row->label ? "good" : "bad", NULL);

      if (g_hash_table_add (seen, key))
        g_array_index (rows, LimExportRow, kept++) = *row;
    }
  g_array_set_size (rows, kept);
}

GArray *
lim_export_select (const LimExportPlan *plan, const LimExporter *format, const LimRowFile *file, LimSplit split)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (LimExportRow));

  for (guint i = 0; i < plan->units->len; i++)
    {
      const LimExportUnit *unit = g_ptr_array_index (plan->units, i);

      if (unit->split == split && (file->tasks & unit->task) && refusal (format, unit) == NULL)
        add_unit (rows, file, unit);
    }
  if (file->rows == LIM_ROWS_LABELLED)
    {
      g_array_sort (rows, compare_rows);
      drop_repeated (rows);
    }
  return rows;
}

/* Whether any file of @format takes @unit, or something that was made from it. */
static gboolean
carries (const LimExporter *format, const LimExportUnit *unit)
{
  for (guint i = 0; i < LIM_MAX_ROW_FILES && format->files[i].path != NULL; i++)
    if (format->files[i].tasks & unit->task)
      return TRUE;
  return FALSE;
}

static gboolean
has_pairs (const LimExporter *format)
{
  for (guint i = 0; i < LIM_MAX_ROW_FILES && format->files[i].path != NULL; i++)
    if (format->files[i].rows == LIM_ROWS_PAIRS)
      return TRUE;
  return FALSE;
}

static gboolean
has_labels (const LimExporter *format)
{
  return format->files[0].rows == LIM_ROWS_LABELLED;
}

void
lim_export_count_refused (const LimExportPlan *plan, const LimExporter *format, GHashTable *excluded)
{
  for (guint i = 0; i < plan->units->len; i++)
    {
      const LimExportUnit *unit = g_ptr_array_index (plan->units, i);
      const char *reason = carries (format, unit) ? refusal (format, unit) : "task_not_carried";

      if (reason != NULL && unit->rejected == NULL)
        lim_export_count (excluded, reason, 1);
    }
  if (has_pairs (format))
    lim_export_count (excluded, "no_opposite", plan->n_without_opposite);
  if (has_pairs (format) || has_labels (format))
    lim_export_count (excluded, "tie", plan->n_ties);
}
