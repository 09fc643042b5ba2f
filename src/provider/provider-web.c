#include "provider-web.h"

#include "base-text.h"

#include <string.h>

#define MAX_SAID 400u       /* columns of a server's own words in a message */
#define MAX_LOOKED_AT 4096u /* bytes of an answer that is no JSON */
#define LONGEST_WAIT_MS (G_GINT64_CONSTANT (86400) * 1000)

/* -- Addresses -- */

void
lim_web_address_clear (LimWebAddress *address)
{
  g_clear_pointer (&address->url, g_free);
  g_clear_pointer (&address->host, g_free);
}

static gboolean
is_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return strcmp (host, "localhost") == 0 || (address != NULL && g_inet_address_get_is_loopback (address));
}

gboolean
lim_web_address_read (LimWebAddress *address, const char *text, const char *where, const char *example,
                      GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s must be an address like %s, found “%s”", where, example,
                     uri != NULL && g_uri_get_userinfo (uri) != NULL ? "…" : text);
  if (g_uri_get_userinfo (uri) != NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s holds a name or password, which files and messages would show. Give the address without it, "
                     "and the login as docs/providers.md says under “Keys”",
                     where);
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s must be an address without “?” and “#”, like %s", where,
                     example);
  address->url = g_strdup (text);
  while (g_str_has_suffix (address->url, "/"))
    address->url[strlen (address->url) - 1] = '\0';
  address->host = g_ascii_strdown (host, -1);
  address->local = is_this_machine (address->host);
  address->secure = strcmp (scheme, "https") == 0;
  return TRUE;
}

/* -- Errors -- */

static const char *
where_of (const char *provider, const char *setting)
{
  g_autofree char *text = g_strdup_printf ("providers.%s.%s in limner.yaml", provider, setting);

  return g_intern_string (text);
}

char **
lim_web_choose_addresses (const LimSettings *settings, const char *provider, const char *variable, const char **where)
{
  const char *environment = g_getenv (variable);
  const char *const *servers = lim_settings_list (settings, "servers");
  const char *one[] = { lim_settings_string (settings, "url"), NULL };

  if (environment != NULL && *environment != '\0')
    {
      g_autofree char *text = g_strconcat ("the environment's ", variable, NULL);

      *where = g_intern_string (text);
      return g_strsplit (environment, ",", 0);
    }
  *where = where_of (provider, servers[0] != NULL ? "servers" : "url");
  return g_strdupv ((char **) (servers[0] != NULL ? servers : one));
}

LimHttpResponse *
lim_web_send (const LimProviderKey *key, const LimHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  LimHttpResponse *answer = lim_http_send (request, cancellable, &cause);

  if (answer == NULL)
    {
      g_autofree char *clean = lim_provider_key_redact (key, cause->message);

      lim_fail (error, cause->code, "%s", clean);
    }
  return answer;
}

LimHttpResponse *
lim_web_call (const LimWebAddress *address, const LimProviderKey *key, const char *path, LimHttpRequest request,
              GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strconcat (address->url, path, NULL);
  const char *headers[] = { key->header != NULL ? "Authorization" : NULL, key->header, NULL };

  request.method = request.body != NULL ? "POST" : "GET";
  request.url = url;
  request.headers = headers;
  return lim_web_send (key, &request, cancellable, error);
}

void
lim_web_fault_clear (LimWebFault *fault)
{
  g_clear_pointer (&fault->message, g_free);
  g_clear_pointer (&fault->type, g_free);
  g_clear_pointer (&fault->code, g_free);
}

/* The key goes before the text is cut, so that no half of it stays. */
static char *
say (const char *text, const LimProviderKey *key)
{
  g_autofree char *clean = lim_provider_key_redact (key, text);
  g_autofree char *harmless = lim_text_harmless (clean);

  return lim_text_cut (g_strstrip (harmless), MAX_SAID);
}

static char *
say_or_null (const LimJson *text, const LimProviderKey *key)
{
  const char *string = lim_json_string (text);
  gint64 number;

  if (string != NULL && *string != '\0')
    return say (string, key);
  return lim_json_int (text, &number) ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
}

/* “prompt: field required” out of {"loc": ["body", "prompt"], "msg": "field required"}. */
static char *
describe_detail (const LimJson *detail)
{
  const LimJson *first = lim_json_first (detail);
  const LimJson *where = NULL;
  const char *message = lim_json_get_string (first, "msg");

  if (lim_json_string (first) != NULL)
    return g_strdup (lim_json_string (first));
  for (const LimJson *part = lim_json_first (lim_json_get (first, "loc")); part != NULL; part = lim_json_next (part))
    if (lim_json_string (part) != NULL)
      where = part;
  if (message == NULL)
    return NULL;
  return g_strdup_printf ("%s%s%s", where != NULL ? lim_json_string (where) : "", where != NULL ? ": " : "", message);
}

/* A1111 says {"error": "OutOfMemoryError", "detail": "", "errors": "CUDA out of memory …"}: the longest tells most. */
static char *
describe_words (const LimJson *root)
{
  static const char *const keys[] = { "error", "message", "detail", "errors" };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *word = lim_json_get_string (root, keys[i]);

      if (word != NULL && *word != '\0')
        g_ptr_array_add (words, (char *) word);
    }
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return g_strjoinv (": ", (char **) words->pdata);
}

static char *
describe (const LimJson *root)
{
  const char *message = lim_json_get_string (lim_json_get (root, "error"), "message");
  char *words;

  if (message != NULL && *message != '\0')
    return g_strdup (message);
  if ((words = describe_words (root)) != NULL)
    return words;
  return describe_detail (lim_json_get (root, "detail"));
}

void
lim_web_fault_read (GBytes *body, const LimProviderKey *key, LimWebFault *fault)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("error", text != NULL ? text : "", (gssize) length, NULL);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const LimJson *inner = lim_json_get (root, "error");
  g_autofree char *said = describe (root);

  if (said == NULL)
    said = g_strndup (text != NULL ? text : "", MIN (length, MAX_LOOKED_AT));
  g_strstrip (said);
  lim_web_fault_clear (fault);
  fault->message = say (*said != '\0' ? said : "without a word", key);
  fault->type = say_or_null (lim_json_get (lim_json_is (inner, LIM_JSON_OBJECT) ? inner : root, "type"), key);
  fault->code = say_or_null (lim_json_get (lim_json_is (inner, LIM_JSON_OBJECT) ? inner : root, "code"), key);
}

static gboolean
is_one_of (const char *word, const char *const *list)
{
  return word != NULL && g_strv_contains (list, word);
}

gboolean
lim_web_is_moderation (const LimWebFault *fault)
{
  static const char *const words[] = { "moderation_blocked", "content_policy_violation", "content_filter",
                                       "image_generation_user_error", NULL };

  return is_one_of (fault->code, words) || is_one_of (fault->type, words)
         || strstr (fault->message, "safety system") != NULL || strstr (fault->message, "safety_violations") != NULL;
}

gboolean
lim_web_is_out_of_money (const LimWebFault *fault)
{
  static const char *const words[] = { "insufficient_quota",
                                       "credit_balance_exhausted",
                                       "organization_spend_limit_exceeded",
                                       "project_spend_limit_exceeded",
                                       "organization_usage_limit_exceeded",
                                       "billing_hard_limit_reached",
                                       "enforced_spend_limit_reached",
                                       "billing_error",
                                       NULL };

  return is_one_of (fault->code, words) || is_one_of (fault->type, words);
}

/* -- Waiting -- */

static gint64
read_milliseconds (const char *text, double unit)
{
  char *end = NULL;
  double value = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (text == NULL || end == text || *end != '\0' || !(value > 0))
    return 0;
  return (gint64) MIN (value * unit, (double) LONGEST_WAIT_MS);
}

gint64
lim_web_retry_after_ms (const LimHttpResponse *answer)
{
  const char *text = g_hash_table_lookup (answer->headers, "retry-after");
  gint64 wait = read_milliseconds (g_hash_table_lookup (answer->headers, "retry-after-ms"), 1);

  if (wait == 0)
    wait = read_milliseconds (text, 1000);
  if (wait != 0 || text == NULL)
    return wait;

  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = lim_http_parse_date (text);
  gint64 left = then != NULL ? g_date_time_difference (then, now) / 1000 : 0;
  return CLAMP (left, 0, LONGEST_WAIT_MS);
}

/* -- Bodies -- */

LimJsonDoc *
lim_web_parse (GBytes *body, const char *what, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  LimJsonDoc *doc = lim_json_parse (what, text != NULL ? text : "", (gssize) length, &cause);

  if (doc == NULL)
    return lim_fail_null (error, LIM_ERROR_PROVIDER, "%s answered something that is not JSON (%s)", what,
                          cause->message);
  return doc;
}

static gboolean
is_base64 (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/' || c == '=' || g_ascii_isspace (c);
}

GBytes *
lim_web_decode (const char *text)
{
  const char *comma = g_str_has_prefix (text, "data:") ? strchr (text, ',') : NULL;
  gsize length;

  if (comma != NULL)
    text = comma + 1;
  for (const char *at = text; *at != '\0'; at++)
    if (!is_base64 (*at))
      return NULL;

  guchar *data = g_base64_decode (text, &length);
  if (length == 0)
    {
      g_free (data);
      return NULL;
    }
  return g_bytes_new_take (data, length);
}

gboolean
lim_web_is_good (const LimHttpResponse *answer)
{
  return answer->status >= 200 && answer->status <= 299;
}
