#include "base-websocket.h"
#include "server-fixture.h"

#include <string.h>

/* What the server does with a connection is the path's matter:
 *
 *   /talk     a text, a binary message, then the end
 *   /large    a message of 100,000 bytes
 *   /answer   sends back what it hears, with the headers it got, then the end
 *   /silent   nothing, ever
 *   /plain    no WebSocket; /trouble: HTTP 503; /hang: no answer */

static void
on_heard (SoupWebsocketConnection *connection, gint type, GBytes *bytes, gpointer data)
{
  (void) type;
  (void) data;
  soup_websocket_connection_send_text (connection, g_bytes_get_data (bytes, NULL));
  soup_websocket_connection_close (connection, 1000, NULL);
}

static void
on_socket (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection,
           gpointer data)
{
  Stand *stand = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  (void) server;
  g_ptr_array_add (stand->kept, g_object_ref (connection));
  if (strcmp (path, "/talk") == 0)
    {
      soup_websocket_connection_send_text (connection, "hello");
      soup_websocket_connection_send_binary (connection, "\0\1", 2);
      soup_websocket_connection_close (connection, 1000, NULL);
    }
  else if (strcmp (path, "/large") == 0)
    {
      g_autofree char *large = g_strnfill (100000, 'x');

      soup_websocket_connection_send_text (connection, large);
    }
  else if (strcmp (path, "/answer") == 0)
    {
      g_autofree char *said =
          g_strdup_printf ("origin %s, extensions %s", soup_message_headers_get_one (headers, "Origin"),
                           soup_message_headers_get_list (headers, "Sec-WebSocket-Extensions"));

      soup_websocket_connection_send_text (connection, said);
      g_signal_connect (connection, "message", G_CALLBACK (on_heard), NULL);
    }
}

static void
on_plain (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Stand *stand = data;

  (void) server;
  (void) query;
  soup_server_message_set_status (message, strcmp (path, "/trouble") == 0 ? 503 : 404, NULL);
  if (strcmp (path, "/hang") == 0)
    stand_hold (stand, message);
}

static void
furnish (Stand *stand)
{
  static const char *const sockets[] = { "/talk", "/large", "/answer", "/silent" };

  soup_server_add_handler (stand->server, NULL, on_plain, stand, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sockets); i++)
    soup_server_add_websocket_handler (stand->server, sockets[i], NULL, NULL, on_socket, stand, NULL);
}

static void
stand_up (Stand *stand, gconstpointer data G_GNUC_UNUSED)
{
  stand_begin (stand, furnish);
}

static void
note_opened (gpointer data)
{
  g_string_append (data, "opened;");
}

static void
note_message (gboolean binary, GBytes *bytes, gpointer data)
{
  if (binary)
    g_string_append_printf (data, "%" G_GSIZE_FORMAT " bytes;", g_bytes_get_size (bytes));
  else
    g_string_append_printf (data, "%s;", (const char *) g_bytes_get_data (bytes, NULL));
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static const struct
{
  const char *holds;
  const char *path, *greeting;
  gboolean cancelled;
  LimErrorCode code;
  const char *heard, *says;
} rows[] = {
  { "texts and bytes are handed over until the other end closes", "/talk", NULL, FALSE, LIM_ERROR_PROVIDER,
    "opened;hello;2 bytes;", "the other end closed the connection" },
  { "no origin and no extensions are sent, and the greeting is", "/answer", "good day", FALSE, LIM_ERROR_PROVIDER,
    "opened;origin (null), extensions (null);good day;", "closed" },
  { "what is too large ends it", "/large", NULL, FALSE, LIM_ERROR_PROVIDER, "opened;", "" },
  { "the person can end the silence", "/silent", NULL, TRUE, LIM_ERROR_CANCELLED, "opened;", "stopped listening" },
  { "and the wait for an answer", "/hang", NULL, TRUE, LIM_ERROR_CANCELLED, "", "stopped listening" },
  { "a server without a WebSocket there", "/plain", NULL, FALSE, LIM_ERROR_NOT_FOUND, "", "" },
  { "a server in trouble may speak it later", "/trouble", NULL, FALSE, LIM_ERROR_PROVIDER, "", "" },
};

static void
test_listen (Stand *stand, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *url = g_strconcat (stand->base, rows[i].path, "?key=secret", NULL);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const LimWebSocketRequest request = {
    .url = url,
    .greeting = rows[i].greeting,
    .max_size = 99999,
    .opened = note_opened,
    .message = note_message,
    .data = heard,
  };
  GThread *thread = rows[i].cancelled ? g_thread_new ("cancel", cancel_soon, cancellable) : NULL;

  g_test_message ("%s", rows[i].holds);
  g_assert_false (lim_websocket_listen (&request, cancellable, &error));
  g_assert_error (error, LIM_ERROR, (gint) rows[i].code);
  g_assert_nonnull (strstr (error->message, rows[i].says));
  g_assert_true (g_str_has_prefix (error->message, stand->base));
  g_assert_null (strstr (error->message, "secret"));
  g_assert_cmpstr (heard->str, ==, rows[i].heard);
  if (thread != NULL)
    g_thread_join (thread);
}

/* The end of listening and the call that brought it about run side by side, and neither leaves anything behind: a
 * matter for the sanitizers. */
static gpointer
cancel_now (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

typedef struct
{
  GCancellable *cancellable;
  GThread *thread;
} Ending;

static void
begin_ending (gpointer data)
{
  Ending *ending = data;

  ending->thread = g_thread_new ("cancel", cancel_now, ending->cancellable);
}

static void
ignore_message (gboolean binary, GBytes *bytes, gpointer data)
{
  (void) binary;
  (void) bytes;
  (void) data;
}

static void
test_endings (Stand *stand, gconstpointer data)
{
  g_autofree char *url = g_strconcat (stand->base, "/silent", NULL);

  (void) data;
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Ending ending = { cancellable, NULL };
      const LimWebSocketRequest request = {
        .url = url,
        .opened = begin_ending,
        .message = ignore_message,
        .data = &ending,
      };

      g_assert_false (lim_websocket_listen (&request, cancellable, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
      g_thread_join (ending.thread);
    }
}

/* Who is cancelled beforehand does not begin. */
static void
test_cancelled_before (Stand *stand, gconstpointer data)
{
  g_autofree char *url = g_strconcat (stand->base, "/silent", NULL);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const LimWebSocketRequest request = { .url = url, .opened = note_opened, .message = note_message, .data = heard };

  (void) data;
  g_cancellable_cancel (cancellable);
  g_assert_false (lim_websocket_listen (&request, cancellable, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
  g_assert_cmpstr (heard->str, ==, "");
}

static const struct
{
  const char *url;
  LimErrorCode code;
} wrong[] = {
  { "", LIM_ERROR_BAD_INPUT },
  { "127.0.0.1:8188/ws", LIM_ERROR_BAD_INPUT },
  { "http://", LIM_ERROR_BAD_INPUT },
  { "http://me:secret@127.0.0.1:9/ws", LIM_ERROR_PROVIDER }, /* nobody there */
};

static void
test_nobody (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GString) heard = g_string_new (NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      const LimWebSocketRequest request = { .url = wrong[i].url, .message = note_message, .data = heard };

      g_assert_false (lim_websocket_listen (&request, cancellable, &error));
      g_assert_error (error, LIM_ERROR, (gint) wrong[i].code);
      g_assert_null (strstr (error->message, "secret"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/base/websocket/listen%s", rows[i].path);

      g_test_add (path, Stand, GUINT_TO_POINTER (i), stand_up, test_listen, stand_down);
    }
  g_test_add ("/base/websocket/endings", Stand, NULL, stand_up, test_endings, stand_down);
  g_test_add ("/base/websocket/cancelled-before", Stand, NULL, stand_up, test_cancelled_before, stand_down);
  g_test_add_func ("/base/websocket/nobody", test_nobody);
  return g_test_run ();
}
