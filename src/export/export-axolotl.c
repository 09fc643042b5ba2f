/* export-axolotl.c: Axolotl's multimodal chat template: content is always a list of blocks, images first.
 *
 * There must be no column `image` or `images`: it would override the blocks and use one image only. Axolotl's own path
 * for preferences is text only and gets nothing. */
#include "export-format.h"

static void
write_image_block (LimWriter *out, const LimExportRow *row, guint index)
{
  if (!row->embedded)
    {
      lim_writer_raw (out, "{\"type\":\"image\",\"path\":");
      lim_row_image_path (out, row, index);
      lim_writer_raw (out, "},");
      return;
    }
  lim_writer_raw (out, "{\"type\":\"image\",\"base64\":\"");
  lim_writer_base64 (out, &row->unit->assets[index]->image);
  lim_writer_raw (out, "\"},");
}

static void
axolotl_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"messages\":[{\"role\":\"user\",\"content\":[");
  for (guint i = 0; i < row->unit->n_assets; i++)
    write_image_block (out, row, i);
  lim_writer_raw (out, "{\"type\":\"text\",\"text\":");
  lim_writer_quoted (out, row->unit->question);
  lim_writer_raw (out, "}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "}]}]}");
}

static void
append_datasets (GString *text, const char *key, LimSplit split)
{
  g_string_append_printf (text,
                          "%s:\n"
                          "  - path: %s.jsonl\n"
                          "    ds_type: json\n"
                          "    type: chat_template\n",
                          key, lim_split_name (split));
  if (split != LIM_SPLIT_TRAIN)
    g_string_append (text, "    split: train\n"); /* the one split that a JSON file has for `datasets` */
}

static gboolean
axolotl_write_side_files (LimExportFolder *folder, const LimExportFacts *facts, GError **error)
{
  g_autoptr (GString) text = g_string_new ("base_model: Qwen/Qwen2.5-VL-7B-Instruct\n"
                                           "processor_type: AutoProcessor\n"
                                           "chat_template: qwen2_vl\n"
                                           "skip_prepare_dataset: true\n"
                                           "remove_unused_columns: false\n"
                                           "sample_packing: false\n");

  if (facts->rows[0][LIM_SPLIT_TRAIN] > 0)
    append_datasets (text, "datasets", LIM_SPLIT_TRAIN);
  if (facts->rows[0][LIM_SPLIT_VALIDATION] > 0)
    append_datasets (text, "test_datasets", LIM_SPLIT_VALIDATION);
  return lim_export_folder_write (folder, "axolotl.yaml", text->str, text->len, error);
}

const LimExporter lim_exporter_axolotl = {
  .name = "axolotl",
  .help = "messages of text and image blocks (Axolotl)",
  .reader = "Axolotl",
  .flags = LIM_EXPORT_CAN_EMBED,
  .files = { {
      .config = "default",
      .path = "%s.jsonl",
      .rows = LIM_ROWS_ANSWERS,
      .tasks = LIM_TASK_ALL,
      .write_row = axolotl_write_row,
  } },
  .write_side_files = axolotl_write_side_files,
  .load = "cd DIR && axolotl train axolotl.yaml\n",
};
