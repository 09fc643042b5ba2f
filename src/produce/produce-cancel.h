/* produce-cancel.h: leaving jobs out, whether a run has them or not. */
#pragma once

#include "produce.h"

typedef struct
{
  gboolean running; /* a run is going on */
  guint asked;      /* jobs that it was asked to drop */
  guint cancelled;  /* jobs noted as cancelled here */
  guint told;       /* of these, whose servers were told */
  gboolean untold;  /* a server could not be told; the next run does it */
  GPtrArray *
      problems; /* (element-type LimProblem): servers that could not be told, jobs that are done. Set by the caller */
} LimProduceCancelled;

/* Cancels @rows (element-type LimJob) of @db: asks the run that is going on; without one they are noted as cancelled, and
 * then the servers that may have them are told. LIM_ERROR_IO: nothing was changed. */
gboolean lim_produce_cancel (const LimContext *context, LimProject *project, LimJobs *db, const GPtrArray *rows,
                             LimProduceCancelled *report, GError **error);
