#include "base-http.h"
#include "base-pool.h"
#include "server-fixture.h"

#include <string.h>

static void
answer (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Stand *stand = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  (void) server;
  (void) query;
  soup_server_message_set_status (message, 200, NULL);
  if (strcmp (path, "/ok") == 0)
    {
      soup_message_headers_append (headers, "X-Note", "one");
      soup_message_headers_append (headers, "X-Note", "two");
      soup_server_message_set_response (message, "Text/Plain; charset=utf-8", SOUP_MEMORY_COPY, "hello", 5);
    }
  else if (strcmp (path, "/echo") == 0)
    {
      const char *key = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Key");
      g_autofree char *text = g_strdup_printf (
          "%s %s %s %.*s", soup_server_message_get_method (message), key != NULL ? key : "-",
          soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL),
          (int) body->length, body->data);

      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, text, strlen (text));
    }
  else if (strcmp (path, "/big") == 0)
    {
      g_autofree char *big = g_strnfill (100000, 'x');

      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, big, 100000);
    }
  else if (strcmp (path, "/port") == 0)
    {
      GSocketAddress *peer = soup_server_message_get_remote_address (message);
      g_autofree char *port = g_strdup_printf ("%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (peer)));

      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, port, strlen (port));
    }
  else if (strcmp (path, "/here") == 0)
    soup_server_message_set_redirect (message, 302, "/ok");
  else if (strcmp (path, "/elsewhere") == 0)
    soup_server_message_set_redirect (message, 302, "http://127.0.0.2:9/ok");
  else if (strcmp (path, "/loop") == 0)
    soup_server_message_set_redirect (message, 307, "/loop");
  else if (strcmp (path, "/broken") == 0)
    {
      soup_server_message_set_status (message, 500, NULL);
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, "no\n\033[31mmodel ", 14);
    }
  else if (strcmp (path, "/silent") == 0)
    stand_hold (stand, message);
  else
    soup_server_message_set_status (message, 404, NULL);
}

static void
furnish (Stand *stand)
{
  soup_server_add_handler (stand->server, NULL, answer, stand, NULL);
}

static void
stand_up (Stand *stand, gconstpointer data G_GNUC_UNUSED)
{
  stand_begin (stand, furnish);
}

static LimHttpResponse *
get (const char *url, GCancellable *cancellable, GError **error)
{
  LimHttpRequest request = { .url = url };

  return lim_http_send (&request, cancellable, error);
}

static void
test_get (Stand *stand, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (stand->base, data, NULL);
  g_autoptr (LimHttpResponse) response = get (url, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->content_type, ==, "text/plain");
  g_assert_cmpstr (g_hash_table_lookup (response->headers, "x-note"), ==, "one, two");
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), "hello", 5);
}

static void
test_post (Stand *stand, gconstpointer data)
{
  static const char *const headers[] = { "X-Key", "secret", NULL };
  g_autofree char *url = g_strconcat (stand->base, "/echo", NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"a\":1}", 7);
  LimHttpRequest request = {
    .method = "POST", .url = url, .headers = headers, .content_type = "application/json", .body = body
  };
  g_autoptr (LimHttpResponse) response = lim_http_send (&request, NULL, NULL);
  const char *expected = "POST secret application/json {\"a\":1}";

  (void) data;
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), expected,
                   strlen (expected));
}

/* The message is the address with `says` behind it. */
static const struct
{
  const char *path, *says;
} failures[] = {
  { "/elsewhere", ": the server redirects to “http://127.0.0.2:9/ok”; give that address instead if it is right" },
  { "/loop", ": more than 5 redirects" },
  { "/big", ": the answer is larger than the 99999 bytes allowed" },
  { "/silent", ": no answer within 1 s" },
};

static void
test_failures (Stand *stand, gconstpointer data)
{
  (void) data;
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = g_strconcat (stand->base, failures[i].path, "?key=secret", NULL);
      g_autofree char *bare = g_strconcat (stand->base, failures[i].path, failures[i].says, NULL);
      LimHttpRequest request = { .url = url, .timeout_s = 1, .max_size = 99999 };

      g_assert_null (lim_http_send (&request, NULL, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
      g_assert_cmpstr (error->message, ==, bare);
    }
}

static void
test_a_refusal_is_an_answer (Stand *stand, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (stand->base, "/broken", NULL);
  g_autoptr (LimHttpResponse) response = get (url, NULL, &error);

  (void) data;
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 500);
}

static gboolean
hear_once (const char *bytes, gsize length, gpointer data)
{
  g_string_append_len (data, bytes, (gssize) length);
  return FALSE;
}

/* Who listens may have enough; a refusal is nothing to listen to. */
static void
test_hearing (Stand *stand, gconstpointer data)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *big = g_strconcat (stand->base, "/big", NULL);
  g_autofree char *broken = g_strconcat (stand->base, "/broken", NULL);
  LimHttpRequest request = { .url = big, .hear = hear_once, .hear_data = heard };
  g_autoptr (LimHttpResponse) good = lim_http_send (&request, NULL, NULL);
  gsize length;
  const char *bytes = g_bytes_get_data (good->body, &length);

  (void) data;
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpmem (bytes, length, heard->str, heard->len);
  g_string_truncate (heard, 0);
  request.url = broken;
  g_autoptr (LimHttpResponse) bad = lim_http_send (&request, NULL, NULL);
  g_assert_cmpuint (bad->status, ==, 500);
  g_assert_cmpuint (heard->len, ==, 0);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (Stand *stand, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = g_strconcat (stand->base, "/silent", NULL);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  (void) data;
  g_assert_null (get (url, cancellable, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
  g_thread_join (thread);
}

/* The port our side of the connection had. */
static char *
ask_port (Stand *stand, LimHttpSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (stand->base, "/port", NULL);
  LimHttpRequest request = { .url = url, .session = session };
  g_autoptr (LimHttpResponse) response = lim_http_send (&request, NULL, &error);
  gsize length;
  const char *text;

  g_assert_no_error (error);
  text = g_bytes_get_data (response->body, &length);
  return g_strndup (text, length);
}

/* A session keeps its connection, and takes another after an answer that was not read to its end. */
static void
test_session (Stand *stand, gconstpointer data)
{
  g_autoptr (LimHttpSession) session = lim_http_session_new ();
  g_autofree char *first = ask_port (stand, session);
  g_autofree char *second = ask_port (stand, session);
  g_autofree char *alone = ask_port (stand, NULL);
  g_autofree char *url = g_strconcat (stand->base, "/big", NULL);
  LimHttpOutcome outcome;
  LimHttpRequest request = { .url = url, .session = session, .max_size = 1000, .outcome = &outcome };

  (void) data;
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, alone);
  g_assert_null (lim_http_send (&request, NULL, NULL));
  g_assert_true (outcome.answered && outcome.too_large && !outcome.timed_out);

  g_autofree char *last = ask_port (stand, session);
  g_assert_cmpstr (first, !=, last);
}

static gboolean
get_ok (gsize index, gpointer data, GError **error)
{
  Stand *stand = data;
  g_autofree char *url = g_strconcat (stand->base, "/ok", NULL);
  g_autoptr (LimHttpResponse) response = get (url, NULL, error);

  (void) index;
  return response != NULL && response->status == 200;
}

static void
test_threads (Stand *stand, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  (void) data;
  g_assert_true (lim_pool_run (4, 40, get_ok, stand, NULL, &error));
  g_assert_no_error (error);
}

static void
test_nobody_listens (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://user:secret@127.0.0.1:%u/x?key=secret", port);

  g_socket_listener_close (listener); /* now nothing is at that port */
  g_assert_null (get (url, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
  g_assert_true (g_str_has_prefix (error->message, "http://127.0.0.1:"));
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_no_address (void)
{
  static const char *const wrong[] = { "",        "127.0.0.1:8188", "ftp://a/b",
                                       "http://", "http://[::",     "file:///etc/passwd" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (get (wrong[i], NULL, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/base/http/get", Stand, "/ok", stand_up, test_get, stand_down);
  g_test_add ("/base/http/redirect-to-the-same-server", Stand, "/here", stand_up, test_get, stand_down);
  g_test_add ("/base/http/post", Stand, NULL, stand_up, test_post, stand_down);
  g_test_add ("/base/http/failures", Stand, NULL, stand_up, test_failures, stand_down);
  g_test_add ("/base/http/a-refusal-is-an-answer", Stand, NULL, stand_up, test_a_refusal_is_an_answer, stand_down);
  g_test_add ("/base/http/hearing", Stand, NULL, stand_up, test_hearing, stand_down);
  g_test_add ("/base/http/cancel", Stand, NULL, stand_up, test_cancel, stand_down);
  g_test_add ("/base/http/session", Stand, NULL, stand_up, test_session, stand_down);
  g_test_add ("/base/http/threads", Stand, NULL, stand_up, test_threads, stand_down);
  g_test_add_func ("/base/http/nobody-listens", test_nobody_listens);
  g_test_add_func ("/base/http/no-address", test_no_address);
  return g_test_run ();
}
