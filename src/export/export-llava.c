/* export-llava.c: LLaVA 1.5 and LLaVA-NeXT: one JSON list per split, one image per row.
 *
 * No system turn: the loader takes any role but human and gpt for a KeyError. */
#include "export-format.h"

static void
llava_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"id\":");
  lim_writer_quoted (out, row->unit->id);
  lim_writer_raw (out, ",\"image\":");
  lim_row_image_path (out, row, 0);
  lim_writer_raw (out, ",\"conversations\":[{\"from\":\"human\",\"value\":");
  lim_row_tagged_question (out, row);
  lim_writer_raw (out, "},{\"from\":\"gpt\",\"value\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "}]}");
}

const LimExporter lim_exporter_llava = {
  .name = "llava",
  .help = "conversations about one image (LLaVA 1.5, LLaVA-NeXT)",
  .reader = "LLaVA 1.5 and LLaVA-NeXT",
  .files = { {
      .config = "default",
      .path = "%s.json",
      .rows = LIM_ROWS_ANSWERS,
      .tasks = LIM_TASK_CLASSIFICATION | LIM_TASK_CRITIQUE,
      .is_list = TRUE,
      .write_row = llava_write_row,
  } },
  .load = "--data_path DIR/train.json --image_folder DIR\n",
};
