/* provider-chat-openai.c: OpenAI's chat completions and the many servers that speak them: Ollama, llama.cpp's server, vLLM, LM Studio.
 *
 * They differ in what they take: how a schema is asked for, what the limit of tokens is called, whether a temperature may be
 * named. What a server refuses with 400 is left out or spelled otherwise, and kept in mind for the rest of the run. A
 * refused request was not answered, so asking again costs nothing. */

#include "provider-chat-openai-reply.h"
#include "provider-chat-schema.h"
#include "provider-chat-web.h"

#include <string.h>

#define HOST "api.openai.com"
#define EXAMPLE "https://" HOST "/v1"
#define MAX_SPELLINGS 6u /* of one question */

/* How the form of an answer is asked for, from the firmest to the loosest. The messages describe it in any case. */
typedef enum
{
  FORM_SCHEMA, /* {"type": "json_schema", "json_schema": {…}} */
  FORM_OBJECT, /* {"type": "json_object"}: any JSON */
  FORM_WORDS,  /* nothing */
} Form;

/* How this server likes to be asked. */
typedef struct
{
  Form form;
  gboolean new_limit; /* max_completion_tokens in place of max_tokens */
  gboolean limit_swapped;
  gboolean no_temperature;
  gboolean no_usage; /* it does not know stream_options */
} Habits;

typedef struct
{
  LimChatWeb web;
  GMutex lock; /* over habits, which are learned */
  Habits habits;
} Openai;

static const LimChatWebRule rule = {
  .name = "openai",
  .path = "/chat/completions",
  .base_variable = "OPENAI_BASE_URL",
  .example = EXAMPLE,
  .key = { .name = "openai", .variable = "OPENAI_API_KEY", .home = HOST },
  .key_header = "Authorization",
};

static const LimOptionRow options[] = {
  LIM_CHAT_WEB_OPTIONS (EXAMPLE, "OPENAI_BASE_URL", "OPENAI_API_KEY"),
  { .name = "structured",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("auto", "json-schema", "json-object", "words"),
    .fallback = "auto",
    .placeholder = "HOW",
    .help = "how the form of an answer is asked for; auto: by schema, and more loosely where that is refused" },
  { .name = "token-field",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("auto", "max_tokens", "max_completion_tokens"),
    .fallback = "auto",
    .placeholder = "NAME",
    .help = "what the limit of an answer is called" },
  { 0 },
};

static void
openai_close (gpointer state)
{
  Openai *openai = state;

  lim_chat_web_clear (&openai->web);
  g_mutex_clear (&openai->lock);
  g_free (openai);
}

static Form
form_of (const char *structured)
{
  return strcmp (structured, "json-object") == 0 ? FORM_OBJECT
         : strcmp (structured, "words") == 0     ? FORM_WORDS
                                                 : FORM_SCHEMA;
}

static gpointer
openai_open (const LimSettings *settings, GError **error)
{
  Openai *openai = g_new0 (Openai, 1);
  const char *field = lim_settings_string (settings, "token-field");

  g_mutex_init (&openai->lock);
  if (!lim_chat_web_open (&openai->web, &rule, settings, error))
    {
      openai_close (openai);
      return NULL;
    }
  openai->habits.form = form_of (lim_settings_string (settings, "structured"));
  openai->habits.new_limit = strcmp (field, "auto") == 0 ? strcmp (openai->web.address.host, HOST) == 0
                                                         : strcmp (field, "max_completion_tokens") == 0;
  return openai;
}

static void
openai_key (gpointer state, const char **from, const char **place)
{
  const Openai *openai = state;

  *from = openai->web.key.from;
  *place = openai->web.key.place;
}

static void
openai_about (gpointer state, LimChatModel *model)
{
  lim_chat_web_about (&((Openai *) state)->web, model);
}

static gboolean
openai_probe (gpointer state, GCancellable *cancellable, char **about, GError **error)
{
  return lim_chat_web_probe (&((Openai *) state)->web, cancellable, about, error);
}

/* -- Requests -- */

/* Only the nested spelling: the flat one is taken by some servers and not read. */
static LimJson *
write_form (LimJsonDoc *doc, Form form, const LimChatRequest *request)
{
  LimJson *format = lim_json_new_object (doc);

  lim_json_set_string (format, "type", form == FORM_SCHEMA ? "json_schema" : "json_object");
  if (form == FORM_SCHEMA)
    {
      LimJson *named = lim_json_new_object (doc);
      gboolean strict = TRUE;
      LimJson *schema = lim_chat_schema_narrow (doc, request->schema, &strict);

      lim_json_set_string (named, "name", request->schema_name);
      lim_json_set_bool (named, "strict", strict);
      lim_json_set (named, "schema", schema);
      lim_json_set (format, "json_schema", named);
    }
  return format;
}

static LimJsonDoc *
write_request (const Openai *openai, const Habits *habits, const LimChatRequest *request)
{
  LimJsonDoc *doc = lim_json_doc_new ("request");
  LimJson *root = lim_json_new_object (doc);
  double temperature;

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "model", lim_settings_string (openai->web.settings, "model"));
  lim_json_set (root, "messages", lim_chat_write_messages (doc, request, "content"));
  if (lim_chat_web_temperature (&openai->web, request, &temperature) && !habits->no_temperature)
    lim_json_set_double (root, "temperature", temperature);
  lim_json_set_int (root, habits->new_limit ? "max_completion_tokens" : "max_tokens",
                    lim_chat_web_max_tokens (&openai->web, request));
  if (request->schema != NULL && habits->form != FORM_WORDS)
    lim_json_set (root, "response_format", write_form (doc, habits->form, request));
  if (request->events != NULL)
    {
      LimJson *stream = lim_json_new_object (doc);

      lim_json_set_bool (root, "stream", TRUE);
      lim_json_set_bool (stream, "include_usage", TRUE);
      if (!habits->no_usage)
        lim_json_set (root, "stream_options", stream);
    }
  return doc;
}

/* -- What a server does not take -- */

static char *
complaint_of (GBytes *body)
{
  g_auto (LimWebFault) fault = { 0 };
  g_autoptr (LimJsonDoc) doc = lim_web_parse (body, "error", NULL);
  const char *parameter =
      doc != NULL ? lim_json_string (lim_json_path (lim_json_root (doc), "error", "param", NULL)) : NULL;

  lim_web_fault_read (body, NULL, &fault);
  return g_strconcat (fault.message, " ", parameter, NULL);
}

static gboolean
speaks_of_form (const char *complaint)
{
  static const char *const words[] = { "response_format", "json_schema", "json_object", "grammar", "schema" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (complaint, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether something was learned of how to ask; @asked is how it was asked: another thread may have learned it meanwhile. */
static gboolean
learn (Openai *openai, const Habits *asked, const LimChatRequest *request, const LimHttpResponse *answer)
{
  const LimSettings *settings = openai->web.settings;
  Habits *habits = &openai->habits;
  g_autofree char *complaint = NULL;
  gboolean fixed = strcmp (lim_settings_string (settings, "token-field"), "auto") != 0;

  if (answer->status != 400 && answer->status != 422)
    return FALSE;
  complaint = complaint_of (answer->body);

  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&openai->lock);
  if (request->schema != NULL && asked->form != FORM_WORDS && speaks_of_form (complaint)
      && strcmp (lim_settings_string (settings, "structured"), "auto") == 0)
    habits->form = MAX (habits->form, asked->form + 1);
  else if (!asked->no_temperature && strstr (complaint, "temperature") != NULL)
    habits->no_temperature = TRUE;
  else if (!asked->limit_swapped && !fixed
           && (strstr (complaint, "max_tokens") != NULL || strstr (complaint, "max_completion_tokens") != NULL))
    {
      habits->new_limit = !asked->new_limit;
      habits->limit_swapped = TRUE;
    }
  else if (!asked->no_usage && request->events != NULL && strstr (complaint, "stream_options") != NULL)
    habits->no_usage = TRUE;
  else
    return FALSE;
  return TRUE;
}

/* -- Answers -- */

static gboolean
take_event (gpointer chat, const char *data, gsize length, const char **piece)
{
  return lim_openai_chat_take (chat, data, length, piece);
}

static gboolean
take_chat (const Openai *openai, LimOpenaiChat *chat, gboolean streamed, LimChatReply *reply, GError **error)
{
  const char *where = openai->web.address.url;
  gboolean length = g_strcmp0 (chat->finish, "length") == 0;

  if (chat->error != NULL)
    return lim_chat_web_fail_inside (&openai->web, chat->error, reply, error);
  if (chat->garbage)
    return lim_chat_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER,
                          "%s answered something that is not JSON", where);
  if (!chat->chosen)
    return lim_chat_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "the answer of %s holds no message",
                          where);
  if (chat->refusal->len > 0 || g_strcmp0 (chat->finish, "content_filter") == 0)
    return lim_chat_web_fail_refusal (&openai->web, chat->refusal->str, reply, error);
  if (streamed && chat->finish == NULL && !chat->done)
    return lim_chat_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER,
                          "%s broke off in the middle of its answer", where);
  reply->finish = length ? LIM_CHAT_LENGTH : LIM_CHAT_STOP;
  reply->model = g_steal_pointer (&chat->model);
  reply->tokens_in = chat->tokens_in;
  reply->tokens_out = chat->tokens_out;
  return lim_chat_web_finish (&openai->web, chat->text->str, reply, error);
}

static gboolean
openai_ask (gpointer state, const LimChatRequest *request, LimChatReply *reply, GError **error)
{
  Openai *openai = state;

  if (!lim_chat_web_check (&openai->web, reply, error))
    return FALSE;
  for (guint i = 1;; i++)
    {
      g_mutex_lock (&openai->lock);
      Habits asked = openai->habits;
      g_mutex_unlock (&openai->lock);

      g_autoptr (LimJsonDoc) doc = write_request (openai, &asked, request);
      g_auto (LimOpenaiChat) chat = { 0 };
      g_auto (LimChatHearing) hearing = { 0 };
      gboolean whole;

      lim_chat_hearing_init (&hearing, request, take_event, &chat);

      g_autoptr (LimHttpResponse) answer =
          lim_chat_web_send (&openai->web, lim_json_root (doc), &hearing, reply, error);
      if (answer == NULL)
        return FALSE;
      if (i < MAX_SPELLINGS && learn (openai, &asked, request, answer))
        continue;
      if (!lim_chat_web_heard (&openai->web, answer, &hearing, &whole, reply, error))
        return FALSE;
      if (whole)
        lim_openai_chat_read (&chat, answer->body);
      return take_chat (openai, &chat, !whole, reply, error);
    }
}

static const LimProviderVariable variables[] = { { "OPENAI_BASE_URL", "base-url" },
                                                 { "OPENAI_API_KEY", NULL },
                                                 { NULL } };

static const char *const connect[] = {
  "OpenAI: export OPENAI_API_KEY=…, or put the key into ~/.config/limner/keys/openai and chmod 600 it",
  "limner.yaml: chat: {openai: {model: NAME}} and defaults: {chat: openai}",
  "a server of your own: base_url: \"http://127.0.0.1:11434/v1\" (Ollama), :8080/v1 (llama.cpp), :8000/v1 (vLLM), "
  ":1234/v1 "
  "(LM Studio); it needs no key",
  "Ollama reads only as much as its context holds and drops the rest in silence: set OLLAMA_CONTEXT_LENGTH there, "
  "and the "
  "same number as context here",
  "limner config providers chat.openai --probe tells whether the key is good and which models there are",
  NULL,
};

const LimChatProvider lim_chat_openai = {
  .name = "openai",
  .help = "OpenAI's chat completions, and servers that speak them: Ollama, llama.cpp, vLLM, LM Studio",
  .flags = LIM_PROVIDER_NETWORK,
  .options = options,
  .variables = variables,
  .connect = connect,
  .open = openai_open,
  .close = openai_close,
  .key = openai_key,
  .about = openai_about,
  .probe = openai_probe,
  .ask = openai_ask,
};
