/* export-ms-swift.c: ms-swift, for Qwen2-VL and others: answers, and pairs with `rejected_response`.
 *
 * No rows for KTO: its KL step drops rows whose answer equals their neighbour's, which one-word answers do. */
#include "export-rows-swift.h"

static gboolean
ms_swift_write_side_files (LimExportFolder *folder, const LimExportFacts *facts, GError **error)
{
  static const char *const prefixes[] = { "", "pref_", NULL };

  return lim_swift_write_registry (folder, facts, prefixes, error);
}

const LimExporter lim_exporter_ms_swift = {
  .name = "ms-swift",
  .help = "messages with images, and pairs of answers (ms-swift)",
  .reader = "ms-swift",
  .flags = LIM_EXPORT_CAN_EMBED,
  .files = { {
                 .config = "sft",
                 .path = "%s.jsonl",
                 .rows = LIM_ROWS_ANSWERS,
                 .tasks = LIM_TASK_ALL,
                 .write_row = lim_swift_write_row,
             },
             {
                 .config = "preference",
                 .path = "pref_%s.jsonl",
                 .rows = LIM_ROWS_PAIRS,
                 .tasks = LIM_TASK_CRITIQUE | LIM_TASK_PREFERENCE,
                 .write_row = lim_swift_write_row,
             } },
  .write_side_files = ms_swift_write_side_files,
  .load = "ROOT_IMAGE_DIR=DIR swift sft --custom_dataset_info DIR/swift_datasets.json --dataset IDENT_train "
          "--strict true\n"
          "ROOT_IMAGE_DIR=DIR swift rlhf --rlhf_type dpo --custom_dataset_info DIR/swift_datasets.json "
          "--dataset IDENT_pref_train --strict true\n",
};
