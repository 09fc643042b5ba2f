/* Asking until the answer fits: with prepared answers, and with the stand-in server where the wire matters. */
#include "base-file.h"
#include "base-yaml.h"
#include "fake-fixture.h"
#include "provider-chat-ask.h"
#include "provider-chat-extract.h"
#include "provider-chat-schema.h"

#include <glib/gstdio.h>

static const char schema_text[] =
    "{\"type\":\"object\",\"required\":[\"caption\",\"score\"],\"additionalProperties\":false,\"properties\":{"
    "\"caption\":{\"type\":\"string\",\"minLength\":1},\"score\":{\"type\":\"integer\",\"minimum\":-1,\"maximum\":2},"
    "\"note\":{\"type\":\"string\"}}}";

/* -- The JSON in what a model says -- */

static const struct
{
  const char *holds, *text, *json; /* NULL: none */
} extracts[] = {
  { "JSON alone", "{\"a\":1}", "{\"a\":1}" },
  { "white space around", "\n {\"a\":1}\n", "{\"a\":1}" },
  { "a fence", "```json\n{\"a\":1}\n```", "{\"a\":1}" },
  { "prose around a fence", "Sure!\n```\n{\"a\":1}\n```\nMore?", "{\"a\":1}" },
  { "prose around", "It is {\"a\":1}, I think.", "{\"a\":1}" },
  { "braces in the prose before it", "As {asked}: {\"a\":1}", "{\"a\":1}" },
  { "brackets in a text", "x {\"a\":\"}]\\\"}\"} y", "{\"a\":\"}]\\\"}\"}" },
  { "thoughts, with JSON of their own", "<think>maybe {\"a\":0}</think>{\"a\":1}", "{\"a\":1}" },
  { "the end of a thought within a text is none", "{\"a\":\"</think>\"}", "{\"a\":\"</think>\"}" },
  { "a list where there is no object", "here: [1,2]", "[1,2]" },
  { "of two objects the first", "{\"a\":1} {\"b\":2}", "{\"a\":1}" },
  { "half an object, and no list out of it", "{\"a\":[1,2], \"b\":", NULL },
  { "prose", "I cannot do that.", NULL },
  { "nothing", "", NULL },
  { "a comma too many", "{\"a\":1,}", NULL },
  { "many beginnings of nothing", "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", NULL },
};

static void
test_extract (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_chat_extract ("your answer", extracts[i].text, &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_test_message ("%s", extracts[i].holds);
  if (extracts[i].json == NULL)
    {
      g_assert_null (doc);
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_true (g_str_has_prefix (error->message, "your answer"));
      return;
    }
  g_assert_no_error (error);
  lim_json_append_compact (found, lim_json_root (doc));
  g_assert_cmpstr (found->str, ==, extracts[i].json);
}

/* -- Schemas as servers take them -- */

static const struct
{
  const char *holds, *schema, *narrow;
  gboolean strict;
} narrows[] = {
  { "all are required, no others allowed", "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}",
    "{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'additionalProperties':false}", TRUE },
  { "what is optional may be null", "{'type':'object','properties':{'a':{'type':'string'}}}",
    "{'type':'object','properties':{'a':{'anyOf':[{'type':'string'},{'type':'null'}]}},'required':['a'],"
    "'additionalProperties':false}",
    TRUE },
  { "what may be null already stays", "{'type':'object','properties':{'a':{'type':['string','null']}}}",
    "{'type':'object','properties':{'a':{'type':['string','null']}},'required':['a'],'additionalProperties':false}",
    TRUE },
  { "lengths, ranges and patterns are left to us",
    "{'type':'array','minItems':1,'maxItems':9,'items':{'type':'string','minLength':1,'pattern':'a'}}",
    "{'type':'array','items':{'type':'string'}}", TRUE },
  { "free names cannot be said strictly", "{'type':'object','additionalProperties':{'type':'string','maxLength':1}}",
    "{'type':'object','properties':{},'required':[],'additionalProperties':{'type':'string'}}", FALSE },
  { "choices stay", "{'enum':['a',1]}", "{'enum':['a',1]}", TRUE },
};

static void
test_narrow (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = g_strdelimit (g_strdup (narrows[i].schema), "'", '"');
  g_autofree char *wanted = g_strdelimit (g_strdup (narrows[i].narrow), "'", '"');
  g_autoptr (LimJsonDoc) schema = lim_json_parse ("schema", text, -1, NULL);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("narrow");
  g_autoptr (GString) found = g_string_new (NULL);
  gboolean strict = TRUE;

  g_test_message ("%s", narrows[i].holds);
  lim_json_append_compact (found, lim_chat_schema_narrow (doc, lim_json_root (schema), &strict));
  g_assert_cmpstr (found->str, ==, wanted);
  g_assert_true (strict == narrows[i].strict);
}

/* -- Asking, with prepared answers -- */

typedef struct
{
  char *folder, *path;
  LimSettings *settings;
  gpointer state;
  LimSchema *schema;
} Script;

static void
script_open (Script *script, const char *text)
{
  g_autoptr (GError) error = NULL;

  script->folder = g_dir_make_tmp ("chat-XXXXXX", NULL);
  script->path = g_build_filename (script->folder, "answers.yaml", NULL);
  g_assert_true (g_file_set_contents (script->path, text, -1, NULL));
  script->settings = lim_settings_new (lim_chat_find ("script", NULL)->options);
  g_assert_true (lim_settings_set_text (script->settings, "file", script->path, NULL));
  script->state = lim_chat_find ("script", NULL)->open (script->settings, &error);
  g_assert_no_error (error);
  script->schema = lim_schema_parse ("schema", schema_text, &error);
  g_assert_no_error (error);
}

static void
script_clear (Script *script)
{
  lim_chat_find ("script", NULL)->close (script->state);
  lim_settings_free (script->settings);
  lim_schema_free (script->schema);
  lim_file_remove_tree (script->folder);
  g_free (script->folder);
  g_free (script->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Script, script_clear)

static const LimChatMessage messages[] = { { LIM_CHAT_SYSTEM, "You are an art director." },
                                           { LIM_CHAT_USER, "Describe the bridge." } };

static LimChatQuestion
question_of (const Script *script, const char *key)
{
  return (LimChatQuestion){ .provider = lim_chat_find ("script", NULL),
                            .state = script->state,
                            .messages = messages,
                            .n_messages = G_N_ELEMENTS (messages),
                            .key = key,
                            .schema = script->schema,
                            .schema_name = "brief",
                            .temperature = -1 };
}

#define GOOD "{caption: The bridge, score: 1}"

/* A script, and what comes of one question. */
static const struct
{
  const char *holds, *script;
  gboolean well;
  guint attempts;
  LimFailure failure;
  const char *says;
} talks[] = {
  { "a good answer at once", "answers: [" GOOD "]", TRUE, 1, 0, NULL },
  { "one that has an answer of its own", "keys: {ours: " GOOD "}\nanswers: [no]", TRUE, 1, 0, NULL },
  { "prose, then a good answer", "answers: [\"Certainly!\", " GOOD "]", TRUE, 2, 0, NULL },
  { "half JSON, then a good answer", "answers: ['{\"caption\": \"The', " GOOD "]", TRUE, 2, 0, NULL },
  { "a wrong number twice, then a good answer",
    "answers: [{caption: x, score: 9}, {caption: x, score: -2}, " GOOD "]", TRUE, 3, 0, NULL },
  { "three wrong answers are enough, and the last is told", "answers: [a, b, {caption: '', score: 1}, " GOOD "]",
    FALSE, 3, LIM_FAILURE_ANSWER,
    "after 3 tries the model's answer still does not fit: /caption: must not be empty" },
  { "a null that means “not there”", "answers: [{caption: The bridge, score: 1, note: null}]", TRUE, 1, 0, NULL },
  { "a null that means nothing of the kind", "answers: [{caption: null, score: 1}, " GOOD "]", TRUE, 2, 0, NULL },
  { "cut off for its length is told as such, and not asked for again",
    "answers: [{$length: '{\"caption\": \"The'}, " GOOD "]", FALSE, 1, LIM_FAILURE_ANSWER, "the answer was cut off" },
  { "even where what is left would fit", "answers: [{$length: '{\"caption\": \"x\", \"score\": 1}'}]", FALSE, 1,
    LIM_FAILURE_ANSWER, "the answer was cut off" },
  { "a refusal ends it", "answers: [{$fail: policy}, " GOOD "]", FALSE, 0, LIM_FAILURE_POLICY, "the script says" },
  { "so does a wrong key", "answers: [{$fail: auth}, " GOOD "]", FALSE, 0, LIM_FAILURE_AUTH, "the script says" },
  { "and a timeout: it may be billed", "answers: [{$fail: timeout}, " GOOD "]", FALSE, 0, LIM_FAILURE_TIMEOUT,
    "the script says" },
  { "trouble in the server passes", "answers: [{$fail: server}, " GOOD "]", TRUE, 1, 0, NULL },
  { "or not", "answers: [{$fail: server}, {$fail: server}, " GOOD "]", FALSE, 0, LIM_FAILURE_SERVER,
    "the script says" },
  { "no answer left", "answers: [x]", FALSE, 1, LIM_FAILURE_ANSWER, "has no answer for “ours”" },
};

static void
test_talk (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (Script) script = { 0 };
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", talks[i].holds);
  script_open (&script, talks[i].script);

  LimChatQuestion question = question_of (&script, "ours");
  gboolean well = lim_chat_ask (&question, &answer, &error);
  if (talks[i].well)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (lim_json_get_string (lim_json_root (answer.json), "caption"), ==, "The bridge");
      g_assert_null (lim_json_get (lim_json_root (answer.json), "note"));
      g_assert_null (answer.problems);
      g_assert_true (answer.priced);
      g_assert_cmpfloat (answer.dollars, ==, 0);
    }
  else
    {
      g_assert_nonnull (error);
      if (strstr (error->message, talks[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, talks[i].says);
      g_assert_null (answer.json);
      g_assert_cmpint (answer.failure, ==, talks[i].failure);
    }
  g_assert_true (well == talks[i].well);
  g_assert_cmpuint (answer.attempts, ==, talks[i].attempts);
}

static void
no_bridges (const LimJson *answer, GPtrArray *problems, gpointer data)
{
  guint *calls = data;

  ++*calls;
  if (strstr (lim_json_get_string (answer, "caption"), "bridge") != NULL)
    g_ptr_array_add (problems, g_strdup ("/caption: tells of the bridge, which nobody knows yet"));
}

/* What a schema cannot say is checked by the caller, whose words reach the model, too. */
static void
test_own_check (void)
{
  g_auto (Script) script = { 0 };
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  script_open (&script, "answers: [nonsense, {caption: The bridge, score: 1}, {caption: The gorge, score: 1}]");
  LimChatQuestion question = question_of (&script, NULL);
  question.check = no_bridges;
  question.check_data = &calls;
  g_assert_true (lim_chat_ask (&question, &answer, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (calls, ==, 2);
  g_assert_cmpuint (answer.attempts, ==, 3);
  g_assert_cmpstr (lim_json_get_string (lim_json_root (answer.json), "caption"), ==, "The gorge");
}

static LimJsonDoc *
read_line (char **lines, guint i)
{
  g_autoptr (GError) error = NULL;
  LimJsonDoc *doc = lim_json_parse ("line", lines[i], -1, &error);

  g_assert_no_error (error);
  return doc;
}

/* The transcript shows each sending: the words that went back to the model, and what became of it. */
static void
test_log (void)
{
  g_auto (Script) script = { 0 };
  g_auto (LimChatAnswer) answer = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  script_open (&script, "answers: [{caption: '', score: 1}, {$fail: server}, " GOOD "]");
  g_autofree char *path = g_build_filename (script.folder, "logs", "dress.jsonl", NULL);
  g_autoptr (LimChatLog) log = lim_chat_log_open (path, &lim_clock_system, &error);
  g_assert_no_error (error);
  LimChatQuestion question = question_of (&script, "brief:bridge");
  question.log = log;
  g_assert_true (lim_chat_ask (&question, &answer, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  g_auto (GStrv) lines = g_strsplit (text, "\n", 0);
  g_assert_cmpuint (g_strv_length (lines), ==, 4); /* three and what follows the last feed */
  g_autoptr (LimJsonDoc) first = read_line (lines, 0);
  g_autoptr (LimJsonDoc) second = read_line (lines, 1);
  g_autoptr (LimJsonDoc) third = read_line (lines, 2);
  const LimJson *problem = lim_json_first (lim_json_get (lim_json_root (first), "problems"));
  g_assert_cmpstr (lim_json_string (problem), ==, "/caption: must not be empty");
  g_assert_cmpstr (lim_json_get_string (lim_json_root (first), "key"), ==, "brief:bridge");
  g_assert_cmpstr (lim_json_get_string (lim_json_root (second), "failure"), ==, "server");
  g_assert_true (lim_json_is_null (lim_json_get (lim_json_root (second), "answer")));
  g_assert_cmpuint (lim_json_length (lim_json_get (lim_json_root (third), "messages")), ==, 4);
  g_assert_nonnull (strstr (lines[2], "must not be empty")); /* the checker's words went to the model */
  g_assert_nonnull (strstr (lines[0], "JSON Schema"));

  GStatBuf about;
  g_assert_cmpint (g_stat (path, &about), ==, 0);
  g_assert_cmpuint (about.st_mode & 0777, ==, 0600);
}

static void
hear (const char *text, gpointer data)
{
  g_string_append (data, text);
}

static void
test_free_text (void)
{
  g_auto (Script) script = { 0 };
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GString) heard = g_string_new (NULL);
  const LimChatEvents events = { hear, heard };
  g_autoptr (GError) error = NULL;

  script_open (&script, "answers: ['Ink wash, I would say.']");
  LimChatQuestion question = question_of (&script, NULL);
  question.schema = NULL;
  question.events = &events;
  g_assert_true (lim_chat_ask (&question, &answer, &error));
  g_assert_cmpstr (answer.text, ==, "Ink wash, I would say.");
  g_assert_cmpstr (heard->str, ==, answer.text);
  g_assert_null (answer.json);
}

static gpointer
ask_often (gpointer data)
{
  const Script *script = data;

  for (guint i = 0; i < 50; i++)
    {
      g_auto (LimChatAnswer) answer = { 0 };
      LimChatQuestion question = question_of (script, "ours");

      if (!lim_chat_ask (&question, &answer, NULL))
        return GINT_TO_POINTER (1);
    }
  return NULL;
}

/* One state and one schema serve several threads. */
static void
test_threads (void)
{
  g_auto (Script) script = { 0 };
  GThread *threads[4];

  script_open (&script, "keys: {ours: " GOOD "}");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", ask_often, &script);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_null (g_thread_join (threads[i]));
}

/* Scripts that cannot be used say where. */
static const struct
{
  const char *holds, *text, *says;
} scripts[] = {
  { "no answers", "{}", "a script has a list “answers”" },
  { "a list alone", "[a]", "a script has a list “answers”" },
  { "answers that are no list", "answers: x", "a script has a list “answers”" },
  { "a failure there is not", "answers: [{$fail: boredom}]", "“$fail” must be" },
  { "the same below a key", "keys: {a: [x, {$fail: 3}]}", "“$fail” must be" },
  { "no YAML", "answers: [", "answers.yaml" },
};

static void
test_bad_script (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *folder = g_dir_make_tmp ("chat-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "answers.yaml", NULL);
  const LimChatProvider *provider = lim_chat_find ("script", NULL);
  g_autoptr (LimSettings) settings = lim_settings_new (provider->options);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", scripts[i].holds);
  g_assert_true (g_file_set_contents (path, scripts[i].text, -1, NULL));
  g_assert_true (lim_settings_set_text (settings, "file", path, NULL));
  g_assert_null (provider->open (settings, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  if (strstr (error->message, scripts[i].says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, scripts[i].says);
  lim_file_remove_tree (folder);
}

/* -- Over the wire -- */

static const struct
{
  const char *holds, *fault;
  gboolean well;
  guint attempts, sendings;
  LimFailure failure;
} wires[] = {
  { "fences and prose are no trouble", "chat-fence", TRUE, 1, 1, 0 },
  { "prose is asked for again", "chat-prose", TRUE, 2, 2, 0 },
  { "half JSON too", "chat-half", TRUE, 2, 2, 0 },
  { "a wrong choice too", "chat-enum", TRUE, 2, 2, 0 },
  { "not for ever", "chat-enum:times=all", FALSE, 3, 3, LIM_FAILURE_ANSWER },
  { "a limit is waited for", "429:path=/v1/,retry_after=0", TRUE, 1, 2, 0 },
  { "twice the same is enough", "429:path=/v1/,retry_after=0,times=all", FALSE, 0, 2, LIM_FAILURE_RATE_LIMIT },
  { "a wait of hours is the caller's matter", "429:path=/v1/,retry_after=7200,times=all", FALSE, 0, 1,
    LIM_FAILURE_RATE_LIMIT },
  { "a server in trouble is asked again", "500:path=/v1/", TRUE, 1, 2, 0 },
  { "a refusal is not", "chat-refusal", FALSE, 0, 1, LIM_FAILURE_POLICY },
  { "nor is one who wants money", "quota:path=/v1/", FALSE, 0, 1, LIM_FAILURE_AUTH },
};

static void
test_wire (gconstpointer data)
{
  static const char *const names[] = { "openai", "anthropic" };
  guint i = GPOINTER_TO_UINT (data) / 2;
  const LimChatProvider *provider = lim_chat_find (names[GPOINTER_TO_UINT (data) % 2], NULL);
  g_autoptr (Stand) stand = stand_new ("--render-ms=1", NULL);
  g_autofree char *base = g_strconcat (stand->url, "/v1", NULL);
  g_autoptr (LimSettings) settings = lim_settings_new (provider->options);
  g_autoptr (LimSchema) schema =
      lim_schema_parse ("schema",
                        "{\"type\":\"object\",\"properties\":{\"kind\":{\"enum\":[\"scene\",\"vista\"]}},"
                        "\"required\":[\"kind\"]}",
                        NULL);
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s: %s", provider->name, wires[i].holds);
  g_assert_true (lim_settings_set_text (settings, "base-url", base, NULL));
  g_assert_true (lim_settings_set_text (settings, "model", "m", NULL));
  gpointer state = provider->open (settings, &error);
  g_assert_no_error (error);
  stand_fault (stand, wires[i].fault);

  const LimChatQuestion question = { .provider = provider,
                                     .state = state,
                                     .messages = messages,
                                     .n_messages = G_N_ELEMENTS (messages),
                                     .schema = schema,
                                     .schema_name = "kind",
                                     .temperature = -1 };
  gboolean well = lim_chat_ask (&question, &answer, &error);
  g_autoptr (LimJsonDoc) requests = stand_json (stand, "/_fake/requests");
  g_autoptr (GString) text = g_string_new (NULL);
  guint sendings = 0;

  for (const LimJson *at = lim_json_first (lim_json_root (requests)); at != NULL; at = lim_json_next (at))
    {
      g_string_truncate (text, 0);
      lim_json_append_compact (text, at);
      sendings += strstr (text->str, "/v1/") != NULL;
    }
  g_assert_cmpuint (sendings, ==, wires[i].sendings);
  g_assert_cmpuint (answer.attempts, ==, wires[i].attempts);
  g_assert_true (well == wires[i].well);
  if (well)
    g_assert_cmpstr (lim_json_get_string (lim_json_root (answer.json), "kind"), ==, "scene");
  else
    g_assert_cmpint (answer.failure, ==, wires[i].failure);
  provider->close (state);
}

/* A question that leaves no room for its answer is not asked. */
static void
test_context (void)
{
  const LimChatProvider *provider = lim_chat_find ("openai", NULL);
  g_autoptr (LimSettings) settings = lim_settings_new (provider->options);
  g_autofree char *text = g_strnfill (9000, 'x');
  const LimChatMessage message = { LIM_CHAT_USER, text };
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_settings_set_text (settings, "base-url", "http://127.0.0.1:9/v1", NULL));
  g_assert_true (lim_settings_set_text (settings, "model", "m", NULL));
  g_assert_true (lim_settings_set_text (settings, "context", "2048", NULL));
  gpointer state = provider->open (settings, &error);
  g_assert_no_error (error);
  const LimChatQuestion question = {
    .provider = provider, .state = state, .messages = &message, .n_messages = 1, .temperature = -1
  };
  g_assert_false (lim_chat_ask (&question, &answer, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "within the 2048 that m reads"));
  g_assert_cmpint (answer.failure, ==, LIM_FAILURE_ANSWER);
  provider->close (state);
}

static void
add_table (const char *name, guint n, GTestDataFunc function)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/chat-ask/%s/%02u", name, i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), function);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("OPENAI_BASE_URL");
  g_unsetenv ("ANTHROPIC_BASE_URL");
  add_table ("extract", G_N_ELEMENTS (extracts), test_extract);
  add_table ("narrow", G_N_ELEMENTS (narrows), test_narrow);
  add_table ("talk", G_N_ELEMENTS (talks), test_talk);
  add_table ("script", G_N_ELEMENTS (scripts), test_bad_script);
  add_table ("wire", 2 * G_N_ELEMENTS (wires), test_wire);
  g_test_add_func ("/chat-ask/own-check", test_own_check);
  g_test_add_func ("/chat-ask/log", test_log);
  g_test_add_func ("/chat-ask/free-text", test_free_text);
  g_test_add_func ("/chat-ask/threads", test_threads);
  g_test_add_func ("/chat-ask/context", test_context);
  return g_test_run ();
}
