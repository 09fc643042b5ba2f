#include "provider-chat.h"

#include "base-text.h"

#include <string.h>

#define ROW(id) extern const LimChatProvider lim_chat_##id;
#include "chat-rows.h"
#undef ROW

#define ROW(id) &lim_chat_##id,
const LimChatProvider *const lim_chat_providers[] = {
#include "chat-rows.h"
  NULL,
};
#undef ROW

const LimChatProvider *
lim_chat_find (const char *name, GError **error)
{
  const char *known[G_N_ELEMENTS (lim_chat_providers)] = { NULL };

  for (guint i = 0; lim_chat_providers[i] != NULL; i++)
    {
      if (g_strcmp0 (lim_chat_providers[i]->name, name) == 0)
        return lim_chat_providers[i];
      known[i] = lim_chat_providers[i]->name;
    }
  return lim_provider_fail_unknown ("chat", name, known, error);
}

void
lim_chat_reply_clear (LimChatReply *reply)
{
  g_clear_pointer (&reply->text, g_free);
  g_clear_pointer (&reply->model, g_free);
}

gboolean
lim_chat_fail (LimChatReply *reply, LimFailure failure, GError **error, LimErrorCode code, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reply->failure = failure;
  return lim_fail (error, code, "%s", message);
}

void
lim_chat_tell (const LimChatRequest *request, const char *piece)
{
  if (request->events != NULL && request->events->piece != NULL && *piece != '\0')
    request->events->piece (piece, request->events->data);
}

void
lim_chat_note (char **where, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_free (*where);
  *where = g_strdup (text);
}

LimJson *
lim_chat_write_messages (LimJsonDoc *doc, const LimChatRequest *request, const char *text)
{
  static const char *const roles[] = { "system", "user", "assistant" };
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < request->n_messages; i++)
    {
      LimJson *message = lim_json_new_object (doc);

      lim_json_set_string (message, "role", roles[request->messages[i].role]);
      lim_json_set_string (message, text, request->messages[i].text);
      lim_json_append (list, message);
    }
  return list;
}

void
lim_chat_price (LimChatReply *reply, const LimChatModel *model)
{
  reply->priced = model->priced && (reply->tokens_in > 0 || reply->tokens_out > 0);
  if (reply->priced)
    reply->dollars =
        ((double) reply->tokens_in * model->dollars_in + (double) reply->tokens_out * model->dollars_out) / 1e6;
}

static const char *const failure_names[] = {
  [LIM_FAILURE_ANSWER] = "answer", [LIM_FAILURE_TIMEOUT] = "timeout", [LIM_FAILURE_RATE_LIMIT] = "rate-limit",
  [LIM_FAILURE_POLICY] = "policy", [LIM_FAILURE_AUTH] = "auth",       [LIM_FAILURE_UNREACHABLE] = "unreachable",
  [LIM_FAILURE_SERVER] = "server", [LIM_FAILURE_LOST] = "lost",       [LIM_FAILURE_CANCELLED] = "cancelled",
};

const char *
lim_failure_name (LimFailure failure)
{
  return (guint) failure < G_N_ELEMENTS (failure_names) ? failure_names[failure] : "unknown";
}

gboolean
lim_failure_find (const char *name, LimFailure *failure)
{
  for (guint i = 0; i < G_N_ELEMENTS (failure_names); i++)
    if (g_strcmp0 (failure_names[i], name) == 0)
      {
        *failure = (LimFailure) i;
        return TRUE;
      }
  return FALSE;
}
