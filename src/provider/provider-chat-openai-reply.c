#include "provider-chat-openai-reply.h"

#include <string.h>

void
lim_openai_chat_clear (LimOpenaiChat *chat)
{
  if (chat->text != NULL)
    g_string_free (chat->text, TRUE);
  if (chat->refusal != NULL)
    g_string_free (chat->refusal, TRUE);
  g_free (chat->model);
  g_free (chat->finish);
  g_clear_pointer (&chat->error, g_bytes_unref);
  *chat = (LimOpenaiChat){ 0 };
}

static void
begin (LimOpenaiChat *chat)
{
  if (chat->text != NULL)
    return;
  chat->text = g_string_new (NULL);
  chat->refusal = g_string_new (NULL);
}

/* A text, or a list of parts with texts. */
static void
append_content (GString *text, const LimJson *content)
{
  if (lim_json_string (content) != NULL)
    g_string_append (text, lim_json_string (content));
  for (const LimJson *part = lim_json_is (content, LIM_JSON_ARRAY) ? lim_json_first (content) : NULL; part != NULL;
       part = lim_json_next (part))
    if (lim_json_get_string (part, "text") != NULL)
      g_string_append (text, lim_json_get_string (part, "text"));
}

/* What both forms share; the words are in “message” of a whole answer, in “delta” of a streamed one. */
static gboolean
read_object (LimOpenaiChat *chat, const LimJson *root, const char *where, const char *text, gsize length)
{
  const LimJson *choice = lim_json_first (lim_json_get (root, "choices"));
  const LimJson *message = lim_json_get (choice, where);
  const LimJson *usage = lim_json_get (root, "usage");

  if (!lim_json_is_null (lim_json_get (root, "error"))
      || g_strcmp0 (lim_json_get_string (root, "object"), "error") == 0)
    {
      chat->error = g_bytes_new (text, length);
      return FALSE;
    }
  chat->chosen |= lim_json_is (message, LIM_JSON_OBJECT);
  append_content (chat->text, lim_json_get (message, "content"));
  append_content (chat->refusal, lim_json_get (message, "refusal"));
  lim_chat_note (&chat->finish, lim_json_get_string (choice, "finish_reason"));
  lim_chat_note (&chat->model, lim_json_get_string (root, "model"));
  chat->tokens_in = CLAMP (lim_json_get_int (usage, "prompt_tokens", chat->tokens_in), 0, G_MAXINT32);
  chat->tokens_out = CLAMP (lim_json_get_int (usage, "completion_tokens", chat->tokens_out), 0, G_MAXINT32);
  return TRUE;
}

void
lim_openai_chat_read (LimOpenaiChat *chat, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("answer", text != NULL ? text : "", (gssize) length, NULL);

  begin (chat);
  chat->garbage = doc == NULL || !lim_json_is (lim_json_root (doc), LIM_JSON_OBJECT);
  if (!chat->garbage)
    read_object (chat, lim_json_root (doc), "message", text, length);
}

gboolean
lim_openai_chat_take (LimOpenaiChat *chat, const char *data, gsize length, const char **piece)
{
  gsize before;

  begin (chat);
  *piece = NULL;
  if (length == strlen ("[DONE]") && memcmp (data, "[DONE]", length) == 0)
    {
      chat->done = TRUE;
      return FALSE;
    }

  g_autoptr (LimJsonDoc) doc = lim_json_parse ("event", data, (gssize) length, NULL);
  if (doc == NULL || !lim_json_is (lim_json_root (doc), LIM_JSON_OBJECT))
    {
      chat->garbage = TRUE;
      return FALSE;
    }
  before = chat->text->len;
  if (!read_object (chat, lim_json_root (doc), "delta", data, length))
    return FALSE;
  if (chat->text->len > before)
    *piece = chat->text->str + before;
  return TRUE;
}
