#include "studio-events.h"

#include "studio-watch.h"

#include <string.h>

#define MAX_LISTENERS 64
#define LOOK_MS 400
/* A client that went without a word is only noticed when something is sent to it. */
#define BEAT_EVERY 25u

/* What is told besides what studio-watch.h sees on disk. */
enum
{
  NEWS_JOBS,       /* the jobs' memory, or whether somebody runs */
  NEWS_PRODUCTION, /* how far the run of this studio is */
  NEWS_EXPORT,     /* how far an export is */
  N_NEWS,
};

static const char *const news_names[N_NEWS] = { "jobs", "production", "export" };

struct LimEvents
{
  const LimStudioDesk *desk;
  LimWatch *watch;
  guint64 news[N_NEWS]; /* numbers that change with what they stand for */
  GPtrArray *listeners; /* (element-type SoupServerMessage) */
  guint source, n_looks;
};

static void
send_text (SoupServerMessage *message, const char *text)
{
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, text, strlen (text));
  soup_server_message_unpause (message);
}

static void
send_to_all (LimEvents *self, const char *text)
{
  for (guint i = 0; i < self->listeners->len; i++)
    send_text (self->listeners->pdata[i], text);
}

static void
look_for_news (LimEvents *self, GPtrArray *changed)
{
  guint64 now[N_NEWS] = { 0 };

  if (!lim_making_version (self->desk->making, &now[NEWS_JOBS], &now[NEWS_PRODUCTION]))
    memcpy (now, self->news, sizeof now);
  now[NEWS_EXPORT] = lim_work_version (self->desk->exporting);
  for (guint i = 0; i < N_NEWS; i++)
    if (now[i] != self->news[i])
      g_ptr_array_add (changed, (gpointer) news_names[i]);
  memcpy (self->news, now, sizeof now);
}

/* The names of what changed since the last call. (element-type char*), NULL-terminated. Transfer full. */
static GPtrArray *
look (LimEvents *self)
{
  g_autofree const char **parts = lim_watch_look (self->watch);
  GPtrArray *changed = g_ptr_array_new ();

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    g_ptr_array_add (changed, (gpointer) parts[i]);
  look_for_news (self, changed);
  g_ptr_array_add (changed, NULL);
  return changed;
}

static gboolean
on_tick (gpointer data)
{
  LimEvents *self = data;
  g_autoptr (GPtrArray) changed = self->listeners->len > 0 ? look (self) : NULL;

  if (changed != NULL && changed->len > 1)
    {
      g_autofree char *names = g_strjoinv ("\",\"", (char **) changed->pdata);
      g_autofree char *text = g_strdup_printf ("event: change\ndata: {\"what\":[\"%s\"]}\n\n", names);

      send_to_all (self, text);
    }
  else if (++self->n_looks % BEAT_EVERY == 0)
    send_to_all (self, ": here\n\n");
  return G_SOURCE_CONTINUE;
}

LimEvents *
lim_events_new (const LimStudioDesk *desk)
{
  LimEvents *self = g_new0 (LimEvents, 1);

  self->desk = desk;
  self->watch = lim_watch_new (desk->project);
  self->listeners = g_ptr_array_new_with_free_func (g_object_unref);
  self->source = g_timeout_add (LOOK_MS, on_tick, self);
  return self;
}

static void
on_finished (SoupServerMessage *message, gpointer data)
{
  LimEvents *self = data;

  g_signal_handlers_disconnect_by_data (message, self);
  g_ptr_array_remove (self->listeners, message);
}

void
lim_events_hang_up (LimEvents *self)
{
  for (guint i = 0; i < self->listeners->len; i++)
    {
      SoupServerMessage *message = self->listeners->pdata[i];

      g_signal_handlers_disconnect_by_data (message, self);
      soup_message_body_complete (soup_server_message_get_response_body (message));
      soup_server_message_unpause (message);
    }
  g_ptr_array_set_size (self->listeners, 0);
}

void
lim_events_free (LimEvents *self)
{
  if (self == NULL)
    return;
  g_source_remove (self->source);
  lim_events_hang_up (self);
  g_ptr_array_unref (self->listeners);
  lim_watch_free (self->watch);
  g_free (self);
}

gboolean
lim_events_add (LimEvents *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (self->listeners->len >= MAX_LISTENERS)
    return FALSE;
  /* What nobody listened to is no news to who comes now. */
  if (self->listeners->len == 0)
    g_ptr_array_unref (look (self));
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "Content-Type", "text/event-stream");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_ptr_array_add (self->listeners, g_object_ref (message));
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  send_text (message, "retry: 1000\n\n");
  return TRUE;
}
