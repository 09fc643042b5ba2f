#include "export-run.h"

#include <string.h>

#include "base-error.h"
#include "export-manifest.h"
#include "export-select.h"
#include "export-writer.h"

#define OPENAI_UPLOAD_LIMIT ((guint64) 512 * 1000 * 1000)

/* One export while it is made. */
typedef struct
{
  const LimExportRunOptions *options;
  const LimContext *context;
  LimExportFolder *folder;
  LimExportResult *result;
  LimExportCounts counts;
  LimWriter *units; /* units.jsonl */
  GHashTable *images[LIM_N_SPLITS];
} Run;

void
lim_export_result_free (LimExportResult *result)
{
  if (result == NULL)
    return;
  g_free (result->folder);
  g_hash_table_unref (result->excluded);
  g_ptr_array_unref (result->warnings);
  g_free (result);
}

/* -- Rows -- */

static guint
task_index (LimTask task)
{
  return task == LIM_TASK_CLASSIFICATION ? 0 : task == LIM_TASK_CRITIQUE ? 1 : 2;
}

static void
note_row (Run *run, const LimExportRow *row, LimSplit split)
{
  run->counts.rows[split]++;
  run->counts.tasks[split][task_index (row->unit->task)]++;
  run->counts.origins[row->origin]++;
  for (guint i = 0; i < row->unit->n_assets; i++)
    g_hash_table_add (run->images[split], (gpointer) row->unit->assets[i]->image.sha256);
}

static void
write_unit_line (LimWriter *out, const LimExportRow *row, const char *file, guint index)
{
  const LimExportUnit *unit = row->unit;

  lim_writer_format (out, "{\"file\":\"%s\",\"row\":%u,", file, index);
  lim_row_identity (out, row);
  lim_writer_raw (out, ",\"assets\":[");
  for (guint i = 0; i < unit->n_assets; i++)
    {
      if (i > 0)
        lim_writer_raw (out, ",");
      lim_writer_quoted (out, unit->assets[i]->id);
    }
  lim_writer_raw (out, "],\"sha256\":[");
  for (guint i = 0; i < unit->n_assets; i++)
    lim_writer_format (out, "%s\"%s\"", i > 0 ? "," : "", unit->assets[i]->image.sha256);
  lim_writer_raw (out, "]}\n");
}

static gboolean
place_images (Run *run, const LimExportRow *row, LimSplit split, GError **error)
{
  gboolean in_split = (run->counts.format->flags & LIM_EXPORT_SPLIT_FOLDERS) != 0;

  for (guint i = 0; i < row->unit->n_assets; i++)
    {
      const LimExportAsset *asset = row->unit->assets[i];
      g_autofree char *name = in_split ? g_strdup_printf ("%s/images/%s", lim_split_name (split), asset->file)
                                       : g_strdup_printf ("images/%s", asset->file);

      if (!lim_export_folder_add_image (run->folder, name, &asset->image, run->options->link, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_cancelled (Run *run, GError **error)
{
  if (g_cancellable_is_cancelled (run->context->cancellable))
    return lim_fail (error, LIM_ERROR_CANCELLED, "the export was stopped; what was there before is unchanged");
  return TRUE;
}

static gboolean
write_rows (Run *run, const LimRowFile *file, GArray *rows, LimSplit split, const char *name, LimWriter *out,
            GError **error)
{
  if (file->is_list)
    lim_writer_raw (out, "[\n");
  for (guint i = 0; i < rows->len; i++)
    {
      LimExportRow *row = &g_array_index (rows, LimExportRow, i);

      row->embedded = run->counts.embedded;
      if (!check_cancelled (run, error) || (!row->embedded && !place_images (run, row, split, error)))
        return FALSE;
      file->write_row (out, row);
      lim_writer_raw (out, file->is_list && i + 1 < rows->len ? ",\n" : "\n");
      write_unit_line (run->units, row, name, i);
      note_row (run, row, split);
      lim_progress_step (run->context->progress, 1, NULL);
    }
  if (file->is_list)
    lim_writer_raw (out, "]\n");
  return TRUE;
}

static char *
row_file_name (const LimRowFile *file, LimSplit split)
{
  g_auto (GStrv) halves = g_strsplit (file->path, "%s", 2);

  return g_strconcat (halves[0], lim_split_name (split), halves[1], NULL);
}

static gboolean
write_row_file (Run *run, guint index, LimSplit split, GArray *rows, GError **error)
{
  const LimRowFile *file = &run->counts.format->files[index];
  g_autofree char *name = row_file_name (file, split);
  g_autofree char *path = lim_export_folder_path (run->folder, name, error);
  g_autoptr (LimWriter) out = path != NULL ? lim_writer_new (path, error) : NULL;
  guint64 bytes;
  char *sha256;

  if (out == NULL || !write_rows (run, file, rows, split, name, out, error)
      || !lim_writer_close (out, &bytes, &sha256, error))
    return FALSE;

  LimExportFile *entry = lim_export_folder_enter (run->folder, name, bytes, sha256);
  entry->rows = rows->len;
  entry->config = file->config;
  entry->split = split;
  run->counts.facts.rows[index][split] = rows->len;
  if ((run->counts.format->flags & LIM_EXPORT_ALWAYS_EMBEDS) && bytes > OPENAI_UPLOAD_LIMIT)
    g_ptr_array_add (run->result->warnings,
                     g_strdup_printf ("%s has more than 512 MB: it needs the Uploads API", name));
  return TRUE;
}

/* A trainer of labelled rows needs good and bad ones; with one kind alone it learns nothing. */
static gboolean
has_one_label_only (const LimRowFile *file, GArray *rows)
{
  guint good = 0;

  if (file->rows != LIM_ROWS_LABELLED)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    good += g_array_index (rows, LimExportRow, i).label ? 1 : 0;
  return good == 0 || good == rows->len;
}

static gboolean
fail_one_label (const LimExporter *format, GError **error)
{
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "%s needs good and bad answers, and the training rows hold only one kind. Judge more images, or "
                   "export classification too.",
                   format->name);
}

static gboolean
fail_nothing (const LimExporter *format, GHashTable *excluded, GError **error)
{
  g_autofree char *reasons = lim_export_describe_excluded (excluded);

  return lim_fail (error, LIM_ERROR_BAD_INPUT, "there is nothing to export as %s%s%s", format->name,
                   *reasons != '\0' ? "; left out: " : "", reasons);
}

static gboolean
write_split_file (Run *run, guint index, LimSplit split, GError **error)
{
  const LimExporter *format = run->counts.format;
  g_autoptr (GArray) rows = lim_export_select (run->counts.plan, format, &format->files[index], split);

  if (rows->len == 0)
    return TRUE;
  if (!has_one_label_only (&format->files[index], rows))
    return write_row_file (run, index, split, rows, error);
  if (split == LIM_SPLIT_TRAIN)
    return fail_one_label (format, error);
  g_ptr_array_add (run->result->warnings,
                   g_strdup_printf ("split %s left out: its rows have one label only", lim_split_name (split)));
  return TRUE;
}

static gboolean
write_all_rows (Run *run, GError **error)
{
  const LimExporter *format = run->counts.format;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    for (guint i = 0; i < LIM_MAX_ROW_FILES && format->files[i].path != NULL; i++)
      if (!write_split_file (run, i, split, error))
        return FALSE;
  return TRUE;
}

static gboolean
write_units_and_rows (Run *run, GError **error)
{
  g_autofree char *path = lim_export_folder_path (run->folder, "units.jsonl", error);
  g_autoptr (LimWriter) units = path != NULL ? lim_writer_new (path, error) : NULL;
  guint64 bytes;
  char *sha256;

  if (units == NULL)
    return FALSE;
  run->units = units;
  if (!write_all_rows (run, error) || !lim_writer_close (units, &bytes, &sha256, error))
    return FALSE;
  lim_export_folder_enter (run->folder, "units.jsonl", bytes, sha256);
  return TRUE;
}

/* -- The whole -- */

static guint64
total_rows (const Run *run)
{
  guint64 total = 0;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    total += run->counts.rows[split];
  return total;
}

static void
add_warnings (Run *run)
{
  const LimExporter *format = run->counts.format;
  guint64 train = run->counts.rows[LIM_SPLIT_TRAIN];

  if (!(format->flags & LIM_EXPORT_ALWAYS_EMBEDS))
    return;
  if (train < 10)
    g_ptr_array_add (run->result->warnings,
                     g_strdup_printf ("train has %" G_GUINT64_FORMAT " rows; at least 10 are asked for", train));
  if (train > 50000)
    g_ptr_array_add (run->result->warnings, g_strdup ("train has more than the 50000 rows with images allowed"));
}

static gboolean
write_folder (Run *run, GError **error)
{
  const LimExporter *format = run->counts.format;

  if (!write_units_and_rows (run, error))
    return FALSE;
  if (total_rows (run) == 0)
    return fail_nothing (format, run->result->excluded, error);
  add_warnings (run);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    run->counts.images[split] = g_hash_table_size (run->images[split]);
  if (format->write_side_files != NULL && !format->write_side_files (run->folder, &run->counts.facts, error))
    return FALSE;
  return lim_export_write_card (run->folder, &run->counts, error)
         && lim_export_write_manifest (run->folder, &run->counts, error)
         && lim_export_folder_finish (run->folder, error);
}

static void
fill_result (Run *run)
{
  GPtrArray *files = lim_export_folder_files (run->folder);
  g_autoptr (GHashTable) all = g_hash_table_new (g_str_hash, g_str_equal);

  run->result->rows = total_rows (run);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      GHashTableIter iter;
      gpointer sha256;

      run->result->split_rows[split] = run->counts.rows[split];
      g_hash_table_iter_init (&iter, run->images[split]);
      while (g_hash_table_iter_next (&iter, &sha256, NULL))
        g_hash_table_add (all, sha256);
    }
  run->result->images = g_hash_table_size (all);
  for (guint i = 0; i < files->len; i++)
    run->result->bytes += ((LimExportFile *) g_ptr_array_index (files, i))->bytes;
}

static GHashTable *
copy_counts (GHashTable *counts)
{
  GHashTable *copy = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer reason, n;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &reason, &n))
    g_hash_table_insert (copy, reason, n);
  return copy;
}

static gboolean
decide_embedding (const LimExporter *format, const LimExportRunOptions *options, gboolean *embedded, GError **error)
{
  gboolean can = (format->flags & LIM_EXPORT_CAN_EMBED) != 0;

  if (options->embed && !can && !options->embed_if_able)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "%s cannot hold images inside its rows, so --embed is refused; leave it out, or use ms-swift, "
                     "orpo, axolotl or openai",
                     format->name);
  *embedded = (format->flags & LIM_EXPORT_ALWAYS_EMBEDS) != 0 || (options->embed && can);
  return TRUE;
}

static LimExportResult *
new_result (const LimExportPlan *plan, const LimExporter *format, const char *out)
{
  LimExportResult *result = g_new0 (LimExportResult, 1);
  g_autofree char *name = g_strdup_printf ("%s-%s", plan->project, format->name);

  result->folder = g_build_filename (out, name, NULL);
  result->excluded = copy_counts (plan->excluded);
  result->warnings = g_ptr_array_new_with_free_func (g_free);
  lim_export_count_refused (plan, format, result->excluded);
  return result;
}

static guint64
count_rows (const LimExportPlan *plan, const LimExporter *format)
{
  guint64 n = 0;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    for (guint i = 0; i < LIM_MAX_ROW_FILES && format->files[i].path != NULL; i++)
      {
        g_autoptr (GArray) rows = lim_export_select (plan, format, &format->files[i], split);
        n += rows->len;
      }
  return n;
}

LimExportResult *
lim_export_run (const LimExportPlan *plan, const LimExporter *format, const char *out,
                const LimExportRunOptions *options, const LimContext *context, GError **error)
{
  gboolean embedded;

  if (!decide_embedding (format, options, &embedded, error))
    return NULL;

  g_autoptr (LimExportResult) result = new_result (plan, format, out);
  g_autoptr (LimExportFolder) folder = lim_export_folder_new (result->folder, error);
  if (folder == NULL)
    return NULL;

  Run run = { .options = options, .context = context, .folder = folder, .result = result };
  run.counts = (LimExportCounts){
    .plan = plan,
    .format = format,
    .embedded = embedded,
    .linked = options->link && !embedded,
    .facts = { .project = plan->project, .ident = plan->ident, .title = plan->title },
    .excluded = result->excluded,
    .warnings = result->warnings,
  };
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    run.images[split] = g_hash_table_new (g_str_hash, g_str_equal);

  lim_progress_begin (context->progress, context->progress != NULL ? count_rows (plan, format) : 0, "row",
                      format->name);
  gboolean ok = write_folder (&run, error);
  lim_progress_end (context->progress);
  if (ok)
    fill_result (&run);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    g_hash_table_unref (run.images[split]);
  return ok ? g_steal_pointer (&result) : NULL;
}

/* -- Before it is done -- */

/* The rows of one file and split that would be written; *@one_label: training rows with one label only. */
static guint
foresee_file (const LimExportPlan *plan, const LimExporter *format, const LimRowFile *file, LimSplit split,
              gboolean *one_label)
{
  g_autoptr (GArray) rows = lim_export_select (plan, format, file, split);

  if (rows->len == 0 || !has_one_label_only (file, rows))
    return rows->len;
  *one_label = *one_label || split == LIM_SPLIT_TRAIN;
  return 0;
}

gboolean
lim_export_foresee (const LimExportPlan *plan, const LimExporter *format, const char *out,
                    const LimExportRunOptions *options, guint64 rows[LIM_N_SPLITS], GError **error)
{
  gboolean embedded, one_label = FALSE;
  guint64 total = 0;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      rows[split] = 0;
      for (guint i = 0; i < LIM_MAX_ROW_FILES && format->files[i].path != NULL; i++)
        rows[split] += foresee_file (plan, format, &format->files[i], split, &one_label);
      total += rows[split];
    }
  g_autoptr (LimExportResult) result = new_result (plan, format, out);
  if (!decide_embedding (format, options, &embedded, error) || !lim_export_folder_check (result->folder, error))
    return FALSE;
  if (one_label)
    return fail_one_label (format, error);
  return total > 0 || fail_nothing (format, result->excluded, error);
}
