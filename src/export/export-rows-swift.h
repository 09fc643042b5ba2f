/* export-rows-swift.h: what the formats for ms-swift share. */
#pragma once

#include "export-format.h"

/* A row of messages, images and, where the row has one, rejected_response. */
void lim_swift_write_row (LimWriter *out, const LimExportRow *row);

/* swift_datasets.json for --custom_dataset_info: one entry per row file; @prefixes stand before the split in names,
 * one for each file of the format (“”, “pref_”). */
gboolean lim_swift_write_registry (LimExportFolder *folder, const LimExportFacts *facts, const char *const *prefixes,
                                   GError **error);
