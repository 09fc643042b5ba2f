#include "export-rows-swift.h"

void
lim_swift_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"messages\":[{\"role\":\"user\",\"content\":");
  lim_row_tagged_question (out, row);
  lim_writer_raw (out, "},{\"role\":\"assistant\",\"content\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "}],\"images\":[");
  lim_row_images (out, row);
  lim_writer_raw (out, "]");
  if (row->rejected != NULL)
    {
      lim_writer_raw (out, ",\"rejected_response\":");
      lim_writer_quoted (out, row->rejected);
    }
  lim_writer_raw (out, "}");
}

gboolean
lim_swift_write_registry (LimExportFolder *folder, const LimExportFacts *facts, const char *const *prefixes,
                          GError **error)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (guint i = 0; prefixes[i] != NULL; i++)
    for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
      if (facts->rows[i][split] > 0)
        g_string_append_printf (text, "%s\n{\"dataset_name\":\"%s_%s%s\",\"dataset_path\":\"%s%s.jsonl\"}",
                                text->len > 1 ? "," : "", facts->ident, prefixes[i], lim_split_name (split),
                                prefixes[i], lim_split_name (split));
  g_string_append (text, "\n]\n");
  return lim_export_folder_write (folder, "swift_datasets.json", text->str, text->len, error);
}
