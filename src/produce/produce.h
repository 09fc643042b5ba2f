/* produce.h: the production engine: jobs in, images and records out, each exactly once whatever is killed when.
 *
 * It knows no workflow: a job says what to make, where the picture goes and which record it becomes. How one job goes,
 * with everything durable before the next step begins:
 *
 *   planned    in .limner/jobs.db, for all jobs before anything is sent, with what will be sent
 *   sent       to one server, under an id of ours, so that this server can be asked later what became of it
 *   rendered   the picture's hash and what the record will say
 *   stored     the picture, written whole; an existing file is never replaced
 *   done       the record; an existing one is never replaced
 *
 * A new run finds out how far each job came and goes on from there: a picture that lies there with the hash that was
 * noted gets its record without being made again; what was sent is asked for before it is sent again.
 *
 * A provider's servers stand in for each other: which makes what is the matter of produce-schedule.h. A second program can
 * pause a run, cancel and move its jobs through store-jobs.h. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "provider.h"
#include "store-jobs.h"
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
  char *folder;         /* NEW: where the picture goes; NULL: outputs/candidates */
} LimProduceJob;

/* Copies both; what the kind asks for besides is set by the caller, batch_index is -1. Transfer full. */
LimProduceJob *lim_produce_job_new (LimProduceKind kind, const char *id, const LimRecipe *recipe);
void lim_produce_job_free (LimProduceJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProduceJob, lim_produce_job_free)

/* What becomes, or would become, of a job. */
typedef enum
{
  LIM_FATE_NEW,       /* to be made */
  LIM_FATE_CONTINUE,  /* an earlier run began it */
  LIM_FATE_EXISTS,    /* its record exists: nothing to do */
  LIM_FATE_IN_WAY,    /* a file that no job made lies where the picture should go: refused */
  LIM_FATE_BLOCKED,   /* the image maker refused to show it, and it still asks for the same: left alone */
  LIM_FATE_CANCELLED, /* a person cancelled it: left alone until `jobs retry` */
} LimProduceFate;

/* “new”, “continue”, “exists”, “in the way”, “blocked”, “cancelled”. */
const char *lim_produce_fate_name (LimProduceFate fate);

/* What a run would do with each of @jobs (element-type LimProduceJob); writes nothing. (element-type LimProduceFate).
 * Transfer full. */
GArray *lim_produce_plan (const LimProject *project, const GPtrArray *jobs, GError **error);

/* A job as its row in the engine's memory tells of it, to be made again. LIM_ERROR_BAD_INPUT when the row cannot be read.
 * Transfer full. */
LimProduceJob *lim_produce_job_from_row (const LimJob *row, GError **error);

/* How far a job has come; events tell each step after it is durable. */
typedef enum
{
  LIM_STAGE_SENT,
  LIM_STAGE_RENDERED,
  LIM_STAGE_STORED,
  LIM_STAGE_DONE,
  LIM_STAGE_AGAIN,  /* the server failed, and the job waits for another try; the message says why */
  LIM_STAGE_FAILED, /* and the run goes on with the others */
  LIM_STAGE_CANCELLED,
} LimProduceStage;

typedef enum
{
  LIM_SERVER_READY,
  LIM_SERVER_RESTING, /* asked to wait, or failed several times: gets jobs again later */
  LIM_SERVER_GONE,    /* does not answer; is looked for now and then */
} LimServerHealth;

/* How one server is. */
typedef struct
{
  const char *name; /* "" for a provider without servers */
  LimServerHealth health;
  const char *message; /* why it is not ready; NULL */
  guint slots, busy;   /* jobs it may have, and has */
  guint made;          /* images in this run */
} LimServerState;

/* Who wants to hear; a method may be NULL. Called from several threads, one at a time; texts are borrowed for the call. A
 * method must not call back into the engine. */
typedef struct
{
  void (*servers) (const LimServerState *servers, guint n, gpointer data); /* at the start and when one changes */
  void (*stage) (const LimProduceJob *job, LimProduceStage stage, const char *server, const char *message,
                 gpointer data);
  void (*progress) (const LimProduceJob *job, const char *server, double share,
                    gpointer data); /* 0..1 of the image */
  void (*preview) (const LimProduceJob *job, GBytes *image,
                   gpointer data); /* JPEG or PNG as the server sent it: hostile */
  void (*paused) (gboolean paused, gpointer data);
  gpointer data;
} LimProduceEvents;

typedef struct
{
  char *about;         /* what the provider says of itself; NULL: nothing */
  guint made;          /* pictures that were rendered now */
  guint collected;     /* pictures that an earlier run had sent or written, finished now */
  guint existed;       /* jobs with nothing to do */
  guint blocked;       /* refused for what they would show, now or earlier */
  guint cancelled;     /* by a person, now or earlier */
  guint failed;        /* all others that have no picture now */
  guint left;          /* not begun, because the run stopped */
  GPtrArray *problems; /* (element-type LimProblem), blocked and failed, in the order of the jobs' ids */
} LimProduceReport;

LimProduceReport *lim_produce_report_new (void);
void lim_produce_report_free (LimProduceReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProduceReport, lim_produce_report_free)

/* LIM_ERROR_SOME_FAILED with a count when @report has problems or @n_more others; the run itself went through. */
gboolean lim_produce_report_check (const LimProduceReport *report, guint n_more, GError **error);

/* Sets the counts, and the list `problems`, in @object. */
void lim_produce_report_to_json (const LimProduceReport *report, LimJson *object, LimJsonDoc *doc);

/* Makes @jobs, as many at once as the provider's servers have slots, and fills @report (also on failure). @events may be NULL.
 *
 * The policy (dress-stage.txt, failure classes):
 *
 *   timeout, bad picture, refused recipe   noted, and on with the next
 *   content policy                         blocked, and on
 *   rate limit                             the server rests as told (else ten seconds); the job is tried once more
 *   lost on the server                     sent again, three times at most
 *   trouble on the server                  tried again, on another one if there is one, three times at most; not where
 *                                          images cost money
 *   nobody there                           the work moves to other servers; without any the run stops
 *   authentication, disk, cancelled        the run stops; the same call goes on later
 *
 * A server with three failures in a row that speak against it rests for a minute while others are there.
 *
 * TRUE when every job had its turn, though some may have failed. LIM_ERROR_PROVIDER, LIM_ERROR_IO, LIM_ERROR_CANCELLED:
 * the run stopped. LIM_ERROR_CONFLICT: another process makes images of this project. LIM_ERROR_BAD_INPUT: a setting is
 * wrong, or the provider can make none of them; nothing was begun. */
gboolean lim_produce_run (const LimContext *context, const LimProject *project, const LimImageProvider *provider,
                          const LimSettings *settings, const GPtrArray *jobs, const LimProduceEvents *events,
                          LimProduceReport *report, GError **error);

/* The provider of a project without a word about providers: it needs nothing. */
#define LIM_PRODUCE_BUILT_IN "sketch"

/* The provider @name, or the project's own (limner.yaml: defaults.provider), or sketch; and its settings from
 * limner.yaml, providers.<name>. LIM_ERROR_USAGE for an unknown name, LIM_ERROR_BAD_INPUT for a bad setting. @settings:
 * transfer full. */
gboolean lim_produce_choose_provider (LimProject *project, const char *name, const LimImageProvider **provider,
                                      LimSettings **settings, GError **error);
