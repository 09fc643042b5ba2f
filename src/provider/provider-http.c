#include "provider-http.h"

#include <libsoup/soup.h>

struct _LimHttp
{
  SoupSession *session;
};

LimHttp *
lim_http_new (guint timeout_s)
{
  LimHttp *http = g_new0 (LimHttp, 1);

  http->session = soup_session_new_with_options ("timeout", timeout_s, "proxy-resolver", NULL, "user-agent",
                                                 "limner/" LIM_VERSION, NULL);
  return http;
}

void
lim_http_free (LimHttp *http)
{
  if (http == NULL)
    return;
  g_object_unref (http->session);
  g_free (http);
}

static GBytes *
read_all (GInputStream *stream, gsize max_size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint8 piece[65536];

  for (;;)
    {
      gssize n = g_input_stream_read (stream, piece, sizeof piece, cancellable, error);

      if (n < 0)
        return NULL;
      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      if (body->len + (gsize) n > max_size)
        return lim_fail_null (error, LIM_ERROR_PROVIDER, "more than %" G_GSIZE_FORMAT " bytes", max_size);
      g_byte_array_append (body, piece, (guint) n);
    }
}

gboolean
lim_http_call (LimHttp *http, const char *method, const char *url, GBytes *json, gsize max_size,
               GCancellable *cancellable, guint *status, GBytes **answer, GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new (method, url);

  if (message == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” is no address", url);
  if (json != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", json);

  g_autoptr (GInputStream) stream = soup_session_send (http->session, message, cancellable, error);
  if (stream == NULL)
    return FALSE;

  GBytes *body = read_all (stream, max_size, cancellable, error);
  if (body == NULL)
    return FALSE;

  goffset expected = soup_message_headers_get_content_length (soup_message_get_response_headers (message));
  if (soup_message_headers_get_encoding (soup_message_get_response_headers (message)) == SOUP_ENCODING_CONTENT_LENGTH
      && (gsize) expected > g_bytes_get_size (body))
    {
      g_bytes_unref (body);
      return lim_fail (error, LIM_ERROR_PROVIDER, "the answer was cut off");
    }
  *status = soup_message_get_status (message);
  *answer = body;
  return TRUE;
}
