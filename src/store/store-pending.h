/* store-pending.h: what is under way, noted in .limner/pending/ before it starts and struck out when it is done, so
 * that opening a project need not read it all to see whether a crash left something half done. For store/ only; all of
 * it under the write lock. */
#pragma once

#include "store-project.h"

/* The image of record @id is about to move away from @from (relative). Durable when this returns. */
gboolean lim_pending_add_move (const LimProject *project, const char *id, const char *from, GError **error);
void lim_pending_remove_move (const LimProject *project, const char *id);

/* Calls for each move that was noted. The note stays until it is removed. */
typedef void (*LimPendingFunc) (const LimProject *project, const char *id, const char *from, gpointer data);
void lim_pending_for_each (const LimProject *project, LimPendingFunc func, gpointer data);

/* Whether there is any note: one look at one small folder. */
gboolean lim_pending_any (const LimProject *project);
