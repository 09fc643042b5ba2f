/* produce.h: the production engine: jobs in, images and records out, each exactly once whatever is killed when.
 *
 * It knows no workflow: a job says what to make, where the picture goes and which record it becomes. How one job goes,
 * with everything durable before the next step begins:
 *
 *   planned    in .limner/jobs.db, for all jobs before anything is sent
 *   sent       under an id of ours, so that the image maker can be asked later what became of it
 *   rendered   the picture's hash and what the record will say
 *   stored     the picture, written whole; an existing file is never replaced
 *   done       the record; an existing one is never replaced
 *
 * A new run finds out how far each job came and goes on from there: a picture that lies there with the hash that was
 * noted gets its record without being made again; what was sent is asked for before it is sent again. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "provider.h"
#include "store-project.h"

typedef enum
{
  LIM_PRODUCE_NEW,     /* a new picture and its new record */
  LIM_PRODUCE_RESTORE, /* the lost picture of a record that exists; the record gets a `restored` block */
} LimProduceKind;

/* One image to be. */
typedef struct
{
  LimProduceKind kind;
  char *id;             /* of the record */
  LimRecipe *recipe;    /* the engine lets the provider fill what it leaves open */
  char *workflow_id;    /* for the record of a new one: the pack's lane */
  gint64 batch_index;   /* -1: none */
  char *schema_version; /* of a new record; NULL: the usual one */
  char *blocks;         /* what a new record says besides, as the text of a JSON object; NULL: nothing */
  char *asset_path;     /* RESTORE: where the record wants its picture */
} LimProduceJob;

/* Copies both; what the kind asks for besides is set by the caller, batch_index is -1. Transfer full. */
LimProduceJob *lim_produce_job_new (LimProduceKind kind, const char *id, const LimRecipe *recipe);
void lim_produce_job_free (LimProduceJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProduceJob, lim_produce_job_free)

/* What becomes, or would become, of a job. */
typedef enum
{
  LIM_FATE_NEW,      /* to be made */
  LIM_FATE_CONTINUE, /* an earlier run began it */
  LIM_FATE_EXISTS,   /* its record exists: nothing to do */
  LIM_FATE_IN_WAY,   /* a file that no job made lies where the picture should go: refused */
} LimProduceFate;

/* “new”, “continue”, “exists”, “in the way”. */
const char *lim_produce_fate_name (LimProduceFate fate);

/* What a run would do with each of @jobs (element-type LimProduceJob); writes nothing. (element-type LimProduceFate).
 * Transfer full. */
GArray *lim_produce_plan (const LimProject *project, const GPtrArray *jobs, GError **error);

/* How far a job has come; events tell each step after it is durable. */
typedef enum
{
  LIM_STAGE_SENT,
  LIM_STAGE_RENDERED,
  LIM_STAGE_STORED,
  LIM_STAGE_DONE,
  LIM_STAGE_FAILED, /* and the run goes on with the others */
} LimProduceStage;

/* Who wants to hear. @stage may be called from several threads, one at a time; @message is NULL unless FAILED. */
typedef struct
{
  void (*stage) (const LimProduceJob *job, LimProduceStage stage, const char *message, gpointer data);
  gpointer data;
} LimProduceEvents;

typedef struct
{
  char *about;         /* what the provider says of itself; NULL: nothing */
  guint made;          /* pictures that were rendered now */
  guint collected;     /* pictures that an earlier run had sent or written, finished now */
  guint existed;       /* jobs with nothing to do */
  guint blocked;       /* refused for what they would show */
  guint failed;        /* all others that have no picture now */
  guint left;          /* not begun, because the run stopped */
  GPtrArray *problems; /* (element-type LimProblem), blocked and failed, in the order of the jobs' ids */
} LimProduceReport;

LimProduceReport *lim_produce_report_new (void);
void lim_produce_report_free (LimProduceReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProduceReport, lim_produce_report_free)

/* Makes @jobs, as many at once as the provider's servers have slots, and fills @report (also on failure). @events may be NULL.
 *
 * The policy (dress-stage.txt, failure classes): a timeout, a bad picture, a refused recipe: noted, and on with the
 * next · content policy: blocked, and on · rate limit: wait as told (else ten seconds), try once more · lost on the
 * server: sent again, three times at most · authentication, nobody there, disk trouble, cancelled: stop; the same call
 * goes on later.
 *
 * TRUE when every job had its turn, though some may have failed. LIM_ERROR_PROVIDER, LIM_ERROR_IO, LIM_ERROR_CANCELLED:
 * the run stopped. LIM_ERROR_CONFLICT: another process makes images of this project. LIM_ERROR_BAD_INPUT: a setting is
 * wrong, or the provider can make none of them; nothing was begun. */
gboolean lim_produce_run (const LimContext *context, const LimProject *project, const LimImageProvider *provider,
                          const LimSettings *settings, const GPtrArray *jobs, const LimProduceEvents *events,
                          LimProduceReport *report, GError **error);

/* The provider @name, or the project's own (limner.yaml: defaults.provider), or sketch; and its settings from
 * limner.yaml, providers.<name>. LIM_ERROR_USAGE for an unknown name, LIM_ERROR_BAD_INPUT for a bad setting. @settings:
 * transfer full. */
gboolean lim_produce_choose_provider (LimProject *project, const char *name, const LimImageProvider **provider,
                                      LimSettings **settings, GError **error);
