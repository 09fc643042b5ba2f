#include "studio-work.h"

#include "base-error.h"

#define MOST_NOTES 100u

typedef enum
{
  STATE_NONE,
  STATE_RUNNING,
  STATE_DONE,
  STATE_FAILED,
} State;

struct LimWork
{
  LimProgress progress; /* first: it is its own listener */
  const LimContext *context;
  GThread *thread; /* of the last piece, until it is joined */
  GCancellable *cancellable;
  const char *kind;
  LimWorkFunc run;
  gpointer data;
  GDestroyNotify destroy;

  GMutex lock; /* over what follows */
  State state;
  guint number, version;
  char *title, *unit, *item;
  guint64 total, done;
  GPtrArray *notes; /* (element-type char*) */
  GError *error;
  LimJsonDoc *doc; /* of result */
  LimJson *result;
};

/* -- Listening -- */

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
on_begin (LimProgress *progress, guint64 total, const char *unit, const char *title)
{
  LimWork *self = (LimWork *) progress;

  g_mutex_lock (&self->lock);
  set_text (&self->title, title);
  set_text (&self->unit, unit);
  set_text (&self->item, NULL);
  self->total = total;
  self->done = 0;
  self->version++;
  g_mutex_unlock (&self->lock);
}

static void
on_step (LimProgress *progress, guint64 n, const char *item)
{
  LimWork *self = (LimWork *) progress;

  g_mutex_lock (&self->lock);
  self->done += n;
  if (item != NULL)
    set_text (&self->item, item);
  self->version++;
  g_mutex_unlock (&self->lock);
}

static void
on_note (LimProgress *progress, const char *message)
{
  LimWork *self = (LimWork *) progress;

  g_mutex_lock (&self->lock);
  if (self->notes->len >= MOST_NOTES)
    g_ptr_array_remove_index (self->notes, 0);
  g_ptr_array_add (self->notes, g_strdup (message));
  self->version++;
  g_mutex_unlock (&self->lock);
}

static const LimProgressMethods methods = { .begin = on_begin, .step = on_step, .note = on_note };

/* -- Working -- */

LimWork *
lim_work_new (const LimContext *context)
{
  LimWork *self = g_new0 (LimWork, 1);

  lim_progress_init (&self->progress, &methods);
  g_mutex_init (&self->lock);
  self->context = context;
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static gpointer
work (gpointer data)
{
  LimWork *self = data;
  const LimContext context = { self->context->clock, self->context->random, &self->progress, self->cancellable };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *result = NULL;
  GError *error = NULL;
  gboolean well = self->run (&context, self->data, doc, &result, &error);

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_mutex_lock (&self->lock);
  self->state = well ? STATE_DONE : STATE_FAILED;
  self->error = error;
  self->doc = g_steal_pointer (&doc);
  self->result = result;
  self->version++;
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Joins what has ended and forgets what it told. With the lock held, which is let go of meanwhile. */
static void
clear_last (LimWork *self)
{
  GThread *thread = g_steal_pointer (&self->thread);

  if (thread != NULL)
    {
      g_mutex_unlock (&self->lock);
      g_thread_join (thread);
      g_mutex_lock (&self->lock);
    }
  set_text (&self->title, NULL);
  set_text (&self->unit, NULL);
  set_text (&self->item, NULL);
  self->total = self->done = 0;
  g_ptr_array_set_size (self->notes, 0);
  g_clear_error (&self->error);
  g_clear_pointer (&self->doc, lim_json_doc_free);
  self->result = NULL;
  g_clear_object (&self->cancellable);
}

gboolean
lim_work_start (LimWork *self, const char *kind, LimWorkFunc run, gpointer data, GDestroyNotify destroy,
                GError **error)
{
  g_mutex_lock (&self->lock);
  if (self->state == STATE_RUNNING)
    {
      g_mutex_unlock (&self->lock);
      if (destroy != NULL)
        destroy (data);
      return lim_fail (error, LIM_ERROR_CONFLICT,
                       "the studio is at work on this already. Wait for its end, or stop it");
    }
  self->state = STATE_RUNNING; /* before the lock is let go of: nobody else begins now */
  clear_last (self);
  self->kind = kind;
  self->run = run;
  self->data = data;
  self->destroy = destroy;
  self->cancellable = g_cancellable_new ();
  self->number++;
  self->version++;
  self->thread = g_thread_new ("work", work, self);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

gboolean
lim_work_stop (LimWork *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  g_mutex_lock (&self->lock);
  if (self->state == STATE_RUNNING && self->cancellable != NULL)
    {
      cancellable = g_object_ref (self->cancellable);
      self->version++;
    }
  g_mutex_unlock (&self->lock);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable); /* outside: those who hear of it may tell us */
  return cancellable != NULL;
}

void
lim_work_free (LimWork *self)
{
  if (self == NULL)
    return;
  lim_work_stop (self);
  g_mutex_lock (&self->lock);
  clear_last (self);
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (self->notes);
  g_mutex_clear (&self->lock);
  lim_progress_clear (&self->progress);
  g_free (self);
}

/* -- Telling -- */

gboolean
lim_work_is_busy (LimWork *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return self->state == STATE_RUNNING;
}

guint
lim_work_version (LimWork *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return self->version;
}

static const char *
state_name (const LimWork *self)
{
  gboolean stopped = self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);

  return self->state == STATE_RUNNING ? (stopped ? "stopping" : "running")
         : self->state == STATE_DONE  ? "done"
         : stopped                    ? "stopped"
                                      : "failed";
}

LimJson *
lim_work_to_json (LimWork *self, LimJsonDoc *doc)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  LimJson *root, *notes;

  if (self->state == STATE_NONE)
    return lim_json_new_null (doc);
  root = lim_json_new_object (doc);
  notes = lim_json_new_array (doc);
  for (guint i = 0; i < self->notes->len; i++)
    lim_json_append (notes, lim_json_new_string (doc, self->notes->pdata[i]));
  lim_json_set_int (root, "number", self->number);
  lim_json_set_string (root, "kind", self->kind);
  lim_json_set_string (root, "state", state_name (self));
  lim_json_set_string (root, "title", self->title);
  lim_json_set_string (root, "unit", self->unit);
  lim_json_set_int (root, "total", (gint64) self->total);
  lim_json_set_int (root, "done", (gint64) self->done);
  lim_json_set_string (root, "item", self->item);
  lim_json_set (root, "notes", notes);
  lim_json_set_string (root, "error", self->error != NULL ? self->error->message : NULL);
  lim_json_set_int (root, "exit", lim_error_exit_code (self->error));
  lim_json_set (root, "result", self->result != NULL ? lim_json_copy (doc, self->result) : lim_json_new_null (doc));
  return root;
}
