/* store-jobs.h: the production engine's memory, .limner/jobs.db: what was to be made, how far each job came, and what a
 * killed run left to finish. What is put is durable when the call returns.
 *
 * Deleting the file loses no picture and no record; it loses which pictures an image maker may still have for us. */
#pragma once

#include "store-project.h"

typedef enum
{
  LIM_JOB_PLANNED,
  LIM_JOB_SENT,     /* the image maker may have it, under `sent_id` */
  LIM_JOB_RENDERED, /* the picture arrived; `image_sha256`, `asset_path` and `record` say what is to lie where */
  LIM_JOB_DONE,
  LIM_JOB_FAILED, /* `message` says why; the next run tries again */
  LIM_N_JOB_STATES,
} LimJobState;

/* “planned” … “failed”. */
const char *lim_job_state_name (LimJobState state);

/* One job. All texts but the key may be NULL. */
typedef struct
{
  char *key; /* what it is known by: one job for one thing to make */
  LimJobState state;
  char *request;  /* what to make, as one line of JSON */
  char *provider; /* who makes it */
  char *sent_id;  /* ours, for the image maker */
  guint attempt;  /* how often it was sent */
  char *asset_path, *image_sha256;
  char *record; /* the text of the record that goes with the picture */
  char *message;
  char *updated_at; /* ISO 8601 */
} LimJob;

LimJob *lim_job_new (const char *key);
void lim_job_free (LimJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimJob, lim_job_free)

/* Usable from several threads at once. */
typedef struct _LimJobs LimJobs;

/* Opens the memory of @project, making it if need be. LIM_ERROR_IO when it cannot be read or written, LIM_ERROR_BAD_INPUT
 * when it is broken: the message says what to do. Transfer full. */
LimJobs *lim_jobs_open (const LimProject *project, GError **error);

/* The same without making anything: NULL without @error when there is none. */
LimJobs *lim_jobs_open_existing (const LimProject *project, GError **error);

void lim_jobs_free (LimJobs *jobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimJobs, lim_jobs_free)

/* The job @key; NULL without @error when it is not known. Transfer full. */
LimJob *lim_jobs_get (LimJobs *jobs, const char *key, GError **error);

/* All jobs by key. (element-type LimJob), transfer full. */
GPtrArray *lim_jobs_list (LimJobs *jobs, GError **error);

/* Makes @job what is known under its key. */
gboolean lim_jobs_put (LimJobs *jobs, const LimJob *job, GError **error);

/* All or none of (element-type LimJob). */
gboolean lim_jobs_put_all (LimJobs *jobs, const GPtrArray *array, GError **error);
