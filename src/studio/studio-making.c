#include "studio-making.h"

#include "base-error.h"
#include "store-lock.h"

#include <string.h>
#include <sys/stat.h>

#define MAX_PREVIEW ((gsize) 8 << 20)
#define KEPT_PREVIEWS 8u /* of images that are made: a page may ask for one a moment too late */

/* An image that a server of the run has. */
typedef struct
{
  char *id, *server;
  double share;
  GBytes *preview;
  guint n_previews;
} Live;

struct LimMaking
{
  const LimProject *project;
  LimWork *work;

  GMutex lock;   /* over the memory, while it is asked */
  LimJobs *jobs; /* NULL: there was none yet */
  ino_t inode;   /* of the file it is */

  GMutex voice; /* over what the run tells */
  LimProduceEvents events;
  GPtrArray *servers; /* (element-type LimServerState), names and messages owned */
  GPtrArray *live;    /* (element-type Live), oldest first */
  GPtrArray *ended;   /* (element-type Live), oldest first: the last ones, for their previews */
  guint version;
};

static void
live_free (gpointer data)
{
  Live *live = data;

  g_free (live->id);
  g_free (live->server);
  g_clear_pointer (&live->preview, g_bytes_unref);
  g_free (live);
}

static void
server_free (gpointer data)
{
  LimServerState *server = data;

  g_free ((char *) server->name);
  g_free ((char *) server->message);
  g_free (server);
}

/* -- Hearing the run -- */

static void
on_servers (const LimServerState *servers, guint n, gpointer data)
{
  LimMaking *self = data;

  g_mutex_lock (&self->voice);
  g_ptr_array_set_size (self->servers, 0);
  for (guint i = 0; i < n; i++)
    {
      LimServerState *server = g_memdup2 (&servers[i], sizeof servers[i]);

      server->name = g_strdup (server->name);
      server->message = g_strdup (server->message);
      g_ptr_array_add (self->servers, server);
    }
  self->version++;
  g_mutex_unlock (&self->voice);
}

static Live *
find_in (const GPtrArray *list, const char *id)
{
  for (guint i = list->len; i-- > 0;)
    if (strcmp (((Live *) list->pdata[i])->id, id) == 0)
      return list->pdata[i];
  return NULL;
}

static Live *
find_live (const LimMaking *self, const char *id)
{
  return find_in (self->live, id);
}

static void
end_live (LimMaking *self, Live *live)
{
  guint at;

  if (live == NULL || !g_ptr_array_find (self->live, live, &at))
    return;
  if (self->ended->len >= KEPT_PREVIEWS)
    g_ptr_array_remove_index (self->ended, 0);
  g_ptr_array_add (self->ended, g_ptr_array_steal_index (self->live, at));
}

static Live *
take_live (LimMaking *self, const char *id, const char *server)
{
  Live *live = find_live (self, id);

  if (live == NULL)
    {
      live = g_new0 (Live, 1);
      live->id = g_strdup (id);
      g_ptr_array_add (self->live, live);
    }
  if (g_strcmp0 (live->server, server) != 0)
    {
      g_free (live->server);
      live->server = g_strdup (server);
    }
  return live;
}

static void
on_stage (const LimProduceJob *job, LimProduceStage stage, const char *server, const char *message G_GNUC_UNUSED,
          gpointer data)
{
  LimMaking *self = data;

  g_mutex_lock (&self->voice);
  if (stage == LIM_STAGE_SENT)
    take_live (self, job->id, server);
  else
    end_live (self, find_live (self, job->id));
  self->version++;
  g_mutex_unlock (&self->voice);
}

static void
on_progress (const LimProduceJob *job, const char *server, double share, gpointer data)
{
  LimMaking *self = data;

  g_mutex_lock (&self->voice);
  take_live (self, job->id, server)->share = share;
  self->version++;
  g_mutex_unlock (&self->voice);
}

static void
on_preview (const LimProduceJob *job, GBytes *image, gpointer data)
{
  LimMaking *self = data;
  Live *live;

  if (g_bytes_get_size (image) > MAX_PREVIEW)
    return;
  g_mutex_lock (&self->voice);
  live = find_live (self, job->id);
  if (live != NULL)
    {
      g_clear_pointer (&live->preview, g_bytes_unref);
      live->preview = g_bytes_ref (image);
      live->n_previews++;
      self->version++;
    }
  g_mutex_unlock (&self->voice);
}

const LimProduceEvents *
lim_making_listen (LimMaking *self)
{
  g_mutex_lock (&self->voice);
  g_ptr_array_set_size (self->servers, 0);
  g_ptr_array_set_size (self->live, 0);
  g_ptr_array_set_size (self->ended, 0);
  self->version++;
  g_mutex_unlock (&self->voice);
  return &self->events;
}

/* -- Making and freeing -- */

LimMaking *
lim_making_new (const LimContext *context, const LimProject *project)
{
  LimMaking *self = g_new0 (LimMaking, 1);

  self->project = project;
  self->work = lim_work_new (context);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->voice);
  self->servers = g_ptr_array_new_with_free_func (server_free);
  self->live = g_ptr_array_new_with_free_func (live_free);
  self->ended = g_ptr_array_new_with_free_func (live_free);
  self->events = (LimProduceEvents){
    .servers = on_servers, .stage = on_stage, .progress = on_progress, .preview = on_preview, .data = self
  };
  return self;
}

void
lim_making_free (LimMaking *self)
{
  if (self == NULL)
    return;
  lim_work_free (self->work);
  lim_jobs_free (self->jobs);
  g_ptr_array_unref (self->servers);
  g_ptr_array_unref (self->live);
  g_ptr_array_unref (self->ended);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->voice);
  g_free (self);
}

LimWork *
lim_making_work (LimMaking *self)
{
  return self->work;
}

/* -- The memory -- */

/* Opens it when there is one; again when somebody put another one in its place. Kept open: SQLite tidies up behind who closes last, and
 * that would look like news. With the lock. */
static gboolean
open_jobs (LimMaking *self, GError **error)
{
  g_autofree char *path = lim_project_path (self->project, ".limner/jobs.db");
  g_autoptr (GError) problem = NULL;
  struct stat info = { 0 };

  if (stat (path, &info) < 0)
    info.st_ino = 0;
  if (info.st_ino == self->inode)
    return TRUE;
  g_clear_pointer (&self->jobs, lim_jobs_free);
  self->inode = 0;
  self->jobs = lim_jobs_open_existing (self->project, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  self->inode = self->jobs != NULL ? info.st_ino : 0;
  return TRUE;
}

/* With the lock. */
static gboolean
look (LimMaking *self, const LimJobQuery *query, LimMakingState *state, GPtrArray **rows, guint *total,
      GError **error)
{
  if (!open_jobs (self, error))
    return FALSE;
  if (self->jobs == NULL)
    {
      if (query != NULL)
        {
          *rows = g_ptr_array_new ();
          *total = 0;
        }
      return TRUE;
    }
  if (!lim_jobs_count (self->jobs, state->counts, error) || !lim_jobs_get_paused (self->jobs, &state->paused, error))
    return FALSE;
  state->paused = state->paused && state->running;
  return query == NULL || (*rows = lim_jobs_page (self->jobs, query, total, error)) != NULL;
}

gboolean
lim_making_look (LimMaking *self, const LimJobQuery *query, LimMakingState *state, GPtrArray **rows, guint *total,
                 GError **error)
{
  *state = (LimMakingState){ .here = lim_work_is_busy (self->work) };
  state->running = lim_lock_is_held (self->project, LIM_LOCK_RUN, &state->process) || state->here;
  g_mutex_lock (&self->lock);
  gboolean well = look (self, query, state, rows, total, error);
  g_mutex_unlock (&self->lock);
  return well;
}

/* -- Running -- */

gboolean
lim_making_start (LimMaking *self, const char *kind, LimWorkFunc run, gpointer data, GDestroyNotify destroy,
                  GError **error)
{
  int process = 0;

  if (lim_work_is_busy (self->work) || !lim_lock_is_held (self->project, LIM_LOCK_RUN, &process))
    return lim_work_start (self->work, kind, run, data, destroy, error);
  destroy (data);
  return lim_fail (
      error, LIM_ERROR_CONFLICT,
      "process %d makes images of this project already. Wait for its end; its jobs stand here, and can be "
      "paused, moved and cancelled here",
      process);
}

/* -- Telling -- */

void
lim_making_state_to_json (const LimMakingState *state, const LimClock *clock, LimJson *root, LimJsonDoc *doc)
{
  LimJson *counts = lim_json_new_object (doc);
  g_autofree char *now = lim_clock_now_iso (clock);

  lim_json_set_string (root, "now", now);
  lim_json_set_bool (root, "running", state->running);
  lim_json_set_bool (root, "here", state->here);
  lim_json_set_int (root, "process", state->process);
  lim_json_set_bool (root, "paused", state->paused);
  for (guint i = 0; i < LIM_N_JOB_STATES; i++)
    lim_json_set_int (counts, lim_job_state_name (i), state->counts[i]);
  lim_json_set (root, "counts", counts);
}

static const char *const health_names[] = { "ready", "resting", "gone" };

static LimJson *
jobs_of (const LimMaking *self, const char *server, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < self->live->len; i++)
    {
      const Live *live = self->live->pdata[i];
      LimJson *object;

      if (g_strcmp0 (live->server != NULL ? live->server : "", server) != 0)
        continue;
      object = lim_json_new_object (doc);
      lim_json_set_string (object, "id", live->id);
      lim_json_set_double (object, "share", live->share);
      lim_json_set_int (object, "preview", live->preview != NULL ? live->n_previews : 0);
      lim_json_append (list, object);
    }
  return list;
}

LimJson *
lim_making_servers_to_json (LimMaking *self, LimJsonDoc *doc)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->voice);
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < self->servers->len; i++)
    {
      const LimServerState *server = self->servers->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", server->name);
      lim_json_set_string (object, "health", health_names[server->health]);
      lim_json_set_string (object, "message", server->message);
      lim_json_set_int (object, "slots", server->slots);
      lim_json_set_int (object, "busy", server->busy);
      lim_json_set_int (object, "made", server->made);
      lim_json_set (object, "jobs", jobs_of (self, server->name, doc));
      lim_json_append (list, object);
    }
  return list;
}

GBytes *
lim_making_preview (LimMaking *self, const char *id)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->voice);
  const Live *live = find_live (self, id);

  if (live == NULL)
    live = find_in (self->ended, id);
  return live != NULL && live->preview != NULL ? g_bytes_ref (live->preview) : NULL;
}

gboolean
lim_making_version (LimMaking *self, guint64 *jobs, guint64 *live)
{
  int holder = 0;
  gboolean held = lim_lock_is_held (self->project, LIM_LOCK_RUN, &holder);
  gint64 version;

  if (!g_mutex_trylock (&self->lock))
    return FALSE;
  version = open_jobs (self, NULL) && self->jobs != NULL ? lim_jobs_version (self->jobs) : 0;
  *jobs = ((guint64) version << 24) ^ ((guint64) self->inode << 1) ^ (held ? (guint64) holder << 40 | 1u : 0);
  g_mutex_unlock (&self->lock);
  g_mutex_lock (&self->voice);
  *live = self->version;
  g_mutex_unlock (&self->voice);
  *live = (*live << 32) + lim_work_version (self->work);
  return TRUE;
}
