/* studio-making.h: the images that are being made, whoever makes them: the jobs' memory, kept open, which every run
 * writes; and the run of this studio, of which alone there are live shares and previews. */
#pragma once

#include "produce.h"
#include "store-jobs.h"
#include "studio-work.h"

typedef struct LimMaking LimMaking;

/* Both must outlive it. Transfer full. */
LimMaking *lim_making_new (const LimContext *context, const LimProject *project);

/* Stops a run of this studio, which can be gone on with, and waits for its end. */
void lim_making_free (LimMaking *making);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimMaking, lim_making_free)

/* -- The jobs -- */

typedef struct
{
  gboolean running, paused;
  gboolean here; /* this studio runs */
  int process;   /* that runs; 0: none, or not known */
  guint counts[LIM_N_JOB_STATES];
} LimMakingState;

/* How it stands, and with @query the page that it asks for: *@rows (element-type LimJob, transfer full) of *@total. */
gboolean lim_making_look (LimMaking *making, const LimJobQuery *query, LimMakingState *state, GPtrArray **rows,
                          guint *total, GError **error);

/* Sets what stands in @state, and `now`, in @root. */
void lim_making_state_to_json (const LimMakingState *state, const LimClock *clock, LimJson *root, LimJsonDoc *doc);

/* -- The run of this studio -- */

LimWork *lim_making_work (LimMaking *making);

/* As lim_work_start(); and LIM_ERROR_CONFLICT when another process runs, so that who asks hears it at once and not from the thread. */
gboolean lim_making_start (LimMaking *making, const char *kind, LimWorkFunc run, gpointer data,
                           GDestroyNotify destroy, GError **error);

/* For a function that runs: hears how it goes. Forgets the run before. */
const LimProduceEvents *lim_making_listen (LimMaking *making);

/* [{name, health, message, slots, busy, made, jobs: [{id, share, preview}]}]: `preview` is a number that grows with
 * each new one, 0: there is none yet. */
LimJson *lim_making_servers_to_json (LimMaking *making, LimJsonDoc *doc);

/* The newest preview of the image @id that is being made, as its server sent it: hostile. NULL: there is none. Transfer full. */
GBytes *lim_making_preview (LimMaking *making, const char *id);

/* -- What is new -- */

/* Sets *@jobs and *@live to numbers that change with what is in the memory, and with what is told of the run of this studio. FALSE:
 * cannot be told now; ask again. Quick. */
gboolean lim_making_version (LimMaking *making, guint64 *jobs, guint64 *live);
