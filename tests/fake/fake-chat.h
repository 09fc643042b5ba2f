/* fake-chat.h: a chat model that says what it was told to say, by OpenAI's chat completions and Anthropic's Messages. */
#pragma once

#include "fake-request.h"

/* What it is to say. */
typedef struct
{
  char *match;  /* for a question with this text in its messages; NULL: for any */
  guint times;  /* 0: always */
  guint status; /* not 0: the text is the whole answer by HTTP, with this status */
  char *type;   /* and this content type */
  char *text;
} FakeChatAnswer;

FakeChat *fake_chat_new (void);
void fake_chat_free (FakeChat *chat);

void fake_chat_add (FakeChat *chat, const FakeChatAnswer *answer); /* copied */
void fake_chat_forget (FakeChat *chat);

/* The bodies of all questions so far, in order. */
LimJson *fake_chat_asked (FakeChat *chat, LimJsonDoc *doc);

/* Sends @body as a stream of events, a few bytes at a time; @endless: its last event comes again and again. @request is
 * gone afterwards. */
void fake_chat_stream (FakeRequest *request, GString *body, gboolean endless);
