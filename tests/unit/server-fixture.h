/* server-fixture.h: an HTTP server of libsoup on a thread of its own, on a free port of this machine.
 *
 *   static void stand_up (Stand *stand, gconstpointer data) { stand_begin (stand, furnish); }
 *   g_test_add ("/…", Stand, data, stand_up, test, stand_down);
 *
 * `furnish` adds the test's handlers to stand->server. It and they run on the server's thread. */
#pragma once

#include <libsoup/soup.h>

typedef struct Stand Stand;
struct Stand
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  void (*furnish) (Stand *);
  GPtrArray *kept; /* connections and messages without an end; the server's thread's own */
  char *base;      /* “http://127.0.0.1:PORT” */
  GMutex lock;
  GCond ready;
};

static inline gpointer
stand_serve (gpointer data)
{
  Stand *stand = data;

  g_main_context_push_thread_default (stand->context);
  stand->kept = g_ptr_array_new_with_free_func (g_object_unref);
  stand->server = soup_server_new (NULL, NULL);
  stand->furnish (stand);
  g_assert_true (soup_server_listen_local (stand->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));

  GSList *uris = soup_server_get_uris (stand->server);
  g_mutex_lock (&stand->lock);
  stand->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_cond_signal (&stand->ready);
  g_mutex_unlock (&stand->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  g_main_loop_run (stand->loop);
  g_ptr_array_unref (stand->kept);
  g_object_unref (stand->server);
  g_main_context_pop_thread_default (stand->context);
  return NULL;
}

/* Never answers @message. On the server's thread. */
static inline void
stand_hold (Stand *stand, SoupServerMessage *message)
{
  g_ptr_array_add (stand->kept, g_object_ref (message));
  soup_server_message_pause (message);
}

/* Returns once the server listens; stand->base is its address. */
static inline void
stand_begin (Stand *stand, void (*furnish) (Stand *))
{
  *stand = (Stand){ .furnish = furnish };
  g_mutex_init (&stand->lock);
  g_cond_init (&stand->ready);
  stand->context = g_main_context_new ();
  stand->loop = g_main_loop_new (stand->context, FALSE);
  stand->thread = g_thread_new ("server", stand_serve, stand);
  g_mutex_lock (&stand->lock);
  while (stand->base == NULL)
    g_cond_wait (&stand->ready, &stand->lock);
  g_mutex_unlock (&stand->lock);
}

static inline gboolean
stand_quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static inline void
stand_down (Stand *stand, gconstpointer data G_GNUC_UNUSED)
{
  g_main_context_invoke (stand->context, stand_quit, stand->loop);
  g_thread_join (stand->thread);
  g_main_loop_unref (stand->loop);
  g_main_context_unref (stand->context);
  g_mutex_clear (&stand->lock);
  g_cond_clear (&stand->ready);
  g_free (stand->base);
}
