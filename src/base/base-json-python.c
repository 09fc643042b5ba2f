#include "base-json.h"

#include <string.h>

static const char *const not_json[] = { "-Infinity", "Infinity", "NaN" };

/* How many bytes of @at are a word that only Python takes for a number. */
static gsize
match_not_json (const char *at, const char *end)
{
  if (*at != 'N' && *at != 'I' && *at != '-')
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (not_json); i++)
    {
      gsize length = strlen (not_json[i]);

      if ((gsize) (end - at) >= length && memcmp (at, not_json[i], length) == 0)
        return length;
    }
  return 0;
}

LimJsonDoc *
lim_json_parse_python (const char *name, const char *text, gssize length, GError **error)
{
  const char *end = text + (length >= 0 ? (gsize) length : strlen (text));
  GString *plain = g_string_sized_new ((gsize) (end - text) + 16);
  gboolean in_string = FALSE;

  for (const char *at = text; at < end;)
    {
      gsize word = in_string ? 0 : match_not_json (at, end);

      if (word > 0)
        {
          g_string_append (plain, "null");
          at += word;
          continue;
        }
      if (in_string && *at == '\\' && at + 1 < end)
        g_string_append_c (plain, *at++);
      else if (*at == '"')
        in_string = !in_string;
      g_string_append_c (plain, *at++);
    }
  gsize plain_length = plain->len;
  return lim_json_parse_take (name, g_string_free (plain, FALSE), (gssize) plain_length, error);
}
