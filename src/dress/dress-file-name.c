#include "dress-file-name.h"

#include "base-hash.h"

#include <string.h>

#define MAX_PLAIN 64u
#define MAX_SLUG 40u
#define DIGITS 8u

static gboolean
is_plain_char (char c)
{
  return g_ascii_islower (c) || g_ascii_isdigit (c) || c == '_' || c == '-';
}

/* Whether @id ends as the other names do, so that it could be taken for one of them. */
static gboolean
ends_in_hash (const char *id, gsize length)
{
  if (length <= DIGITS || id[length - DIGITS - 1] != '-')
    return FALSE;
  for (const char *at = id + length - DIGITS; *at != '\0'; at++)
    if (!g_ascii_isxdigit (*at))
      return FALSE;
  return TRUE;
}

static gboolean
is_plain (const char *id)
{
  gsize length = strlen (id);

  if (length == 0 || length > MAX_PLAIN || id[0] == '-' || ends_in_hash (id, length))
    return FALSE;
  for (const char *at = id; *at != '\0'; at++)
    if (!is_plain_char (*at))
      return FALSE;
  return TRUE;
}

char *
lim_dress_file_name (const char *id, const char *suffix)
{
  g_autoptr (GString) slug = g_string_new (NULL);
  g_autofree char *hash = NULL;

  if (is_plain (id))
    return g_strconcat (id, suffix, NULL);
  for (const char *at = id; *at != '\0' && slug->len < MAX_SLUG; at++)
    {
      char c = g_ascii_tolower (*at);

      if (is_plain_char (c) && (c != '-' || slug->len > 0))
        g_string_append_c (slug, c);
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  if (slug->len > 0 && slug->str[slug->len - 1] != '-')
    g_string_append_c (slug, '-');
  hash = lim_sha256_hex (id, -1);
  if (slug->len == 0)
    g_string_append (slug, "x-");
  return g_strdup_printf ("%s%.*s%s", slug->str, (int) DIGITS, hash, suffix);
}
