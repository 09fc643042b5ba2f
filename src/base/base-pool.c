#include "base-pool.h"

typedef struct
{
  LimPoolFunc func;
  gpointer data;
  GCancellable *cancellable;
  gsize n_items, chunk;

  GMutex lock; /* over what follows */
  gsize next;  /* first item not handed out */
  gsize stop;  /* lowest index that failed; n_items while none has */
  gboolean cancelled;
  GError *error;
} Pool;

static guint
count_processors (void)
{
  return MAX (1, g_get_num_processors ());
}

/* Hands out the next range. Ranges come in order, so all items below a failed one are finished or in work. */
static gboolean
take_range (Pool *pool, gsize *from, gsize *to)
{
  g_mutex_lock (&pool->lock);
  *from = pool->next;
  *to = *from + MIN (pool->chunk, pool->n_items - *from);
  gboolean more = !pool->cancelled && *from < MIN (pool->stop, *to);
  if (more)
    pool->next = *to;
  g_mutex_unlock (&pool->lock);
  return more;
}

static gboolean
may_start (Pool *pool, gsize index)
{
  gboolean cancelled = g_cancellable_is_cancelled (pool->cancellable);

  g_mutex_lock (&pool->lock);
  pool->cancelled |= cancelled;
  gboolean may = !pool->cancelled && index < pool->stop;
  g_mutex_unlock (&pool->lock);
  return may;
}

static void
note_failure (Pool *pool, gsize index, GError *error)
{
  g_assert (error != NULL); /* a LimPoolFunc that fails says why */

  g_mutex_lock (&pool->lock);
  if (index < pool->stop)
    {
      pool->stop = index;
      g_clear_error (&pool->error);
      pool->error = g_steal_pointer (&error);
    }
  g_mutex_unlock (&pool->lock);
  g_clear_error (&error);
}

static gpointer
work (gpointer data)
{
  Pool *pool = data;
  gsize from, to;

  while (take_range (pool, &from, &to))
    for (gsize index = from; index < to && may_start (pool, index); index++)
      {
        GError *error = NULL;

        if (!pool->func (index, pool->data, &error))
          note_failure (pool, index, error);
      }
  return NULL;
}

static void
work_on_threads (Pool *pool, guint n_workers)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  for (guint i = 1; i < n_workers; i++)
    {
      /* Too few threads are slower, not wrong: the ones there are do all the work. */
      GThread *thread = g_thread_try_new ("limner-worker", work, pool, NULL);

      if (thread == NULL)
        break;
      g_ptr_array_add (threads, thread);
    }
  work (pool);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
}

gboolean
lim_pool_run (guint n_workers, gsize n_items, LimPoolFunc func, gpointer data, GCancellable *cancellable,
              GError **error)
{
  Pool pool = {
    .func = func,
    .data = data,
    .cancellable = cancellable,
    .n_items = n_items,
    .stop = n_items,
  };
  gsize workers = MIN (n_workers != 0 ? n_workers : count_processors (), MAX (n_items, 1));

  /* Small enough that the last chunk does not keep one thread busy alone, large enough to spare the lock. */
  pool.chunk = CLAMP (n_items / (workers * 32), 1, 64);
  g_mutex_init (&pool.lock);
  work_on_threads (&pool, (guint) workers);
  g_mutex_clear (&pool.lock);

  if (pool.error != NULL && !g_error_matches (pool.error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, pool.error);
      return FALSE;
    }
  if (pool.error != NULL || pool.cancelled)
    {
      g_clear_error (&pool.error);
      return lim_fail (error, LIM_ERROR_CANCELLED, "stopped before it was done");
    }
  return TRUE;
}
