/* produce-private.h: what the files of the engine share. */
#pragma once

#include "produce-schedule.h"

/* A job seen against the disk and against what earlier runs noted of it. */
typedef struct
{
  LimProduceFate fate;
  LimJob *row; /* as the jobs' database has it; NULL: never heard of. Owned */
  char *image; /* CONTINUE: where its finished picture lies, that only lacks its record; else NULL. Owned */
} LimProduceView;

void lim_produce_view_clear (LimProduceView *view);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimProduceView, lim_produce_view_clear)

/* @db may be NULL: there is none yet. */
gboolean lim_produce_look (const LimProject *project, LimJobs *db, const LimProduceJob *job, LimProduceView *view,
                           GError **error);

/* The folder's image file of @job, whatever its format, relative to the project; NULL when there is none. Transfer full. */
char *lim_produce_find_picture (const LimProject *project, const LimProduceJob *job);

/* Under which name the database knows @job; and what it asks for, as one line of JSON. Transfer full. */
char *lim_produce_key (const LimProduceJob *job);
char *lim_produce_request (const LimProduceJob *job);

/* A job in a run. */
typedef struct
{
  const LimProduceJob *job;
  guint number;              /* in run->entries and in the schedule */
  LimJob *row;               /* as it stands in the database; used by one thread at a time. Owned */
  char *request;             /* as the job asked, before the provider filled what it left open */
  gboolean has_picture;      /* it lies there and only lacks its record: no server is needed */
  GCancellable *cancellable; /* of this job alone */
  gboolean unwanted;         /* a person cancelled it. Under the run's lock */
  gint64 taken_at;           /* monotonic. Under the run's lock, as the next two */
  gboolean moving;           /* its server is too slow; it is to be taken from it */
  gboolean moved;            /* that was done once; it is not done again */
  guint lost, troubled;      /* how often a server did not know it, or was in trouble */
  gboolean waited;           /* once for a rate limit */
} LimProduceEntry;

/* One run. */
typedef struct
{
  const LimContext *context;
  const LimProject *project;
  const LimImageProvider *provider;
  gpointer state; /* the provider's */
  LimJobs *db;
  const LimProduceEvents *events;
  GPtrArray *entries; /* (element-type LimProduceEntry) */

  const LimProviderServer *servers;
  guint n_servers;

  GMutex lock; /* over what follows */
  GCond changed;
  LimSchedule *schedule;  /* numbers its jobs as `entries` does */
  LimServerState *states; /* n_servers of them; health and busy are filled when told */
  gint64 *backoff;        /* n_servers pauses, in microseconds, before a server that is gone is looked for again */
  gboolean stopping;
  GError *stop; /* why */
  gint64 usual; /* microseconds an image takes, waiting at its server and fetching included; 0: not known yet */
  GError *gone; /* what the last server that went away said */

  GMutex voice; /* over report and events */
  LimProduceReport *report;
} LimProduceRun;

/* -- produce-tell.c: what listeners hear, and the report -- */

void lim_produce_tell_stage (LimProduceRun *run, const LimProduceEntry *entry, LimProduceStage stage,
                             const char *message);
void lim_produce_tell_servers (LimProduceRun *run);
void lim_produce_tell_progress (LimProduceRun *run, const LimProduceEntry *entry, double share);
void lim_produce_tell_preview (LimProduceRun *run, const LimProduceEntry *entry, GBytes *image);
void lim_produce_tell_paused (LimProduceRun *run, gboolean paused);

/* Counts one in @counter of the report, and steps the progress. */
void lim_produce_count (LimProduceRun *run, const LimProduceEntry *entry, guint *counter);

/* Counts @entry as failed or blocked and tells it. */
void lim_produce_note_problem (LimProduceRun *run, const LimProduceEntry *entry, LimFailure failure,
                               const char *message);

/* -- produce-remember.c: what is to do, into the database before anything is sent -- */

/* Fills run->entries with those of @jobs that there is something to do for. */
gboolean lim_produce_select (LimProduceRun *run, const GPtrArray *jobs, GError **error);

/* Lets the provider fill and write down each entry, and notes all of them, together. Entries it cannot make are dropped as
 * failed; if it can make none, that is the error. */
gboolean lim_produce_remember (LimProduceRun *run, GError **error);

/* Puts entry->row in @state, durably. @message may be NULL: it stays what it is. */
gboolean lim_produce_put (LimProduceRun *run, LimProduceEntry *entry, LimJobState state, const char *message,
                          GError **error);

/* The number of the server @name; -1: there is none (any more). */
int lim_produce_find_server (const LimProduceRun *run, const char *name);

/* -- produce-work.c: one try at one job -- */

typedef enum
{
  LIM_OUTCOME_ENDED,
  LIM_OUTCOME_AGAIN, /* it waits again, for any server */
  LIM_OUTCOME_HELD,  /* it waits again, and the server may still have it */
  LIM_OUTCOME_STOP,  /* the run stops; the job is as it is */
} LimOutcome;

/* What a try says of the server. */
typedef enum
{
  LIM_SERVER_SAYS_NOTHING,
  LIM_SERVER_DID_WELL,
  LIM_SERVER_DID_BADLY,
  LIM_SERVER_WANTS_REST, /* for rest_ms */
  LIM_SERVER_IS_GONE,
} LimServerVerdict;

typedef struct
{
  LimOutcome outcome;
  LimServerVerdict verdict;
  gint64 rest_ms;
  GError *error; /* with STOP, and with verdicts that speak against the server */
} LimProduceResult;

void lim_produce_result_clear (LimProduceResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimProduceResult, lim_produce_result_clear)

/* @rendered is called when the server is done with it, from any thread, not more than once. */
void lim_produce_try (LimProduceRun *run, LimProduceEntry *entry, guint server,
                      void (*rendered) (LimProduceRun *run, LimProduceEntry *entry), LimProduceResult *result);

/* Ends an unwanted @entry; takes it back from @server unless that is negative. */
gboolean lim_produce_drop (LimProduceRun *run, LimProduceEntry *entry, int server, GError **error);

/* -- produce-server.c: servers found, examined and found again -- */

/* Looks for all servers and forbids them what they cannot make. FALSE: none is there, or no server can make any entry. */
gboolean lim_produce_meet_servers (LimProduceRun *run, GError **error);

/* Looks for a server that was gone; it is ready, or rests again. */
void lim_produce_look_for (LimProduceRun *run, guint server);

/* -- produce-listen.c: people's wishes, and servers that are too slow -- */

/* Until @over is cancelled. */
void lim_produce_listen (LimProduceRun *run, GCancellable *over);

/* Ends an unwanted entry that the schedule has ended already. Without the lock. */
void lim_produce_let_go (LimProduceRun *run, LimProduceEntry *entry, int server);

/* -- produce-pool.c -- */

/* Works until every entry has ended or nothing can be done any more. */
gboolean lim_produce_work (LimProduceRun *run, GError **error);
