#include "provider-chat-web.h"

#include "base-text.h"
#include "provider-openai-reply.h"

#include <string.h>

#define PROBE_TIMEOUT 30u /* seconds */
#define MAX_MODELS_TOLD 12u
#define MAX_SAID 400u /* columns of a model's own words in a message */

/* -- Settings -- */

static gboolean
read_address (LimChatWeb *web, GError **error)
{
  const LimChatWebRule *rule = web->rule;
  const char *environment = g_getenv (rule->base_variable);
  gboolean named = environment != NULL && *environment != '\0';
  g_autofree char *file_name = g_strdup_printf ("chat.%s.base_url in limner.yaml", rule->name);
  g_autofree char *variable_name = g_strdup_printf ("the environment's %s", rule->base_variable);
  const char *text = named ? environment : lim_settings_string (web->settings, "base-url");

  if (!lim_web_address_read (&web->address, text, named ? variable_name : file_name, rule->example, error))
    return FALSE;
  if (named && rule->base_end != NULL && !g_str_has_suffix (web->address.url, rule->base_end))
    {
      char *whole = g_strconcat (web->address.url, rule->base_end, NULL);

      g_free (web->address.url);
      web->address.url = whole;
    }

  const LimProviderKeyTarget target = { web->address.host, web->address.local, web->address.secure, named };
  return lim_provider_key_find (&rule->key, &target, lim_settings_string (web->settings, "key-file"), &web->key,
                                error);
}

gboolean
lim_chat_web_open (LimChatWeb *web, const LimChatWebRule *rule, const LimSettings *settings, GError **error)
{
  web->rule = rule;
  web->settings = settings;
  web->models = lim_chat_models_load (lim_settings_string (settings, "models-file"), error);
  return web->models != NULL && read_address (web, error);
}

void
lim_chat_web_clear (LimChatWeb *web)
{
  lim_web_address_clear (&web->address);
  lim_provider_key_clear (&web->key);
  g_clear_pointer (&web->models, lim_chat_models_free);
}

void
lim_chat_web_about (const LimChatWeb *web, LimChatModel *model)
{
  const char *name = lim_settings_string (web->settings, "model");
  LimChatRow row = lim_chat_models_find (web->models, name);
  gint64 context = lim_settings_int (web->settings, "context");

  *model = (LimChatModel){ .model = name,
                           .slots = (guint) lim_settings_int (web->settings, "slots"),
                           .context = context > 0 ? context : row.context,
                           .max_tokens = lim_settings_int (web->settings, "max-tokens"),
                           .priced = row.priced,
                           .dollars_in = row.dollars_in,
                           .dollars_out = row.dollars_out };
}

gboolean
lim_chat_web_temperature (const LimChatWeb *web, const LimChatRequest *request, double *temperature)
{
  LimChatRow row = lim_chat_models_find (web->models, lim_settings_string (web->settings, "model"));

  if (lim_settings_is_set (web->settings, "temperature"))
    *temperature = lim_settings_double (web->settings, "temperature");
  else
    *temperature = row.no_temperature ? -1 : request->temperature;
  return *temperature >= 0;
}

gint64
lim_chat_web_max_tokens (const LimChatWeb *web, const LimChatRequest *request)
{
  return request->max_tokens > 0 ? request->max_tokens : lim_settings_int (web->settings, "max-tokens");
}

gboolean
lim_chat_web_check (const LimChatWeb *web, LimChatReply *reply, GError **error)
{
  const LimChatWebRule *rule = web->rule;

  if (lim_settings_string (web->settings, "model") == NULL)
    return lim_chat_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_BAD_INPUT,
                          "no model is chosen. Name one in limner.yaml: chat: {%s: {model: NAME}}; `limner config "
                          "providers chat.%s --probe` lists those of %s",
                          rule->name, rule->name, web->address.url);
  if (web->key.header == NULL && g_strcmp0 (web->address.host, rule->key.home) == 0)
    return lim_chat_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER,
                          "there is no key for %s. Put it into %s", web->address.host, web->key.place);
  return TRUE;
}

/* -- Calls -- */

static LimHttpResponse *
call (const LimChatWeb *web, const char *path, GBytes *body, LimHttpHear hear, gpointer hear_data,
      LimHttpOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strconcat (web->address.url, path, NULL);
  const LimChatWebRule *rule = web->rule;
  const char *headers[5] = { NULL };
  guint n = 0;

  if (web->key.header != NULL)
    {
      headers[n++] = rule->key_header;
      headers[n++] = web->key.header;
    }
  if (rule->version_header != NULL)
    {
      headers[n++] = rule->version_header;
      headers[n++] = rule->version;
    }

  const LimHttpRequest request = {
    .method = body != NULL ? "POST" : "GET",
    .url = url,
    .headers = headers,
    .content_type = "application/json",
    .body = body,
    .timeout_s = body != NULL ? (guint) lim_settings_int (web->settings, "timeout") : PROBE_TIMEOUT,
    .whole_s = (guint) lim_settings_int (web->settings, "limit"),
    .max_size = LIM_CHAT_MAX_ANSWER,
    .outcome = outcome,
    .hear = hear,
    .hear_data = hear_data,
  };
  return lim_web_send (&web->key, &request, cancellable, error);
}

static gboolean
fail_no_answer (const LimChatWeb *web, const LimHttpOutcome *outcome, const char *cause, GCancellable *cancellable,
                LimChatReply *reply, GError **error)
{
  if (g_cancellable_is_cancelled (cancellable))
    return lim_chat_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  if (!outcome->sent)
    return lim_chat_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                          "nobody answers at %s (%s). Is the address right (chat.%s.base_url in limner.yaml, or the "
                          "environment's %s), and the server running?",
                          web->address.url, cause, web->rule->name, web->rule->base_variable);
  if (outcome->too_large)
    return lim_chat_fail (reply, LIM_FAILURE_ANSWER, error, LIM_ERROR_PROVIDER,
                          "the model did not come to an end (%s)", cause);
  return lim_chat_fail (reply, outcome->timed_out ? LIM_FAILURE_TIMEOUT : LIM_FAILURE_SERVER, error,
                        LIM_ERROR_PROVIDER, "the answer was lost (%s); it may have been billed", cause);
}

/* -- Hearing -- */

static gboolean
hear_event (const char *name G_GNUC_UNUSED, const char *data, gsize length, gpointer user)
{
  LimChatHearing *hearing = user;
  const char *piece = NULL;
  gboolean more = hearing->take (hearing->chat, data, length, &piece);

  if (piece != NULL)
    lim_chat_tell (hearing->request, piece);
  return more;
}

static gboolean
hear_bytes (const char *bytes, gsize length, gpointer data)
{
  LimChatHearing *hearing = data;

  return lim_sse_feed (hearing->sse, bytes, length, &hearing->error);
}

void
lim_chat_hearing_init (LimChatHearing *hearing, const LimChatRequest *request, LimChatTake take, gpointer chat)
{
  *hearing = (LimChatHearing){ .request = request, .take = take, .chat = chat };
  if (request->events != NULL)
    hearing->sse = lim_sse_new (LIM_CHAT_MAX_EVENT, hear_event, hearing);
}

void
lim_chat_hearing_clear (LimChatHearing *hearing)
{
  g_clear_pointer (&hearing->sse, lim_sse_free);
  g_clear_error (&hearing->error);
}

LimHttpResponse *
lim_chat_web_send (const LimChatWeb *web, const LimJson *root, LimChatHearing *hearing, LimChatReply *reply,
                   GError **error)
{
  GString *text = g_string_new (NULL);
  GCancellable *cancellable = hearing->request->cancellable;
  LimHttpOutcome outcome = { 0 };
  g_autoptr (GError) cause = NULL;

  lim_json_append_compact (text, root);

  g_autoptr (GBytes) body = g_string_free_to_bytes (text);
  gint64 start = g_get_monotonic_time ();
  LimHttpResponse *answer = call (web, web->rule->path, body, hearing->sse != NULL ? hear_bytes : NULL, hearing,
                                  &outcome, cancellable, &cause);
  reply->elapsed_ms = (g_get_monotonic_time () - start) / 1000;
  if (answer == NULL)
    fail_no_answer (web, &outcome, cause->message, cancellable, reply, error);
  return answer;
}

gboolean
lim_chat_web_heard (const LimChatWeb *web, const LimHttpResponse *answer, LimChatHearing *hearing, gboolean *whole,
                    LimChatReply *reply, GError **error)
{
  if (!lim_web_is_good (answer))
    return lim_chat_web_fail_status (web, answer, reply, error);
  if (hearing->error != NULL)
    return lim_chat_fail (reply, LIM_FAILURE_ANSWER, error, LIM_ERROR_PROVIDER, "%s: %s", web->address.url,
                          hearing->error->message);
  *whole = hearing->sse == NULL || strcmp (answer->content_type, "application/json") == 0;
  if (!*whole)
    lim_sse_end (hearing->sse);
  return TRUE;
}

/* -- Refusals -- */

static gboolean
is_one_of (const char *word, const char *const *list)
{
  return word != NULL && g_strv_contains (list, word);
}

static gboolean
fail_key (const LimChatWeb *web, guint status, const LimWebFault *fault, LimChatReply *reply, GError **error)
{
  gboolean with_key = web->key.header != NULL;

  return lim_chat_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER, "%s %s (HTTP %u: %s). %s %s",
                        web->address.url, with_key ? "does not accept our key" : "wants a key", status,
                        fault->message, with_key ? "It came from" : "Put it into",
                        with_key ? web->key.from : web->key.place);
}

static gboolean
fail_model (const LimChatWeb *web, const LimWebFault *fault, LimChatReply *reply, GError **error)
{
  const char *model = lim_settings_string (web->settings, "model");

  return lim_chat_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER,
                        "%s has no model “%s” (%s). Name another in chat.%s.model; `limner config providers chat.%s "
                        "--probe` lists them",
                        web->address.url, model != NULL ? model : "", fault->message, web->rule->name,
                        web->rule->name);
}

/* A question that is longer than the model reads. */
static gboolean
is_too_long (guint status, const LimWebFault *fault)
{
  static const char *const words[] = { "context_length_exceeded", "exceed_context_size_error", "request_too_large",
                                       NULL };

  return status == 413 || is_one_of (fault->code, words) || is_one_of (fault->type, words)
         || (status == 400
             && (strstr (fault->message, "context length") != NULL
                 || strstr (fault->message, "prompt is too long") != NULL));
}

static gboolean
is_missing_model (guint status, const LimWebFault *fault)
{
  return g_strcmp0 (fault->code, "model_not_found") == 0
         || (status == 404
             && (g_strcmp0 (fault->type, "not_found_error") == 0 || g_strcmp0 (fault->type, "NotFoundError") == 0));
}

static gboolean
fail_rate (const LimChatWeb *web, const LimHttpResponse *answer, const LimWebFault *fault, LimChatReply *reply,
           GError **error)
{
  reply->retry_after_ms = lim_web_retry_after_ms (answer);
  return lim_chat_fail (reply, LIM_FAILURE_RATE_LIMIT, error, LIM_ERROR_PROVIDER, "%s asks us to wait (HTTP %u: %s)",
                        web->address.url, answer->status, fault->message);
}

gboolean
lim_chat_web_fail_status (const LimChatWeb *web, const LimHttpResponse *answer, LimChatReply *reply, GError **error)
{
  const char *where = web->address.url;
  g_auto (LimWebFault) fault = { 0 };
  guint status = answer->status;

  lim_web_fault_read (answer->body, &web->key, &fault);
  if (status >= 400 && status < 500 && lim_web_is_moderation (&fault))
    return lim_chat_fail (reply, LIM_FAILURE_POLICY, error, LIM_ERROR_PROVIDER, "%s refuses to answer this: %s",
                          where, fault.message);
  if (status == 401)
    return fail_key (web, status, &fault, reply, error);
  if (lim_web_is_out_of_money (&fault) || status == 402)
    return lim_chat_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER,
                          "%s: there is no money left for this, or a spending limit is reached (%s)", where,
                          fault.message);
  if (status == 403)
    return lim_chat_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER, "%s does not let us (HTTP 403: %s)",
                          where, fault.message);
  if (is_missing_model (status, &fault))
    return fail_model (web, &fault, reply, error);
  if (is_too_long (status, &fault))
    return lim_chat_fail (reply, LIM_FAILURE_ANSWER, error, LIM_ERROR_PROVIDER,
                          "the question is longer than the model can read (HTTP %u: %s)", status, fault.message);
  if (status == 429)
    return fail_rate (web, answer, &fault, reply, error);
  if (status == 404 || status == 405 || (status >= 300 && status < 400))
    return lim_chat_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                          "%s does not know %s (HTTP %u: %s). Is the address right? Most end in /v1", where,
                          web->rule->path, status, fault.message);
  if (status == 408 || status == 504 || status == 524)
    return lim_chat_fail (reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER,
                          "%s took too long to answer (HTTP %u: %s)", where, status, fault.message);
  if (status == 409 || status >= 500)
    return lim_chat_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "%s failed (HTTP %u: %s)", where,
                          status, fault.message);
  return lim_chat_fail (reply, LIM_FAILURE_ANSWER, error, LIM_ERROR_PROVIDER, "%s refused the question (HTTP %u: %s)",
                        where, status, fault.message);
}

/* The status that a server would have sent, had it known in time. */
static const struct
{
  const char *word; /* type or code */
  guint status;
} statuses[] = {
  { "authentication_error", 401 },
  { "invalid_api_key", 401 },
  { "billing_error", 402 },
  { "permission_error", 403 },
  { "rate_limit_error", 429 },
  { "rate_limit_exceeded", 429 },
  { "requests", 429 },
  { "tokens", 429 },
  { "insufficient_quota", 429 },
  { "overloaded_error", 529 },
  { "timeout_error", 504 },
  { "invalid_request_error", 400 },
  { "content_filter", 400 },
  { "not_found_error", 404 },
};

gboolean
lim_chat_web_fail_inside (const LimChatWeb *web, GBytes *body, LimChatReply *reply, GError **error)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (LimWebFault) fault = { 0 };
  LimHttpResponse answer = { .status = 500, .headers = headers, .body = body };
  guint64 code;

  lim_web_fault_read (body, &web->key, &fault);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (fault.code, statuses[i].word) == 0 || g_strcmp0 (fault.type, statuses[i].word) == 0)
      answer.status = statuses[i].status;
  if (fault.code != NULL && g_ascii_string_to_unsigned (fault.code, 10, 400, 599, &code, NULL))
    answer.status = (guint) code;
  return lim_chat_web_fail_status (web, &answer, reply, error);
}

gboolean
lim_chat_web_fail_refusal (const LimChatWeb *web, const char *said, LimChatReply *reply, GError **error)
{
  g_autofree char *clean = lim_provider_key_redact (&web->key, said);
  g_autofree char *harmless = lim_text_harmless (clean);
  g_autofree char *cut = lim_text_cut (harmless, MAX_SAID);

  return lim_chat_fail (reply, LIM_FAILURE_POLICY, error, LIM_ERROR_PROVIDER, "the model refuses to answer this%s%s",
                        *cut != '\0' ? ": " : "", cut);
}

/* -- Answers -- */

gboolean
lim_chat_web_finish (const LimChatWeb *web, const char *text, LimChatReply *reply, GError **error)
{
  LimChatModel model;

  lim_chat_web_about (web, &model);
  lim_chat_price (reply, &model);
  g_free (reply->text);
  reply->text = lim_provider_key_redact (&web->key, text);
  if (reply->finish == LIM_CHAT_STOP && *reply->text == '\0')
    return lim_chat_fail (reply, LIM_FAILURE_ANSWER, error, LIM_ERROR_PROVIDER, "the answer of %s is empty",
                          web->address.url);
  return TRUE;
}

/* -- Probing -- */

static char *
describe_models (const LimChatWeb *web, const char *const *models)
{
  const char *chosen = lim_settings_string (web->settings, "model");
  guint n = g_strv_length ((char **) models);
  GString *said = g_string_new (NULL);
  g_autofree char *count = lim_text_count (n, "model", NULL);

  g_string_append (said, n > 0 ? count : "models unknown");
  if (chosen != NULL)
    g_string_append_printf (said, ", %s%s", chosen,
                            n > 0 && !g_strv_contains (models, chosen) ? " is not among them" : "");
  else
    g_string_append (said, n > 0 ? ", none chosen: " : ", none chosen");
  for (guint i = 0; chosen == NULL && i < MIN (n, MAX_MODELS_TOLD); i++)
    g_string_append_printf (said, "%s%s", i > 0 ? ", " : "", models[i]);
  if (chosen == NULL && n > MAX_MODELS_TOLD)
    g_string_append (said, " …");
  return g_string_free (said, FALSE);
}

gboolean
lim_chat_web_probe (const LimChatWeb *web, GCancellable *cancellable, char **about, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_auto (LimChatReply) reply = { 0 };
  LimHttpOutcome outcome = { 0 };

  if (web->key.header == NULL && g_strcmp0 (web->address.host, web->rule->key.home) == 0)
    return lim_fail (error, LIM_ERROR_PROVIDER, "there is no key for %s. Put it into %s", web->address.host,
                     web->key.place);

  g_autoptr (LimHttpResponse) answer = call (web, "/models", NULL, NULL, NULL, &outcome, cancellable, &cause);
  if (answer == NULL)
    return fail_no_answer (web, &outcome, cause->message, cancellable, &reply, error);
  if (answer->status == 401 || answer->status == 403 || answer->status == 429 || answer->status >= 500)
    return lim_chat_web_fail_status (web, answer, &reply, error);

  g_auto (GStrv) models = lim_web_is_good (answer) ? lim_openai_read_models (answer->body) : NULL;
  static const char *const none[] = { NULL };
  g_autofree char *said = describe_models (web, models != NULL ? (const char *const *) models : none);
  *about = g_strdup_printf ("%s, %s", web->address.url, said);
  return TRUE;
}
