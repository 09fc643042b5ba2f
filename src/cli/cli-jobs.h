/* cli-jobs.h: what the commands of `jobs` share. */
#pragma once

#include "cli-command.h"
#include "produce-queue.h"

/* The states whose names are flags of the command (--failed …) and given, a bit each. */
guint lim_cli_jobs_states (LimCli *cli);

/* “3 jobs”. Transfer full. */
char *lim_cli_jobs_count (guint n);

/* Prints what a command did with @rows: lim_produce_wish_to_json(). */
void lim_cli_jobs_print_json (LimCli *cli, const LimProduceQueue *queue, const char *name, const GPtrArray *rows,
                              const GPtrArray *problems);

/* -- Pausing -- */

typedef struct
{
  const char *again; /* it was so already */
  const char *done;
} LimCliPauseWords;

/* Pauses or resumes the run that is going on, and says so. */
gboolean lim_cli_jobs_pause (LimCli *cli, gboolean paused, const LimCliPauseWords *words, GError **error);
