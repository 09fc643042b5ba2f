/* Chat models against the stand-in server, over real sockets: each fault with what becomes of it. */
#include "base-file.h"
#include "fake-fixture.h"
#include "provider-chat.h"

#define KEY "sk-do-not-show-me-42"

static const char schema_text[] =
    "{\"type\":\"object\",\"required\":[\"caption\",\"category\"],\"additionalProperties\":false,\"properties\":{"
    "\"caption\":{\"type\":\"string\",\"minLength\":1},\"category\":{\"enum\":[\"scene\",\"portrait\"]},"
    "\"note\":{\"type\":\"string\",\"maxLength\":20}}}";

typedef struct
{
  const LimChatProvider *provider;
  gpointer state;
  LimSettings *settings;
} Model;

static void
model_clear (Model *model)
{
  if (model->state != NULL)
    model->provider->close (model->state);
  g_clear_pointer (&model->settings, lim_settings_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Model, model_clear)

/* @options: “name=value name=value”. */
static void
model_open (Model *model, Stand *stand, const char *name, const char *options)
{
  g_auto (GStrv) pairs = g_strsplit (options != NULL ? options : "", " ", 0);
  g_autofree char *base = g_strconcat (stand->url, "/v1", NULL);
  g_autoptr (GError) error = NULL;

  model->provider = lim_chat_find (name, NULL);
  model->settings = lim_settings_new (model->provider->options);
  g_assert_true (lim_settings_set_text (model->settings, "base-url", base, NULL));
  g_assert_true (lim_settings_set_text (model->settings, "model", "some-model", NULL));
  g_assert_true (lim_settings_set_text (model->settings, "timeout", "60", NULL));
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      g_assert_true (lim_settings_set_text (model->settings, pairs[i], equals + 1, &error));
      g_assert_no_error (error);
    }
  model->state = model->provider->open (model->settings, &error);
  g_assert_no_error (error);
}

static void
hear (const char *text, gpointer data)
{
  g_string_append (data, text);
}

static gboolean
ask (Model *model, gboolean structured, GString *heard, GCancellable *cancellable, LimChatReply *reply,
     GError **error)
{
  static const LimChatMessage messages[] = { { LIM_CHAT_SYSTEM, "You are an art director." },
                                             { LIM_CHAT_USER, "Describe the bridge." } };
  g_autoptr (LimJsonDoc) schema = lim_json_parse ("schema", schema_text, -1, NULL);
  const LimChatEvents events = { hear, heard };
  const LimChatRequest request = {
    .messages = messages,
    .n_messages = G_N_ELEMENTS (messages),
    .key = "brief:bridge",
    .schema_name = "brief",
    .schema = structured ? lim_json_root (schema) : NULL,
    .temperature = 0.5,
    .events = heard != NULL ? &events : NULL,
    .cancellable = cancellable,
  };

  return model->provider->ask (model->state, &request, reply, error);
}

#define GOOD "{\"caption\":\"The bridge\",\"category\":\"scene\",\"note\":null}"

/* What goes wrong, in which way it is asked, and what comes of it. `says`: part of the text or of the message. */
static const struct
{
  const char *holds, *fault;
  gboolean well;
  LimFailure failure;
  const char *says;
  gint64 retry_after_ms;
  enum
  {
    BOTH,
    WHOLE,
    STREAM
  } way;
} faults[] = {
  { "a good server", NULL, TRUE, 0, "\"The bridge\"", 0, BOTH },
  { "prose in place of JSON is the asker's matter", "chat-prose", TRUE, 0, "happy to help", 0, BOTH },
  { "JSON between fences as well", "chat-fence", TRUE, 0, "```json", 0, BOTH },
  { "and half of it", "chat-half", TRUE, 0, "\"caption\"", 0, BOTH },
  { "the model refuses", "chat-refusal", FALSE, LIM_FAILURE_POLICY, "the model refuses to answer this", 0, BOTH },
  { "no message in the answer", "chat-nothing", FALSE, LIM_FAILURE_SERVER, "holds no message", 0, BOTH },
  { "a stream without an end is stopped by its size", "chat-endless", FALSE, LIM_FAILURE_ANSWER,
    "did not come to an end", 0, STREAM },
  { "an event that is not JSON", "chat-noise", FALSE, LIM_FAILURE_SERVER, "not JSON", 0, STREAM },
  { "an error after the start", "chat-late", FALSE, LIM_FAILURE_SERVER, "HTTP 5", 0, STREAM },
  { "a stream that ends in the middle", "chat-off", FALSE, LIM_FAILURE_SERVER, "broke off in the middle", 0, STREAM },
  { "a rate limit", "429:path=/v1/,retry_after=7", FALSE, LIM_FAILURE_RATE_LIMIT, "asks us to wait", 7000, BOTH },
  { "no money is no rate limit", "quota:path=/v1/", FALSE, LIM_FAILURE_AUTH, "no money left", 0, BOTH },
  { "a key that is not accepted", "401:path=/v1/", FALSE, LIM_FAILURE_AUTH, "does not accept our key", 0, BOTH },
  { "no right", "403:path=/v1/", FALSE, LIM_FAILURE_AUTH, "does not let us", 0, BOTH },
  { "trouble in the server", "500:path=/v1/", FALSE, LIM_FAILURE_SERVER, "failed (HTTP 500", 0, BOTH },
  { "a server that has too much to do", "529:path=/v1/", FALSE, LIM_FAILURE_SERVER, "failed (HTTP 529", 0, BOTH },
  { "a gateway that lost patience", "504:path=/v1/", FALSE, LIM_FAILURE_TIMEOUT, "took too long", 0, BOTH },
  { "a question that is too large", "413:path=/v1/", FALSE, LIM_FAILURE_ANSWER, "longer than the model can read", 0,
    BOTH },
  { "an address that is not right", "404:path=/v1/", FALSE, LIM_FAILURE_UNREACHABLE, "Most end in /v1", 0, BOTH },
  { "refused for what it says", "moderation:path=/v1/", FALSE, LIM_FAILURE_POLICY, "refuses to answer this", 0,
    BOTH },
  { "garbage", "garbage:path=/v1/", FALSE, LIM_FAILURE_SERVER, "not JSON", 0, BOTH },
  { "an empty answer", "empty:path=/v1/", FALSE, LIM_FAILURE_SERVER, "not JSON", 0, WHOLE },
  { "an empty stream", "empty:path=/v1/", FALSE, LIM_FAILURE_SERVER, "holds no message", 0, STREAM },
  { "an answer without end", "huge:path=/v1/", FALSE, LIM_FAILURE_ANSWER, "did not come to an end", 0, BOTH },
  { "a connection that is dropped", "drop:path=/v1/", FALSE, LIM_FAILURE_SERVER, "may have been billed", 0, BOTH },
  { "an answer that is cut", "cut:path=/v1/", FALSE, LIM_FAILURE_SERVER, "may have been billed", 0, BOTH },
  { "no answer in time", "hang:path=/v1/", FALSE, LIM_FAILURE_TIMEOUT, "no answer within 1 s", 0, BOTH },
};

static const char *const names[] = { "openai", "anthropic" };

static void
check_fault (guint i, const char *name, gboolean streamed)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=1", "--key=" KEY, NULL);
  g_auto (Model) model = { 0 };
  g_autoptr (GString) heard = g_string_new (NULL);
  g_auto (LimChatReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s, %s, %s", faults[i].holds, name, streamed ? "streamed" : "whole");
  model_open (&model, stand, name, g_str_has_prefix (faults[i].says, "no answer within 1 s") ? "timeout=1" : NULL);
  g_autoptr (LimHttpResponse) told = stand_call (stand, "POST", "/_fake/chat", GOOD);
  if (faults[i].fault != NULL)
    stand_fault (stand, faults[i].fault);

  gboolean well = ask (&model, TRUE, streamed ? heard : NULL, NULL, &reply, &error);
  if (faults[i].well)
    {
      g_assert_no_error (error);
      g_assert_nonnull (strstr (reply.text, faults[i].says));
      g_assert_cmpint (reply.finish, ==, LIM_CHAT_STOP);
      if (streamed)
        g_assert_cmpstr (heard->str, ==, reply.text);
      g_assert_cmpint (reply.tokens_in, >, 0);
      g_assert_cmpint (reply.tokens_out, >, 0);
      g_assert_cmpstr (reply.model, ==, "some-model");
      g_assert_false (reply.priced);
    }
  else
    {
      g_assert_nonnull (error);
      if (strstr (error->message, faults[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, faults[i].says);
      g_assert_null (strstr (error->message, KEY));
      g_assert_cmpint (reply.failure, ==, faults[i].failure);
      g_assert_cmpint (reply.retry_after_ms, ==, faults[i].retry_after_ms);
    }
  g_assert_true (well == faults[i].well);
}

static void
test_fault (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      if (faults[i].way != STREAM)
        check_fault (i, names[k], FALSE);
      if (faults[i].way != WHOLE)
        check_fault (i, names[k], TRUE);
    }
}

/* Cut off for its length: told as such, by both. */
static void
test_length (void)
{
  for (guint k = 0; k < 4; k++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", "--fault=chat-length", NULL);
      g_auto (Model) model = { 0 };
      g_autoptr (GString) heard = g_string_new (NULL);
      g_auto (LimChatReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      model_open (&model, stand, names[k % 2], NULL);
      g_assert_true (ask (&model, TRUE, k < 2 ? NULL : heard, NULL, &reply, &error));
      g_assert_cmpint (reply.finish, ==, LIM_CHAT_LENGTH);
    }
}

/* Raw answers of HTTP: the shapes that errors come in, and pages of proxies. */
static const struct
{
  const char *holds, *status, *type, *body;
  LimFailure failure;
  const char *says;
} shapes[] = {
  { "OpenAI's", "400", "application/json", "{\"error\":{\"message\":\"No such thing.\",\"type\":\"x\"}}",
    LIM_FAILURE_ANSWER, "No such thing." },
  { "a text, as of LM Studio", "400", "application/json", "{\"error\":\"No such thing.\"}", LIM_FAILURE_ANSWER,
    "No such thing." },
  { "at the top, as of older vLLM", "400", "application/json",
    "{\"object\":\"error\",\"message\":\"No such thing.\",\"code\":40001}", LIM_FAILURE_ANSWER, "No such thing." },
  { "a detail, as of FastAPI", "422", "application/json",
    "{\"detail\":[{\"loc\":[\"body\",\"messages\"],\"msg\":\"field required\"}]}", LIM_FAILURE_ANSWER,
    "messages: field required" },
  { "plain text", "500", "text/plain", "go away", LIM_FAILURE_SERVER, "go away" },
  { "a proxy's page", "502", "text/html", "<html><body>Bad gateway</body></html>", LIM_FAILURE_SERVER,
    "Bad gateway" },
  { "a proxy's page that calls itself a success", "200", "text/html", "<html><body>Log in</body></html>",
    LIM_FAILURE_SERVER, "not JSON" },
  { "an error with HTTP 200", "200", "application/json",
    "{\"error\":{\"message\":\"Slow down.\",\"type\":\"rate_limit_error\"}}", LIM_FAILURE_RATE_LIMIT, "Slow down." },
  { "a model that is not there", "404", "application/json",
    "{\"error\":{\"message\":\"model not found\",\"type\":\"not_found_error\"}}", LIM_FAILURE_AUTH,
    "has no model “some-model”" },
  { "a model that is still being loaded", "503", "application/json",
    "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}", LIM_FAILURE_SERVER,
    "Loading model" },
  { "a spending limit that is final", "429", "application/json",
    "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"code\":\"enforced_spend_limit_reached\","
    "\"message\":\"No.\"}}",
    LIM_FAILURE_AUTH, "no money left" },
  { "a bill that was not paid", "402", "application/json",
    "{\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message\":\"No.\"}}", LIM_FAILURE_AUTH,
    "no money left" },
  { "more than the context holds", "400", "application/json",
    "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"This model's maximum context length is 8192\"}}",
    LIM_FAILURE_ANSWER, "longer than the model can read" },
  { "the key, echoed", "401", "application/json", "{\"error\":{\"message\":\"Incorrect key: " KEY "\"}}",
    LIM_FAILURE_AUTH, "Incorrect key: [key]" },
};

static void
test_shape (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_strdup_printf ("/_fake/chat?times=0&status=%s&type=%s", shapes[i].status, shapes[i].type);

  g_test_message ("%s", shapes[i].holds);
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", "--key=" KEY, NULL);
      g_auto (Model) model = { 0 };
      g_auto (LimChatReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      model_open (&model, stand, names[k], NULL);
      g_autoptr (LimHttpResponse) told = stand_call (stand, "POST", path, shapes[i].body);
      g_assert_false (ask (&model, FALSE, NULL, NULL, &reply, &error));
      if (strstr (error->message, shapes[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, shapes[i].says);
      g_assert_null (strstr (error->message, KEY));
      g_assert_cmpint (reply.failure, ==, shapes[i].failure);
    }
}

/* -- How it is asked -- */

static LimJsonDoc *
asked (Stand *stand)
{
  return stand_json (stand, "/_fake/chat");
}

static void
test_openai_request (void)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
  g_auto (Model) model = { 0 };
  g_auto (LimChatReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  model_open (&model, stand, "openai", "max-tokens=300");
  g_assert_true (ask (&model, TRUE, NULL, NULL, &reply, &error));

  g_autoptr (LimJsonDoc) doc = asked (stand);
  const LimJson *body = lim_json_first (lim_json_root (doc));
  const LimJson *named = lim_json_path (body, "response_format", "json_schema", NULL);
  const LimJson *schema = lim_json_get (named, "schema");
  g_autoptr (GString) note = g_string_new (NULL);

  g_assert_cmpint (lim_json_get_int (body, "max_tokens", 0), ==, 300);
  g_assert_cmpfloat (lim_json_get_double (body, "temperature", 0), ==, 0.5);
  g_assert_null (lim_json_get (body, "stream"));
  g_assert_cmpstr (lim_json_get_string (named, "name"), ==, "brief");
  g_assert_true (lim_json_get_bool (named, "strict", FALSE));
  /* Strict: all are required, what need not be there may be null, and nothing but structure is said. */
  g_assert_cmpuint (lim_json_length (lim_json_get (schema, "required")), ==, 3);
  lim_json_append_compact (note, lim_json_path (schema, "properties", "note", NULL));
  g_assert_cmpstr (note->str, ==, "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}");
  g_assert_null (lim_json_get (lim_json_path (schema, "properties", "caption", NULL), "minLength"));
}

static void
test_anthropic_request (void)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
  g_auto (Model) model = { 0 };
  g_auto (LimChatReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  model_open (&model, stand, "anthropic", NULL);
  g_assert_true (ask (&model, TRUE, NULL, NULL, &reply, &error));
  g_assert_no_error (error);

  g_autoptr (LimJsonDoc) doc = asked (stand);
  const LimJson *body = lim_json_first (lim_json_root (doc));
  g_assert_cmpstr (lim_json_get_string (body, "system"), ==, "You are an art director.");
  g_assert_cmpuint (lim_json_length (lim_json_get (body, "messages")), ==, 1);
  g_assert_cmpint (lim_json_get_int (body, "max_tokens", 0), ==, 8192);
  g_assert_cmpstr (lim_json_get_string (lim_json_get (body, "tool_choice"), "name"), ==, "brief");
}

/* What a server does not take, and how the question is asked that it answers at last. */
static const struct
{
  const char *holds, *refusals[3];
  const char *options;
  gboolean well;
  const char *has, *has_not;
} habits[] = {
  { "a schema that is refused becomes any JSON",
    { "{\"error\":{\"message\":\"'response_format.type' json_schema is not supported\"}}" },
    NULL,
    TRUE,
    "\"response_format\":{\"type\":\"json_object\"}",
    "json_schema" },
  { "and that words alone, as LM Studio knows no json_object",
    { "{\"error\":\"'response_format.type' must be 'json_schema'\"}",
      "{\"error\":\"'response_format.type' must be 'text'\"}" },
    NULL,
    TRUE,
    "\"messages\"",
    "response_format" },
  { "not when the settings say how",
    { "{\"error\":{\"message\":\"response_format: no\"}}" },
    "structured=json-schema",
    FALSE,
    "json_schema",
    "json_object" },
  { "a limit by another name",
    { "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens'\",\"param\":\"max_tokens\"}}" },
    NULL,
    TRUE,
    "\"max_completion_tokens\":8192",
    "max_tokens" },
  { "no temperature",
    { "{\"error\":{\"message\":\"Unsupported value\",\"param\":\"temperature\"}}" },
    NULL,
    TRUE,
    "\"messages\"",
    "temperature" },
  { "what is wrong with the question itself is not asked again",
    { "{\"error\":{\"message\":\"messages: too many\"}}" },
    NULL,
    FALSE,
    "json_schema",
    "json_object" },
};

static void
test_habit (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
  g_auto (Model) model = { 0 };
  g_auto (LimChatReply) reply = { 0 };
  g_autoptr (GString) last = g_string_new (NULL);

  g_test_message ("%s", habits[i].holds);
  model_open (&model, stand, "openai", habits[i].options);
  for (guint k = 0; habits[i].refusals[k] != NULL; k++)
    lim_http_response_free (stand_call (stand, "POST", "/_fake/chat?status=400", habits[i].refusals[k]));
  g_assert_true (ask (&model, TRUE, NULL, NULL, &reply, NULL) == habits[i].well);
  if (habits[i].well)
    {
      /* It was learned: the next question is asked so at once. */
      lim_chat_reply_clear (&reply);
      g_assert_true (ask (&model, TRUE, NULL, NULL, &reply, NULL));
      g_autoptr (LimJsonDoc) doc = asked (stand);
      g_assert_cmpuint (lim_json_length (lim_json_root (doc)), ==, g_strv_length ((char **) habits[i].refusals) + 2);
    }

  g_autoptr (LimJsonDoc) doc = asked (stand);
  const LimJson *body = NULL;
  for (const LimJson *at = lim_json_first (lim_json_root (doc)); at != NULL; at = lim_json_next (at))
    body = at;
  lim_json_append_compact (last, body);
  g_assert_nonnull (strstr (last->str, habits[i].has));
  g_assert_null (strstr (last->str, habits[i].has_not));
}

/* -- The rest -- */

typedef struct
{
  GCancellable *cancellable;
  guint pieces;
} Stopper;

static void
stop_early (const char *text G_GNUC_UNUSED, gpointer data)
{
  Stopper *stopper = data;

  if (++stopper->pieces == 3)
    g_cancellable_cancel (stopper->cancellable);
}

/* From within a stream that never ends: the person need not wait for its bounds. */
static void
test_cancel (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", "--fault=chat-endless", NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Stopper stopper = { cancellable, 0 };
      const LimChatEvents events = { stop_early, &stopper };
      const LimChatMessage message = { LIM_CHAT_USER, "Tell me a very long story about a bridge." };
      const LimChatRequest request = {
        .messages = &message, .n_messages = 1, .temperature = -1, .events = &events, .cancellable = cancellable
      };
      g_auto (Model) model = { 0 };
      g_auto (LimChatReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      model_open (&model, stand, names[k], NULL);
      g_assert_false (model.provider->ask (model.state, &request, &reply, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
      g_assert_cmpint (reply.failure, ==, LIM_FAILURE_CANCELLED);
    }
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;

  for (;;)
    {
      g_autoptr (LimJsonDoc) doc = asked (both[0]);

      if (lim_json_length (lim_json_root (doc)) > 0)
        break;
      g_usleep (1000);
    }
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancel_waiting (void)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=60000", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { stand, cancellable };
  g_auto (Model) model = { 0 };
  g_auto (LimChatReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  model_open (&model, stand, "openai", "timeout=100");
  GThread *thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_assert_false (ask (&model, TRUE, NULL, cancellable, &reply, &error));
  g_thread_join (thread);
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
}

/* However regularly it gives signs of life, an answer must end some time. */
static void
test_limit (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", "--fault=chat-endless:ms=20", NULL);
      g_autoptr (GString) heard = g_string_new (NULL);
      g_auto (Model) model = { 0 };
      g_auto (LimChatReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      model_open (&model, stand, names[k], "limit=1");
      g_assert_false (ask (&model, TRUE, heard, NULL, &reply, &error));
      g_assert_cmpint (reply.failure, ==, LIM_FAILURE_TIMEOUT);
      g_assert_nonnull (strstr (error->message, "was not complete after 1 s"));
      g_assert_cmpuint (heard->len, >, 0);
    }
}

/* One state serves several threads, also while it learns how to ask. */
static gpointer
ask_often (gpointer data)
{
  for (guint i = 0; i < 8; i++)
    {
      g_auto (LimChatReply) reply = { 0 };
      g_autoptr (GString) heard = g_string_new (NULL);

      if (!ask (data, TRUE, i % 2 == 0 ? heard : NULL, NULL, &reply, NULL))
        return data;
    }
  return NULL;
}

static void
test_threads (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
      g_auto (Model) model = { 0 };
      GThread *threads[4];

      model_open (&model, stand, names[k], NULL);
      if (k == 0)
        lim_http_response_free (stand_call (stand, "POST", "/_fake/chat?status=400&times=2",
                                            "{\"error\":{\"message\":\"no response_format here\"}}"));
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("asker", ask_often, &model);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_assert_null (g_thread_join (threads[i]));
    }
}

/* A server that shows its visitors what they sent shows nobody our key. */
static void
test_echoed_key (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
      g_auto (Model) model = { 0 };
      g_auto (LimChatReply) reply = { 0 };

      model_open (&model, stand, names[k], NULL);
      lim_http_response_free (stand_call (stand, "POST", "/_fake/chat", "You sent " KEY "."));
      g_assert_true (ask (&model, FALSE, NULL, NULL, &reply, NULL));
      g_assert_cmpstr (reply.text, ==, "You sent [key].");
    }
}

/* The variable that Anthropic's own programs read is given without the version; one with it is right, too. */
static void
test_base_variable (void)
{
  static const char *const ends[] = { "", "/", "/v1", "/v1/" };
  const LimChatProvider *provider = lim_chat_find ("anthropic", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
      g_autofree char *base = g_strconcat (stand->url, ends[i], NULL);
      g_autoptr (LimSettings) settings = lim_settings_new (provider->options);
      Model model = { .provider = provider, .settings = settings };
      g_auto (LimChatReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_true (lim_settings_set_text (settings, "model", "m", NULL));
      g_setenv ("ANTHROPIC_BASE_URL", base, TRUE);
      model.state = provider->open (settings, &error);
      g_unsetenv ("ANTHROPIC_BASE_URL");
      g_assert_no_error (error);
      g_assert_true (ask (&model, FALSE, NULL, NULL, &reply, &error));
      provider->close (model.state);
    }
}

static void
test_nobody (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
      g_auto (Model) model = { 0 };
      g_auto (LimChatReply) reply = { 0 };
      g_autofree char *about = NULL;
      g_autoptr (GError) error = NULL;

      model_open (&model, stand, names[k], NULL);
      stand_kill (stand);
      g_assert_false (ask (&model, TRUE, NULL, NULL, &reply, &error));
      g_assert_cmpint (reply.failure, ==, LIM_FAILURE_UNREACHABLE);
      g_assert_nonnull (strstr (error->message, "nobody answers at"));
      g_clear_error (&error);
      g_assert_false (model.provider->probe (model.state, NULL, &about, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
    }
}

static void
test_probe (void)
{
  g_autoptr (Stand) stand = stand_new ("--model=alpha", "--model=beta", NULL);
  g_auto (Model) model = { 0 };
  g_autofree char *about = NULL;
  g_autoptr (GError) error = NULL;

  model_open (&model, stand, "openai", NULL);
  g_assert_true (model.provider->probe (model.state, NULL, &about, &error));
  g_assert_nonnull (strstr (about, "2 models, some-model is not among them"));
}

/* OpenAI and Anthropic themselves are not asked without a key, nor anybody without a model. */
static void
test_not_asked (void)
{
  static const char *const variables[] = { "OPENAI_API_KEY", "ANTHROPIC_API_KEY" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      const LimChatProvider *provider = lim_chat_find (names[k], NULL);
      g_autoptr (LimSettings) settings = lim_settings_new (provider->options);
      Model model = { .provider = provider, .settings = settings };
      g_auto (LimChatReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      g_unsetenv (variables[k]);
      model.state = provider->open (settings, &error);
      g_assert_no_error (error);
      g_assert_false (ask (&model, TRUE, NULL, NULL, &reply, &error));
      g_assert_cmpint (reply.failure, ==, LIM_FAILURE_AUTH);
      g_assert_nonnull (strstr (error->message, "no model is chosen"));
      g_clear_error (&error);
      g_assert_true (lim_settings_set_text (settings, "model", "m", NULL));
      g_assert_false (ask (&model, TRUE, NULL, NULL, &reply, &error));
      g_assert_cmpint (reply.failure, ==, LIM_FAILURE_AUTH);
      g_assert_nonnull (strstr (error->message, "there is no key for api."));
      provider->close (model.state);
      g_setenv (variables[k], KEY, TRUE);
    }
}

/* Prices come from data, and a dated name has those of the undated one. */
static void
test_price (void)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
  g_autofree char *file = g_build_filename (g_getenv ("XDG_CONFIG_HOME"), "rows.json", NULL);
  g_autofree char *options = g_strconcat ("model=house-2026-04-14 models-file=", file, NULL);
  static const char rows[] =
      "{\"models\":{\"house\":{\"context\":4000,\"dollars_in\":1000000,\"dollars_out\":0,\"temperature\":false}}}";
  g_auto (Model) model = { 0 };
  g_auto (LimChatReply) reply = { 0 };
  LimChatModel about;

  g_assert_true (g_file_set_contents (file, rows, -1, NULL));
  model_open (&model, stand, "openai", options);
  model.provider->about (model.state, &about);
  g_assert_cmpint (about.context, ==, 4000);
  g_assert_true (ask (&model, TRUE, NULL, NULL, &reply, NULL));
  g_assert_true (reply.priced);
  g_assert_cmpfloat (reply.dollars, ==, (double) reply.tokens_in);

  g_autoptr (LimJsonDoc) doc = asked (stand);
  g_assert_null (lim_json_get (lim_json_first (lim_json_root (doc)), "temperature"));
}

int
main (int argc, char **argv)
{
  g_autofree char *config = g_dir_make_tmp ("chat-XXXXXX", NULL);

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("OPENAI_BASE_URL");
  g_unsetenv ("ANTHROPIC_BASE_URL");
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("OPENAI_API_KEY", KEY, TRUE);
  g_setenv ("ANTHROPIC_API_KEY", KEY, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup_printf ("/chat/fault/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fault);
    }
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/chat/shape/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_shape);
    }
  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/chat/habit/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_habit);
    }
  g_test_add_func ("/chat/length", test_length);
  g_test_add_func ("/chat/request/openai", test_openai_request);
  g_test_add_func ("/chat/request/anthropic", test_anthropic_request);
  g_test_add_func ("/chat/cancel/streaming", test_cancel);
  g_test_add_func ("/chat/cancel/waiting", test_cancel_waiting);
  g_test_add_func ("/chat/limit", test_limit);
  g_test_add_func ("/chat/threads", test_threads);
  g_test_add_func ("/chat/echoed-key", test_echoed_key);
  g_test_add_func ("/chat/base-variable", test_base_variable);
  g_test_add_func ("/chat/nobody", test_nobody);
  g_test_add_func ("/chat/probe", test_probe);
  g_test_add_func ("/chat/not-asked", test_not_asked);
  g_test_add_func ("/chat/price", test_price);

  int status = g_test_run ();
  lim_file_remove_tree (config);
  return status;
}
