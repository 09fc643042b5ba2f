#include "provider-chat-extract.h"

#include <string.h>

#define MAX_TRIES 24u /* places where JSON might begin */

/* What follows the thoughts; thoughts without an end are all there is. */
static const char *
after_thoughts (const char *text)
{
  static const char *const ends[] = { "</think>", "</thinking>" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *end = g_strrstr (text, ends[i]);

      if (end != NULL)
        text = end + strlen (ends[i]);
    }
  return text;
}

/* Where the object or list that begins at @start ends, brackets in texts not counted; NULL: it does not. */
static const char *
end_of (const char *start)
{
  gboolean in_text = FALSE;
  guint depth = 0;

  for (const char *at = start; *at != '\0'; at++)
    if (in_text && *at == '\\' && at[1] != '\0')
      at++;
    else if (*at == '"')
      in_text = !in_text;
    else if (!in_text && (*at == '{' || *at == '['))
      depth++;
    else if (!in_text && (*at == '}' || *at == ']') && --depth == 0)
      return at + 1;
  return NULL;
}

/* The first one that begins with @bracket. *@first keeps the error of the first try. */
static LimJsonDoc *
find (const char *name, const char *text, char bracket, GError **first)
{
  guint tries = 0;

  for (const char *at = strchr (text, bracket); at != NULL && tries < MAX_TRIES; at = strchr (at, bracket), tries++)
    {
      const char *end = end_of (at);
      gssize length = end != NULL ? end - at : (gssize) strlen (at);
      LimJsonDoc *doc = lim_json_parse (name, at, length, *first == NULL ? first : NULL);

      if (doc != NULL)
        return doc;
      at++;
    }
  return NULL;
}

LimJsonDoc *
lim_chat_extract (const char *name, const char *text, GError **error)
{
  const char *said = after_thoughts (text);
  g_autoptr (GError) object = NULL, list = NULL;
  LimJsonDoc *whole = lim_json_parse (name, text, -1, NULL);

  if (whole == NULL && said != text)
    whole = lim_json_parse (name, said, -1, NULL);
  if (whole != NULL)
    return whole;
  if ((whole = find (name, said, '{', &object)) != NULL)
    return whole;
  /* An object that was begun and is broken is what was meant; a list in it is not. */
  if (object == NULL && (whole = find (name, said, '[', &list)) != NULL)
    return whole;
  if (object != NULL || list != NULL)
    g_propagate_error (error, object != NULL ? g_steal_pointer (&object) : g_steal_pointer (&list));
  else
    lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: there is no JSON in it", name);
  return NULL;
}
