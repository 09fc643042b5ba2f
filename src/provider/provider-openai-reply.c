#include "provider-openai-reply.h"

#include "base-text.h"

#include <math.h>
#include <string.h>

#define LONGEST_PAUSE_MS (24 * 3600 * 1000.0)

/* -- Refusals -- */

static gboolean
fail_model (const char *where, const char *model, const char *said, const LimOpenaiModels *models,
            LimRenderReply *reply, GError **error)
{
  const LimOpenaiModel *row = models != NULL ? lim_openai_models_find (models, model) : NULL;
  const char *until = row != NULL ? row->until : NULL;

  return lim_provider_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER,
                            "%s has no model “%s” (%s)%s%s. Name another in providers.openai.model; `limner config "
                            "providers openai --probe` lists them",
                            where, model, said, until != NULL ? "; OpenAI shut it down on " : "",
                            until != NULL ? until : "");
}

static gboolean
fail_too_many (const LimHttpResponse *answer, const char *where, const LimWebFault *fault, LimRenderReply *reply,
               GError **error)
{
  const char *again = g_hash_table_lookup (answer->headers, "x-should-retry");

  if (lim_web_is_out_of_money (fault))
    return lim_provider_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER,
                              "%s: there is no money left for this, or a spending limit is reached (%s)", where,
                              fault->message);
  reply->retry_after_ms = lim_web_retry_after_ms (answer);
  return lim_provider_fail (reply, g_strcmp0 (again, "false") == 0 ? LIM_FAILURE_IMAGE : LIM_FAILURE_RATE_LIMIT,
                            error, LIM_ERROR_PROVIDER, "%s asks us to wait (HTTP 429: %s)", where, fault->message);
}

static gboolean
fail_key (const LimHttpResponse *answer, const char *where, const LimProviderKey *key, const LimWebFault *fault,
          LimRenderReply *reply, GError **error)
{
  gboolean with_key = key != NULL && key->header != NULL;

  return lim_provider_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER, "%s %s (HTTP %u: %s). %s %s", where,
                            with_key ? "does not accept our key" : "wants a key", answer->status, fault->message,
                            with_key ? "It came from" : "Put it into",
                            with_key      ? key->from
                            : key != NULL ? key->place
                                          : "the environment");
}

gboolean
lim_openai_fail_status (const LimHttpResponse *answer, const char *where, const LimProviderKey *key,
                        const char *model, const LimOpenaiModels *models, LimRenderReply *reply, GError **error)
{
  g_auto (LimWebFault) fault = { 0 };
  guint status = answer->status;

  lim_web_fault_read (answer->body, key, &fault);
  if (status >= 400 && status < 500 && lim_web_is_moderation (&fault))
    return lim_provider_fail (reply, LIM_FAILURE_POLICY, error, LIM_ERROR_PROVIDER, "%s refuses to show this: %s",
                              where, fault.message);
  if (status == 401)
    return fail_key (answer, where, key, &fault, reply, error);
  if (status == 403)
    return lim_provider_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER, "%s does not let us (HTTP 403: %s)",
                              where, fault.message);
  if (g_strcmp0 (fault.code, "model_not_found") == 0
      || (status == 404 && g_strcmp0 (fault.type, "not_found_error") == 0))
    return fail_model (where, model, fault.message, models, reply, error);
  if (status == 429 || lim_web_is_out_of_money (&fault))
    return fail_too_many (answer, where, &fault, reply, error);
  if (status == 404 || status == 405 || (status >= 300 && status < 400))
    return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                              "%s does not know /images (HTTP %u: %s). Is the address right? Most end in /v1", where,
                              status, fault.message);
  if (status == 502 || status == 504 || status == 524) /* from a proxy that lost the server, perhaps at work on it */
    return lim_provider_fail (
        reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER,
        "%s: the answer was lost behind its proxy, and the picture may have been billed (HTTP %u: %s)", where, status,
        fault.message);
  if (status == 408 || status == 409 || status >= 500)
    return lim_provider_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "%s failed (HTTP %u: %s)", where,
                              status, fault.message);
  return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "%s refused the image (HTTP %u: %s)",
                            where, status, fault.message);
}

/* -- Results -- */

void
lim_openai_result_clear (LimOpenaiResult *result)
{
  g_clear_pointer (&result->image, g_bytes_unref);
  g_clear_pointer (&result->url, g_free);
}

gboolean
lim_openai_read_result (GBytes *body, LimOpenaiResult *result, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_web_parse (body, "/images", error);

  if (doc == NULL)
    return FALSE;

  const LimJson *first = lim_json_first (lim_json_get (lim_json_root (doc), "data"));
  const char *coded = lim_json_get_string (first, "b64_json");
  const char *url = lim_json_get_string (first, "url");

  lim_openai_result_clear (result);
  if (coded != NULL && *coded != '\0')
    {
      result->image = lim_web_decode (coded);
      return result->image != NULL || lim_fail (error, LIM_ERROR_PROVIDER, "the picture in the answer is no base64");
    }
  if (url == NULL || *url == '\0')
    return lim_fail (error, LIM_ERROR_PROVIDER, "the answer holds no picture");
  if (g_str_has_prefix (url, "data:"))
    {
      result->image = lim_web_decode (url);
      return result->image != NULL || lim_fail (error, LIM_ERROR_PROVIDER, "the picture in the answer is no base64");
    }
  result->url = g_strdup (url);
  return TRUE;
}

char **
lim_openai_read_models (GBytes *body)
{
  g_autoptr (LimJsonDoc) doc = lim_web_parse (body, "/models", NULL);
  const LimJson *list = doc != NULL ? lim_json_get (lim_json_root (doc), "data") : NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  if (!lim_json_is (list, LIM_JSON_ARRAY))
    return NULL;
  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    if (lim_json_get_string (at, "id") != NULL)
      {
        g_autofree char *id = lim_text_harmless (lim_json_get_string (at, "id"));
        g_strv_builder_add (ids, id);
      }
  return g_strv_builder_end (ids);
}

/* -- Limits -- */

static const struct
{
  const char *unit;
  double ms;
} units[] = { { "ms", 1 }, { "h", 3600e3 }, { "m", 60e3 }, { "s", 1e3 } };

gint64
lim_openai_read_duration (const char *text)
{
  double sum = 0;

  while (text != NULL && *text != '\0')
    {
      char *end;
      double value = g_ascii_isdigit (*text) ? g_ascii_strtod (text, &end) : -1;
      gsize i = 0;

      if (!(value >= 0) || !isfinite (value))
        return 0;
      while (i < G_N_ELEMENTS (units) && !g_str_has_prefix (end, units[i].unit))
        i++;
      if (i == G_N_ELEMENTS (units))
        return 0;
      sum += value * units[i].ms;
      text = end + strlen (units[i].unit);
    }
  return (gint64) MIN (sum, LONGEST_PAUSE_MS);
}

static double
read_number (const LimHttpResponse *answer, const char *what, const char *of)
{
  g_autofree char *name = g_strdup_printf ("x-ratelimit-%s-%s", what, of);
  const char *text = g_hash_table_lookup (answer->headers, name);
  char *end = NULL;
  double value = text != NULL ? g_ascii_strtod (text, &end) : -1;

  return text != NULL && end != text && *end == '\0' ? value : -1;
}

/* Some servers always say 0 or −1; without a limit the rest means nothing. */
gint64
lim_openai_read_pause (const LimHttpResponse *answer)
{
  static const char *const kinds[] = { "requests", "tokens" };
  gint64 longest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *reset = g_strdup_printf ("x-ratelimit-reset-%s", kinds[i]);
      double limit = read_number (answer, "limit", kinds[i]);
      double full_ms = (double) lim_openai_read_duration (g_hash_table_lookup (answer->headers, reset));

      if (limit < 1 || read_number (answer, "remaining", kinds[i]) != 0)
        continue;
      longest = MAX (longest, (gint64) (i == 0 ? ceil (full_ms / limit) : full_ms));
    }
  return longest;
}
