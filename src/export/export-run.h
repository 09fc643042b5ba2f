/* export-run.h: a plan written in one format, into a folder of its own. */
#pragma once

#include "base-context.h"
#include "export-format.h"
#include "export-plan.h"

typedef struct
{
  gboolean embed;         /* image bytes into the rows */
  gboolean embed_if_able; /* where a format cannot, write files instead of refusing (--format all) */
  gboolean link;          /* hard links instead of copies */
} LimExportRunOptions;

/* What was written. */
typedef struct
{
  char *folder; /* absolute or as @out was given */
  guint64 rows, images, bytes;
  guint64 split_rows[LIM_N_SPLITS];
  GHashTable *excluded; /* of the plan and of the format: reason → count */
  GPtrArray *warnings;  /* (element-type char*) */
} LimExportResult;

void lim_export_result_free (LimExportResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimExportResult, lim_export_result_free)

/* Writes <out>/<project>-<format>/, which takes the place of an earlier export only when it is whole. The same plan
 * gives the same bytes. LIM_ERROR_USAGE when embedding is asked of a format that cannot; LIM_ERROR_BAD_INPUT when the
 * plan holds nothing for this format; LIM_ERROR_IO when the disk says no; LIM_ERROR_CONFLICT when an image changed
 * meanwhile. After a failure the folder is as before. Transfer full. */
LimExportResult *lim_export_run (const LimExportPlan *plan, const LimExporter *format, const char *out,
                                 const LimExportRunOptions *options, const LimContext *context, GError **error);

/* How many rows each split would get, and whether it would go well as far as that can be told before anything is written: the
 * errors are those of lim_export_run(). @rows is filled in any case. */
gboolean lim_export_foresee (const LimExportPlan *plan, const LimExporter *format, const char *out,
                             const LimExportRunOptions *options, guint64 rows[LIM_N_SPLITS], GError **error);
