/* provider-chat-anthropic-reply.h: what Anthropic's Messages API answers, whole or streamed, read with distrust. Pure. */
#pragma once

#include "provider-chat.h"
#include "provider-web.h"

/* An answer as it comes together. Zeroed by the caller. */
typedef struct
{
  GString *text;  /* what was said */
  GString *input; /* what a tool was called with: JSON; empty: none was called */
  char *model;
  char *stop; /* the reason it ended, in the server's word; NULL: not told */
  gint64 tokens_in, tokens_out;
  GBytes *error; /* the JSON of an error that came in place of, or in the middle of, an answer */
  gboolean begun;
  gboolean done;
  gboolean garbage;
} LimAnthropicChat;

void lim_anthropic_chat_clear (LimAnthropicChat *chat);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimAnthropicChat, lim_anthropic_chat_clear)

/* Reads a whole answer. */
void lim_anthropic_chat_read (LimAnthropicChat *chat, GBytes *body);

/* Takes the data of one event of a stream; its type stands in it, too, so names are not needed. @piece: the words that it added,
 * borrowed until the next call; NULL: none. FALSE: nothing more is to be read. */
gboolean lim_anthropic_chat_take (LimAnthropicChat *chat, const char *data, gsize length, const char **piece);
