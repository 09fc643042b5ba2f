/* provider-chat-openai-reply.h: what servers that speak OpenAI's chat completions answer, whole or streamed, read with distrust.
 * Pure. */
#pragma once

#include "provider-chat.h"
#include "provider-web.h"

/* An answer as it comes together. Zeroed by the caller. */
typedef struct
{
  GString *text;    /* what was said */
  GString *refusal; /* why nothing was said; empty: it was not refused */
  char *model;
  char *finish; /* the reason it ended, in the server's word; NULL: not told */
  gint64 tokens_in, tokens_out;
  GBytes *error;    /* the JSON of an error that came in place of, or in the middle of, an answer */
  gboolean chosen;  /* something was there to be read */
  gboolean done;    /* the stream said that it is over */
  gboolean garbage; /* something that is not JSON, or not an answer */
} LimOpenaiChat;

void lim_openai_chat_clear (LimOpenaiChat *chat);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimOpenaiChat, lim_openai_chat_clear)

/* Reads a whole answer. */
void lim_openai_chat_read (LimOpenaiChat *chat, GBytes *body);

/* Takes the data of one event of a stream. @piece: the words that it added, borrowed until the next call; NULL: none. FALSE: nothing
 * more is to be read. */
gboolean lim_openai_chat_take (LimOpenaiChat *chat, const char *data, gsize length, const char **piece);
