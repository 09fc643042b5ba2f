/* provider-chat-anthropic.c: Anthropic's Messages API, and servers that speak it. A structured answer is what the model calls a tool
 * with: that works with all models and imitators; the newer output format can be chosen. */

#include "provider-chat-anthropic-reply.h"
#include "provider-chat-schema.h"
#include "provider-chat-web.h"

#include <string.h>

#define HOST "api.anthropic.com"
#define EXAMPLE "https://" HOST "/v1"

static const LimChatWebRule rule = {
  .name = "anthropic",
  .path = "/messages",
  .base_variable = "ANTHROPIC_BASE_URL",
  .base_end = "/v1",
  .example = EXAMPLE,
  .key = { .name = "anthropic", .variable = "ANTHROPIC_API_KEY", .home = HOST, .plain = TRUE },
  .key_header = "x-api-key",
  .version_header = "anthropic-version",
  .version = "2023-06-01",
};

static const LimOptionRow options[] = {
  LIM_CHAT_WEB_OPTIONS (EXAMPLE, "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"),
  { .name = "structured",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("tool", "json-schema", "words"),
    .fallback = "tool",
    .placeholder = "HOW",
    .help = "how the form of an answer is asked for: as a tool's input, by the output format, or in words alone" },
  { 0 },
};

static void
anthropic_close (gpointer state)
{
  LimChatWeb *web = state;

  lim_chat_web_clear (web);
  g_free (web);
}

static gpointer
anthropic_open (const LimSettings *settings, GError **error)
{
  LimChatWeb *web = g_new0 (LimChatWeb, 1);

  if (lim_chat_web_open (web, &rule, settings, error))
    return web;
  anthropic_close (web);
  return NULL;
}

static void
anthropic_key (gpointer state, const char **from, const char **place)
{
  const LimChatWeb *web = state;

  *from = web->key.from;
  *place = web->key.place;
}

static void
anthropic_about (gpointer state, LimChatModel *model)
{
  lim_chat_web_about (state, model);
}

static gboolean
anthropic_probe (gpointer state, GCancellable *cancellable, char **about, GError **error)
{
  return lim_chat_web_probe (state, cancellable, about, error);
}

/* -- Requests -- */

static char *
join_system (const LimChatRequest *request)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < request->n_messages; i++)
    if (request->messages[i].role == LIM_CHAT_SYSTEM)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", request->messages[i].text);
  return g_string_free (text, FALSE);
}

static LimJson *
write_messages (LimJsonDoc *doc, const LimChatRequest *request)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < request->n_messages; i++)
    {
      const LimChatMessage *said = &request->messages[i];
      LimJson *message = lim_json_new_object (doc);

      if (said->role == LIM_CHAT_SYSTEM)
        continue;
      lim_json_set_string (message, "role", said->role == LIM_CHAT_USER ? "user" : "assistant");
      lim_json_set_string (message, "content", said->text);
      lim_json_append (list, message);
    }
  return list;
}

static void
write_tool (LimJsonDoc *doc, LimJson *root, const LimChatRequest *request)
{
  LimJson *tools = lim_json_new_array (doc), *tool = lim_json_new_object (doc), *choice = lim_json_new_object (doc);
  gboolean strict = TRUE;

  lim_json_set_string (tool, "name", request->schema_name);
  lim_json_set_string (tool, "description", "Takes the answer.");
  lim_json_set (tool, "input_schema", lim_chat_schema_narrow (doc, request->schema, &strict));
  lim_json_append (tools, tool);
  lim_json_set (root, "tools", tools);
  lim_json_set_string (choice, "type", "tool");
  lim_json_set_string (choice, "name", request->schema_name);
  lim_json_set (root, "tool_choice", choice);
}

static void
write_format (LimJsonDoc *doc, LimJson *root, const LimChatRequest *request)
{
  LimJson *config = lim_json_new_object (doc), *format = lim_json_new_object (doc);
  gboolean strict = TRUE;

  lim_json_set_string (format, "type", "json_schema");
  lim_json_set (format, "schema", lim_chat_schema_narrow (doc, request->schema, &strict));
  lim_json_set (config, "format", format);
  lim_json_set (root, "output_config", config);
}

static LimJsonDoc *
write_request (const LimChatWeb *web, const LimChatRequest *request)
{
  LimJsonDoc *doc = lim_json_doc_new ("request");
  LimJson *root = lim_json_new_object (doc);
  g_autofree char *system = join_system (request);
  const char *structured = lim_settings_string (web->settings, "structured");
  double temperature;

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "model", lim_settings_string (web->settings, "model"));
  lim_json_set_int (root, "max_tokens", lim_chat_web_max_tokens (web, request));
  if (*system != '\0')
    lim_json_set_string (root, "system", system);
  lim_json_set (root, "messages", write_messages (doc, request));
  /* Its scale ends at 1. */
  if (lim_chat_web_temperature (web, request, &temperature))
    lim_json_set_double (root, "temperature", MIN (temperature, 1));
  if (request->schema != NULL && strcmp (structured, "tool") == 0)
    write_tool (doc, root, request);
  else if (request->schema != NULL && strcmp (structured, "json-schema") == 0)
    write_format (doc, root, request);
  if (request->events != NULL)
    lim_json_set_bool (root, "stream", TRUE);
  return doc;
}

/* -- Answers -- */

static gboolean
take_event (gpointer chat, const char *data, gsize length, const char **piece)
{
  return lim_anthropic_chat_take (chat, data, length, piece);
}

static gboolean
is_length (const char *stop)
{
  return g_strcmp0 (stop, "max_tokens") == 0 || g_strcmp0 (stop, "model_context_window_exceeded") == 0;
}

static gboolean
take_chat (const LimChatWeb *web, LimAnthropicChat *chat, LimChatReply *reply, GError **error)
{
  if (chat->error != NULL)
    return lim_chat_web_fail_inside (web, chat->error, reply, error);
  if (chat->garbage)
    return lim_chat_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER,
                          "%s answered something that is not JSON", web->address.url);
  if (!chat->begun)
    return lim_chat_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "the answer of %s holds no message",
                          web->address.url);
  if (g_strcmp0 (chat->stop, "refusal") == 0)
    return lim_chat_web_fail_refusal (web, chat->text->str, reply, error);
  if (chat->stop == NULL || g_strcmp0 (chat->stop, "pause_turn") == 0)
    return lim_chat_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER,
                          "%s broke off in the middle of its answer", web->address.url);
  reply->finish = is_length (chat->stop) ? LIM_CHAT_LENGTH : LIM_CHAT_STOP;
  reply->model = g_steal_pointer (&chat->model);
  reply->tokens_in = chat->tokens_in;
  reply->tokens_out = chat->tokens_out;
  return lim_chat_web_finish (web, chat->input->len > 0 ? chat->input->str : chat->text->str, reply, error);
}

static gboolean
anthropic_ask (gpointer state, const LimChatRequest *request, LimChatReply *reply, GError **error)
{
  const LimChatWeb *web = state;
  g_auto (LimAnthropicChat) chat = { 0 };
  g_auto (LimChatHearing) hearing = { 0 };
  gboolean whole;

  if (!lim_chat_web_check (web, reply, error))
    return FALSE;
  lim_chat_hearing_init (&hearing, request, take_event, &chat);

  g_autoptr (LimJsonDoc) doc = write_request (web, request);
  g_autoptr (LimHttpResponse) answer = lim_chat_web_send (web, lim_json_root (doc), &hearing, reply, error);
  if (answer == NULL || !lim_chat_web_heard (web, answer, &hearing, &whole, reply, error))
    return FALSE;
  if (whole)
    lim_anthropic_chat_read (&chat, answer->body);
  return take_chat (web, &chat, reply, error);
}

static const LimProviderVariable variables[] = { { "ANTHROPIC_BASE_URL", "base-url" },
                                                 { "ANTHROPIC_API_KEY", NULL },
                                                 { NULL } };

static const char *const connect[] = {
  "export ANTHROPIC_API_KEY=…, or put the key into ~/.config/limner/keys/anthropic and chmod 600 it",
  "limner.yaml: chat: {anthropic: {model: NAME}} and defaults: {chat: anthropic}",
  "limner config providers chat.anthropic --probe tells whether the key is good and which models there are",
  NULL,
};

const LimChatProvider lim_chat_anthropic = {
  .name = "anthropic",
  .help = "Anthropic's Messages API, and servers that speak it",
  .flags = LIM_PROVIDER_NETWORK,
  .options = options,
  .variables = variables,
  .connect = connect,
  .open = anthropic_open,
  .close = anthropic_close,
  .key = anthropic_key,
  .about = anthropic_about,
  .probe = anthropic_probe,
  .ask = anthropic_ask,
};
