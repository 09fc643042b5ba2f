#include "base-http.h"

#include <libsoup/soup.h>
#include <string.h>

#define DEFAULT_TIMEOUT 60u
#define DEFAULT_MAX_SIZE ((gsize) 64 << 20)
#define MAX_REDIRECTS 5
#define PATIENCE 10 /* an answer that trickles may take this many timeouts in all */

void
lim_http_response_free (LimHttpResponse *response)
{
  if (response == NULL)
    return;
  g_free (response->content_type);
  g_clear_pointer (&response->headers, g_hash_table_unref);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_free (response);
}

/* -- Addresses -- */

static GUri *
parse_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  gboolean http = g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0;

  if (!http || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "“%s” is not a web address. Example: http://127.0.0.1:8188",
                          url != NULL ? url : "");
  return g_steal_pointer (&uri);
}

/* As it may stand in a message: without user, password and query, where keys hide. */
static char *
shown_url (GUri *uri)
{
  g_autoptr (GUri) bare = g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                                       g_uri_get_port (uri), g_uri_get_path (uri), NULL, NULL);

  return g_uri_to_string (bare);
}

static gint
port_of (GUri *uri)
{
  if (g_uri_get_port (uri) > 0)
    return g_uri_get_port (uri);
  return strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

static gboolean
same_server (GUri *a, GUri *b)
{
  return strcmp (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0
         && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 && port_of (a) == port_of (b);
}

static gboolean
is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 || (address != NULL && g_inet_address_get_is_loopback (address));
}

/* -- Connections -- */

/* One for servers on this machine, one for the world: a proxy is a matter of the whole SoupSession. */
struct _LimHttpSession
{
  SoupSession *here, *there;
};

LimHttpSession *
lim_http_session_new (void)
{
  return g_new0 (LimHttpSession, 1);
}

static void
drop_soup (SoupSession **soup)
{
  if (*soup != NULL)
    soup_session_abort (*soup);
  g_clear_object (soup);
}

void
lim_http_session_free (LimHttpSession *session)
{
  if (session == NULL)
    return;
  drop_soup (&session->here);
  drop_soup (&session->there);
  g_free (session);
}

/* The one for @uri, made at the first use. Borrowed. */
static SoupSession *
soup_for (LimHttpSession *session, GUri *uri)
{
  gboolean here = is_loopback (uri);
  SoupSession **soup = here ? &session->here : &session->there;

  if (*soup == NULL)
    {
      *soup = soup_session_new_with_options ("user-agent", "limner/" LIM_VERSION, NULL);
      /* A proxy in the environment is meant for the world outside, not for a server on this machine. */
      if (here)
        soup_session_set_proxy_resolver (*soup, NULL);
    }
  return *soup;
}

/* -- One exchange -- */

typedef struct
{
  const LimHttpRequest *request;
  GUri *uri;
  char *shown;
  GCancellable *cancellable;
  guint timeout;
  gsize max_size;
} Exchange;

static void
note_timed_out (const Exchange *exchange, gboolean timed_out)
{
  if (exchange->request->outcome != NULL)
    exchange->request->outcome->timed_out = timed_out;
}

static gpointer
fail_exchange (const Exchange *exchange, const GError *cause, GError **error)
{
  note_timed_out (exchange, g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return lim_fail_null (error, LIM_ERROR_CANCELLED, "%s: stopped waiting for the answer", exchange->shown);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return lim_fail_null (error, LIM_ERROR_PROVIDER, "%s: no answer within %u s", exchange->shown, exchange->timeout);
  return lim_fail_null (error, LIM_ERROR_PROVIDER, "%s: %s", exchange->shown, cause->message);
}

static void
note_sent (SoupMessage *message G_GNUC_UNUSED, gpointer outcome)
{
  ((LimHttpOutcome *) outcome)->sent = TRUE;
}

static SoupMessage *
new_message (const Exchange *exchange)
{
  const LimHttpRequest *request = exchange->request;
  SoupMessage *message = soup_message_new_from_uri (request->method != NULL ? request->method : "GET", exchange->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    soup_message_headers_append (headers, request->headers[i], request->headers[i + 1]);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  if (request->outcome != NULL)
    g_signal_connect (message, "wrote-body", G_CALLBACK (note_sent), request->outcome);
  return message;
}

static gpointer
fail_too_large (const Exchange *exchange, GError **error)
{
  if (exchange->request->outcome != NULL)
    exchange->request->outcome->too_large = TRUE;
  return lim_fail_null (error, LIM_ERROR_PROVIDER,
                        "%s: the answer is larger than the %" G_GSIZE_FORMAT " bytes allowed", exchange->shown,
                        exchange->max_size);
}

static guint
whole_time (const Exchange *exchange)
{
  return exchange->request->whole_s != 0 ? exchange->request->whole_s : exchange->timeout * PATIENCE;
}

/* Reads to the end, or until @hear has enough, within the bounds of size and time. */
static GBytes *
read_body (const Exchange *exchange, GInputStream *stream, LimHttpHear hear, gboolean *cut, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (1 << 16);
  gint64 deadline = g_get_monotonic_time () + (gint64) whole_time (exchange) * G_USEC_PER_SEC;

  for (;;)
    {
      g_autoptr (GError) cause = NULL;
      gssize got = g_input_stream_read (stream, buffer, 1 << 16, exchange->cancellable, &cause);

      if (got < 0)
        return fail_exchange (exchange, cause, error);
      if (got == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      if (body->len + (gsize) got > exchange->max_size)
        return fail_too_large (exchange, error);
      if (g_get_monotonic_time () > deadline)
        {
          note_timed_out (exchange, TRUE);
          return lim_fail_null (error, LIM_ERROR_PROVIDER, "%s: the answer was not complete after %u s",
                                exchange->shown, whole_time (exchange));
        }
      g_byte_array_append (body, buffer, (guint) got);
      if (hear != NULL && !hear ((const char *) buffer, (gsize) got, exchange->request->hear_data))
        {
          *cut = TRUE;
          return g_byte_array_free_to_bytes (g_steal_pointer (&body));
        }
    }
}

static void
collect_header (const char *name, const char *value, gpointer data)
{
  GHashTable *headers = data;
  char *key = g_ascii_strdown (name, -1);
  const char *earlier = g_hash_table_lookup (headers, key);

  g_hash_table_replace (headers, key, earlier != NULL ? g_strconcat (earlier, ", ", value, NULL) : g_strdup (value));
}

static LimHttpResponse *
new_response (SoupMessage *message, GBytes *body)
{
  LimHttpResponse *response = g_new0 (LimHttpResponse, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  response->status = soup_message_get_status (message);
  response->content_type = g_ascii_strdown (type != NULL ? type : "", -1);
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  response->body = body;
  soup_message_headers_foreach (headers, collect_header, response->headers);
  return response;
}

/* Whether the answer says beforehand that it is too large. */
static gboolean
is_announced_too_large (const Exchange *exchange, SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
         && (guint64) soup_message_headers_get_content_length (headers) > exchange->max_size;
}

static LimHttpResponse *
exchange_once (const Exchange *exchange, LimHttpSession *session, GError **error)
{
  SoupSession *soup = soup_for (session, exchange->uri);
  g_autoptr (SoupMessage) message = new_message (exchange);
  g_autoptr (GError) cause = NULL;

  soup_session_set_timeout (soup, exchange->timeout);

  g_autoptr (GInputStream) stream = soup_session_send (soup, message, exchange->cancellable, &cause);
  if (stream == NULL)
    return fail_exchange (exchange, cause, error);

  if (exchange->request->outcome != NULL)
    exchange->request->outcome->answered = TRUE;
  gboolean good = SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)), cut = FALSE;
  GBytes *body = is_announced_too_large (exchange, message)
                     ? fail_too_large (exchange, error)
                     : read_body (exchange, stream, good ? exchange->request->hear : NULL, &cut, error);
  /* What was not read to its end must not be read now, however long it is. */
  if (body == NULL || cut)
    soup_session_abort (soup);
  g_input_stream_close (stream, NULL, NULL);
  return body != NULL ? new_response (message, body) : NULL;
}

/* -- Redirects -- */

/* Where @response points to, when it is a redirect that may be followed. FALSE with @error when it may not. *@next is
 * NULL when the response is the answer. */
static gboolean
find_next (const Exchange *exchange, const LimHttpResponse *response, GUri **next, GError **error)
{
  const char *location = g_hash_table_lookup (response->headers, "location");
  const char *method = exchange->request->method;

  *next = NULL;
  if (response->status < 300 || response->status > 399 || response->status == 304 || location == NULL
      || (method != NULL && strcmp (method, "GET") != 0))
    return TRUE;

  g_autoptr (GUri) target = g_uri_parse_relative (exchange->uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL || g_uri_get_host (target) == NULL || !same_server (exchange->uri, target))
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "%s: the server redirects to “%s”; give that address instead if it is right", exchange->shown,
                     location);
  *next = g_steal_pointer (&target);
  return TRUE;
}

LimHttpResponse *
lim_http_send (const LimHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GUri) uri = parse_url (request->url, error);
  g_autoptr (LimHttpSession) own = request->session == NULL ? lim_http_session_new () : NULL;
  LimHttpSession *session = own != NULL ? own : request->session;

  if (request->outcome != NULL)
    *request->outcome = (LimHttpOutcome){ 0 };
  for (int hop = 0; uri != NULL && hop <= MAX_REDIRECTS; hop++)
    {
      g_autofree char *shown = shown_url (uri);
      Exchange exchange = {
        .request = request,
        .uri = uri,
        .shown = shown,
        .cancellable = cancellable,
        .timeout = request->timeout_s != 0 ? request->timeout_s : DEFAULT_TIMEOUT,
        .max_size = request->max_size != 0 ? request->max_size : DEFAULT_MAX_SIZE,
      };
      g_autoptr (LimHttpResponse) response = exchange_once (&exchange, session, error);
      g_autoptr (GUri) next = NULL;

      if (response == NULL || !find_next (&exchange, response, &next, error))
        return NULL;
      if (next == NULL)
        return g_steal_pointer (&response);
      g_uri_unref (uri);
      uri = g_steal_pointer (&next);
    }
  if (uri == NULL)
    return NULL;
  g_autofree char *last = shown_url (uri);
  return lim_fail_null (error, LIM_ERROR_PROVIDER, "%s: more than %d redirects", last, MAX_REDIRECTS);
}

GDateTime *
lim_http_parse_date (const char *text)
{
  return soup_date_time_new_from_http_string (text);
}
