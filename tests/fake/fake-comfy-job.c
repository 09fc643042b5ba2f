/* fake-comfy-job.c: one prompt on its way through the machine, and what its owner hears of it. */
#include "fake-comfy.h"

#include "fake-fault.h"
#include "fake-gpu.h"
#include "fake-json.h"
#include "fake-picture.h"
#include "fake-socket.h"
#include "fake-stats.h"

#include <string.h>

typedef struct
{
  FakeTask task;
  Fake *fake;
  LimJsonDoc *body;
  LimJson *graph;
  const char *client; /* NULL: nobody listens */
  char **outputs;     /* nodes to be made */
  char **order;       /* all nodes they need */
  GPtrArray
      *pictures; /* what the outputs will save; made at the start, so that it takes no time beyond the render's */
  guint steps;   /* of the sampler; the task has fewer where it is quick */
  guint hot;     /* index in order of the node that takes the time */
  char *cache_key;
  gboolean cached;
  FakeStrike strike;
  LimJsonDoc *notes; /* holds what follows */
  LimJson *results, *messages;
  const char *failed; /* the event that ended it otherwise than well */
} Job;

static const char *const samplers[] = { "KSampler", "KSamplerAdvanced", NULL };

static void
job_free (FakeTask *task)
{
  Job *job = (Job *) task;

  g_free (task->id);
  g_strfreev (job->outputs);
  g_strfreev (job->order);
  g_free (job->cache_key);
  g_clear_pointer (&job->pictures, g_ptr_array_unref);
  lim_json_doc_free (job->body);
  lim_json_doc_free (job->notes);
  g_free (job);
}

/* -- Events -- */

static void
tell (Job *job, const char *type, LimJson *data)
{
  if (job->client != NULL)
    fake_socket_event (job->fake->sockets, job->client, type, job->task.id, data);
}

/* Those that everybody hears when the prompt has no owner. */
static void
tell_progress (Job *job, const char *type, LimJson *data)
{
  fake_socket_event (job->fake->sockets, job->client, type, job->task.id, data);
}

/* An event that also stands in the history. */
static void
tell_and_note (Job *job, const char *type, LimJson *data)
{
  LimJson *pair = fake_list_of (job->notes, lim_json_new_string (job->notes, type));

  tell (job, type, data);
  lim_json_append (pair, data);
  lim_json_append (job->messages, pair);
}

static void
tell_state (Job *job, const char *node, const char *state, guint value, guint max)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");
  LimJson *nodes = lim_json_new_object (doc);

  lim_json_set (nodes, node,
                fake_object (doc,
                             "value:i max:i state:s node_id:s prompt_id:s display_node_id:s parent_node_id:n "
                             "real_node_id:s",
                             (gint64) value, (gint64) max, state, node, job->task.id, node, node));
  tell_progress (job, "progress_state", fake_object (doc, "prompt_id:s nodes:j", job->task.id, nodes));
}

static void
tell_executing (Job *job, const char *node)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  tell (job, "executing", fake_object (doc, "node:s display_node:s prompt_id:s", node, node, job->task.id));
}

static void
tell_executed (Job *job, const char *node)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");
  LimJson *output = lim_json_get (job->results, node);

  if (output != NULL)
    tell (job, "executed",
          fake_object (doc, "node:s display_node:s output:j prompt_id:s", node, node, lim_json_copy (doc, output),
                       job->task.id));
}

static void
run_node (Job *job, const char *node)
{
  tell_state (job, node, "running", 0, 1);
  tell_executing (job, node);
}

static void
end_node (Job *job, const char *node)
{
  tell_executed (job, node);
  tell_state (job, node, "finished", 1, 1);
}

/* -- Beginning -- */

static void
job_start (FakeTask *task)
{
  Job *job = (Job *) task;
  gint64 now = fake_wall_ms ();
  const char *old = fake_comfy_cached (job->fake, job->cache_key);

  job->strike = fake_faults_strike (job->fake->faults, FAKE_SITE_JOB, NULL, "");
  task->ms += job->strike.kind == FAKE_SLOW ? job->strike.ms : 0;
  task->stuck = job->strike.kind == FAKE_STUCK;
  job->cached = old != NULL || job->strike.kind == FAKE_CACHED;
  fake_stats_started (job->fake, task->id);
  if (old != NULL)
    {
      g_autoptr (LimJsonDoc) outputs = lim_json_parse ("cache", old, -1, NULL);

      job->results = lim_json_copy (job->notes, lim_json_root (outputs));
    }
  if (job->cached)
    task->ms = 0;
  tell_and_note (job, "execution_start", fake_object (job->notes, "prompt_id:s timestamp:i", task->id, now));
  tell_and_note (job, "execution_cached",
                 fake_object (job->notes, "nodes:j prompt_id:s timestamp:i",
                              job->cached ? lim_json_new_strv (job->notes, (const char *const *) job->order)
                                          : lim_json_new_array (job->notes),
                              task->id, now));
  for (guint i = 0; !job->cached && i <= job->hot; i++)
    {
      run_node (job, job->order[i]);
      if (i < job->hot)
        end_node (job, job->order[i]);
    }
  if (!job->cached)
    job->pictures = fake_comfy_paint (job->fake, lim_json_root (job->body), job->outputs);
}

static void
job_step (FakeTask *task, guint step)
{
  Job *job = (Job *) task;
  const char *node = job->order[job->hot];
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  step = step * job->steps / task->steps;
  if (job->cached || !g_strv_contains (samplers, fake_node_class (job->graph, node)))
    return;
  tell_progress (job, "progress",
                 fake_object (doc, "value:i max:i prompt_id:s node:s", (gint64) step, (gint64) job->steps, task->id,
                              node));
  tell_state (job, node, "running", step, job->steps);
  if (job->fake->options.previews)
    {
      g_autoptr (GBytes) png = fake_picture_png (task->id, 32, 32, NULL);

      fake_socket_preview (job->fake->sockets, job->client, task->id, node, png);
    }
}

/* -- Results -- */

static void
add_lost_file (Job *job)
{
  LimJson *image = fake_object (job->notes, "filename:s subfolder:s type:s", "made_earlier_00001_.png", "", "output");

  for (guint i = 0; job->outputs[i] != NULL; i++)
    lim_json_set (job->results, job->outputs[i],
                  fake_object (job->notes, "images:j", fake_list_of (job->notes, lim_json_copy (job->notes, image))));
}

static const char *
save_pictures (Job *job)
{
  if (job->strike.kind == FAKE_CACHED)
    add_lost_file (job);
  if (job->cached || job->strike.kind == FAKE_NO_IMAGE)
    return NULL;
  if (!fake_comfy_save (job->fake, job->graph, job->outputs, job->pictures, job->notes, job->results))
    return "execution_error";
  return NULL;
}

/* -- The end -- */

static void
tell_failure (Job *job)
{
  const char *node = job->order[job->hot];
  const char *class = fake_node_class (job->graph, node);
  LimJson *data;

  if (strcmp (job->failed, "execution_interrupted") == 0)
    data = fake_object (job->notes, "prompt_id:s node_id:s node_type:s executed:j timestamp:i", job->task.id, node,
                        class, lim_json_new_array (job->notes), fake_wall_ms ());
  else
    data =
        fake_object (job->notes,
                     "prompt_id:s node_id:s node_type:s executed:j exception_message:s exception_type:s traceback:j "
                     "current_inputs:j current_outputs:j timestamp:i",
                     job->task.id, node, class, lim_json_new_array (job->notes), "Allocation on device",
                     "torch.OutOfMemoryError", lim_json_new_array (job->notes), lim_json_new_object (job->notes),
                     lim_json_new_array (job->notes), fake_wall_ms ());
  tell_and_note (job, job->failed, data);
}

static LimJson *
queue_item (const Job *job, LimJsonDoc *doc)
{
  LimJson *item = lim_json_new_array (doc);
  LimJson *extra = lim_json_get (lim_json_root (job->body), "extra_data");

  extra = extra != NULL ? lim_json_copy (doc, extra) : lim_json_new_object (doc);
  if (job->client != NULL)
    lim_json_set_string (extra, "client_id", job->client);
  lim_json_append (item, lim_json_new_double (doc, job->task.number));
  lim_json_append (item, lim_json_new_string (doc, job->task.id));
  lim_json_append (item, lim_json_copy (doc, job->graph));
  lim_json_append (item, extra);
  lim_json_append (item, lim_json_new_strv (doc, (const char *const *) job->outputs));
  return item;
}

static LimJson *
history_entry (Job *job)
{
  LimJsonDoc *doc = job->notes;
  LimJson *meta = lim_json_new_object (doc);
  LimJson *status = fake_object (doc, "status_str:s completed:b messages:j",
                                 job->failed == NULL ? "success" : "error", job->failed == NULL, job->messages);

  for (guint i = 0; job->outputs[i] != NULL; i++)
    lim_json_set (meta, job->outputs[i],
                  fake_object (doc, "node_id:s display_node:s parent_node:n real_node_id:s odd:s", job->outputs[i],
                               job->outputs[i], job->outputs[i], job->fake->options.plain ? "" : FAKE_NAN));
  return fake_object (doc, "prompt:j outputs:j status:j meta:j", queue_item (job, doc), job->results, status, meta);
}

/* Notes whose the saved files are; with @and_lose, they are gone again. */
static void
note_files (Job *job, gboolean and_lose)
{
  for (LimJson *output = lim_json_first (job->results); output != NULL; output = lim_json_next (output))
    for (LimJson *image = lim_json_first (lim_json_get (output, "images")); image != NULL;
         image = lim_json_next (image))
      {
        g_autofree char *path =
            fake_comfy_path (lim_json_get_string (image, "type"), lim_json_get_string (image, "subfolder"),
                             lim_json_get_string (image, "filename"));

        fake_stats_saved (job->fake, job->task.id, path);
        if (and_lose)
          fake_comfy_remove_path (job->fake, path);
      }
}

/* The entry comes a moment after execution_success; only then does the machine take the next prompt. */
static gboolean
job_store (gpointer data)
{
  Job *job = data;
  Fake *fake = job->fake;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");
  g_autofree char *id = g_strdup (job->task.id);
  g_autofree char *client = g_strdup (job->client);
  const char *how = job->failed == NULL ? (job->cached ? "cached" : "success") : job->failed + strlen ("execution_");

  if (job->failed == NULL && !job->cached && job->strike.kind == FAKE_NONE)
    fake_comfy_cache (fake, job->cache_key, job->results);
  fake_stats_ended (fake, id, how);
  if (job->failed == NULL && !job->cached)
    note_files (job, job->strike.kind == FAKE_FORGET);
  if (job->strike.kind == FAKE_FORGET)
    fake_stats_forgotten (fake, id);
  else
    fake_comfy_remember (fake, id, history_entry (job));
  job->task.ending = 0;
  fake_gpu_release (fake->gpu);
  fake_socket_status (fake->sockets);
  if (client != NULL)
    fake_socket_event (fake->sockets, client, "executing", id, fake_object (doc, "node:n prompt_id:s", id));
  fake_gpu_next (fake->gpu);
  return G_SOURCE_REMOVE;
}

static void
job_end (FakeTask *task, gboolean interrupted)
{
  Job *job = (Job *) task;

  if (interrupted || job->strike.kind == FAKE_INTERRUPTED)
    job->failed = "execution_interrupted";
  else if (job->strike.kind == FAKE_ERROR)
    job->failed = "execution_error";
  else
    job->failed = save_pictures (job);
  if (job->failed != NULL)
    tell_failure (job);
  else
    {
      for (guint i = job->cached ? 0 : job->hot; job->order[i] != NULL; i++)
        {
          if (!job->cached && i > job->hot)
            run_node (job, job->order[i]);
          end_node (job, job->order[i]);
        }
      tell_and_note (job, "execution_success",
                     fake_object (job->notes, "prompt_id:s timestamp:i", task->id, fake_wall_ms ()));
    }
  task->ending = job->fake->options.lag_ms > 0 ? g_timeout_add ((guint) job->fake->options.lag_ms, job_store, job)
                                               : g_idle_add_full (G_PRIORITY_HIGH, job_store, job, NULL);
}

/* -- Queueing -- */

static guint
hot_node (const LimJson *graph, char **order)
{
  for (guint i = 0; order[i] != NULL; i++)
    if (g_strv_contains (samplers, fake_node_class (graph, order[i])))
      return i;
  return 0;
}

void
fake_comfy_queue (Fake *fake, LimJsonDoc *body, const char *id, double number, char **outputs)
{
  Job *job = g_new0 (Job, 1);
  LimJson *root = lim_json_root (body);
  FakePlan plan;

  job->fake = fake;
  job->body = body;
  job->graph = lim_json_get (root, "prompt");
  job->client = lim_json_get_string (root, "client_id");
  job->outputs = g_strdupv (outputs);
  job->order = fake_graph_order (job->graph, (const char *const *) outputs);
  job->hot = hot_node (job->graph, job->order);
  job->cache_key = fake_json_text (job->graph);
  job->notes = lim_json_doc_new ("notes");
  job->results = lim_json_new_object (job->notes);
  job->messages = lim_json_new_array (job->notes);
  job->task = (FakeTask){
    .number = number,
    .id = g_strdup (id),
    .ms = (guint) fake->options.render_ms,
    .start = job_start,
    .step = job_step,
    .end = job_end,
    .free = job_free,
  };
  fake_graph_plan (job->graph, outputs[0], &plan);
  job->steps = plan.steps;
  job->task.steps = CLAMP (job->task.ms / 5, 1, plan.steps);
  fake_stats_prompt (fake, id, job->client, plan.identity, root);
  fake_plan_clear (&plan);
  fake_gpu_add (fake->gpu, &job->task);
  fake_socket_status (fake->sockets);
}

LimJson *
fake_comfy_queue_json (Fake *fake, LimJsonDoc *doc, gboolean running)
{
  LimJson *list = lim_json_new_array (doc);
  GPtrArray *waiting = fake_gpu_waiting (fake->gpu);
  FakeTask *task = fake_gpu_running (fake->gpu);

  if (running && task != NULL && task->free == job_free)
    lim_json_append (list, queue_item ((Job *) task, doc));
  for (guint i = 0; !running && i < waiting->len; i++)
    {
      task = waiting->pdata[i];
      if (task->free == job_free)
        lim_json_append (list, queue_item ((Job *) task, doc));
    }
  return list;
}

const char *
fake_comfy_executing (Fake *fake, const char *client)
{
  FakeTask *task = fake_gpu_running (fake->gpu);
  Job *job = (Job *) task;

  if (task == NULL || task->free != job_free || g_strcmp0 (job->client, client) != 0)
    return NULL;
  return job->order[job->hot];
}
