#include "cli-production-private.h"

#include "base-text.h"

#include <string.h>

static void
job_free (gpointer data)
{
  LimProductionJob *job = data;

  g_free (job->id);
  g_free (job);
}

static void
server_free (gpointer data)
{
  LimProductionServer *server = data;

  g_free (server->name);
  g_free (server->shown);
  g_free (server->message);
  g_ptr_array_unref (server->jobs);
  g_free (server);
}

/* -- Time -- */

static void
remember (LimProduction *self, gint64 now)
{
  if (self->n_recent == LIM_PRODUCTION_RECENT)
    memmove (self->recent, self->recent + 1, --self->n_recent * sizeof self->recent[0]);
  self->recent[self->n_recent].at = now;
  self->recent[self->n_recent++].done = self->done;
}

/* A pause is no slowness: the rate begins anew after it. */
static void
forget_recent (LimProduction *self, gint64 now)
{
  self->n_recent = 0;
  remember (self, now);
}

LimProduction *
lim_production_new (const char *title, guint64 total, gint64 now)
{
  LimProduction *self = g_new0 (LimProduction, 1);

  self->title = g_strdup (title);
  self->total = total;
  self->servers = g_ptr_array_new_with_free_func (server_free);
  remember (self, now);
  return self;
}

void
lim_production_free (LimProduction *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_ptr_array_unref (self->servers);
  g_free (self);
}

/* -- What happens -- */

char *
lim_production_server_name (const char *name)
{
  const char *scheme = name != NULL ? strstr (name, "://") : NULL;

  if (name == NULL || *name == '\0')
    return g_strdup ("here");
  return lim_text_harmless (scheme != NULL ? scheme + strlen ("://") : name);
}

static LimProductionServer *
find_server (const LimProduction *self, const char *name)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      LimProductionServer *server = self->servers->pdata[i];

      if (strcmp (server->name, name != NULL ? name : "") == 0)
        return server;
    }
  return NULL;
}

static LimProductionServer *
add_server (LimProduction *self, const char *name)
{
  LimProductionServer *server = g_new0 (LimProductionServer, 1);

  server->name = g_strdup (name != NULL ? name : "");
  server->shown = lim_production_server_name (name);
  server->jobs = g_ptr_array_new_with_free_func (job_free);
  g_ptr_array_add (self->servers, server);
  return server;
}

void
lim_production_servers (LimProduction *self, const LimServerState *servers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      LimProductionServer *server = find_server (self, servers[i].name);

      if (server == NULL)
        server = add_server (self, servers[i].name);
      g_free (server->message);
      server->message = servers[i].message != NULL ? lim_text_harmless (servers[i].message) : NULL;
      server->health = servers[i].health;
      server->slots = servers[i].slots;
      server->busy = servers[i].busy;
      server->made = servers[i].made;
    }
}

static const char *const health_news[] = {
  [LIM_SERVER_READY] = "is ready again",
  [LIM_SERVER_RESTING] = "rests",
  [LIM_SERVER_GONE] = "is gone",
};

char *
lim_production_news (const LimProduction *self, const LimServerState *servers, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      const LimProductionServer *known = find_server (self, servers[i].name);
      g_autofree char *name = lim_production_server_name (servers[i].name);
      g_autofree char *why = servers[i].message != NULL ? lim_text_harmless (servers[i].message) : NULL;

      LimServerHealth before = known != NULL ? known->health : LIM_SERVER_READY;

      /* That one is back which was gone, the engine says itself. */
      if (before != servers[i].health && !(before == LIM_SERVER_GONE && servers[i].health == LIM_SERVER_READY))
        g_string_append_printf (text, "%s%s %s%s%s", text->len > 0 ? "\n" : "", name, health_news[servers[i].health],
                                why != NULL ? ": " : "", why != NULL ? why : "");
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static LimProductionJob *
find_job (const LimProductionServer *server, const char *id)
{
  for (guint i = 0; i < server->jobs->len; i++)
    {
      LimProductionJob *job = server->jobs->pdata[i];

      if (strcmp (job->id, id) == 0)
        return job;
    }
  return NULL;
}

static LimProductionJob *
take_job (LimProductionServer *server, const char *id)
{
  LimProductionJob *job = find_job (server, id);

  if (job == NULL)
    {
      job = g_new0 (LimProductionJob, 1);
      job->id = g_strdup (id);
      g_ptr_array_add (server->jobs, job);
    }
  return job;
}

/* Wherever it was: a job that moved is told with its new server. */
static void
drop_job (LimProduction *self, const char *id)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      LimProductionServer *server = self->servers->pdata[i];
      LimProductionJob *job = find_job (server, id);

      if (job != NULL)
        g_ptr_array_remove (server->jobs, job);
    }
}

void
lim_production_stage (LimProduction *self, const char *id, LimProduceStage stage, const char *server)
{
  LimProductionServer *at = find_server (self, server);

  drop_job (self, id);
  if (stage == LIM_STAGE_SENT && at != NULL)
    take_job (at, id);
  if (stage == LIM_STAGE_FAILED)
    self->failed++;
}

void
lim_production_progress (LimProduction *self, const char *id, const char *server, double share)
{
  LimProductionServer *at = find_server (self, server);

  if (at != NULL)
    take_job (at, id)->share = CLAMP (share, 0, 1);
}

void
lim_production_set_paused (LimProduction *self, gboolean paused, gint64 now)
{
  if (self->paused != paused)
    forget_recent (self, now);
  self->paused = paused;
}

void
lim_production_step (LimProduction *self, guint64 n, gint64 now)
{
  self->done += n;
  remember (self, now);
}

double
lim_production_rate (const LimProduction *self, gint64 now)
{
  double seconds = (double) (now - self->recent[0].at) / G_USEC_PER_SEC;
  guint64 n = self->done - self->recent[0].done;

  return n > 0 && seconds > 0 ? (double) n / seconds : 0;
}
