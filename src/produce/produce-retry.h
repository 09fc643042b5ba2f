/* produce-retry.h: jobs made again because a person wants it: what failed, was blocked or was cancelled, each as it was asked
 * for then. */
#pragma once

#include "produce-queue.h"
#include "produce.h"

/* The jobs of one provider, which are made in one run; filled when that was tried. */
typedef struct
{
  char *name;                       /* of the provider; NULL: the project's */
  GPtrArray *jobs;                  /* (element-type LimProduceJob) */
  const LimImageProvider *provider; /* NULL: not tried */
  LimProduceReport *made;
  GError *cause; /* why it stopped; NULL: it did not */
} LimProduceBatch;

typedef struct
{
  GPtrArray *rows;        /* (element-type LimJob), borrowed from the queue: what is made again */
  GPtrArray *batches;     /* (element-type LimProduceBatch) */
  GPtrArray *problems;    /* (element-type LimProblem): what cannot be */
  LimProduceReport *made; /* of all batches */
} LimProduceRetry;

/* What comes of making @rows (element-type LimJob, borrowed from a queue that outlives this) again by @provider, NULL: by
 * the one that had each. Transfer full. */
LimProduceRetry *lim_produce_retry_new (const GPtrArray *rows, const char *provider);
void lim_produce_retry_free (LimProduceRetry *retry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProduceRetry, lim_produce_retry_free)

/* Makes them, batch after batch; a provider that is away is no reason to leave out what others make. LIM_ERROR_CONFLICT
 * when a run is going on; else the first error of a batch. */
gboolean lim_produce_retry_run (const LimContext *context, LimProject *project, const LimProduceQueue *queue,
                                LimProduceRetry *retry, const LimProduceEvents *events, GError **error);

/* {dry_run, retried: [ids], the counts of a report, problems}. */
LimJson *lim_produce_retry_to_json (const LimProduceRetry *retry, gboolean dry_run, LimJsonDoc *doc);
