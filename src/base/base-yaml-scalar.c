#include "base-yaml-private.h"

#include "base-json-private.h"

#include <string.h>

static gsize
count_digits (const char *text)
{
  return strspn (text, "0123456789");
}

/* [-+]? (\. [0-9]+ | [0-9]+ (\. [0-9]*)?) ([eE] [-+]? [0-9]+)? */
static gboolean
is_decimal (const char *text)
{
  if (*text == '-' || *text == '+')
    text++;

  gsize whole = count_digits (text), fraction = 0;
  text += whole;
  if (*text == '.')
    {
      fraction = count_digits (text + 1);
      text += 1 + fraction;
    }
  if (whole == 0 && fraction == 0)
    return FALSE;
  if (*text == 'e' || *text == 'E')
    {
      text++;
      if (*text == '-' || *text == '+')
        text++;
      if (count_digits (text) == 0)
        return FALSE;
      text += count_digits (text);
    }
  return *text == '\0';
}

/* The same number as JSON spells it: no plus, no leading zeros, digits on both sides of a point. */
static LimJson *
new_decimal (LimJsonDoc *doc, const char *text)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (*text == '-')
    g_string_append_c (json, '-');
  if (*text == '-' || *text == '+')
    text++;
  while (text[0] == '0' && g_ascii_isdigit (text[1]))
    text++;
  if (*text == '.')
    g_string_append_c (json, '0');
  gsize whole = count_digits (text);
  g_string_append_len (json, text, (gssize) whole);
  text += whole;
  if (*text == '.' && !g_ascii_isdigit (text[1]))
    text++; /* “1.” and “1.e3” */
  g_string_append (json, text);
  return lim_json_new_scalar (doc, LIM_JSON_NUMBER, json->str, json->len);
}

/* 0x1F and 0o17 that fit 63 bits; larger ones are no numbers anybody writes, and stay text. */
static gboolean
read_prefixed (const char *text, gint64 *value)
{
  guint base = g_str_has_prefix (text, "0x") ? 16 : g_str_has_prefix (text, "0o") ? 8 : 0;
  guint64 number;

  if (base == 0 || !g_ascii_isxdigit (text[2])
      || !g_ascii_string_to_unsigned (text + 2, base, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}

LimJson *
lim_yaml_resolve_plain (LimJsonDoc *doc, const char *text, gsize length)
{
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
  static const char *const trues[] = { "true", "True", "TRUE", NULL };
  static const char *const falses[] = { "false", "False", "FALSE", NULL };
  g_autofree char *word = g_strndup (text, length);
  gint64 whole;

  if (g_strv_contains (nulls, word))
    return lim_json_new_null (doc);
  if (g_strv_contains (trues, word))
    return lim_json_new_bool (doc, TRUE);
  if (g_strv_contains (falses, word))
    return lim_json_new_bool (doc, FALSE);
  if (read_prefixed (word, &whole))
    return lim_json_new_int (doc, whole);
  if (is_decimal (word))
    return new_decimal (doc, word);
  return lim_json_new_text (doc, text, length);
}
