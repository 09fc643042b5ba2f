/* export-sharegpt.c: generic ShareGPT conversations, kept to what all of its readers take: two turns, human first, no
 * system turn, tags in the human turn only. With a registry for LLaMA-Factory. */
#include "export-format.h"

static void
sharegpt_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"id\":");
  lim_writer_quoted (out, row->unit->id);
  lim_writer_raw (out, ",\"conversations\":[{\"from\":\"human\",\"value\":");
  lim_row_tagged_question (out, row);
  lim_writer_raw (out, "},{\"from\":\"gpt\",\"value\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "}],\"images\":[");
  lim_row_images (out, row);
  lim_writer_raw (out, "]}");
}

static gboolean
sharegpt_write_side_files (LimExportFolder *folder, const LimExportFacts *facts, GError **error)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    if (facts->rows[0][split] > 0)
      g_string_append_printf (text,
                              "%s\n\"%s_%s\":{\"file_name\":\"%s.json\",\"formatting\":\"sharegpt\","
                              "\"columns\":{\"messages\":\"conversations\",\"images\":\"images\"}}",
                              text->len > 1 ? "," : "", facts->ident, lim_split_name (split), lim_split_name (split));
  g_string_append (text, "\n}\n");
  return lim_export_folder_write (folder, "dataset_info.json", text->str, text->len, error);
}

const LimExporter lim_exporter_sharegpt = {
  .name = "sharegpt",
  .help = "generic conversations with images (ShareGPT)",
  .reader = "readers of ShareGPT conversations",
  .files = { {
      .config = "default",
      .path = "%s.json",
      .rows = LIM_ROWS_ANSWERS,
      .tasks = LIM_TASK_ALL,
      .is_list = TRUE,
      .write_row = sharegpt_write_row,
  } },
  .write_side_files = sharegpt_write_side_files,
  .load = "# with LLaMA-Factory:\n"
          "dataset_dir: DIR\n"
          "dataset: IDENT_train\n",
};
