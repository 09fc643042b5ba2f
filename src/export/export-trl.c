/* export-trl.c: prompt and completion for TRL's SFTTrainer, as an imagefolder that `datasets` loads.
 *
 * Content is plain text in every row: TRL itself puts one image block per image before the first user text, and a column
 * that mixes text and blocks fails in Arrow. Prompt-completion rather than messages, so that the loss covers the
 * answer only. */
#include "export-rows-trl.h"

static void
trl_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_trl_begin_row (out, row);
  lim_trl_answer (out, "completion", row->answer);
  lim_writer_raw (out, "}");
}

const LimExporter lim_exporter_trl = {
  .name = "trl",
  .help = "questions and answers about images (TRL SFTTrainer)",
  .reader = "TRL's SFTTrainer",
  .flags = LIM_EXPORT_SPLIT_FOLDERS,
  .files = { {
      .config = "default",
      .path = "%s/metadata.jsonl",
      .rows = LIM_ROWS_ANSWERS,
      .tasks = LIM_TASK_ALL,
      .write_row = trl_write_row,
  } },
  .load = "from datasets import load_dataset\n"
          "dataset = load_dataset(\"DIR\")\n"
          "# SFTConfig(max_length=None): the default of 1024 tokens cuts images off.\n",
};
