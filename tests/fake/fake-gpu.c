#include "fake-gpu.h"

#include <string.h>

struct FakeGpu
{
  Fake *fake;
  GPtrArray *waiting;
  FakeTask *running;
  guint timer, starter;
  double first, last, busy; /* steady milliseconds; first 0: nothing came yet */
};

FakeGpu *
fake_gpu_new (Fake *fake)
{
  FakeGpu *gpu = g_new0 (FakeGpu, 1);

  gpu->fake = fake;
  gpu->waiting = g_ptr_array_new ();
  return gpu;
}

static void
stop_clock (FakeGpu *gpu)
{
  if (gpu->running == NULL)
    return;
  gpu->last = fake_steady_ms ();
  gpu->busy += gpu->last - gpu->running->begun;
}

void
fake_gpu_clear (FakeGpu *gpu)
{
  g_clear_handle_id (&gpu->timer, g_source_remove);
  g_clear_handle_id (&gpu->starter, g_source_remove);
  stop_clock (gpu);
  if (gpu->running != NULL)
    {
      g_clear_handle_id (&gpu->running->ending, g_source_remove);
      gpu->running->free (gpu->running);
    }
  gpu->running = NULL;
  for (guint i = 0; i < gpu->waiting->len; i++)
    {
      FakeTask *task = gpu->waiting->pdata[i];

      task->free (task);
    }
  g_ptr_array_set_size (gpu->waiting, 0);
}

void
fake_gpu_free (FakeGpu *gpu)
{
  fake_gpu_clear (gpu);
  g_ptr_array_unref (gpu->waiting);
  g_free (gpu);
}

FakeTask *
fake_gpu_running (FakeGpu *gpu)
{
  return gpu->running;
}

GPtrArray *
fake_gpu_waiting (FakeGpu *gpu)
{
  return gpu->waiting;
}

guint
fake_gpu_length (FakeGpu *gpu)
{
  return gpu->waiting->len + (gpu->running != NULL);
}

void
fake_gpu_load (FakeGpu *gpu, double *busy, double *span)
{
  double now = fake_steady_ms ();
  gboolean runs = gpu->running != NULL;

  *busy = gpu->busy + (runs ? now - gpu->running->begun : 0);
  *span = gpu->first > 0 ? (runs ? now : MAX (gpu->last, gpu->first)) - gpu->first : 0;
}

static gboolean tick (gpointer data);

/* Steps fall due at fixed shares of the task's time, so that late timers don't add up. */
static void
wait_for_step (FakeGpu *gpu)
{
  FakeTask *task = gpu->running;
  double due = task->begun + (double) task->ms * (task->done + 1) / task->steps;
  double wait = task->done < task->steps ? due - fake_steady_ms () : 60000;

  gpu->timer = g_timeout_add (wait > 0 ? (guint) (wait + 0.5) : 0, tick, gpu);
}

static gboolean
tick (gpointer data)
{
  FakeGpu *gpu = data;
  FakeTask *task = gpu->running;

  gpu->timer = 0;
  if (task->interrupted)
    {
      task->end (task, TRUE);
      return G_SOURCE_REMOVE;
    }
  if (task->done < task->steps && ++task->done > 0 && task->step != NULL)
    task->step (task, task->done);
  if (gpu->running != task)
    return G_SOURCE_REMOVE;
  if (task->done < task->steps || task->stuck)
    wait_for_step (gpu);
  else
    task->end (task, FALSE);
  return G_SOURCE_REMOVE;
}

static gint
order (const FakeTask *a, const FakeTask *b)
{
  return a->number != b->number ? (a->number < b->number ? -1 : 1) : strcmp (a->id, b->id);
}

void
fake_gpu_next (FakeGpu *gpu)
{
  FakeTask *next = NULL;

  for (guint i = 0; i < gpu->waiting->len; i++)
    if (next == NULL || order (gpu->waiting->pdata[i], next) < 0)
      next = gpu->waiting->pdata[i];
  if (next == NULL || gpu->running != NULL)
    return;
  g_ptr_array_remove (gpu->waiting, next);
  gpu->running = next;
  next->begun = fake_steady_ms ();
  if (next->start != NULL)
    next->start (next);
  if (gpu->running == next)
    wait_for_step (gpu);
}

static gboolean
start_soon (gpointer data)
{
  FakeGpu *gpu = data;

  gpu->starter = 0;
  fake_gpu_next (gpu);
  return G_SOURCE_REMOVE;
}

void
fake_gpu_add (FakeGpu *gpu, FakeTask *task)
{
  if (gpu->first <= 0)
    gpu->first = fake_steady_ms ();
  g_ptr_array_add (gpu->waiting, task);
  if (gpu->running == NULL && gpu->starter == 0)
    gpu->starter = g_idle_add_full (G_PRIORITY_HIGH, start_soon, gpu, NULL);
}

void
fake_gpu_release (FakeGpu *gpu)
{
  FakeTask *task = gpu->running;

  stop_clock (gpu);
  gpu->running = NULL;
  task->free (task);
}

gboolean
fake_gpu_remove (FakeGpu *gpu, const char *id)
{
  for (guint i = 0; i < gpu->waiting->len; i++)
    {
      FakeTask *task = gpu->waiting->pdata[i];

      if (strcmp (task->id, id) == 0)
        {
          g_ptr_array_remove_index (gpu->waiting, i);
          task->free (task);
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
fake_gpu_interrupt (FakeGpu *gpu, const char *id)
{
  if (gpu->running == NULL || (id != NULL && strcmp (gpu->running->id, id) != 0))
    return FALSE;
  gpu->running->interrupted = TRUE;
  if (gpu->timer != 0)
    {
      g_source_remove (gpu->timer);
      gpu->timer = g_idle_add_full (G_PRIORITY_HIGH, tick, gpu, NULL);
    }
  return TRUE;
}
