/* cli-production.h: how a run that makes images looks while it goes on. A value that hears what the engine tells, and a
 * pure function from it to lines of text: no terminal, no clock, no thread. cli-progress.c has those.
 *
 *   Making images ███████▌·······  12/48  7.5/min  5 min left  2 failed
 *     127.0.0.1:8188  ready    2/2  12 made  ███▌····  45 %  crate_3_v2
 *     gpu.lan:8188    resting  0/2   4 made  asked to wait a minute */
#pragma once

#include "produce.h"

typedef struct _LimProduction LimProduction;

/* @now is in microseconds, of any clock that does not go back. Transfer full. */
LimProduction *lim_production_new (const char *title, guint64 total, gint64 now);
void lim_production_free (LimProduction *production);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProduction, lim_production_free)

/* -- What happens: as LimProduceEvents and LimProgress tell it -- */

void lim_production_servers (LimProduction *production, const LimServerState *servers, guint n);
void lim_production_stage (LimProduction *production, const char *id, LimProduceStage stage, const char *server);
void lim_production_progress (LimProduction *production, const char *id, const char *server, double share);
void lim_production_set_paused (LimProduction *production, gboolean paused, gint64 now);
void lim_production_step (LimProduction *production, guint64 n, gint64 now); /* so many more are over, well or not */

/* -- What is seen -- */

/* Images per second of late: a run speeds up, slows down and begins with images that cost nothing, so only the last few
 * count. 0: not known yet. */
double lim_production_rate (const LimProduction *production, gint64 now);

/* “12 of 48 done, 7.5/min, 5 min left, 2 failed”: for a line in a log. Transfer full. */
char *lim_production_summary (const LimProduction *production, gint64 now);

/* What @servers, not yet heard by @production, say that is new: a line for each that came or went. NULL: nothing.
 * Transfer full. */
char *lim_production_news (const LimProduction *production, const LimServerState *servers, guint n);

/* The lines for a terminal of @columns × @rows, none wider than @columns - 1 and never as many as @rows; ANSI colours
 * with @color. @stopping: the person asked to stop. NULL-terminated, transfer full. */
char **lim_production_draw (const LimProduction *production, gint64 now, guint columns, guint rows, gboolean color,
                            gboolean stopping);

/* A server's name as it is shown: without scheme; “here” for one without a name. Transfer full. */
char *lim_production_server_name (const char *name);
