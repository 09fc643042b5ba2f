/* store-jobs.h: the production engine's memory, .limner/jobs.db: what was to be made, how far each job came, what
 * happened to it on the way, and what a killed run left to finish. What is put is durable when the call returns.
 *
 * It is also how a second program speaks to a run: `jobs pause`, `cancel` and `move` write their wishes here, and the
 * run looks at lim_jobs_version() several times a second.
 *
 * Deleting the file loses no picture and no record; it loses which pictures an image maker may still have for us. */
#pragma once

#include "store-project.h"

typedef enum
{
  LIM_JOB_PLANNED,
  LIM_JOB_SENT,     /* `server` may have it, under `sent_id` */
  LIM_JOB_RENDERED, /* the picture arrived; `image_sha256`, `asset_path` and `record` say what is to lie where */
  LIM_JOB_DONE,
  LIM_JOB_FAILED, /* `message` says why; the next run tries again */
  LIM_JOB_BLOCKED, /* refused for what it would show; made again only when it asks for something else, or by `jobs retry` */
  LIM_JOB_CANCELLED, /* by a person; made again only by `jobs retry` */
  LIM_N_JOB_STATES,
} LimJobState;

/* “planned” … “cancelled”. */
const char *lim_job_state_name (LimJobState state);

/* The state called @name; FALSE when there is none. */
gboolean lim_job_state_parse (const char *name, LimJobState *state);

/* Whether a run has nothing more to do with it: done, failed, blocked, cancelled. */
gboolean lim_job_state_is_final (LimJobState state);

/* One job. All texts but the key may be NULL. */
typedef struct
{
  char *key; /* what it is known by: one job for one thing to make */
  LimJobState state;
  gint64 priority;   /* lower first; 0 unless a person moved it. lim_jobs_move() alone sets it */
  gboolean unwanted; /* a person cancels it while a run has it. lim_jobs_ask_cancel() alone sets it */
  char *request;     /* what to make, as one line of JSON: enough to make the job again */
  char *graph;       /* what is sent for it (LimImageProvider.compose) */
  char *provider;    /* who makes it */
  char *server;      /* which of the provider's servers has or had it */
  char *sent_id;     /* ours, for the image maker */
  guint attempt;     /* how often it was sent */
  char *asset_path, *image_sha256;
  char *record;                  /* the text of the record that goes with the picture */
  char *message;                 /* why it is in this state, in the provider's words */
  gint64 elapsed_ms;             /* rendering and fetching; 0: not known */
  char *created_at, *updated_at; /* ISO 8601; what is put without gets the time of the call */
} LimJob;

LimJob *lim_job_new (const char *key);
LimJob *lim_job_copy (const LimJob *job);
void lim_job_free (LimJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimJob, lim_job_free)

/* Usable from several threads at once, and by several processes. */
typedef struct _LimJobs LimJobs;

/* Opens the memory of @project, making it if need be, and brings one of an older limner up to date. LIM_ERROR_IO when it
 * cannot be read or written, LIM_ERROR_BAD_INPUT when it is broken: the message says what to do. Transfer full. */
LimJobs *lim_jobs_open (const LimProject *project, GError **error);

/* The same without making anything: NULL without @error when there is none. */
LimJobs *lim_jobs_open_existing (const LimProject *project, GError **error);

void lim_jobs_free (LimJobs *jobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimJobs, lim_jobs_free)

/* The job @key; NULL without @error when it is not known. Transfer full. */
LimJob *lim_jobs_get (LimJobs *jobs, const char *key, GError **error);

/* All jobs in the order they are to be made: by priority, then as they were planned. (element-type LimJob), transfer full. */
GPtrArray *lim_jobs_list (LimJobs *jobs, GError **error);

/* Which jobs, and how many of them. */
typedef struct
{
  guint states;        /* a bit per LimJobState; 0: all */
  const char *text;    /* somewhere in key or message, letter case apart; NULL: any */
  gboolean latest;     /* what changed last comes first; else in the order they are to be made */
  guint offset, limit; /* pass over so many, and give so many; limit 0: all */
} LimJobQuery;

/* The jobs that @query asks for, without their large texts: request, record and graph are NULL. *@total: how many there are
 * without offset and limit. (element-type LimJob), transfer full. */
GPtrArray *lim_jobs_page (LimJobs *jobs, const LimJobQuery *query, guint *total, GError **error);

/* How many jobs are in each state. */
gboolean lim_jobs_count (LimJobs *jobs, guint counts[LIM_N_JOB_STATES], GError **error);

/* Makes @job what is known under its key, except `priority`, `unwanted` and `created_at`, which stay what they are; and
 * writes an event into its history. A new key gets the last place in the order. A job that was final and is not any
 * more is wanted again. */
gboolean lim_jobs_put (LimJobs *jobs, const LimJob *job, GError **error);

/* All or none of (element-type LimJob). */
gboolean lim_jobs_put_all (LimJobs *jobs, const GPtrArray *array, GError **error);

/* -- History -- */

/* What was put once. Texts but `at` may be NULL. */
typedef struct
{
  char *at; /* ISO 8601 */
  LimJobState state;
  guint attempt;
  char *server, *sent_id, *message;
} LimJobEvent;

void lim_job_event_free (LimJobEvent *event);

/* All that happened to @key, oldest first, what was put twice in a row once; kept as long as the job. (element-type LimJobEvent), transfer full. */
GPtrArray *lim_jobs_history (LimJobs *jobs, const char *key, GError **error);

/* Forgets the jobs in those of @states (a bit per LimJobState) that are final, with their history; *@n (may be NULL)
 * says how many. */
gboolean lim_jobs_clear (LimJobs *jobs, guint states, guint *n, GError **error);

/* -- What people ask for, whether a run is going on or not -- */

/* Changes when another connection or process has written; equal numbers mean nothing new. -1: it cannot be told now. */
gint64 lim_jobs_version (LimJobs *jobs);

/* A run that is paused finishes what its servers have and sends nothing new. A run begins by taking a pause back. */
gboolean lim_jobs_set_paused (LimJobs *jobs, gboolean paused, GError **error);
gboolean lim_jobs_get_paused (LimJobs *jobs, gboolean *paused, GError **error);

/* Marks those of @keys (NULL-terminated) that are not final as unwanted; *@n (may be NULL) says how many those are. What
 * a run does with them is its business. */
gboolean lim_jobs_ask_cancel (LimJobs *jobs, const char *const *keys, guint *n, GError **error);

/* Puts @keys (NULL-terminated), in that order, before (@first) or behind all others. Unknown ones are passed over. */
gboolean lim_jobs_move (LimJobs *jobs, const char *const *keys, gboolean first, GError **error);

/* What people asked for, of all jobs that are not final, in their order: key, state, priority, unwanted; the rest is
 * left out. (element-type LimJob), transfer full. */
GPtrArray *lim_jobs_list_wishes (LimJobs *jobs, GError **error);

/* -- Strays: sendings that nobody waits for any more, because the job was given to another server -- */

typedef struct
{
  char *provider, *server, *sent_id;
} LimStray;

void lim_stray_free (LimStray *stray);

gboolean lim_jobs_add_stray (LimJobs *jobs, const char *provider, const char *server, const char *sent_id,
                             GError **error);
gboolean lim_jobs_drop_stray (LimJobs *jobs, const char *sent_id, GError **error); /* an unknown one is fine */
GPtrArray *lim_jobs_list_strays (LimJobs *jobs, GError **error); /* (element-type LimStray), transfer full */
