/* export-manifest.h: the two files that describe an export: manifest.json for programs, README.md for people and the
 * Hub (docs/formats.md, section 1). */
#pragma once

#include "export-format.h"
#include "export-plan.h"

/* Counts of one export. */
typedef struct
{
  const LimExportPlan *plan;
  const LimExporter *format;
  gboolean embedded, linked;
  LimExportFacts facts;
  guint64 rows[LIM_N_SPLITS], images[LIM_N_SPLITS];
  guint64 tasks[LIM_N_SPLITS][3]; /* rows per task, in the order of the bits */
  guint64 origins[2];             /* rows per LimOrigin */
  GHashTable *excluded;           /* borrowed */
  GPtrArray *warnings;            /* (element-type char*), borrowed */
} LimExportCounts;

/* Writes README.md. Every other file but manifest.json must be in the folder. */
gboolean lim_export_write_card (LimExportFolder *folder, const LimExportCounts *counts, GError **error);

/* Writes manifest.json, last of all. */
gboolean lim_export_write_manifest (LimExportFolder *folder, const LimExportCounts *counts, GError **error);
