#include "fake-chat.h"

#include "fake-json.h"

#include <string.h>

#define MAX_ASKED 10000u

struct FakeChat
{
  GPtrArray *answers; /* (element-type FakeChatAnswer) */
  GPtrArray *asked;   /* (element-type GBytes) */
};

/* One question, from either protocol. */
typedef struct
{
  FakeRequest *request;
  LimJsonDoc *body;
  gboolean anthropic;
  gboolean stream;
  const LimJson *schema; /* NULL: free text */
  const char *tool;      /* Anthropic: the tool that must be called */
  char *text;            /* the answer */
  const char *finish;    /* “stop”, “length”; NULL: none */
} Question;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->body, lim_json_doc_free);
  g_free (question->text);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* -- What it was told to say -- */

static void
answer_free (gpointer data)
{
  FakeChatAnswer *answer = data;

  g_free (answer->match);
  g_free (answer->type);
  g_free (answer->text);
  g_free (answer);
}

FakeChat *
fake_chat_new (void)
{
  FakeChat *chat = g_new0 (FakeChat, 1);

  chat->answers = g_ptr_array_new_with_free_func (answer_free);
  chat->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return chat;
}

void
fake_chat_free (FakeChat *chat)
{
  if (chat == NULL)
    return;
  g_ptr_array_unref (chat->answers);
  g_ptr_array_unref (chat->asked);
  g_free (chat);
}

void
fake_chat_add (FakeChat *chat, const FakeChatAnswer *answer)
{
  FakeChatAnswer *own = g_new0 (FakeChatAnswer, 1);

  *own = (FakeChatAnswer){ .match = g_strdup (answer->match),
                           .times = answer->times,
                           .status = answer->status,
                           .type = g_strdup (answer->type),
                           .text = g_strdup (answer->text) };
  g_ptr_array_add (chat->answers, own);
}

void
fake_chat_forget (FakeChat *chat)
{
  g_ptr_array_set_size (chat->answers, 0);
}

LimJson *
fake_chat_asked (FakeChat *chat, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < chat->asked->len; i++)
    {
      gsize length;
      const char *text = g_bytes_get_data (chat->asked->pdata[i], &length);
      g_autoptr (LimJsonDoc) body = lim_json_parse ("body", text, (gssize) length, NULL);

      lim_json_append (list, body != NULL ? lim_json_copy (doc, lim_json_root (body)) : lim_json_new_null (doc));
    }
  return list;
}

static gboolean
says (const LimJson *root, const char *match)
{
  if (match == NULL)
    return TRUE;
  if (strstr (lim_json_get_string (root, "system") != NULL ? lim_json_get_string (root, "system") : "", match)
      != NULL)
    return TRUE;
  for (const LimJson *at = lim_json_first (lim_json_get (root, "messages")); at != NULL; at = lim_json_next (at))
    if (lim_json_get_string (at, "content") != NULL && strstr (lim_json_get_string (at, "content"), match) != NULL)
      return TRUE;
  return FALSE;
}

/* The next answer for @root, as a copy; NULL: none was told. */
static FakeChatAnswer *
take_told (FakeChat *chat, const LimJson *root)
{
  for (guint i = 0; i < chat->answers->len; i++)
    {
      FakeChatAnswer *answer = chat->answers->pdata[i];
      FakeChatAnswer *copy;

      if (!says (root, answer->match))
        continue;
      copy = g_new0 (FakeChatAnswer, 1);
      *copy = (FakeChatAnswer){ .status = answer->status,
                                .type = g_strdup (answer->type),
                                .text = g_strdup (answer->text) };
      if (answer->times == 1)
        g_ptr_array_remove_index (chat->answers, i);
      else if (answer->times > 1)
        answer->times--;
      return copy;
    }
  return NULL;
}

/* -- What it says by itself -- */

static void
append_sample (GString *out, const LimJson *schema)
{
  const LimJson *properties = lim_json_get (schema, "properties"), *type = lim_json_get (schema, "type");
  const char *name = lim_json_string (lim_json_is (type, LIM_JSON_ARRAY) ? lim_json_first (type) : type);

  if (lim_json_get (schema, "const") != NULL)
    lim_json_append_compact (out, lim_json_get (schema, "const"));
  else if (lim_json_get (schema, "enum") != NULL)
    lim_json_append_compact (out, lim_json_first (lim_json_get (schema, "enum")));
  else if (lim_json_get (schema, "anyOf") != NULL)
    append_sample (out, lim_json_first (lim_json_get (schema, "anyOf")));
  else if (g_strcmp0 (name, "object") == 0 || properties != NULL)
    {
      g_string_append_c (out, '{');
      for (const LimJson *at = lim_json_first (properties); at != NULL; at = lim_json_next (at))
        {
          lim_json_append_quoted (out, lim_json_key (at), -1);
          g_string_append_c (out, ':');
          append_sample (out, at);
          if (lim_json_next (at) != NULL)
            g_string_append_c (out, ',');
        }
      g_string_append_c (out, '}');
    }
  else if (g_strcmp0 (name, "array") == 0)
    {
      g_string_append_c (out, '[');
      if (lim_json_get (schema, "items") != NULL)
        append_sample (out, lim_json_get (schema, "items"));
      g_string_append_c (out, ']');
    }
  else
    g_string_append (out, g_strcmp0 (name, "integer") == 0 || g_strcmp0 (name, "number") == 0 ? "1"
                          : g_strcmp0 (name, "boolean") == 0                                  ? "true"
                          : g_strcmp0 (name, "null") == 0                                     ? "null"
                                                                                              : "\"some text\"");
}

static char *
say_something (const Question *question)
{
  const LimJson *messages = lim_json_get (lim_json_root (question->body), "messages");
  GString *out = g_string_new (NULL);

  if (question->schema != NULL)
    append_sample (out, question->schema);
  else
    for (const LimJson *at = lim_json_first (messages); at != NULL; at = lim_json_next (at))
      if (lim_json_next (at) == NULL)
        g_string_append (out, lim_json_get_string (at, "content"));
  return g_string_free (out, FALSE);
}

/* -- Faults -- */

static void
spoil_texts (LimJsonDoc *doc, LimJson *node)
{
  for (LimJson *at = lim_json_first (node), *next; at != NULL; at = next)
    {
      next = lim_json_next (at);
      if (lim_json_string (at) != NULL && lim_json_key (at) != NULL)
        lim_json_set_string (node, lim_json_key (at), "no-such-value");
      else
        spoil_texts (doc, at);
    }
}

static char *
with_wrong_texts (const char *text)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("answer", text, -1, NULL);
  GString *out = g_string_new (NULL);

  if (doc == NULL)
    return g_string_free (g_string_append (out, "no-such-value"), FALSE);
  spoil_texts (doc, lim_json_root (doc));
  lim_json_append_compact (out, lim_json_root (doc));
  return g_string_free (out, FALSE);
}

static char *
half_of (const char *text)
{
  const char *middle = text + strlen (text) / 2;

  return g_strndup (text, (gsize) (g_utf8_find_prev_char (text, middle + 1) - text));
}

static void
spoil (Question *question)
{
  FakeKind kind = question->request->strike.kind;
  g_autofree char *good = question->text;

  question->text = kind == FAKE_CHAT_PROSE ? g_strdup ("Certainly! I would be happy to help you with that.")
                   : kind == FAKE_CHAT_FENCE
                       ? g_strdup_printf ("Here it is, as {asked}:\n\n```json\n%s\n```\nAnything else?", good)
                   : kind == FAKE_CHAT_HALF || kind == FAKE_CHAT_LENGTH ? half_of (good)
                   : kind == FAKE_CHAT_ENUM                             ? with_wrong_texts (good)
                                                                        : g_steal_pointer (&good);
  question->finish = kind == FAKE_CHAT_LENGTH ? "length" : "stop";
}

/* -- Answers by OpenAI's protocol -- */

static const char *
model_of (const Question *question)
{
  return lim_json_get_string (lim_json_root (question->body), "model");
}

static LimJson *
openai_usage (const Question *question, LimJsonDoc *doc)
{
  gint64 in = (gint64) g_bytes_get_size (question->request->body) / 4, out = (gint64) strlen (question->text) / 4 + 1;

  return fake_object (doc, "prompt_tokens:i completion_tokens:i total_tokens:i", in, out, in + out);
}

static void
answer_openai (Question *question)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  gboolean refuses = question->request->strike.kind == FAKE_CHAT_REFUSAL;
  LimJson *message = fake_object (doc, "role:s content:s refusal:s", "assistant", refuses ? NULL : question->text,
                                  refuses ? "I cannot help with that." : NULL);
  LimJson *choice = fake_object (doc, "index:i message:j finish_reason:s", (gint64) 0, message, question->finish);
  LimJson *choices =
      question->request->strike.kind == FAKE_CHAT_NOTHING ? lim_json_new_array (doc) : fake_list_of (doc, choice);

  fake_answer_json (question->request, 200,
                    fake_object (doc, "id:s object:s created:i model:s choices:j usage:j", "chatcmpl-1",
                                 "chat.completion", fake_wall_ms () / 1000, model_of (question), choices,
                                 openai_usage (question, doc)));
}

static void
append_event (GString *out, const char *name, const LimJson *data)
{
  g_autofree char *text = fake_json_text (data);

  if (name != NULL)
    g_string_append_printf (out, "event: %s\n", name);
  g_string_append_printf (out, "data: %s\n\n", text);
}

static void
append_delta (GString *out, const char *key, const char *text, const char *finish)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");
  LimJson *delta = lim_json_new_object (doc);
  LimJson *choice = fake_object (doc, "index:i delta:j finish_reason:s", (gint64) 0, delta, finish);

  if (text != NULL)
    lim_json_set_string (delta, key, text);
  append_event (out, NULL,
                fake_object (doc, "id:s object:s model:s choices:j", "chatcmpl-1", "chat.completion.chunk",
                             "some-model", fake_list_of (doc, choice)));
}

/* The text in pieces of a few characters. */
static void
append_pieces (GString *out, const char *text, void (*append) (GString *out, const char *piece))
{
  while (*text != '\0')
    {
      glong left = g_utf8_strlen (text, -1);
      const char *end = g_utf8_offset_to_pointer (text, MIN (left, 7));
      g_autofree char *piece = g_strndup (text, (gsize) (end - text));

      append (out, piece);
      text = end;
    }
}

static void
append_content (GString *out, const char *piece)
{
  append_delta (out, "content", piece, NULL);
}

static gboolean
wants_usage (const Question *question)
{
  const LimJson *options = lim_json_get (lim_json_root (question->body), "stream_options");

  return lim_json_get_bool (options, "include_usage", FALSE);
}

static void
end_openai_stream (Question *question, GString *out)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  append_delta (out, "content", NULL, question->finish);
  if (wants_usage (question))
    append_event (out, NULL,
                  fake_object (doc, "object:s choices:j usage:j", "chat.completion.chunk", lim_json_new_array (doc),
                               openai_usage (question, doc)));
  g_string_append (out, "data:[DONE]\r\n\r\n");
}

static GString *
write_openai_stream (Question *question)
{
  GString *out = g_string_new (": processing\n\n");
  FakeKind kind = question->request->strike.kind;

  append_delta (out, "role", "assistant", NULL);
  if (kind == FAKE_CHAT_REFUSAL)
    append_delta (out, "refusal", "I cannot help with that.", NULL);
  else if (kind == FAKE_CHAT_NOTHING)
    g_string_truncate (out, 0);
  else
    append_pieces (out, question->text, append_content);
  if (kind == FAKE_CHAT_NOISE)
    g_string_append (out, "data: {\"choices\": nonsense\n\n");
  if (kind == FAKE_CHAT_LATE)
    g_string_append (out, "data: {\"error\": {\"message\": \"out of memory\", \"type\": \"server_error\"}}\n\n");
  if (kind == FAKE_CHAT_NOTHING)
    g_string_append (out, "data: [DONE]\n\n");
  else if (kind != FAKE_CHAT_OFF && kind != FAKE_CHAT_ENDLESS)
    end_openai_stream (question, out);
  return out;
}

/* -- Answers by Anthropic's protocol -- */

static const char *
anthropic_stop (const Question *question)
{
  if (question->request->strike.kind == FAKE_CHAT_REFUSAL)
    return "refusal";
  return strcmp (question->finish, "length") == 0 ? "max_tokens" : question->tool != NULL ? "tool_use" : "end_turn";
}

/* A tool's input is an object; what is none is said as text, as models do that forget the tool. */
static LimJson *
anthropic_block (const Question *question, LimJsonDoc *doc)
{
  g_autoptr (LimJsonDoc) input = question->tool != NULL ? lim_json_parse ("input", question->text, -1, NULL) : NULL;

  if (input != NULL && lim_json_is (lim_json_root (input), LIM_JSON_OBJECT))
    return fake_object (doc, "type:s id:s name:s input:j", "tool_use", "toolu_1", question->tool,
                        lim_json_copy (doc, lim_json_root (input)));
  return fake_object (doc, "type:s text:s", "text", question->text);
}

static void
answer_anthropic (Question *question)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  gboolean nothing = question->request->strike.kind == FAKE_CHAT_NOTHING;
  LimJson *usage =
      fake_object (doc, "input_tokens:i output_tokens:i", (gint64) g_bytes_get_size (question->request->body) / 4,
                   (gint64) strlen (question->text) / 4 + 1);

  fake_answer_json (question->request, 200,
                    fake_object (doc, "id:s type:s role:s model:s content:j stop_reason:s usage:j", "msg_1",
                                 "message", "assistant", model_of (question),
                                 nothing ? lim_json_new_null (doc)
                                         : fake_list_of (doc, anthropic_block (question, doc)),
                                 anthropic_stop (question), usage));
}

static void
append_text_delta (GString *out, const char *piece)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  append_event (out, "content_block_delta",
                fake_object (doc, "type:s index:i delta:j", "content_block_delta", (gint64) 0,
                             fake_object (doc, "type:s text:s", "text_delta", piece)));
}

static void
append_json_delta (GString *out, const char *piece)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  append_event (out, "content_block_delta",
                fake_object (doc, "type:s index:i delta:j", "content_block_delta", (gint64) 0,
                             fake_object (doc, "type:s partial_json:s", "input_json_delta", piece)));
}

static void
end_anthropic_stream (Question *question, GString *out)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  append_event (out, "message_delta",
                fake_object (doc, "type:s delta:j usage:j", "message_delta",
                             fake_object (doc, "stop_reason:s", anthropic_stop (question)),
                             fake_object (doc, "output_tokens:i", (gint64) strlen (question->text) / 4 + 1)));
  g_string_append (out, "event: message_stop\ndata: {\"type\": \"message_stop\"}\n\n");
}

static GString *
write_anthropic_stream (Question *question)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");
  GString *out = g_string_new (NULL);
  FakeKind kind = question->request->strike.kind;
  LimJson *usage = fake_object (doc, "input_tokens:i output_tokens:i",
                                (gint64) g_bytes_get_size (question->request->body) / 4, (gint64) 1);
  LimJson *message = fake_object (doc, "id:s role:s model:s content:j stop_reason:s usage:j", "msg_1", "assistant",
                                  model_of (question), lim_json_new_array (doc), NULL, usage);

  if (kind != FAKE_CHAT_NOTHING)
    append_event (out, "message_start", fake_object (doc, "type:s message:j", "message_start", message));
  g_string_append (out, "event: ping\ndata: {\"type\": \"ping\"}\n\n");
  append_pieces (out, kind == FAKE_CHAT_NOTHING ? "" : question->text,
                 question->tool != NULL ? append_json_delta : append_text_delta);
  if (kind == FAKE_CHAT_NOISE)
    g_string_append (out, "event: content_block_delta\ndata: {\"delta\": nonsense\n\n");
  if (kind == FAKE_CHAT_LATE)
    g_string_append (
        out, "event: error\ndata: {\"type\": \"error\", \"error\": {\"type\": \"overloaded_error\", \"message\": "
             "\"Overloaded\"}}\n\n");
  if (kind != FAKE_CHAT_OFF && kind != FAKE_CHAT_ENDLESS)
    end_anthropic_stream (question, out);
  return out;
}

/* -- Questions -- */

static gboolean
refuse (Question *question, guint status, const char *message, const char *type, const char *code)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("error");

  if (!question->anthropic)
    fake_answer_openai_error (question->request, status, message, type, code);
  else
    fake_answer_json (question->request, status,
                      fake_object (doc, "type:s error:j", "error",
                                   fake_object (doc, "type:s message:s", type, message)));
  return FALSE;
}

static gboolean
has_key (Question *question)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (question->request->message);
  const char *given = soup_message_headers_get_one (headers, question->anthropic ? "x-api-key" : "Authorization");
  const char *key = question->request->fake->options.key;
  g_autofree char *wanted = g_strconcat (question->anthropic ? "" : "Bearer ", key, NULL);

  if (question->anthropic && soup_message_headers_get_one (headers, "anthropic-version") == NULL)
    return refuse (question, 400, "anthropic-version: header is required", "invalid_request_error", NULL);
  if (key == NULL || g_strcmp0 (given, wanted) == 0)
    return TRUE;
  return refuse (question, 401, "Incorrect API key provided.",
                 question->anthropic ? "authentication_error" : "invalid_request_error", "invalid_api_key");
}

/* Whether all objects name all their members as required and allow no others. */
static gboolean
is_strict (const LimJson *schema)
{
  const LimJson *properties = lim_json_get (schema, "properties");
  gboolean object = properties != NULL || g_strcmp0 (lim_json_get_string (schema, "type"), "object") == 0;

  if (object
      && (!lim_json_is (lim_json_get (schema, "additionalProperties"), LIM_JSON_FALSE)
          || lim_json_length (lim_json_get (schema, "required")) != lim_json_length (properties)))
    return FALSE;
  for (const LimJson *at = lim_json_first (properties); at != NULL; at = lim_json_next (at))
    if (!is_strict (at))
      return FALSE;
  for (const LimJson *at = lim_json_first (lim_json_get (schema, "anyOf")); at != NULL; at = lim_json_next (at))
    if (!is_strict (at))
      return FALSE;
  return lim_json_get (schema, "items") == NULL || is_strict (lim_json_get (schema, "items"));
}

static gboolean
read_openai (Question *question, const LimJson *root)
{
  const LimJson *format = lim_json_get (root, "response_format"), *named = lim_json_get (format, "json_schema");

  question->schema = lim_json_get (named, "schema");
  if (g_strcmp0 (lim_json_get_string (format, "type"), "json_schema") != 0)
    return TRUE;
  if (question->schema == NULL || lim_json_get_string (named, "name") == NULL)
    return refuse (question, 400, "Missing required parameter: 'response_format.json_schema'.",
                   "invalid_request_error", "missing_required_parameter");
  if (lim_json_get_bool (named, "strict", FALSE) && !is_strict (question->schema))
    return refuse (question, 400, "Invalid schema for response_format: 'required' must name every key.",
                   "invalid_request_error", NULL);
  return TRUE;
}

static gboolean
read_anthropic (Question *question, const LimJson *root)
{
  const LimJson *tool = lim_json_first (lim_json_get (root, "tools"));

  if (lim_json_get (root, "max_tokens") == NULL)
    return refuse (question, 400, "max_tokens: Field required", "invalid_request_error", NULL);
  question->tool = lim_json_get_string (tool, "name");
  question->schema = lim_json_get (tool, "input_schema");
  if (question->schema == NULL)
    question->schema = lim_json_path (root, "output_config", "format", "schema", NULL);
  return TRUE;
}

static gboolean
read_messages (Question *question, const LimJson *root)
{
  const LimJson *messages = lim_json_get (root, "messages"), *last = NULL;

  for (const LimJson *at = lim_json_first (messages); at != NULL; at = lim_json_next (at))
    {
      const char *role = lim_json_get_string (at, "role");

      if (lim_json_get_string (at, "content") == NULL || role == NULL
          || (question->anthropic && strcmp (role, "system") == 0))
        return refuse (question, 400, "messages: Unexpected role or content", "invalid_request_error", NULL);
      last = at;
    }
  if (lim_json_get_string (root, "model") == NULL)
    return refuse (question, 400, "you must provide a model parameter", "invalid_request_error", NULL);
  if (g_strcmp0 (lim_json_get_string (last, "role"), "user") != 0)
    return refuse (question, 400, "messages: the last one must be of role user", "invalid_request_error", NULL);
  return TRUE;
}

static gboolean
read_question (Question *question)
{
  gsize length;
  const char *text = g_bytes_get_data (question->request->body, &length);
  const LimJson *root;

  question->body = lim_json_parse ("body", length > 0 ? text : "", (gssize) length, NULL);
  root = question->body != NULL ? lim_json_root (question->body) : NULL;
  if (!lim_json_is (root, LIM_JSON_OBJECT))
    return refuse (question, 400, "We could not parse the JSON body of your request.", "invalid_request_error", NULL);
  question->stream = lim_json_get_bool (root, "stream", FALSE);
  return read_messages (question, root)
         && (question->anthropic ? read_anthropic (question, root) : read_openai (question, root));
}

static gboolean
is_chat_fault (FakeKind kind)
{
  return kind == FAKE_NONE || (kind >= FAKE_CHAT_PROSE && kind <= FAKE_CHAT_OFF);
}

static void
answer_question (Question *question)
{
  FakeRequest *request = question->request;
  gboolean endless = request->strike.kind == FAKE_CHAT_ENDLESS;
  GString *body;

  spoil (question);
  if (!question->stream)
    {
      if (endless)
        request->strike.kind = FAKE_HUGE;
      if (question->anthropic)
        answer_anthropic (question);
      else
        answer_openai (question);
      return;
    }
  body = question->anthropic ? write_anthropic_stream (question) : write_openai_stream (question);
  if (is_chat_fault (request->strike.kind))
    {
      fake_chat_stream (request, body, endless);
      return;
    }
  fake_answer_text (request, 200, "text/event-stream", body->str);
  g_string_free (body, TRUE);
}

static gboolean
deliver (gpointer data)
{
  g_autoptr (Question) question = data;

  answer_question (question);
  return G_SOURCE_REMOVE;
}

static void
post_chat (FakeRequest *request)
{
  FakeChat *chat = request->fake->chat;
  g_autoptr (Question) question = g_new0 (Question, 1);
  FakeChatAnswer *told;

  question->request = request;
  question->anthropic = strcmp (request->path, "/v1/messages") == 0;
  if (chat->asked->len < MAX_ASKED)
    g_ptr_array_add (chat->asked, g_bytes_ref (request->body));
  if (!has_key (question) || !read_question (question))
    return;
  told = take_told (chat, lim_json_root (question->body));
  if (told != NULL && told->status != 0)
    fake_answer_text (request, told->status, told->type, told->text);
  else
    {
      question->text = told != NULL ? g_strdup (told->text) : say_something (question);
      g_timeout_add ((guint) request->fake->options.render_ms, deliver, g_steal_pointer (&question));
    }
  if (told != NULL)
    answer_free (told);
}

const FakeRoute fake_chat_routes[] = {
  { "POST", "/v1/chat/completions", FALSE, post_chat },
  { "POST", "/v1/messages", FALSE, post_chat },
  { NULL },
};
