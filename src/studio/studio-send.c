#include "studio-send.h"

#include <string.h>

static const char security_policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                                      "connect-src 'self'; base-uri 'none'; form-action 'none'; "
                                      "frame-ancestors 'none'";

void
lim_studio_guard_headers (SoupServerMessage *message)
{
  static const char *const headers[][2] = {
    { "Content-Security-Policy", security_policy },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "X-Frame-Options", "DENY" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), headers[i][0], headers[i][1]);
}

void
lim_studio_send_error_with (SoupServerMessage *message, guint status, const char *sentence, int exit_code,
                            const char *more)
{
  GString *text = g_string_new ("{\"error\":");
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  lim_json_append_quoted (text, sentence, -1);
  g_string_append_printf (text, ",\"exit\":%d%s}\n", exit_code, more);
  lim_studio_guard_headers (message);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (status == 429)
    soup_message_headers_replace (headers, "Retry-After", "1");
  soup_server_message_set_status (message, status, NULL);
  gsize length = text->len;
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, g_string_free (text, FALSE),
                                    length);
}

void
lim_studio_send_error (SoupServerMessage *message, guint status, const char *sentence, int exit_code)
{
  lim_studio_send_error_with (message, status, sentence, exit_code, "");
}

/* Whether the list of tags in @header names @tag. */
static gboolean
names_tag (const char *header, const char *tag)
{
  return header != NULL && (strcmp (header, "*") == 0 || strstr (header, tag) != NULL);
}

void
lim_studio_send_answer (SoupServerMessage *message, const LimStudioAnswer *answer)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *tag = answer->hash != NULL ? g_strdup_printf ("\"%s\"", answer->hash) : NULL;

  lim_studio_guard_headers (message);
  if (answer->cookie != NULL)
    soup_message_headers_replace (headers, "Set-Cookie", answer->cookie);
  soup_message_headers_replace (headers, "Cache-Control",
                                tag == NULL       ? "no-store"
                                : answer->lasting ? "private, max-age=31536000, immutable"
                                                  : "private, no-cache");
  if (tag != NULL)
    {
      const char *only_of = soup_message_headers_get_one (asked, "If-Range");

      soup_message_headers_replace (headers, "ETag", tag);
      soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
      if (names_tag (soup_message_headers_get_one (asked, "If-None-Match"), tag))
        {
          soup_server_message_set_status (message, 304, NULL);
          return;
        }
      /* libsoup cuts the answer to the range; a range of another version would be wrong. */
      if (only_of != NULL && strcmp (only_of, tag) != 0)
        soup_message_headers_remove (asked, "Range");
    }
  else
    soup_message_headers_remove (asked, "Range");
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_replace (headers, "Content-Type", answer->content_type);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), answer->body);
}
