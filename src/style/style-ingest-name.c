#include "style-ingest-private.h"

#include "base-text.h"

#include <string.h>

#define MAX_BYTES 100u /* an id may have 128; there must be room for a number */

static gboolean
is_kept (gunichar letter)
{
  return g_unichar_isalnum (letter) || letter == '-' || letter == '_' || letter == '.';
}

char *
lim_ingest_id_from_name (const char *name)
{
  g_autofree char *base = g_path_get_basename (name);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  g_autofree char *valid = g_utf8_make_valid (base, -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  g_autoptr (GString) id = g_string_new (NULL);

  for (const char *at = normal; *at != '\0' && id->len < MAX_BYTES; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter == 0xfffd || !is_kept (letter))
        letter = '_';
      if (letter == '_' && id->len > 0 && id->str[id->len - 1] == '_' && *at != '_')
        continue;
      if (id->len == 0 && (letter == '.' || letter == '-' || (letter == '_' && *at != '_')))
        continue;
      g_string_append_unichar (id, letter);
    }
  while (id->len > 0 && (id->str[id->len - 1] == '.' || id->str[id->len - 1] == '_') && id->len > 1
         && !g_str_has_suffix (normal, "_"))
    g_string_truncate (id, id->len - 1);
  return id->len > 0 && lim_text_is_safe_name (id->str) ? g_strdup (id->str) : g_strdup ("image");
}
