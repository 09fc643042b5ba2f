/* produce-queue.h: the jobs of a project as people look at them and steer them, whether a run is going on or not and
 * whoever runs it: `limner jobs …` and the studio. */
#pragma once

#include "base-problem.h"
#include "store-jobs.h"

/* All there is to know when one looks. */
typedef struct
{
  LimJobs *db;     /* NULL: nothing was ever planned */
  GPtrArray *list; /* (element-type LimJob) in the order they are to be made; never NULL */
  gboolean running, paused;
  int process; /* that runs; 0: none, or not known */
} LimProduceQueue;

gboolean lim_produce_queue_open (const LimProject *project, LimProduceQueue *queue, GError **error);
void lim_produce_queue_clear (LimProduceQueue *queue);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimProduceQueue, lim_produce_queue_clear)

/* The id of the record @row is for. Borrowed from its key. */
const char *lim_produce_row_id (const LimJob *row);

/* The jobs that @words (NULL-terminated) name by id or key, in that order and each once; an id may name two: making the
 * image and restoring it. LIM_ERROR_NOT_FOUND for a word that names none, with the nearest one that does. (element-type
 * LimJob), borrowed; the array is transfer full. */
GPtrArray *lim_produce_queue_find (const LimProduceQueue *queue, const char *const *words, GError **error);

/* The jobs in @states, a bit per LimJobState. Likewise. */
GPtrArray *lim_produce_queue_select (const LimProduceQueue *queue, guint states);

/* What a run still has to do with; what is over. */
#define LIM_PRODUCE_OPEN_STATES (1u << LIM_JOB_PLANNED | 1u << LIM_JOB_SENT | 1u << LIM_JOB_RENDERED)

/* Pauses or resumes the run that is going on. LIM_ERROR_REFUSED when there is none. */
gboolean lim_produce_queue_pause (const LimProduceQueue *queue, gboolean paused, GError **error);

/* Puts @rows (element-type LimJob), in that order, before (@first) or behind all others. Those that are over are taken out
 * of @rows, each with a problem that says so. @dry_run: only that. */
gboolean lim_produce_queue_move (const LimProduceQueue *queue, GPtrArray *rows, gboolean first, gboolean dry_run,
                                 GPtrArray *problems, GError **error);

/* Everything about @row but what it asks for, its graph and its record. */
LimJson *lim_produce_row_to_json (const LimJob *row, LimJsonDoc *doc);

/* The same with what it asks for, its history (element-type LimJobEvent) and the hash of its graph; @graph: the graph,
 * too. */
LimJson *lim_produce_row_to_full_json (const LimJob *row, const GPtrArray *history, gboolean graph, LimJsonDoc *doc);

/* {dry_run, running, NAME: [ids], problems}: what was done with @rows. @problems (element-type LimProblem) may be NULL. */
LimJson *lim_produce_wish_to_json (const LimProduceQueue *queue, gboolean dry_run, const char *name,
                                   const GPtrArray *rows, const GPtrArray *problems, LimJsonDoc *doc);
