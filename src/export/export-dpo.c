/* export-dpo.c: pairs of answers to one question about the same images, for TRL's DPOTrainer, as an imagefolder.
 *
 * “Image A beats image B” is no such pair; docs/formats.md, section 3, says what becomes one. */
#include "export-rows-trl.h"

static void
dpo_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_trl_begin_row (out, row);
  lim_trl_answer (out, "chosen", row->answer);
  lim_trl_answer (out, "rejected", row->rejected);
  lim_writer_raw (out, "}");
}

const LimExporter lim_exporter_dpo = {
  .name = "dpo",
  .help = "pairs of answers, chosen and rejected (TRL DPOTrainer)",
  .reader = "TRL's DPOTrainer",
  .flags = LIM_EXPORT_SPLIT_FOLDERS,
  .files = { {
      .config = "default",
      .path = "%s/metadata.jsonl",
      .rows = LIM_ROWS_PAIRS,
      .tasks = LIM_TASK_CRITIQUE | LIM_TASK_PREFERENCE,
      .write_row = dpo_write_row,
  } },
  .load = "from datasets import load_dataset\n"
          "dataset = load_dataset(\"DIR\")\n"
          "# DPOConfig(max_length=None): the default of 1024 tokens cuts images off.\n",
};
