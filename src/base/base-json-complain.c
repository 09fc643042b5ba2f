#include "base-json-private.h"

#include <string.h>

/* Made once: a file with a fault in every line asks for every line. */
static GArray *
find_lines (const LimJsonDoc *doc)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (gsize));
  const char *end = doc->text + doc->length;

  for (const char *at = doc->text; at != NULL;)
    {
      gsize offset = (gsize) (at - doc->text);

      g_array_append_val (lines, offset);
      at = memchr (at, '\n', (gsize) (end - at));
      at = at != NULL ? at + 1 : NULL;
    }
  return lines;
}

guint
lim_json_line (const LimJson *node)
{
  if (node == NULL || node->line != 0)
    return node != NULL ? node->line : 0;
  if (!(node->flags & LIM_JSON_NODE_SOURCE))
    return 0;
  if (node->doc->lines == NULL)
    node->doc->lines = find_lines (node->doc);

  const GArray *lines = node->doc->lines;
  gsize offset = (gsize) (node->start - node->doc->text);
  guint low = 0, high = lines->len; /* the line is one of low … high - 1 */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (lines, gsize, middle) <= offset)
        low = middle;
      else
        high = middle;
    }
  return low + 1;
}

char *
lim_json_describe (const LimJson *node)
{
  switch (lim_json_type (node))
    {
    case LIM_JSON_FALSE:
      return g_strdup ("false");
    case LIM_JSON_TRUE:
      return g_strdup ("true");
    case LIM_JSON_NUMBER:
      return g_strdup_printf ("the number %.*s", (int) MIN (node->end - node->start, 40), node->start);
    case LIM_JSON_STRING:
      {
        const char *text = lim_json_string (node);
        g_autofree char *start = text != NULL ? g_utf8_substring (text, 0, MIN (40, g_utf8_strlen (text, -1))) : NULL;

        if (text == NULL)
          return g_strdup ("text with a NUL character");
        return g_strdup_printf ("text “%s%s”", start, strlen (start) < strlen (text) ? "…" : "");
      }
    case LIM_JSON_ARRAY:
      return g_strdup_printf ("a list of %u", node->n_children);
    case LIM_JSON_OBJECT:
      return g_strdup ("an object");
    default:
      return g_strdup (node != NULL ? "null" : "nothing");
    }
}

gboolean
lim_json_fail (const LimJson *node, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  guint line = lim_json_line (node);
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (node == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s", message);
  if (line == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: %s", node->doc->name, message);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s:%u: %s", node->doc->name, line, message);
}

static const char *const type_names[] = {
  [LIM_JSON_NULL] = "null",        [LIM_JSON_FALSE] = "true or false", [LIM_JSON_TRUE] = "true or false",
  [LIM_JSON_NUMBER] = "a number",  [LIM_JSON_STRING] = "text",         [LIM_JSON_ARRAY] = "a list",
  [LIM_JSON_OBJECT] = "an object",
};

gboolean
lim_json_require (const LimJson *object, const char *key, LimJsonType type, LimJson **value, GError **error)
{
  LimJson *member = lim_json_get (object, key);
  gboolean either = type == LIM_JSON_TRUE && lim_json_is (member, LIM_JSON_FALSE);

  if (!lim_json_is (member, type) && !either)
    {
      g_autofree char *found = lim_json_describe (member != NULL                          ? member
                                                  : lim_json_is (object, LIM_JSON_OBJECT) ? NULL
                                                                                          : object);

      return lim_json_fail (member != NULL ? member : object, error, "“%s” must be %s, found %s", key,
                            type_names[type], found);
    }
  *value = member;
  return TRUE;
}

gboolean
lim_json_require_string (const LimJson *object, const char *key, const char **value, GError **error)
{
  LimJson *member;
  const char *text;

  if (!lim_json_require (object, key, LIM_JSON_STRING, &member, error))
    return FALSE;
  text = lim_json_string (member);
  if (text == NULL)
    return lim_json_fail (member, error, "“%s” holds a NUL character", key);
  if (*text == '\0')
    return lim_json_fail (member, error, "“%s” must not be empty", key);
  *value = text;
  return TRUE;
}

gboolean
lim_json_require_int (const LimJson *object, const char *key, gint64 *value, GError **error)
{
  LimJson *member;

  if (!lim_json_require (object, key, LIM_JSON_NUMBER, &member, error))
    return FALSE;
  if (!lim_json_int (member, value))
    {
      g_autofree char *found = lim_json_describe (member);

      return lim_json_fail (member, error, "“%s” must be a whole number, found %s", key, found);
    }
  return TRUE;
}
