/* base-pool.h: one function over many items, on a bounded number of threads. */
#pragma once

#include "base-error.h"

/* Does item @index; called from several threads at once. FALSE with @error set stops the run. */
typedef gboolean (*LimPoolFunc) (gsize index, gpointer data, GError **error);

/* Calls @func for 0..@n_items-1, handed out in order, on @n_workers threads (0: one per processor) of which the caller
 * is one; with 1 all happens in the caller's thread, in order.
 *
 * After a failure nothing new above the failed index is started, but everything below it is finished; so the error
 * returned is that of the lowest failing item, whatever the number of threads. When @cancellable is cancelled what runs
 * is finished, nothing new is started, and the result is LIM_ERROR_CANCELLED unless an item had failed already. */
gboolean lim_pool_run (guint n_workers, gsize n_items, LimPoolFunc func, gpointer data, GCancellable *cancellable,
                       GError **error);
