/* export-qwen2vl.c: the official fine-tuning code of Qwen2-VL, 2.5-VL and 3-VL.
 *
 * `image` is a list in every row, also of one, so that the column has one type. The splits are registered by a small
 * Python file that finds its own folder. */
#include "export-format.h"

static void
qwen2vl_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"image\":[");
  lim_row_images (out, row);
  lim_writer_raw (out, "],\"conversations\":[{\"from\":\"human\",\"value\":");
  lim_row_tagged_question (out, row);
  lim_writer_raw (out, "},{\"from\":\"gpt\",\"value\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "}]}");
}

static gboolean
qwen2vl_write_side_files (LimExportFolder *folder, const LimExportFacts *facts, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          "# In qwenvl/data/__init__.py, after data_dict:\n"
                          "#   import sys; sys.path.insert(0, \"FOLDER OF THIS FILE\")\n"
                          "#   from limner_qwen import datasets; data_dict.update(datasets)\n"
                          "# then --dataset_use %s_train\n"
                          "from pathlib import Path\n\n"
                          "_here = Path(__file__).resolve().parent\n"
                          "datasets = {\n",
                          facts->ident);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    if (facts->rows[0][split] > 0)
      g_string_append_printf (
          text, "    \"%s_%s\": {\"annotation_path\": str(_here / \"%s.jsonl\"), \"data_path\": str(_here)},\n",
          facts->ident, lim_split_name (split), lim_split_name (split));
  g_string_append (text, "}\n");
  return lim_export_folder_write (folder, "limner_qwen.py", text->str, text->len, error);
}

const LimExporter lim_exporter_qwen2vl = {
  .name = "qwen2vl",
  .help = "conversations about images (official Qwen-VL fine-tuning)",
  .reader = "the official Qwen-VL fine-tuning code",
  .files = { {
      .config = "default",
      .path = "%s.jsonl",
      .rows = LIM_ROWS_ANSWERS,
      .tasks = LIM_TASK_ALL,
      .write_row = qwen2vl_write_row,
  } },
  .write_side_files = qwen2vl_write_side_files,
  .load = "# limner_qwen.py says how to register the splits; then\n"
          "--dataset_use IDENT_train\n",
};
