/* fake-control.c: the test's own way in, /_fake/…, which faults never strike. */
#include "fake-chat.h"
#include "fake-comfy.h"
#include "fake-json.h"
#include "fake-request.h"
#include "fake-socket.h"
#include "fake-stats.h"

#include <string.h>

#define FOREIGN_GRAPH                                                                                                \
  "{\"prompt\": {\"1\": {\"class_type\": \"EmptyImage\", \"inputs\": {\"width\": 16, \"height\": 16, "               \
  "\"batch_size\": 1, \"color\": 16711680}}, \"2\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": "       \
  "[\"1\", 0], \"filename_prefix\": \"somebody_else_%u\"}}}, \"client_id\": \"somebody-else\"}"

static void
answer_ok (FakeRequest *request)
{
  fake_answer_text (request, 200, "application/json", "{}");
}

static void
answer_problem (FakeRequest *request, const GError *error)
{
  fake_answer_text (request, 400, "text/plain; charset=utf-8", error->message);
}

static char *
body_text (FakeRequest *request)
{
  gsize length;
  const char *text = g_bytes_get_data (request->body, &length);

  return g_strndup (length > 0 ? text : "", length);
}

/* Each line of the body is a fault as on the command line. */
static void
post_fault (FakeRequest *request)
{
  g_autofree char *text = body_text (request);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 0);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !fake_faults_add (request->fake->faults, lines[i], &error))
      {
        answer_problem (request, error);
        return;
      }
  answer_ok (request);
}

static void
post_storm (FakeRequest *request)
{
  g_autofree char *text = body_text (request);
  g_autoptr (GError) error = NULL;

  if (fake_faults_storm (request->fake->faults, text, &error))
    answer_ok (request);
  else
    answer_problem (request, error);
}

static void
post_clear (FakeRequest *request)
{
  fake_faults_clear (request->fake->faults);
  fake_chat_forget (request->fake->chat);
  while (request->fake->hung->len > 0)
    fake_request_drop (request->fake->hung->pdata[0]);
  answer_ok (request);
}

static gint64
number_query (FakeRequest *request, const char *name, gint64 fallback)
{
  const char *text = fake_request_query (request, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : fallback;
}

static void
post_restart (FakeRequest *request)
{
  fake_restart (request->fake, (guint) number_query (request, "ms", 0), number_query (request, "files", 0) != 0);
  answer_ok (request);
}

static void
post_foreign (FakeRequest *request)
{
  Fake *fake = request->fake;
  gint64 events = number_query (request, "events", 0);
  gint64 prompts = number_query (request, "prompts", events > 0 ? 0 : 1);

  for (gint64 i = 0; i < events; i++)
    fake_socket_foreign_run (fake->sockets);
  for (gint64 i = 0; i < prompts; i++)
    {
      guint64 number = fake_comfy_next_number (fake);
      g_autofree char *text = g_strdup_printf (FOREIGN_GRAPH, (guint) number);
      g_autofree char *id = g_uuid_string_random ();

      fake_comfy_queue (fake, lim_json_parse ("foreign", text, -1, NULL), id, (double) number,
                        (char *[]){ (char *) "2", NULL });
    }
  answer_ok (request);
}

static void
answer_with (FakeRequest *request, LimJson *(*tell) (Fake *fake, LimJsonDoc *doc))
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");

  fake_answer_json (request, 200, tell (request->fake, doc));
}

static void
get_stats (FakeRequest *request)
{
  answer_with (request, fake_stats_json);
}

static void
get_prompts (FakeRequest *request)
{
  answer_with (request, fake_stats_prompts);
}

static void
get_requests (FakeRequest *request)
{
  answer_with (request, fake_stats_requests);
}

/* The body is an answer of the chat model. */
static void
post_chat (FakeRequest *request)
{
  g_autofree char *text = body_text (request);
  const char *raw = fake_request_query (request, "type");
  const FakeChatAnswer answer = {
    .match = (char *) fake_request_query (request, "match"),
    .times = (guint) number_query (request, "times", 1),
    .status = (guint) number_query (request, "status", raw != NULL ? 200 : 0),
    .type = (char *) (raw != NULL ? raw : "application/json"),
    .text = text,
  };

  fake_chat_add (request->fake->chat, &answer);
  answer_ok (request);
}

static void
get_chat (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");

  fake_answer_json (request, 200, fake_chat_asked (request->fake->chat, doc));
}

static void
get_files (FakeRequest *request)
{
  answer_with (request, fake_comfy_files_json);
}

/* A stored file by its path, without the faults of /view. */
static void
get_file (FakeRequest *request)
{
  const char *path = fake_request_query (request, "path");
  g_auto (GStrv) parts = g_strsplit (path != NULL ? path : "", "/", 2);
  GBytes *bytes =
      parts[0] != NULL && parts[1] != NULL ? fake_comfy_file (request->fake, parts[0], "", parts[1]) : NULL;

  if (bytes != NULL)
    fake_answer_bytes (request, 200, "application/octet-stream", bytes);
  else
    fake_answer_text (request, 404, "text/plain", "");
}

const FakeRoute fake_control_routes[] = {
  { "POST", "/_fake/fault", FALSE, post_fault },
  { "POST", "/_fake/storm", FALSE, post_storm },
  { "POST", "/_fake/clear", FALSE, post_clear },
  { "POST", "/_fake/restart", FALSE, post_restart },
  { "POST", "/_fake/foreign", FALSE, post_foreign },
  { "POST", "/_fake/chat", FALSE, post_chat },
  { "GET", "/_fake/chat", FALSE, get_chat },
  { "GET", "/_fake/stats", FALSE, get_stats },
  { "GET", "/_fake/prompts", FALSE, get_prompts },
  { "GET", "/_fake/requests", FALSE, get_requests },
  { "GET", "/_fake/files", FALSE, get_files },
  { "GET", "/_fake/file", FALSE, get_file },
  { NULL },
};
