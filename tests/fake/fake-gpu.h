/* fake-gpu.h: the machine behind the servers: one task at a time, in order of its number, for as long as it takes. */
#pragma once

#include "fake.h"

typedef struct FakeTask FakeTask;

struct FakeTask
{
  double number;  /* lower ones first */
  char *id;       /* owned by the task's maker, as everything here */
  guint ms;       /* 0: at once */
  guint steps;    /* reported on the way, at least one */
  gboolean stuck; /* never ends by itself */
  gpointer data;

  void (*start) (FakeTask *task);                     /* may be NULL */
  void (*step) (FakeTask *task, guint step);          /* may be NULL; 1..steps */
  void (*end) (FakeTask *task, gboolean interrupted); /* its owner calls fake_gpu_release() when all is stored */
  void (*free) (FakeTask *task);                      /* after its release, or when it is thrown away */

  guint ending; /* a source that end() left behind, removed when the task is thrown away; 0: none */
  guint done;   /* steps */
  double begun; /* steady milliseconds */
  gboolean interrupted;
};

FakeGpu *fake_gpu_new (Fake *fake);
void fake_gpu_free (FakeGpu *gpu);

/* Puts @task into the queue; it starts from the main loop. Transfer full. */
void fake_gpu_add (FakeGpu *gpu, FakeTask *task);

/* The running task has stored its result and is freed. The machine stands still until fake_gpu_next(), so that its owner
 * can say first what there is to say. */
void fake_gpu_release (FakeGpu *gpu);
void fake_gpu_next (FakeGpu *gpu);

/* Takes a waiting task out. Whether there was one of that id. */
gboolean fake_gpu_remove (FakeGpu *gpu, const char *id);

/* Stops the running task if it is @id (NULL: whatever it is). Whether it was. */
gboolean fake_gpu_interrupt (FakeGpu *gpu, const char *id);

/* Throws everything away. */
void fake_gpu_clear (FakeGpu *gpu);

FakeTask *fake_gpu_running (FakeGpu *gpu);  /* NULL: idle */
GPtrArray *fake_gpu_waiting (FakeGpu *gpu); /* of FakeTask, in heap order as ComfyUI's; borrowed */
guint fake_gpu_length (FakeGpu *gpu);       /* running and waiting */

/* Time at work, and from the first task to the end of the last (or now while one runs), in milliseconds. */
void fake_gpu_load (FakeGpu *gpu, double *busy, double *span);
