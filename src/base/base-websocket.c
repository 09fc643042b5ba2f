#include "base-websocket.h"

#include <libsoup/soup.h>
#include <string.h>

#define DEFAULT_MAX_SIZE ((gsize) 64 << 20)
#define DEFAULT_SILENCE 60u
#define CONNECT_TIME (10 * G_USEC_PER_SEC)
#define CLOSE_TIME (1 * G_USEC_PER_SEC) /* the other end may take so long to say goodbye */
#define TICK_MS 500u

/* All of it but `stopped` belongs to the thread that listens. */
typedef struct
{
  const LimWebSocketRequest *request;
  char *shown;
  GMainContext *context;
  SoupMessage *message;
  SoupWebsocketConnection *connection; /* NULL until it stands */
  gint64 heard;                        /* when the last sign of life came; monotonic */
  gint64 silence;                      /* microseconds */
  gboolean connecting;
  gboolean over;
  GError *error; /* with `over` */
  gint stopped;  /* atomic: by the person */
} Listener;

/* Only the first ending counts. */
static void
end (Listener *listener, LimErrorCode code, const char *why)
{
  if (!listener->over)
    lim_fail (&listener->error, code, "%s: %s", listener->shown, why);
  listener->over = TRUE;
}

/* -- What happens -- */

static void
on_message (SoupWebsocketConnection *connection, gint type, GBytes *bytes, gpointer data)
{
  Listener *listener = data;

  (void) connection;
  listener->heard = g_get_monotonic_time ();
  if (!listener->over)
    listener->request->message (type == SOUP_WEBSOCKET_DATA_BINARY, bytes, listener->request->data);
}

static void
on_pong (SoupWebsocketConnection *connection, GBytes *bytes, gpointer data)
{
  (void) connection;
  (void) bytes;
  ((Listener *) data)->heard = g_get_monotonic_time ();
}

static void
on_error (SoupWebsocketConnection *connection, GError *error, gpointer data)
{
  (void) connection;
  end (data, LIM_ERROR_PROVIDER, error->message);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  (void) connection;
  end (data, LIM_ERROR_PROVIDER, "the other end closed the connection");
}

/* Connecting has its own limit; afterwards pings are sent, and answers to them expected. */
static gboolean
on_tick (gpointer data)
{
  Listener *listener = data;
  gint64 quiet = g_get_monotonic_time () - listener->heard;

  if (listener->connection == NULL && quiet > CONNECT_TIME)
    end (listener, LIM_ERROR_PROVIDER, "no answer to the wish for a WebSocket");
  else if (listener->connection != NULL && quiet > listener->silence)
    end (listener, LIM_ERROR_PROVIDER, "the connection is dead: no sign of life for too long");
  return G_SOURCE_CONTINUE;
}

/* In the thread that cancels. GLib has a source for this, too; up to 2.74 its last moments, when they fall into the call
 * that cancels, leak it or touch what is freed. Disconnecting waits for this function instead. */
static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Listener *listener = data;

  (void) cancellable;
  g_atomic_int_set (&listener->stopped, TRUE);
  g_main_context_wakeup (listener->context);
}

/* -- Connecting -- */

static void
take_connection (Listener *listener, SoupWebsocketConnection *connection)
{
  const LimWebSocketRequest *request = listener->request;

  listener->connection = connection;
  listener->heard = g_get_monotonic_time ();
  soup_websocket_connection_set_max_incoming_payload_size (connection, request->max_size != 0 ? request->max_size
                                                                                              : DEFAULT_MAX_SIZE);
  soup_websocket_connection_set_keepalive_interval (connection,
                                                    (guint) MAX (listener->silence / G_USEC_PER_SEC / 3, 1));
  g_signal_connect (connection, "message", G_CALLBACK (on_message), listener);
  g_signal_connect (connection, "pong", G_CALLBACK (on_pong), listener);
  g_signal_connect (connection, "error", G_CALLBACK (on_error), listener);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), listener);
  if (request->greeting != NULL)
    soup_websocket_connection_send_text (connection, request->greeting);
  if (request->opened != NULL)
    request->opened (request->data);
}

/* An answer that is no WebSocket is final, unless the server only has trouble now. */
static void
take_refusal (Listener *listener, const GError *error)
{
  guint status = soup_message_get_status (listener->message);
  gboolean final = error->domain == SOUP_WEBSOCKET_ERROR && status != 0 && status < 500;

  end (listener, final ? LIM_ERROR_NOT_FOUND : LIM_ERROR_PROVIDER, error->message);
}

static void
on_connected (GObject *session, GAsyncResult *result, gpointer data)
{
  Listener *listener = data;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (session), result, &error);

  listener->connecting = FALSE;
  if (connection == NULL)
    take_refusal (listener, error);
  else if (listener->over)
    g_object_unref (connection);
  else
    take_connection (listener, connection);
}

static SoupSession *
new_session (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  SoupSession *session = soup_session_new_with_options ("user-agent", "limner/" LIM_VERSION, NULL);

  /* As with plain requests: a proxy is for the world outside. */
  if (g_ascii_strcasecmp (host, "localhost") == 0 || (address != NULL && g_inet_address_get_is_loopback (address)))
    soup_session_set_proxy_resolver (session, NULL);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  return session;
}

/* -- Listening -- */

static GSource *
new_tick (Listener *listener)
{
  GSource *tick = g_timeout_source_new (TICK_MS);

  g_source_set_callback (tick, on_tick, listener, NULL);
  g_source_attach (tick, listener->context);
  return tick;
}

static void
listen_until_over (Listener *listener)
{
  while (!listener->over)
    if (g_atomic_int_get (&listener->stopped))
      end (listener, LIM_ERROR_CANCELLED, "stopped listening");
    else
      g_main_context_iteration (listener->context, TRUE);
}

/* A server that is left without a word may keep the client's id occupied. */
static void
say_goodbye (Listener *listener)
{
  gint64 end_time = g_get_monotonic_time () + CLOSE_TIME;

  if (soup_websocket_connection_get_state (listener->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (listener->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  while (soup_websocket_connection_get_state (listener->connection) != SOUP_WEBSOCKET_STATE_CLOSED
         && g_get_monotonic_time () < end_time)
    g_main_context_iteration (listener->context, TRUE);
  g_signal_handlers_disconnect_by_data (listener->connection, listener);
  g_clear_object (&listener->connection);
}

static void
listen_on (Listener *listener, GUri *uri, GCancellable *cancellable)
{
  g_autoptr (SoupSession) session = new_session (uri);
  g_autoptr (GCancellable) connecting = g_cancellable_new ();
  GSource *tick = new_tick (listener);
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), listener, NULL);

  listener->heard = g_get_monotonic_time ();
  soup_message_add_flags (listener->message, SOUP_MESSAGE_NO_REDIRECT);
  listener->connecting = TRUE;
  soup_session_websocket_connect_async (session, listener->message, NULL, NULL, G_PRIORITY_DEFAULT, connecting,
                                        on_connected, listener);
  listen_until_over (listener);
  g_cancellable_disconnect (cancellable, handler);

  if (listener->connection != NULL)
    say_goodbye (listener);
  g_cancellable_cancel (connecting);
  soup_session_abort (session);
  while (listener->connecting || g_main_context_pending (listener->context))
    g_main_context_iteration (listener->context, TRUE);
  g_source_destroy (tick);
  g_source_unref (tick);
}

gboolean
lim_websocket_listen (const LimWebSocketRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” is not a web address. Example: http://127.0.0.1:8188/ws",
                     request->url);

  g_autoptr (GUri) bare = g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                                       g_uri_get_port (uri), g_uri_get_path (uri), NULL, NULL);
  g_autofree char *shown = g_uri_to_string (bare);
  g_autoptr (SoupMessage) message = soup_message_new_from_uri ("GET", uri);
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint silence = request->silence_s != 0 ? request->silence_s : DEFAULT_SILENCE;
  Listener listener = {
    .request = request,
    .shown = shown,
    .context = context,
    .message = message,
    .silence = (gint64) silence * G_USEC_PER_SEC,
  };

  g_main_context_push_thread_default (context);
  listen_on (&listener, uri, cancellable);
  g_main_context_pop_thread_default (context);
  g_propagate_error (error, listener.error);
  return FALSE;
}
