#include "export-manifest.h"

#include <string.h>

#include "base-hash.h"
#include "export-text.h"

static const LimTask tasks[] = { LIM_TASK_CLASSIFICATION, LIM_TASK_CRITIQUE, LIM_TASK_PREFERENCE };

/* Appends "key":value, with a comma before it unless it is the first after a bracket. */
static void
append_count (GString *out, const char *key, guint64 value)
{
  char last = out->str[out->len - 1];

  if (last != '{')
    g_string_append_c (out, ',');
  lim_export_append_quoted (out, key);
  g_string_append_printf (out, ":%" G_GUINT64_FORMAT, value);
}

static void
append_texts (GString *out, const char *key, GPtrArray *texts)
{
  g_string_append_printf (out, ",\n\"%s\":[", key);
  for (guint i = 0; i < texts->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      lim_export_append_quoted (out, g_ptr_array_index (texts, i));
    }
  g_string_append_c (out, ']');
}

static void
append_tasks (GString *out, const LimExportCounts *counts)
{
  const char *separator = "";

  g_string_append (out, ",\n\"tasks\":[");
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      guint64 n = 0;

      for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
        n += counts->tasks[split][i];
      if (n == 0)
        continue;
      g_string_append_printf (out, "%s\"%s\"", separator, lim_task_name (tasks[i]));
      separator = ",";
    }
  g_string_append_c (out, ']');
}

static void
append_splits (GString *out, const LimExportCounts *counts)
{
  g_string_append (out, ",\n\"splits\":{");
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      if (counts->rows[split] == 0)
        continue;
      g_string_append_printf (out, "%s\"%s\":{", out->str[out->len - 1] == '{' ? "" : ",", lim_split_name (split));
      append_count (out, "rows", counts->rows[split]);
      append_count (out, "images", counts->images[split]);
      g_string_append (out, ",\"tasks\":{");
      for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
        if (counts->tasks[split][i] > 0)
          append_count (out, lim_task_name (tasks[i]), counts->tasks[split][i]);
      g_string_append (out, "}}");
    }
  g_string_append_c (out, '}');
}

static void
append_excluded (GString *out, GHashTable *excluded)
{
  g_autoptr (GList) reasons = g_list_sort (g_hash_table_get_keys (excluded), (GCompareFunc) strcmp);

  g_string_append (out, ",\n\"excluded\":{");
  for (GList *item = reasons; item != NULL; item = item->next)
    append_count (out, item->data, GPOINTER_TO_UINT (g_hash_table_lookup (excluded, item->data)));
  g_string_append_c (out, '}');
}

static int
compare_inputs (gconstpointer a, gconstpointer b)
{
  const LimExportInput *const *left = a, *const *right = b;

  return strcmp ((*left)->path, (*right)->path);
}

/* One digest over the lines “sha256  path” of many documents. */
static void
append_digest (GString *out, const char *key, GPtrArray *inputs)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  if (inputs->len == 0)
    return;
  g_ptr_array_sort (inputs, compare_inputs);
  for (guint i = 0; i < inputs->len; i++)
    {
      const LimExportInput *input = g_ptr_array_index (inputs, i);
      g_string_append_printf (lines, "%s  %s\n", input->sha256, input->path);
    }
  g_autofree char *digest = lim_sha256_hex (lines->str, (gssize) lines->len);
  g_string_append_printf (out, "%s\"%s\":\"%s\"", out->str[out->len - 1] == '{' ? "" : ",", key, digest);
}

static void
append_inputs (GString *out, const LimExportPlan *plan)
{
  g_string_append (out, ",\n\"inputs\":{");
  g_ptr_array_sort (plan->canon_inputs, compare_inputs);
  for (guint i = 0; i < plan->canon_inputs->len; i++)
    {
      const LimExportInput *input = g_ptr_array_index (plan->canon_inputs, i);

      if (i > 0)
        g_string_append_c (out, ',');
      lim_export_append_quoted (out, input->path);
      g_string_append_printf (out, ":\"%s\"", input->sha256);
    }
  append_digest (out, "records", plan->record_inputs);
  append_digest (out, "comparisons", plan->comparison_inputs);
  g_string_append_c (out, '}');
}

static void
append_files (GString *out, GPtrArray *files)
{
  g_string_append (out, ",\n\"files\":[");
  for (guint i = 0; i < files->len; i++)
    {
      const LimExportFile *file = g_ptr_array_index (files, i);

      g_string_append (out, i > 0 ? ",\n{\"path\":" : "\n{\"path\":");
      lim_export_append_quoted (out, file->path);
      g_string_append_printf (out, ",\"bytes\":%" G_GUINT64_FORMAT ",\"sha256\":\"%s\"", file->bytes, file->sha256);
      if (file->config != NULL)
        g_string_append_printf (out, ",\"rows\":%" G_GUINT64_FORMAT ",\"config\":\"%s\",\"split\":\"%s\"", file->rows,
                                file->config, lim_split_name (file->split));
      g_string_append_c (out, '}');
    }
  g_string_append (out, "\n]}\n");
}

gboolean
lim_export_write_manifest (LimExportFolder *folder, const LimExportCounts *counts, GError **error)
{
  g_autoptr (GString) out = g_string_new ("{\"limner_export\":1");

  g_string_append_printf (out,
                          ",\"limner\":\"%s\",\"format\":\"%s\",\"project\":\"%s\",\"embedded\":%s,\"linked\":%s",
                          LIM_VERSION, counts->format->name, counts->plan->project,
                          counts->embedded ? "true" : "false", counts->linked ? "true" : "false");
  if (counts->plan->stripped)
    g_string_append (out, ",\"stripped\":true");
  append_tasks (out, counts);
  append_splits (out, counts);
  g_string_append (out, ",\n\"origins\":{");
  append_count (out, "human", counts->origins[LIM_ORIGIN_HUMAN]);
  append_count (out, "synthesised", counts->origins[LIM_ORIGIN_SYNTHESISED]);
  g_string_append_c (out, '}');
  append_excluded (out, counts->excluded);
  g_string_append_printf (out, ",\n\"neutralised\":%" G_GUINT64_FORMAT, counts->plan->neutralised);
  append_texts (out, "warnings", counts->warnings);
  append_inputs (out, counts->plan);
  append_files (out, lim_export_folder_files (folder));
  return lim_export_folder_write (folder, "manifest.json", out->str, out->len, error);
}
