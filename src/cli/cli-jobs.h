/* cli-jobs.h: what the commands of `jobs` share: the engine's memory, and which of its jobs a word means. */
#pragma once

#include "cli-command.h"
#include "store-jobs.h"

/* All there is to know when the command begins. */
typedef struct
{
  LimJobs *db;     /* NULL: nothing was ever planned */
  GPtrArray *list; /* (element-type LimJob) in the order they are to be made; never NULL */
  gboolean running, paused;
  int process; /* that runs; 0: none, or not known */
} LimCliJobs;

gboolean lim_cli_jobs_open (LimCli *cli, LimCliJobs *jobs, GError **error);
void lim_cli_jobs_clear (LimCliJobs *jobs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimCliJobs, lim_cli_jobs_clear)

/* The id of the record @job makes. Borrowed from its key. */
const char *lim_cli_job_id (const LimJob *job);

/* The jobs that @words (NULL-terminated) name by id or key, in that order and each once; an id may name two: making the
 * image and restoring it. LIM_ERROR_NOT_FOUND for a word that names none, with the nearest one that does. (element-type
 * LimJob), borrowed; the array is transfer full. */
GPtrArray *lim_cli_jobs_find (const LimCliJobs *jobs, const char *const *words, GError **error);

/* The keys of @rows (element-type LimJob), NULL-terminated. The array is transfer full, the keys are borrowed. */
const char **lim_cli_jobs_keys (const GPtrArray *rows);

/* The states whose names are flags of the command (--failed …) and given, a bit each. */
guint lim_cli_jobs_states (LimCli *cli);

/* “3 jobs”. Transfer full. */
char *lim_cli_jobs_count (guint n);

/* Everything about @job but what it asks for, its graph and its record. */
LimJson *lim_cli_job_to_json (const LimJob *job, LimJsonDoc *doc);

/* {dry_run, running, NAME: [ids], problems}: what a command did with @rows. */
void lim_cli_jobs_print_json (LimCli *cli, const LimCliJobs *jobs, const char *name, const GPtrArray *rows,
                              const GPtrArray *problems);

/* -- Pausing -- */

typedef struct
{
  const char *refused; /* no run is going on */
  const char *again;   /* it was so already */
  const char *done;
} LimCliPauseWords;

/* Pauses or resumes the run that is going on, and says so. LIM_ERROR_REFUSED when there is none. */
gboolean lim_cli_jobs_pause (LimCli *cli, gboolean paused, const LimCliPauseWords *words, GError **error);
