/* studio-work.h: long work that goes on while the studio answers: on a thread of its own, heard by nobody but who asks how far
 * it is, and stopped with the server. One piece at a time; the last one stays to be looked at.
 *
 * What work does is a function of the rooms below, which takes a context: its progress and its cancellable are the
 * work's. */
#pragma once

#include "base-context.h"
#include "base-json.h"

typedef struct LimWork LimWork;

/* @data as given to lim_work_start(). *@result may be set to what is to be shown at the end, also on failure; it belongs to
 * @doc. */
typedef gboolean (*LimWorkFunc) (const LimContext *context, gpointer data, LimJsonDoc *doc, LimJson **result,
                                 GError **error);

/* @context lends clock and chance, and must outlive it. Transfer full. */
LimWork *lim_work_new (const LimContext *context);

/* Stops what goes on and waits for its end. */
void lim_work_free (LimWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimWork, lim_work_free)

/* Begins @run. @kind: a static word that says what it is. Takes @data in any case, which @destroy frees. LIM_ERROR_CONFLICT
 * when something goes on. */
gboolean lim_work_start (LimWork *work, const char *kind, LimWorkFunc run, gpointer data, GDestroyNotify destroy,
                         GError **error);

/* Asks what goes on to stop. FALSE: nothing does. */
gboolean lim_work_stop (LimWork *work);

gboolean lim_work_is_busy (LimWork *work);

/* Another number when there is something new to tell. */
guint lim_work_version (LimWork *work);

/* null before the first piece; else {number, kind, state, title, unit, total, done, item, notes, error, exit, result}. `state`:
 * running, stopping, done, failed or stopped. */
LimJson *lim_work_to_json (LimWork *work, LimJsonDoc *doc);
