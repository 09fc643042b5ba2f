#include "dress-html.h"

#include <string.h>

gboolean
lim_html_read_tag (const char *text, const char *end, LimHtmlTag *tag)
{
  char quote = '\0';

  for (const char *at = text + 1; at < end; at++)
    if (quote != '\0')
      quote = *at == quote ? '\0' : quote;
    else if (*at == '"' || *at == '\'')
      quote = *at;
    else if (*at == '>')
      {
        *tag = (LimHtmlTag){ text, at + 1 };
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_blank (char letter)
{
  return g_ascii_isspace (letter) || letter == '/';
}

/* The value at @at, in quotes or not; @at moves behind it. */
static void
read_value (const char **at, const char *end, const char **value, gsize *length)
{
  if (*at < end && (**at == '"' || **at == '\''))
    {
      const char *close = memchr (*at + 1, **at, (gsize) (end - *at) - 1);

      close = close != NULL ? close : end;
      *value = *at + 1;
      *length = (gsize) (close - *value);
      *at = MIN (close + 1, end);
      return;
    }
  *value = *at;
  while (*at < end && !g_ascii_isspace (**at))
    (*at)++;
  *length = (gsize) (*at - *value);
}

char *
lim_html_attribute (const LimHtmlTag *tag, const char *name)
{
  const char *at = tag->begin + 1, *end = tag->end - 1;

  while (at < end && !g_ascii_isspace (*at))
    at++;
  while (at < end)
    {
      const char *key, *value = "";
      gsize key_length, length = 0;

      while (at < end && is_blank (*at))
        at++;
      key = at;
      while (at < end && !is_blank (*at) && *at != '=')
        at++;
      key_length = (gsize) (at - key);
      while (at < end && g_ascii_isspace (*at))
        at++;
      if (at < end && *at == '=')
        {
          at++;
          while (at < end && g_ascii_isspace (*at))
            at++;
          read_value (&at, end, &value, &length);
        }
      if (key_length == strlen (name) && g_ascii_strncasecmp (key, name, key_length) == 0)
        return lim_html_decode (value, length);
    }
  return NULL;
}

/* -- Entities -- */

static const struct
{
  const char *name;
  gunichar letter;
} entities[] = {
  { "amp", '&' },      { "lt", '<' },       { "gt", '>' },       { "quot", '"' },     { "apos", '\'' },
  { "nbsp", 0xa0 },    { "copy", 0xa9 },    { "reg", 0xae },     { "trade", 0x2122 }, { "hellip", 0x2026 },
  { "mdash", 0x2014 }, { "ndash", 0x2013 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "sbquo", 0x201a },
  { "ldquo", 0x201c }, { "rdquo", 0x201d }, { "bdquo", 0x201e }, { "laquo", 0xab },   { "raquo", 0xbb },
  { "bull", 0x2022 },  { "middot", 0xb7 },  { "times", 0xd7 },   { "deg", 0xb0 },     { "eacute", 0xe9 },
  { "egrave", 0xe8 },  { "agrave", 0xe0 },  { "aacute", 0xe1 },  { "acirc", 0xe2 },   { "ecirc", 0xea },
  { "icirc", 0xee },   { "ocirc", 0xf4 },   { "ucirc", 0xfb },   { "ccedil", 0xe7 },  { "ntilde", 0xf1 },
  { "auml", 0xe4 },    { "ouml", 0xf6 },    { "uuml", 0xfc },    { "Auml", 0xc4 },    { "Ouml", 0xd6 },
  { "Uuml", 0xdc },    { "szlig", 0xdf },   { "iacute", 0xed },  { "oacute", 0xf3 },  { "uacute", 0xfa },
  { "grave", 0x60 },   { "lbrack", '[' },   { "rbrack", ']' },   { "lpar", '(' },     { "rpar", ')' },
  { "dollar", '$' },   { "excl", '!' },     { "num", '#' },      { "bsol", '\\' },    { "verbar", '|' },
  { "rarr", 0x2192 },  { "larr", 0x2190 },  { "zwj", 0x200d },   { "zwnj", 0x200c },  { "shy", 0xad },
};

/* The letter that &NAME; or &#N; stands for, 0 for none; @name is what stands between. */
static gunichar
entity_letter (const char *name, gsize length)
{
  if (length >= 2 && name[0] == '#')
    {
      gboolean hex = name[1] == 'x' || name[1] == 'X';
      gunichar letter = 0;

      if (length == (hex ? 2u : 1u))
        return 0;
      for (gsize i = hex ? 2 : 1; i < length; i++)
        {
          int digit = hex ? g_ascii_xdigit_value (name[i]) : g_ascii_digit_value (name[i]);

          if (digit < 0)
            return 0;
          letter = MIN (letter * (hex ? 16u : 10u) + (guint) digit, 0x110000u);
        }
      return letter != 0 && g_unichar_validate (letter) ? letter : 0xfffd;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == length && strncmp (entities[i].name, name, length) == 0)
      return entities[i].letter;
  return 0;
}

char *
lim_html_decode (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length);
  const char *end = text + length;

  while (text < end)
    {
      const char *close = *text == '&' ? memchr (text, ';', MIN ((gsize) (end - text), 34u)) : NULL;
      gunichar letter = close != NULL ? entity_letter (text + 1, (gsize) (close - text) - 1) : 0;

      if (letter == 0)
        {
          g_string_append_c (out, *text++);
          continue;
        }
      g_string_append_unichar (out, letter);
      text = close + 1;
    }
  return g_string_free (out, FALSE);
}
