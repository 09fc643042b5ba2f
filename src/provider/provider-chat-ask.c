#include "provider-chat-ask.h"

#include "provider-chat-extract.h"
#include "provider-chat-schema.h"

#include <string.h>

#define LONGEST_WAIT_MS 60000
#define USUAL_WAIT_MS 2000 /* when the server does not say */
#define TROUBLE_WAIT_MS 1000
#define MAX_ECHO 20000u /* bytes of a wrong answer that are shown to the model again */

void
lim_chat_answer_clear (LimChatAnswer *answer)
{
  g_clear_pointer (&answer->json, lim_json_doc_free);
  g_clear_pointer (&answer->text, g_free);
  g_clear_pointer (&answer->model, g_free);
  g_clear_pointer (&answer->problems, g_strfreev);
}

/* Prose has some four bytes to a token, other scripts three bytes to a character and about a token each. */
gint64
lim_chat_estimate_tokens (const char *text)
{
  return (gint64) strlen (text) / 3 + 1;
}

/* -- The conversation -- */

typedef struct
{
  const LimChatQuestion *question;
  LimChatAnswer *answer;
  GArray *messages;  /* (element-type LimChatMessage) */
  GPtrArray *texts;  /* what of them is ours (element-type char *) */
  gboolean waited;   /* for a limit, once */
  gboolean troubled; /* met trouble in the server, once */
} Talk;

static void
say (Talk *talk, LimChatRole role, char *text)
{
  const LimChatMessage message = { role, text };

  g_ptr_array_add (talk->texts, text);
  g_array_append_val (talk->messages, message);
}

static char *
write_instruction (const LimSchema *schema)
{
  GString *text =
      g_string_new ("Answer with one JSON value and nothing else: no prose, no Markdown. It must satisfy this JSON "
                    "Schema; leave out what is optional and unknown.\n");

  lim_json_append_compact (text, lim_schema_root (schema));
  return g_string_free (text, FALSE);
}

/* The question's messages, the first system one with the schema in words. */
static void
begin (Talk *talk)
{
  const LimChatQuestion *question = talk->question;
  guint i = 0;

  talk->messages = g_array_new (FALSE, FALSE, sizeof (LimChatMessage));
  talk->texts = g_ptr_array_new_with_free_func (g_free);
  if (question->schema != NULL)
    {
      g_autofree char *instruction = write_instruction (question->schema);
      gboolean system = question->n_messages > 0 && question->messages[0].role == LIM_CHAT_SYSTEM;

      say (talk, LIM_CHAT_SYSTEM,
           system ? g_strconcat (question->messages[0].text, "\n\n", instruction, NULL) : g_strdup (instruction));
      i = system ? 1 : 0;
    }
  g_array_append_vals (talk->messages, question->messages + i, question->n_messages - i);
}

static void
talk_clear (Talk *talk)
{
  g_array_unref (talk->messages);
  g_ptr_array_unref (talk->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Talk, talk_clear)

/* Shows the model its answer, and what is wrong with it. */
static void
object (Talk *talk)
{
  const LimChatAnswer *answer = talk->answer;
  g_autofree char *list = g_strjoinv ("\n- ", answer->problems);
  g_autofree char *start = g_strndup (answer->text, MAX_ECHO);

  say (talk, LIM_CHAT_ASSISTANT, g_utf8_make_valid (*start != '\0' ? start : "(nothing)", -1));
  say (talk, LIM_CHAT_USER,
       g_strdup_printf (
           "That answer cannot be used:\n- %s\nAnswer again, whole, with this put right. One JSON value and "
           "nothing else.",
           list));
}

/* -- One sending -- */

static gboolean
fail_too_long (const Talk *talk, const LimChatModel *model, gint64 tokens, GError **error)
{
  talk->answer->failure = LIM_FAILURE_ANSWER;
  return lim_fail (
      error, LIM_ERROR_BAD_INPUT,
      "the question has about %" G_GINT64_FORMAT
      " tokens, which leaves no room for an answer within the %" G_GINT64_FORMAT
      " that %s reads. Make the texts shorter, or choose a model or server setting with more (chat.%s.context)",
      tokens, model->context, model->model != NULL ? model->model : "the model", talk->question->provider->name);
}

/* Servers cut what is too long for them, and some say nothing. */
static gboolean
check_size (const Talk *talk, GError **error)
{
  LimChatModel model = { 0 };
  gint64 tokens = 0, most;

  talk->question->provider->about (talk->question->state, &model);
  for (guint i = 0; i < talk->messages->len; i++)
    tokens += lim_chat_estimate_tokens (g_array_index (talk->messages, LimChatMessage, i).text);
  /* An answer seldom takes all that it may; a quarter of the context is room enough to begin with. */
  most = MIN (talk->question->max_tokens > 0 ? talk->question->max_tokens : model.max_tokens, model.context / 4);
  return model.context == 0 || tokens + most <= model.context || fail_too_long (talk, &model, tokens, error);
}

static void
count_cost (LimChatAnswer *answer, const LimChatReply *reply)
{
  answer->tokens_in += reply->tokens_in;
  answer->tokens_out += reply->tokens_out;
  answer->priced = reply->priced && (answer->attempts == 0 || answer->priced);
  answer->dollars += reply->dollars;
  answer->attempts++;
}

/* Takes the JSON of the answer, or says what is wrong with it. */
static void
judge (const LimChatQuestion *question, LimChatAnswer *answer)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new ();
  g_autoptr (GError) cause = NULL;

  g_clear_pointer (&answer->problems, g_strfreev);
  g_clear_pointer (&answer->json, lim_json_doc_free);
  if (question->schema == NULL)
    return;
  answer->json = lim_chat_extract ("your answer", answer->text, &cause);
  if (answer->json == NULL)
    {
      g_ptr_array_add (problems, g_strdup (cause->message));
      g_ptr_array_add (problems, NULL);
      answer->problems = (char **) g_ptr_array_free (g_steal_pointer (&problems), FALSE);
      return;
    }
  lim_chat_schema_drop_nulls (lim_json_root (answer->json), lim_schema_root (question->schema));
  answer->problems = lim_schema_check (question->schema, lim_json_root (answer->json));
  if (answer->problems[0] == NULL && question->check != NULL)
    {
      question->check (lim_json_root (answer->json), problems, question->check_data);
      g_ptr_array_add (problems, NULL);
      g_strfreev (answer->problems);
      answer->problems = (char **) g_ptr_array_free (g_steal_pointer (&problems), FALSE);
    }
  if (answer->problems[0] == NULL)
    g_clear_pointer (&answer->problems, g_strfreev);
}

static gboolean
fail_cut_off (const LimChatQuestion *question, LimChatAnswer *answer, GError **error)
{
  g_clear_pointer (&answer->json, lim_json_doc_free);
  answer->failure = LIM_FAILURE_ANSWER;
  return lim_fail (
      error, LIM_ERROR_PROVIDER,
      "the answer was cut off: it is longer than the tokens it may have. Raise chat.%s.max_tokens in limner.yaml, or "
      "the server's context",
      question->provider->name);
}

/* Whether it is worth waiting for what went wrong; waits. */
static gboolean
wait_for_better (Talk *talk, const LimChatReply *reply)
{
  gint64 ms = reply->retry_after_ms > 0 ? reply->retry_after_ms : USUAL_WAIT_MS;

  if (reply->failure == LIM_FAILURE_RATE_LIMIT && !talk->waited && ms <= LONGEST_WAIT_MS)
    {
      talk->waited = TRUE;
      return lim_provider_pause ((double) ms / 1000, talk->question->cancellable);
    }
  if (reply->failure == LIM_FAILURE_SERVER && !talk->troubled)
    {
      talk->troubled = TRUE;
      return lim_provider_pause (TROUBLE_WAIT_MS / 1000.0, talk->question->cancellable);
    }
  return FALSE;
}

typedef enum
{
  SENT_ANSWERED, /* with an answer that was judged */
  SENT_WAITED,   /* what went wrong has been waited for */
  SENT_FAILED,
} Sent;

static gboolean
note_entry (const Talk *talk, const LimChatRequest *request, const LimChatReply *reply, guint attempt,
            const GError *cause, GError **error)
{
  const LimChatEntry entry = {
    .provider = talk->question->provider,
    .request = request,
    .reply = reply,
    .attempt = attempt,
    .problems = cause == NULL ? (const char *const *) talk->answer->problems : NULL,
    .error = cause,
  };

  return talk->question->log == NULL || lim_chat_log_write (talk->question->log, &entry, error);
}

static Sent
take_failure (Talk *talk, const LimChatRequest *request, const LimChatReply *reply, GError *cause, GError **error)
{
  talk->answer->failure = reply->failure;
  talk->answer->retry_after_ms = reply->retry_after_ms;
  if (!note_entry (talk, request, reply, talk->answer->attempts + 1, cause, error))
    {
      g_error_free (cause);
      return SENT_FAILED;
    }
  if (wait_for_better (talk, reply))
    {
      g_error_free (cause);
      return SENT_WAITED;
    }
  if (g_cancellable_is_cancelled (talk->question->cancellable) && reply->failure != LIM_FAILURE_CANCELLED)
    {
      g_error_free (cause);
      talk->answer->failure = LIM_FAILURE_CANCELLED;
      lim_fail (error, LIM_ERROR_CANCELLED, "stopped");
      return SENT_FAILED;
    }
  g_propagate_error (error, cause);
  return SENT_FAILED;
}

static Sent
send (Talk *talk, GError **error)
{
  const LimChatQuestion *question = talk->question;
  LimChatAnswer *answer = talk->answer;
  const LimChatRequest request = {
    .messages = (const LimChatMessage *) talk->messages->data,
    .n_messages = talk->messages->len,
    .key = question->key,
    .schema_name = question->schema_name,
    .schema = question->schema != NULL ? lim_schema_root (question->schema) : NULL,
    .temperature = question->temperature,
    .max_tokens = question->max_tokens,
    .events = question->events,
    .cancellable = question->cancellable,
  };
  g_auto (LimChatReply) reply = { 0 };
  GError *cause = NULL;

  if (!question->provider->ask (question->state, &request, &reply, &cause))
    return take_failure (talk, &request, &reply, cause, error);
  count_cost (answer, &reply);
  g_free (answer->text);
  answer->text = g_strdup (reply.text);
  g_free (answer->model);
  answer->model = g_strdup (reply.model);
  judge (question, answer);
  if (!note_entry (talk, &request, &reply, answer->attempts, NULL, error))
    return SENT_FAILED;
  /* A cut answer may fit by chance, and would then miss its end. */
  if (reply.finish == LIM_CHAT_LENGTH)
    {
      fail_cut_off (question, answer, error);
      return SENT_FAILED;
    }
  return SENT_ANSWERED;
}

static gboolean
fail_unfit (LimChatAnswer *answer, GError **error)
{
  g_autofree char *problems = g_strjoinv ("; ", answer->problems);

  g_clear_pointer (&answer->json, lim_json_doc_free);
  answer->failure = LIM_FAILURE_ANSWER;
  return lim_fail (error, LIM_ERROR_PROVIDER, "after %u %s the model's answer still does not fit: %s",
                   answer->attempts, answer->attempts == 1 ? "try" : "tries", problems);
}

gboolean
lim_chat_ask (const LimChatQuestion *question, LimChatAnswer *answer, GError **error)
{
  guint tries = question->tries > 0 ? question->tries : LIM_CHAT_TRIES;
  g_auto (Talk) talk = { .question = question, .answer = answer };

  begin (&talk);
  for (;;)
    {
      if (!check_size (&talk, error))
        return FALSE;

      Sent sent = send (&talk, error);
      if (sent == SENT_FAILED)
        return FALSE;
      if (sent == SENT_WAITED)
        continue;
      if (answer->problems == NULL)
        return TRUE;
      if (answer->attempts >= tries)
        return fail_unfit (answer, error);
      object (&talk);
    }
}
