#include "provider-chat-anthropic-reply.h"

#include <string.h>

void
lim_anthropic_chat_clear (LimAnthropicChat *chat)
{
  if (chat->text != NULL)
    g_string_free (chat->text, TRUE);
  if (chat->input != NULL)
    g_string_free (chat->input, TRUE);
  g_free (chat->model);
  g_free (chat->stop);
  g_clear_pointer (&chat->error, g_bytes_unref);
  *chat = (LimAnthropicChat){ 0 };
}

static void
begin (LimAnthropicChat *chat)
{
  if (chat->text != NULL)
    return;
  chat->text = g_string_new (NULL);
  chat->input = g_string_new (NULL);
}

/* What was read from a cache was read, too. */
static void
read_usage (LimAnthropicChat *chat, const LimJson *usage)
{
  static const char *const read[] = { "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens" };
  gint64 sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (read); i++)
    sum += CLAMP (lim_json_get_int (usage, read[i], 0), 0, G_MAXINT32);
  if (sum > 0)
    chat->tokens_in = sum;
  chat->tokens_out = CLAMP (lim_json_get_int (usage, "output_tokens", chat->tokens_out), 0, G_MAXINT32);
}

static void
read_block (LimAnthropicChat *chat, const LimJson *block)
{
  const char *type = lim_json_get_string (block, "type");
  const LimJson *input = lim_json_get (block, "input");

  if (g_strcmp0 (type, "text") == 0 && lim_json_get_string (block, "text") != NULL)
    g_string_append (chat->text, lim_json_get_string (block, "text"));
  /* A stream begins a call with an empty object, whose text follows in pieces. */
  if (g_strcmp0 (type, "tool_use") == 0 && lim_json_length (input) > 0)
    lim_json_append_compact (chat->input, input);
}

static void
read_message (LimAnthropicChat *chat, const LimJson *message)
{
  chat->begun = TRUE;
  lim_chat_note (&chat->model, lim_json_get_string (message, "model"));
  lim_chat_note (&chat->stop, lim_json_get_string (message, "stop_reason"));
  read_usage (chat, lim_json_get (message, "usage"));
  for (const LimJson *at = lim_json_first (lim_json_get (message, "content")); at != NULL; at = lim_json_next (at))
    read_block (chat, at);
}

/* Whether @root is an error, which is then kept. */
static gboolean
take_error (LimAnthropicChat *chat, const LimJson *root, const char *text, gsize length)
{
  if (lim_json_is_null (lim_json_get (root, "error")))
    return FALSE;
  chat->error = g_bytes_new (text, length);
  return TRUE;
}

void
lim_anthropic_chat_read (LimAnthropicChat *chat, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("answer", text != NULL ? text : "", (gssize) length, NULL);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;

  begin (chat);
  chat->garbage = !lim_json_is (root, LIM_JSON_OBJECT);
  if (chat->garbage || take_error (chat, root, text, length))
    return;
  if (lim_json_is (lim_json_get (root, "content"), LIM_JSON_ARRAY))
    read_message (chat, root);
}

static const char *
append (GString *text, const char *more)
{
  gsize before = text->len;

  if (more == NULL || *more == '\0')
    return NULL;
  g_string_append (text, more);
  return text->str + before;
}

static const char *
take_delta (LimAnthropicChat *chat, const LimJson *delta)
{
  const char *type = lim_json_get_string (delta, "type");

  if (g_strcmp0 (type, "text_delta") == 0)
    return append (chat->text, lim_json_get_string (delta, "text"));
  if (g_strcmp0 (type, "input_json_delta") == 0)
    return append (chat->input, lim_json_get_string (delta, "partial_json"));
  return NULL;
}

gboolean
lim_anthropic_chat_take (LimAnthropicChat *chat, const char *data, gsize length, const char **piece)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("event", data, (gssize) length, NULL);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *type = lim_json_get_string (root, "type");

  begin (chat);
  *piece = NULL;
  chat->garbage = !lim_json_is (root, LIM_JSON_OBJECT);
  if (chat->garbage || take_error (chat, root, data, length))
    return FALSE;
  if (g_strcmp0 (type, "message_start") == 0)
    read_message (chat, lim_json_get (root, "message"));
  else if (g_strcmp0 (type, "content_block_start") == 0)
    read_block (chat, lim_json_get (root, "content_block"));
  else if (g_strcmp0 (type, "content_block_delta") == 0)
    *piece = take_delta (chat, lim_json_get (root, "delta"));
  else if (g_strcmp0 (type, "message_delta") == 0)
    {
      lim_chat_note (&chat->stop, lim_json_get_string (lim_json_get (root, "delta"), "stop_reason"));
      read_usage (chat, lim_json_get (root, "usage"));
    }
  chat->done = g_strcmp0 (type, "message_stop") == 0;
  return !chat->done;
}
