/* style-restore.h: `restore`: images that records name but the disk lacks, made again from the records' own provenance. */
#pragma once

#include "base-problem.h"
#include "produce.h"

typedef struct
{
  const char *provider;           /* NULL: the project's */
  const char *const *only;        /* ids of records; NULL or empty: all */
  gboolean dry_run;               /* decide, but make nothing */
  const LimProduceEvents *events; /* who hears how the run goes; NULL: nobody */
} LimRestoreOptions;

typedef struct
{
  const LimImageProvider *provider;
  guint n_records;        /* that were looked at */
  GPtrArray *jobs;        /* (element-type LimProduceJob): what was missing and can be made, by id */
  GPtrArray *problems;    /* (element-type LimProblem): records that miss an image and do not tell how it was made */
  LimProduceReport *made; /* what was done; all zero in a dry run */
} LimRestoreReport;

LimRestoreReport *lim_restore_report_new (void);
void lim_restore_report_free (LimRestoreReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimRestoreReport, lim_restore_report_free)

/* Restores. The image comes to the record's asset_path; the record gets a block `restored` that says by whom and whether
 * the picture is a placeholder, and is otherwise left as it is. Running it again goes on where it stopped.
 *
 * LIM_ERROR_NOT_FOUND: an id of @options->only has no record. Errors of the run: lim_produce_run(). TRUE although some
 * images failed: see report->problems and report->made->problems. */
gboolean lim_style_restore (const LimContext *context, LimProject *project, const LimRestoreOptions *options,
                            LimRestoreReport *report, GError **error);
