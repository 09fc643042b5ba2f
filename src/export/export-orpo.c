/* export-orpo.c: pairs of answers for ORPO with images, in ms-swift's rows.
 *
 * TRL's ORPOTrainer reads text only and would train critiques without their images. */
#include "export-rows-swift.h"

static gboolean
orpo_write_side_files (LimExportFolder *folder, const LimExportFacts *facts, GError **error)
{
  static const char *const prefixes[] = { "", NULL };

  return lim_swift_write_registry (folder, facts, prefixes, error);
}

const LimExporter lim_exporter_orpo = {
  .name = "orpo",
  .help = "pairs of answers for ORPO with images (ms-swift rlhf)",
  .reader = "ms-swift's ORPO",
  .flags = LIM_EXPORT_CAN_EMBED,
  .files = { {
      .config = "default",
      .path = "%s.jsonl",
      .rows = LIM_ROWS_PAIRS,
      .tasks = LIM_TASK_CRITIQUE | LIM_TASK_PREFERENCE,
      .write_row = lim_swift_write_row,
  } },
  .write_side_files = orpo_write_side_files,
  .load = "ROOT_IMAGE_DIR=DIR swift rlhf --rlhf_type orpo --custom_dataset_info DIR/swift_datasets.json "
          "--dataset IDENT_train --strict true\n",
};
