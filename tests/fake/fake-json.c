#include "fake-json.h"

#include <stdarg.h>
#include <string.h>

static LimJson *
argument (LimJsonDoc *doc, char type, va_list *arguments)
{
  LimJson *node;

  switch (type)
    {
    case 's':
      return lim_json_new_string (doc, va_arg (*arguments, const char *));
    case 'i':
      return lim_json_new_int (doc, va_arg (*arguments, gint64));
    case 'd':
      return lim_json_new_double (doc, va_arg (*arguments, double));
    case 'b':
      return lim_json_new_bool (doc, va_arg (*arguments, gboolean));
    case 'j':
      node = va_arg (*arguments, LimJson *);
      return node != NULL ? node : lim_json_new_null (doc);
    case 'n':
      return lim_json_new_null (doc);
    default:
      g_assert_not_reached ();
    }
}

LimJson *
fake_object (LimJsonDoc *doc, const char *spec, ...)
{
  LimJson *object = lim_json_new_object (doc);
  g_auto (GStrv) words = g_strsplit (spec, " ", 0);
  va_list arguments;

  va_start (arguments, spec);
  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      char *colon = strrchr (words[i], ':');

      g_assert (colon != NULL);
      *colon = '\0';
      lim_json_set (object, words[i], argument (doc, colon[1], &arguments));
    }
  va_end (arguments);
  return object;
}

LimJson *
fake_list_of (LimJsonDoc *doc, LimJson *value)
{
  LimJson *list = lim_json_new_array (doc);

  lim_json_append (list, value);
  return list;
}

static void
append_string (GString *out, const char *text)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  if (text != NULL && strcmp (text, FAKE_NAN) == 0)
    {
      g_string_append (out, "NaN");
      return;
    }
  lim_json_append_quoted (quoted, text != NULL ? text : "", -1);
  for (const char *p = quoted->str; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x7f)
        g_string_append_c (out, (char) c);
      else if (c < 0x10000)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
    }
}

static void
append_container (GString *out, const LimJson *node)
{
  gboolean object = lim_json_is (node, LIM_JSON_OBJECT);

  g_string_append_c (out, object ? '{' : '[');
  for (LimJson *each = lim_json_first (node); each != NULL; each = lim_json_next (each))
    {
      if (each != lim_json_first (node))
        g_string_append (out, ", ");
      if (object)
        {
          append_string (out, lim_json_key (each));
          g_string_append (out, ": ");
        }
      fake_json_append (out, each);
    }
  g_string_append_c (out, object ? '}' : ']');
}

void
fake_json_append (GString *out, const LimJson *node)
{
  const char *number;
  gsize length;

  switch (lim_json_type (node))
    {
    case LIM_JSON_STRING:
      append_string (out, lim_json_string (node));
      break;
    case LIM_JSON_NUMBER:
      number = lim_json_number_text (node, &length);
      g_string_append_len (out, number, (gssize) length);
      break;
    case LIM_JSON_ARRAY:
    case LIM_JSON_OBJECT:
      append_container (out, node);
      break;
    case LIM_JSON_TRUE:
      g_string_append (out, "true");
      break;
    case LIM_JSON_FALSE:
      g_string_append (out, "false");
      break;
    default:
      g_string_append (out, "null");
    }
}

char *
fake_json_text (const LimJson *node)
{
  GString *out = g_string_new (NULL);

  fake_json_append (out, node);
  return g_string_free (out, FALSE);
}
