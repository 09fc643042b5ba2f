/* provider-chat-web.h: what chat models that are asked over HTTP share: settings, address, key, calls, refusals. */
#pragma once

#include "base-sse.h"
#include "provider-chat-models.h"
#include "provider-chat.h"
#include "provider-web.h"

#define LIM_CHAT_MAX_ANSWER ((gsize) 16 << 20) /* bytes of a whole answer, streamed or not */
#define LIM_CHAT_MAX_EVENT ((gsize) 4 << 20)   /* of one event of a stream */

/* Who is asked, and how. */
typedef struct
{
  const char *name; /* of the row: “openai” */
  const char *path; /* where questions go */
  const char *base_variable;
  const char *base_end; /* what is added to the address of that variable, where it does not end so; NULL: nothing */
  const char *example;
  LimProviderKeyRule key;
  const char *key_header;
  const char *version_header, *version; /* NULL: none */
} LimChatWebRule;

typedef struct
{
  const LimChatWebRule *rule;
  const LimSettings *settings;
  LimWebAddress address;
  LimProviderKey key;
  LimChatModels *models;
} LimChatWeb;

/* The rows of chat.NAME that all of them have. */
#define LIM_CHAT_WEB_OPTIONS(url, variable, key_variable)                                                            \
  { .name = "base-url",                                                                                              \
    .type = LIM_OPTION_STRING,                                                                                       \
    .fallback = url,                                                                                                 \
    .placeholder = "URL",                                                                                            \
    .help = "where the server is; the environment's " variable " wins" },                                            \
      { .name = "model", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "model that is asked" },          \
      { .name = "temperature",                                                                                       \
        .type = LIM_OPTION_DOUBLE,                                                                                   \
        .min = -1,                                                                                                   \
        .max = 2,                                                                                                    \
        .placeholder = "NUMBER",                                                                                     \
        .help = "in place of what the task asks for; -1: none is sent, which is the model's own" },                  \
      { .name = "max-tokens",                                                                                        \
        .type = LIM_OPTION_INT,                                                                                      \
        .min = 1,                                                                                                    \
        .max = 1000000,                                                                                              \
        .fallback = "8192",                                                                                          \
        .placeholder = "N",                                                                                          \
        .help = "longest answer, thoughts included" },                                                               \
      { .name = "context",                                                                                           \
        .type = LIM_OPTION_INT,                                                                                      \
        .min = 0,                                                                                                    \
        .max = 100000000,                                                                                            \
        .placeholder = "N",                                                                                          \
        .help = "tokens that question and answer may have together; else what is known of the model" },              \
      { .name = "slots",                                                                                             \
        .type = LIM_OPTION_INT,                                                                                      \
        .min = 1,                                                                                                    \
        .max = 64,                                                                                                   \
        .fallback = "4",                                                                                             \
        .placeholder = "N",                                                                                          \
        .help = "questions asked at once" },                                                                         \
      { .name = "timeout",                                                                                           \
        .type = LIM_OPTION_INT,                                                                                      \
        .min = 1,                                                                                                    \
        .max = 86400,                                                                                                \
        .fallback = "300",                                                                                           \
        .placeholder = "SECONDS",                                                                                    \
        .help = "longest silence of the server" },                                                                   \
      { .name = "limit",                                                                                             \
        .type = LIM_OPTION_INT,                                                                                      \
        .min = 1,                                                                                                    \
        .max = 86400,                                                                                                \
        .fallback = "900",                                                                                           \
        .placeholder = "SECONDS",                                                                                    \
        .help = "longest time for one answer once it has begun" },                                                   \
      { .name = "key-file",                                                                                          \
        .type = LIM_OPTION_STRING,                                                                                   \
        .placeholder = "FILE",                                                                                       \
        .help = "file of mode 0600 with the key, where " key_variable " is not set" },                               \
  {                                                                                                                  \
    .name = "models-file", .type = LIM_OPTION_STRING, .placeholder = "FILE",                                         \
    .help = "what is known of models, laid over what limner knows; else ~/.config/limner/chat-models.json"           \
  }

/* Reads address, key and models from @settings; cleared by the caller, also on failure. */
gboolean lim_chat_web_open (LimChatWeb *web, const LimChatWebRule *rule, const LimSettings *settings, GError **error);
void lim_chat_web_clear (LimChatWeb *web);

void lim_chat_web_about (const LimChatWeb *web, LimChatModel *model);

/* The temperature to send for @request; FALSE: none. */
gboolean lim_chat_web_temperature (const LimChatWeb *web, const LimChatRequest *request, double *temperature);

/* The longest answer that @request may have, in tokens. */
gint64 lim_chat_web_max_tokens (const LimChatWeb *web, const LimChatRequest *request);

/* Whether @request can be sent at all: a model is chosen, OpenAI and Anthropic themselves are not asked without a key. */
gboolean lim_chat_web_check (const LimChatWeb *web, LimChatReply *reply, GError **error);

/* Takes the data of one event into the answer @chat. @piece: the words that it added, borrowed until the next call; NULL: none.
 * FALSE: nothing more is to be read. */
typedef gboolean (*LimChatTake) (gpointer chat, const char *data, gsize length, const char **piece);

/* An answer that is heard while it comes, and told to the request's listener; for a request without one it does nothing. */
typedef struct
{
  const LimChatRequest *request;
  LimChatTake take;
  gpointer chat;
  LimSse *sse;   /* NULL: the answer comes as a whole */
  GError *error; /* why no more was read; NULL: all is well */
} LimChatHearing;

void lim_chat_hearing_init (LimChatHearing *hearing, const LimChatRequest *request, LimChatTake take, gpointer chat);
void lim_chat_hearing_clear (LimChatHearing *hearing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimChatHearing, lim_chat_hearing_clear)

/* Sends @root to the rule's path; a streamed answer goes through @hearing. NULL: nobody answered, @reply and @error say so.
 * Transfer full. */
LimHttpResponse *lim_chat_web_send (const LimChatWeb *web, const LimJson *root, LimChatHearing *hearing,
                                    LimChatReply *reply, GError **error);

/* Whether @answer is there to be read; *@whole: all of its body is, as the server did not stream, whatever it was asked; else the
 * hearing has taken it in. FALSE: it is a refusal, or could not be heard. */
gboolean lim_chat_web_heard (const LimChatWeb *web, const LimHttpResponse *answer, LimChatHearing *hearing,
                             gboolean *whole, LimChatReply *reply, GError **error);

/* What an answer that is no success means, with the server's words. Always FALSE. */
gboolean lim_chat_web_fail_status (const LimChatWeb *web, const LimHttpResponse *answer, LimChatReply *reply,
                                   GError **error);

/* The same for an error that came with HTTP 200, in the answer's place or in a stream; @body is the JSON with it. */
gboolean lim_chat_web_fail_inside (const LimChatWeb *web, GBytes *body, LimChatReply *reply, GError **error);

/* The model, not the server, refuses, with the words @said, which may be "". Always FALSE. */
gboolean lim_chat_web_fail_refusal (const LimChatWeb *web, const char *said, LimChatReply *reply, GError **error);

/* The answer that @text is, without our key, with its price. FALSE: it is empty. For the end of ask. */
gboolean lim_chat_web_finish (const LimChatWeb *web, const char *text, LimChatReply *reply, GError **error);

/* The method of the row. */
gboolean lim_chat_web_probe (const LimChatWeb *web, GCancellable *cancellable, char **about, GError **error);
