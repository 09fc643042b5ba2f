/* cli-live.h: a run that makes images as it goes on, on standard error: on a terminal an area that is drawn again and again
 * (cli-production.h says how it looks), else a plain line now and then. A part of cli-progress.c, which hears of the
 * whole run; here is heard of its servers. */
#pragma once

#include "produce.h"

typedef struct _LimLive LimLive;

/* @lock is held by whoever calls any function below but the first two and lim_live_free(); the events take it themselves.
 * @terminal: standard error is one. Transfer full. */
LimLive *lim_live_new (GMutex *lock, gboolean terminal, gboolean color, GCancellable *cancellable);
const LimProduceEvents *lim_live_events (LimLive *live);
void lim_live_free (LimLive *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLive, lim_live_free)

/* Shows nothing from now on but notes. */
void lim_live_silence (LimLive *live);

/* Work begins, of whatever kind: it is a run that makes images once the first event comes. */
void lim_live_begin (LimLive *live, guint64 total, const char *title);

/* Tells the failures that were only counted so far; the end of a run does so, too. */
void lim_live_settle (LimLive *live);

/* Each returns FALSE when no such run is going on, and then has done nothing. */
gboolean lim_live_step (LimLive *live, guint64 n);
gboolean lim_live_note (LimLive *live, const char *message);
gboolean lim_live_end (LimLive *live);
