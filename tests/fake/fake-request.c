#include "fake-request.h"

#include "fake-json.h"
#include "fake-picture.h"
#include "fake-stats.h"

#include <string.h>

void
fake_request_free (FakeRequest *request)
{
  g_signal_handlers_disconnect_by_data (request->message, request);
  g_ptr_array_remove_fast (request->fake->hung, request);
  g_clear_object (&request->message);
  g_clear_pointer (&request->query, g_hash_table_unref);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_pointer (&request->answer, g_bytes_unref);
  g_free (request->path);
  g_free (request->type);
  g_free (request);
}

const char *
fake_request_query (FakeRequest *request, const char *name)
{
  return request->query != NULL ? g_hash_table_lookup (request->query, name) : NULL;
}

LimJsonDoc *
fake_request_json (FakeRequest *request)
{
  gsize length;
  const char *text = g_bytes_get_data (request->body, &length);
  LimJsonDoc *doc = lim_json_parse ("body", length > 0 ? text : "", (gssize) length, NULL);

  if (doc == NULL)
    fake_answer_text (request, 500, "text/plain; charset=utf-8",
                      "500 Internal Server Error\n\nServer got itself in trouble");
  return doc;
}

/* -- The answer -- */

static void
set_answer (FakeRequest *request, guint status, const char *type, GBytes *bytes)
{
  GBytes *old_answer = request->answer;
  char *old_type = request->type;

  request->status = status;
  request->type = g_strdup (type);
  request->answer = g_bytes_ref (bytes);
  g_bytes_unref (old_answer);
  g_free (old_type);
}

static void
set_text (FakeRequest *request, guint status, const char *type, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  set_answer (request, status, type, bytes);
}

GBytes *
fake_request_spoil_picture (FakeRequest *request, GBytes *picture)
{
  FakeKind kind = request->strike.kind;
  static const char page[] = "<html>this is no picture</html>";

  if (kind == FAKE_TEXT || kind == FAKE_SHORT || kind == FAKE_WRONG_SIZE)
    request->strike.kind = FAKE_NONE;
  if (kind == FAKE_TEXT)
    return g_bytes_new_static (page, strlen (page));
  if (kind == FAKE_SHORT)
    return g_bytes_new_from_bytes (picture, 0, g_bytes_get_size (picture) / 2);
  if (kind == FAKE_WRONG_SIZE)
    return fake_picture_png ("wrong size", 8, 8, NULL);
  return g_bytes_ref (picture);
}

/* In seconds or as a date; NULL: not said. Transfer full. */
static char *
retry_after (const FakeStrike *strike)
{
  if (strike->retry_date >= 0)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autoptr (GDateTime) then = g_date_time_add_seconds (now, strike->retry_date);

      return soup_date_time_to_string (then, SOUP_DATE_HTTP);
    }
  return strike->retry_after >= 0 ? g_strdup_printf ("%g", strike->retry_after) : NULL;
}

/* What an HTTP server says when it will not, or cannot, and as OpenAI's does under /v1. */
static void
set_status (FakeRequest *request)
{
  guint status = request->strike.status;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("error");
  const char *type = status == 429 ? "requests" : status == 401 ? "invalid_request_error" : "server_error";
  const char *code = status == 429 ? "rate_limit_exceeded" : status == 401 ? "invalid_api_key" : NULL;
  g_autofree char *retry = retry_after (&request->strike);

  if (retry != NULL)
    fake_answer_header (request, "Retry-After", retry);
  if (!g_str_has_prefix (request->path, "/v1/"))
    {
      set_text (request, status, "text/plain; charset=utf-8", "the server says no");
      return;
    }

  LimJson *error = fake_object (doc, "message:s type:s param:n code:s", "the server says no", type, code);
  g_autofree char *text = fake_json_text (fake_object (doc, "error:j", error));
  set_text (request, status, "application/json; charset=utf-8", text);
}

/* What a fault makes of a good answer. */
static void
spoil (FakeRequest *request)
{
  switch (request->strike.kind)
    {
    case FAKE_GARBAGE:
      set_text (request, 200, "application/json", "{\"prompt_id\": nonsense");
      break;
    case FAKE_EMPTY:
      set_text (request, request->status, request->type, "");
      break;
    case FAKE_STATUS:
      set_status (request);
      break;
    default:
      break;
    }
}

static void
send_answer (FakeRequest *request)
{
  gsize length;
  const char *bytes = g_bytes_get_data (request->answer, &length);

  if (request->gone)
    {
      fake_request_free (request);
      return;
    }
  soup_server_message_set_status (request->message, request->status, NULL);
  soup_server_message_set_response (request->message, request->type, SOUP_MEMORY_COPY, bytes, length);
  fake_stats_bytes (request->fake, length);
  if (request->paused)
    soup_server_message_unpause (request->message);
  fake_request_free (request);
}

static void
pause_request (FakeRequest *request)
{
  if (!request->paused)
    soup_server_message_pause (request->message);
  request->paused = TRUE;
}

/* Bytes that break the rules of HTTP go out from the main loop, when the server has left the request alone. */
static gboolean
break_off (gpointer data)
{
  fake_request_break (data);
  return G_SOURCE_REMOVE;
}

static void
finish (FakeRequest *request)
{
  spoil (request);
  fake_log (request->fake, "%s %s %u%s%s", request->method, request->path, request->status,
            request->strike.kind != FAKE_NONE ? " fault " : "",
            request->strike.kind != FAKE_NONE ? request->strike.name : "");
  if (fake_breaks_http (request->strike.kind))
    {
      pause_request (request);
      g_idle_add (break_off, request);
      return;
    }
  send_answer (request);
}

void
fake_answer_bytes (FakeRequest *request, guint status, const char *type, GBytes *bytes)
{
  set_answer (request, status, type, bytes);
  finish (request);
}

void
fake_answer_text (FakeRequest *request, guint status, const char *type, const char *text)
{
  set_text (request, status, type, text);
  finish (request);
}

void
fake_answer_json (FakeRequest *request, guint status, const LimJson *root)
{
  g_autofree char *text = fake_json_text (root);

  fake_answer_text (request, status, "application/json; charset=utf-8", text);
}

void
fake_answer_header (FakeRequest *request, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message), name, value);
}

/* -- From the socket to the handler -- */

static const FakeRoute *const tables[] = { fake_control_routes, fake_comfy_routes,  fake_comfy_file_routes,
                                           fake_a1111_routes,   fake_openai_routes, fake_chat_routes };

static gboolean
route_takes (const FakeRoute *route, const FakeRequest *request)
{
  if (strcmp (route->method, request->method) != 0)
    return FALSE;
  return route->prefix ? g_str_has_prefix (request->path, route->path) : strcmp (request->path, route->path) == 0;
}

static void
dispatch (FakeRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const FakeRoute *route = tables[i]; route->path != NULL; route++)
      if (route_takes (route, request))
        {
          route->handle (request);
          return;
        }
  fake_answer_text (request, 404, "text/plain; charset=utf-8", "404: Not Found");
}

static gboolean
dispatch_late (gpointer data)
{
  dispatch (data);
  return G_SOURCE_REMOVE;
}

void
fake_answer_openai_error (FakeRequest *request, guint status, const char *message, const char *type, const char *code)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("error");

  fake_answer_json (request, status,
                    fake_object (doc, "error:j",
                                 fake_object (doc, "message:s type:s param:n code:s", message, type, code)));
}

/* Whether the fault of @request leaves it to its handler. */
static gboolean
meet_fault (FakeRequest *request)
{
  Fake *fake = request->fake;
  FakeStrike *strike = &request->strike;

  if (strike->kind == FAKE_QUOTA)
    fake_answer_openai_error (request, 429,
                              "You exceeded your current quota, please check your plan and billing details.",
                              "insufficient_quota", "insufficient_quota");
  else if (strike->kind == FAKE_MODERATION)
    fake_answer_openai_error (request, 400,
                              "Your request was rejected by the safety system. safety_violations=[violence].",
                              "image_generation_user_error", "moderation_blocked");
  else if (strike->kind == FAKE_RESTART)
    {
      fake_answer_text (request, 503, "text/plain", "");
      fake_restart (fake, strike->ms, strike->with_files);
    }
  else if (!strike->handled
           && (fake_breaks_http (strike->kind) || strike->kind == FAKE_GARBAGE || strike->kind == FAKE_STATUS))
    fake_answer_text (request, 200, "application/json", "");
  else if (strike->kind == FAKE_DELAY)
    {
      pause_request (request);
      g_timeout_add (strike->ms, dispatch_late, request);
    }
  else
    return TRUE;
  return FALSE;
}

gboolean
fake_is_foreign_page (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *origin = soup_message_headers_get_one (headers, "Origin");
  const char *host = soup_message_headers_get_one (headers, "Host");
  const char *authority = origin != NULL ? strstr (origin, "://") : NULL;

  return origin != NULL && (host == NULL || authority == NULL || g_ascii_strcasecmp (authority + 3, host) != 0);
}

/* The client has hung up; there is nobody to answer any more. */
static void
on_finished (SoupServerMessage *message, gpointer data)
{
  FakeRequest *request = data;

  (void) message;
  request->gone = TRUE;
}

void
fake_request_take (Fake *fake, SoupServerMessage *message, const char *path, GHashTable *query)
{
  FakeRequest *request = g_new0 (FakeRequest, 1);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  request->fake = fake;
  request->message = g_object_ref (message);
  request->method = soup_server_message_get_method (message);
  request->path = g_strdup (g_str_has_prefix (path, "/api/") ? path + 4 : path);
  request->query = query != NULL ? g_hash_table_ref (query) : NULL;
  request->body = soup_message_body_flatten (body);
  request->type = g_strdup ("application/json");
  request->answer = g_bytes_new (NULL, 0);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), request);

  gboolean control = g_str_has_prefix (request->path, "/_fake/");

  if (!control)
    {
      fake_stats_request (request);
      request->strike = fake_faults_strike (fake->faults, FAKE_SITE_REQUEST, request->method, request->path);
      if (g_get_monotonic_time () < fake->down_until)
        request->strike = (FakeStrike){ .kind = FAKE_DROP, .name = "down" };
    }
  if (fake_is_foreign_page (message))
    fake_answer_text (request, 403, "text/plain", "");
  else if (!control && g_bytes_get_size (request->body) > (gsize) fake->options.max_upload_mib << 20)
    fake_answer_text (request, 413, "text/plain; charset=utf-8", "413: Request Entity Too Large");
  else if (control || meet_fault (request))
    {
      pause_request (request);
      dispatch (request);
    }
}
