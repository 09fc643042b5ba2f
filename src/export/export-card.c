#include "export-manifest.h"

#include <string.h>

#include "base-hash.h"
#include "export-text.h"

static const char *
size_category (guint64 rows)
{
  return rows < 1000      ? "n<1K"
         : rows < 10000   ? "1K<n<10K"
         : rows < 100000  ? "10K<n<100K"
         : rows < 1000000 ? "100K<n<1M"
                          : "1M<n<10M";
}

/* What changes whenever a row or an image does. `datasets` remembers what it built under a hash of the card's configs,
 * so the card must differ when the files do. */
static char *
content_mark (LimExportFolder *folder)
{
  GPtrArray *files = lim_export_folder_files (folder);
  LimHasher *hasher = lim_hasher_new ();

  for (guint i = 0; i < files->len; i++)
    {
      const LimExportFile *file = g_ptr_array_index (files, i);
      g_autofree char *line = g_strdup_printf ("%s  %s\n", file->sha256, file->path);

      lim_hasher_add_bytes (hasher, line, strlen (line));
    }
  char *mark = lim_hasher_finish_hex (hasher);
  lim_hasher_free (hasher);
  mark[16] = '\0';
  return mark;
}

static void
append_config (GString *out, const LimExportCounts *counts, guint index, const char *mark)
{
  const LimRowFile *file = &counts->format->files[index];
  gboolean begun = FALSE;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      if (counts->facts.rows[index][split] == 0)
        continue;
      if (!begun)
        g_string_append_printf (out, "- config_name: %s\n  description: \"content %s\"\n  data_files:\n",
                                file->config, mark);
      begun = TRUE;
      g_string_append_printf (out, "  - split: %s\n    path: ", lim_split_name (split));
      if (counts->format->flags & LIM_EXPORT_SPLIT_FOLDERS)
        g_string_append_printf (out, "%s/**\n", lim_split_name (split));
      else
        {
          g_auto (GStrv) halves = g_strsplit (file->path, "%s", 2);
          g_string_append_printf (out, "%s%s%s\n", halves[0], lim_split_name (split), halves[1]);
        }
    }
}

static void
append_front_matter (GString *out, const LimExportCounts *counts, const char *mark)
{
  guint64 rows = 0;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    rows += counts->rows[split];
  g_string_append (out, "---\npretty_name: ");
  lim_export_append_quoted (out, counts->plan->title);
  if (counts->plan->license != NULL)
    {
      g_string_append (out, "\nlicense: ");
      lim_export_append_quoted (out, counts->plan->license);
    }
  g_string_append_printf (
      out, "\ntask_categories:\n- image-text-to-text\nsize_categories:\n- %s\ntags:\n- image\nconfigs:\n",
      size_category (rows));
  for (guint i = 0; i < LIM_MAX_ROW_FILES && counts->format->files[i].path != NULL; i++)
    append_config (out, counts, i, mark);
  g_string_append (out, "---\n");
}

static void
append_numbers (GString *out, const LimExportCounts *counts)
{
  static const LimTask tasks[] = { LIM_TASK_CLASSIFICATION, LIM_TASK_CRITIQUE, LIM_TASK_PREFERENCE };

  g_string_append (out, "| split | rows | images | classification | critique | preference |\n"
                        "|---|---|---|---|---|---|\n");
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      if (counts->rows[split] == 0)
        continue;
      g_string_append_printf (out, "| %s | %" G_GUINT64_FORMAT " | %" G_GUINT64_FORMAT, lim_split_name (split),
                              counts->rows[split], counts->images[split]);
      for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
        g_string_append_printf (out, " | %" G_GUINT64_FORMAT, counts->tasks[split][i]);
      g_string_append (out, " |\n");
    }
  g_string_append_printf (out,
                          "\n%" G_GUINT64_FORMAT " rows hold what a person recorded; %" G_GUINT64_FORMAT
                          " were put together from what persons recorded of other images (`synthesised` in "
                          "`units.jsonl`).\n",
                          counts->origins[LIM_ORIGIN_HUMAN], counts->origins[LIM_ORIGIN_SYNTHESISED]);
}

/* The load lines with the project's identifier in place. */
static void
append_load (GString *out, const LimExportCounts *counts)
{
  g_auto (GStrv) pieces = g_strsplit (counts->format->load, "IDENT", -1);
  g_autofree char *lines = g_strjoinv (counts->plan->ident, pieces);

  g_string_append_printf (
      out,
      "\n## Loading\n\n`DIR` is this folder.\n\n```\n%s```\n\n"
      "`datasets` remembers what it built from a folder: after moving this one, load it once with\n"
      "`download_mode=\"force_redownload\"`.\n",
      lines);
}

gboolean
lim_export_write_card (LimExportFolder *folder, const LimExportCounts *counts, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *mark = content_mark (folder);
  g_autofree char *left_out = lim_export_describe_excluded (counts->excluded);

  append_front_matter (out, counts, mark);
  g_string_append_printf (
      out,
      "\n# %s\n\nImages judged by people against written rules, as rows for %s. Subjects and their "
      "variants,\nfollow-ons and near-identical images are on one side of the split.\n\n",
      counts->plan->title, counts->format->reader);
  append_numbers (out, counts);
  if (*left_out != '\0')
    g_string_append_printf (out, "\nLeft out: %s.\n", left_out);
  append_load (out, counts);
  g_string_append (out,
                   "\n`manifest.json` lists every file with its SHA-256; `limner validate DIR` checks them, the rows "
                   "and the split.\n");
  return lim_export_folder_write (folder, "README.md", out->str, out->len, error);
}
