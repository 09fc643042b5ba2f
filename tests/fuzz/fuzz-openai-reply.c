#include "provider-openai-reply.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Every reader gets the same bytes; no message may hold the key, and all must be text that people can read. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint statuses[] = { 400, 401, 404, 429, 500 };
  char *secrets[] = { (char *) "sk-key", NULL };
  const LimProviderKey key = { .header = (char *) "x", .from = (char *) "here", .secrets = secrets };
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body = g_bytes_new_static (data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (LimOpenaiResult) result = { 0 };
  g_auto (GStrv) models = lim_openai_read_models (body);

  g_hash_table_insert (headers, (gpointer) "retry-after", text);
  g_hash_table_insert (headers, (gpointer) "x-ratelimit-limit-requests", (gpointer) "1");
  g_hash_table_insert (headers, (gpointer) "x-ratelimit-remaining-requests", (gpointer) "0");
  g_hash_table_insert (headers, (gpointer) "x-ratelimit-reset-requests", text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      const LimHttpResponse answer = { .status = statuses[i], .headers = headers, .body = body };
      g_auto (LimRenderReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      lim_openai_fail_status (&answer, "here", &key, "m", NULL, &reply, &error);
      if (!g_utf8_validate (error->message, -1, NULL) || strstr (error->message, secrets[0]) != NULL)
        g_error ("a message that is no UTF-8, or holds the key");
      if (reply.retry_after_ms < 0 || lim_openai_read_pause (&answer) < 0)
        g_error ("a wait that is none");
    }
  if (lim_openai_read_result (body, &result, NULL) != (result.image != NULL || result.url != NULL))
    g_error ("read without a picture, or refused with one");
  return 0;
}
