/* export-kto.c: single answers labelled good or bad, for TRL's KTOTrainer, as an imagefolder.
 *
 * The label says whether the completion answers rightly, not whether the image was approved: a true “rejected” is a
 * good answer. */
#include "export-rows-trl.h"

static void
kto_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_trl_begin_row (out, row);
  lim_trl_answer (out, "completion", row->answer);
  lim_writer_raw (out, row->label ? ",\"label\":true}" : ",\"label\":false}");
}

const LimExporter lim_exporter_kto = {
  .name = "kto",
  .help = "answers labelled good or bad (TRL KTOTrainer)",
  .reader = "TRL's KTOTrainer",
  .flags = LIM_EXPORT_SPLIT_FOLDERS,
  .files = { {
      .config = "default",
      .path = "%s/metadata.jsonl",
      .rows = LIM_ROWS_LABELLED,
      .tasks = LIM_TASK_ALL,
      .write_row = kto_write_row,
  } },
  .load = "from datasets import load_dataset\n"
          "dataset = load_dataset(\"DIR\")\n"
          "# KTOConfig(max_length=None, per_device_train_batch_size=2): KTO needs more than one row per batch.\n",
};
