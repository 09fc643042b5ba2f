#include "base-yaml-write.h"

#include "base-json.h"

#include <string.h>

#define LONG_LINE 90u /* bytes */

/* Whether @text means itself without quotes, also in a list. */
static gboolean
is_plain (const char *text)
{
  static const char *const words[] = { "true", "false", "null", NULL };
  gsize length = strlen (text);

  if (!g_ascii_isalpha (text[0]) || length > 80 || text[length - 1] == ' ')
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (!(letter < 0x80 ? g_ascii_isalnum ((char) letter) || strchr (" _-.'", (int) letter) != NULL
                          : g_unichar_isalpha (letter)))
        return FALSE;
    }
  for (const char *const *word = words; *word != NULL; word++)
    if (g_ascii_strcasecmp (text, *word) == 0)
      return FALSE;
  return TRUE;
}

void
lim_yaml_append_scalar (GString *out, const char *text)
{
  if (is_plain (text))
    g_string_append (out, text);
  else
    lim_json_append_quoted (out, text, -1);
}

/* Whether @text comes back unchanged out of a literal block. */
static gboolean
fits_block (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || strchr (" \t\n", text[0]) != NULL || (length > 1 && g_str_has_suffix (text, "\n\n")))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if ((letter < 0x20 && letter != '\n') || letter == 0x7f || (letter >= 0x80 && letter < 0xa0) || letter == 0x2028
          || letter == 0x2029 || letter == 0xfeff)
        return FALSE;
    }
  return TRUE;
}

void
lim_yaml_append_block (GString *out, const char *key, const char *text, guint indent)
{
  g_string_append_printf (out, "%*s%s: ", (int) indent, "", key);
  if (!fits_block (text))
    {
      lim_json_append_quoted (out, text, -1);
      g_string_append_c (out, '\n');
      return;
    }
  g_string_append (out, g_str_has_suffix (text, "\n") ? "|\n" : "|-\n");
  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      if (length > 0)
        g_string_append_printf (out, "%*s", (int) indent + 2, "");
      g_string_append_len (out, line, (gssize) length);
      g_string_append_c (out, '\n');
      line += length + (line[length] == '\n');
    }
}

void
lim_yaml_append_text (GString *out, const char *key, const char *text, guint indent)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, "%*s%s: ", (int) indent, "", key);
  lim_yaml_append_scalar (out, text);
  g_string_append_c (out, '\n');
}

void
lim_yaml_append_flow (GString *out, char *const *texts)
{
  g_string_append_c (out, '[');
  for (char *const *text = texts; *text != NULL; text++)
    {
      g_string_append (out, text == texts ? "" : ", ");
      lim_yaml_append_scalar (out, *text);
    }
  g_string_append_c (out, ']');
}

void
lim_yaml_append_list (GString *out, const char *key, char *const *texts, guint indent)
{
  if (texts[0] == NULL)
    return;
  g_string_append_printf (out, "%*s%s: ", (int) indent, "", key);
  lim_yaml_append_flow (out, texts);
  g_string_append_c (out, '\n');
}

void
lim_yaml_append_prose (GString *out, const char *key, const char *text, guint indent)
{
  if (text != NULL && (strchr (text, '\n') != NULL || strlen (text) > LONG_LINE))
    lim_yaml_append_block (out, key, text, indent);
  else
    lim_yaml_append_text (out, key, text, indent);
}
