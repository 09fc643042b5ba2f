#include "studio-request.h"

#include "base-text.h"

gboolean
lim_studio_answer_json (LimStudioAnswer *answer, LimJson *root)
{
  GString *text = g_string_new (NULL);

  lim_json_append_compact (text, root);
  g_string_append_c (text, '\n');
  answer->body = g_string_free_to_bytes (text);
  answer->content_type = "application/json";
  return TRUE;
}

const char *
lim_studio_reviewer (const LimStudioRequest *request, GError **error)
{
  if (request->desk->reviewer == NULL)
    return lim_fail_null (error, LIM_ERROR_REFUSED, "%s", request->desk->no_reviewer);
  return request->desk->reviewer;
}

gboolean
lim_studio_query_int (const LimStudioRequest *request, const char *name, gint64 min, gint64 max, gint64 fallback,
                      gint64 *value, GError **error)
{
  const char *text = g_hash_table_lookup (request->query, name);

  if (text == NULL)
    {
      *value = fallback;
      return TRUE;
    }
  return g_ascii_string_to_signed (text, 10, min, max, value, NULL)
         || lim_fail (error, LIM_ERROR_USAGE,
                      "%s must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", found “%s”", name,
                      min, max, text);
}

LimJsonDoc *
lim_studio_read_body (const LimStudioRequest *request, const char *const *known, GError **error)
{
  gsize length = 0;
  const char *text = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("the request", text != NULL ? text : "", (gssize) length, error);

  if (doc == NULL)
    return NULL;
  if (!lim_json_is (lim_json_root (doc), LIM_JSON_OBJECT))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "the request must be a JSON object");
  for (const LimJson *at = lim_json_first (lim_json_root (doc)); at != NULL; at = lim_json_next (at))
    if (!g_strv_contains (known, lim_json_key (at)))
      {
        g_autofree char *hint = lim_text_did_you_mean (lim_json_key (at), known);

        return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "the request has a member “%s” that nobody reads.%s",
                              lim_json_key (at), hint);
      }
  return g_steal_pointer (&doc);
}

gboolean
lim_studio_read_scores (const LimJson *object, LimScores *scores, GError **error)
{
  double value;

  if (!lim_json_is_null (object) && !lim_json_is (object, LIM_JSON_OBJECT))
    return lim_json_fail (object, error, "scores must be an object with a number for each dimension");
  for (const LimJson *at = lim_json_first (object); at != NULL; at = lim_json_next (at))
    {
      if (!lim_json_double (at, &value))
        return lim_json_fail (at, error, "the score of %s must be a number from 0 to 1", lim_json_key (at));
      lim_scores_set (scores, lim_json_key (at), value);
    }
  return TRUE;
}
