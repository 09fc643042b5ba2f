/* provider-chat.h: chat models behind one small interface. One file and one word in meson.build make a new one.
 *
 * The order of calls:
 *
 *   open     once per run, with checked settings
 *   about    what is known of the model: its name, how many questions at once, what tokens cost
 *   probe    is anybody there, and what is it?
 *   ask      per question
 *   close    once
 *
 * Threads: open and close are called by one thread. All others may be called from several threads at once with the same
 * state, so what they change in it they must lock. How many questions are asked at once is the caller's matter; `slots`
 * says how many the settings allow. They are straight-line code that waits; every wait ends soon after the request's
 * cancellable is cancelled.
 *
 * FALSE: @error says in one sentence what happened and what to do, and the reply's `failure` says of which kind it was. A
 * provider never asks a question twice after it may have been answered, and never writes a file. Structured answers are
 * only asked for here; that they are read, checked and asked for again is the matter of provider-chat-ask.h. */
#pragma once

#include "provider.h"

typedef enum
{
  LIM_CHAT_SYSTEM,
  LIM_CHAT_USER,
  LIM_CHAT_ASSISTANT,
} LimChatRole;

typedef struct
{
  LimChatRole role;
  const char *text;
} LimChatMessage;

/* What is heard while an answer comes. A method may be NULL. Calls come from the thread that asked. */
typedef struct
{
  void (*piece) (const char *text, gpointer data); /* the next words, as they came: hostile */
  gpointer data;
} LimChatEvents;

typedef struct
{
  const LimChatMessage *messages; /* system ones first; then user and assistant, beginning and ending with a user's */
  guint n_messages;
  const char *key; /* what the question is about (“brief:opening”), for scripts and transcripts; NULL: nothing */
  const char *schema_name; /* of [A-Za-z0-9_-], at most 64; with @schema */
  const LimJson *
      schema; /* what the answer's JSON is to be like, an object, as base-schema.h reads it; NULL: free text. The messages
                              describe it, too: not every server heeds it */
  double temperature;          /* 0..2; negative: the settings', else the model's own */
  guint max_tokens;            /* of the answer; 0: the settings' */
  const LimChatEvents *events; /* not NULL: the answer is streamed, where the model can */
  GCancellable *cancellable;
} LimChatRequest;

typedef enum
{
  LIM_CHAT_STOP,   /* the model had said all */
  LIM_CHAT_LENGTH, /* it was cut off: no tokens left */
} LimChatFinish;

/* Zeroed by the caller, cleared by it with lim_chat_reply_clear(). */
typedef struct
{
  char *text;                   /* what it said; with a schema, what should be JSON. Valid UTF-8, hostile */
  char *model;                  /* who says to have answered; NULL: unknown */
  gint64 tokens_in, tokens_out; /* 0: not told */
  gboolean priced;              /* `dollars` is known */
  double dollars;               /* US dollars */
  LimChatFinish finish;
  gint64 elapsed_ms;
  LimFailure failure;    /* when FALSE was returned; LIM_FAILURE_ANSWER: this question only */
  gint64 retry_after_ms; /* with LIM_FAILURE_RATE_LIMIT: 0 when the server did not say */
} LimChatReply;

void lim_chat_reply_clear (LimChatReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimChatReply, lim_chat_reply_clear)

/* What is known of the model that answers. Borrowed from the state. */
typedef struct
{
  const char *model;  /* NULL: none is chosen */
  guint slots;        /* questions that may be asked at once */
  gint64 context;     /* tokens that question and answer may have together; 0: not known */
  gint64 max_tokens;  /* of an answer, unless a request says otherwise */
  gboolean priced;    /* what follows is known */
  double dollars_in;  /* US dollars for a million tokens asked */
  double dollars_out; /* and answered */
} LimChatModel;

typedef struct LimChatProvider
{
  const char *name; /* “openai”: in limner.yaml under chat:, and in transcripts */
  const char *help; /* one line */
  LimProviderFlags flags;
  const LimOptionRow *options;          /* of chat.<name> in limner.yaml; NULL: none */
  const LimProviderVariable *variables; /* ending in { NULL }; NULL: none */
  const char *const *connect;           /* how to connect it, a line each, NULL-terminated */

  /* Makes the state of a run. @settings (of `options`) outlives it. Transfer full, to close. */
  gpointer (*open) (const LimSettings *settings, GError **error);
  void (*close) (gpointer state);

  /* As in LimImageProvider. Absent: it needs none. */
  void (*key) (gpointer state, const char **from, const char **place);

  void (*about) (gpointer state, LimChatModel *model);

  /* Whether somebody is there. @about: transfer full, one line for people. Absent: always there. LIM_ERROR_PROVIDER names the
   * address and what to do. */
  gboolean (*probe) (gpointer state, GCancellable *cancellable, char **about, GError **error);

  /* Asks one question. */
  gboolean (*ask) (gpointer state, const LimChatRequest *request, LimChatReply *reply, GError **error);
} LimChatProvider;

/* All of them, NULL-terminated, in the order of meson.build. */
extern const LimChatProvider *const lim_chat_providers[];

/* The provider called @name. LIM_ERROR_USAGE with the known names and the nearest one. */
const LimChatProvider *lim_chat_find (const char *name, GError **error);

/* Sets the failure class and an error of @code; returns FALSE. For providers. */
gboolean lim_chat_fail (LimChatReply *reply, LimFailure failure, GError **error, LimErrorCode code,
                        const char *format, ...) G_GNUC_PRINTF (5, 6);

/* Says it to the request's listener, if there is one. For providers. */
void lim_chat_tell (const LimChatRequest *request, const char *piece);

/* Keeps @text in *@where when it says anything. For providers. */
void lim_chat_note (char **where, const char *text);

/* The messages as an array of objects, who says it in “role” and the words in @text. For providers. */
LimJson *lim_chat_write_messages (LimJsonDoc *doc, const LimChatRequest *request, const char *text);

/* Fills in what @reply costs after @model's prices, where it and the tokens are known. For providers. */
void lim_chat_price (LimChatReply *reply, const LimChatModel *model);

/* “policy”, “rate limit” …: for transcripts and scripts. */
const char *lim_failure_name (LimFailure failure);
gboolean lim_failure_find (const char *name, LimFailure *failure);
