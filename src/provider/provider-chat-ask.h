/* provider-chat-ask.h: a question that is to be answered in a given form, asked until it is.
 *
 * The schema is put into words at the end of the system message, and to the server in its own way. The answer's JSON is found, freed of
 * nulls that mean “not there”, checked against the schema and then by the caller. What is wrong goes back to the model in
 * the checker's words, with its own answer before it, as often as `tries` allows.
 *
 * What else may go wrong ends the asking, but for two things that pass: asked to wait (for as long as told, up to a minute), and
 * trouble in the server. Each is waited for once per question. An answer that was cut off for its length is told as such and
 * not asked for again: it would be cut off again. */
#pragma once

#include "base-schema.h"
#include "provider-chat-log.h"

#define LIM_CHAT_TRIES 3u

typedef struct
{
  const LimChatProvider *provider;
  gpointer state;                 /* from its open */
  const LimChatMessage *messages; /* as in LimChatRequest */
  guint n_messages;
  const char *key;         /* likewise */
  const LimSchema *schema; /* NULL: free text, which is taken as it comes */
  const char *schema_name; /* with @schema */
  double temperature;      /* negative: the settings' */
  guint max_tokens;        /* 0: the settings' */
  guint tries;             /* answers asked for at most; 0: LIM_CHAT_TRIES */

  /* What a schema cannot say. Adds a sentence (char *, transfer full) for each thing that is wrong to @problems; they go to the
   * model. Called with answers that fit the schema only; NULL: nothing more. */
  void (*check) (const LimJson *answer, GPtrArray *problems, gpointer data);
  gpointer check_data;

  LimChatLog *log;             /* NULL: no transcript */
  const LimChatEvents *events; /* NULL: nobody listens */
  GCancellable *cancellable;
} LimChatQuestion;

/* Zeroed by the caller, cleared by it with lim_chat_answer_clear(). */
typedef struct
{
  LimJsonDoc *json; /* with a schema: the answer, which fits it. Its texts are hostile */
  char *text;       /* of the last answer, also when it did not fit; NULL: there was none */
  char *model;
  guint attempts;               /* answers that came */
  char **problems;              /* what was wrong with the last one; NULL: nothing */
  gint64 tokens_in, tokens_out; /* of all attempts */
  gboolean priced;              /* `dollars` is known for all of them */
  double dollars;
  LimFailure failure; /* when FALSE was returned; LIM_FAILURE_ANSWER: no answer fits, or it was cut off */
  gint64 retry_after_ms;
} LimChatAnswer;

void lim_chat_answer_clear (LimChatAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimChatAnswer, lim_chat_answer_clear)

/* Asks. FALSE: @answer tells what it cost, and what the last answer was; LIM_ERROR_PROVIDER, LIM_ERROR_CANCELLED, or what the
 * provider and the log say. */
gboolean lim_chat_ask (const LimChatQuestion *question, LimChatAnswer *answer, GError **error);

/* How many tokens @text has, roughly and rather too many than too few. */
gint64 lim_chat_estimate_tokens (const char *text);
