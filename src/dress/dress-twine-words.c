#include "dress-twine-words.h"

#include "record-story.h"

#include <string.h>

/* -- Links -- */

void
lim_twine_link_clear (LimTwineLink *link)
{
  g_clear_pointer (&link->label, g_free);
  g_clear_pointer (&link->target, g_free);
  g_clear_pointer (&link->setter, g_free);
}

/* @from up to @to without the blanks around it. */
static char *
trimmed (const char *from, const char *to)
{
  return g_strstrip (g_strndup (from, (gsize) (to - from)));
}

static void
split_link (const char *text, gsize length, LimTwineLink *link)
{
  const char *end = text + length, *at;

  if ((at = g_strrstr_len (text, (gssize) length, "->")) != NULL)
    {
      link->label = trimmed (text, at);
      link->target = trimmed (at + 2, end);
    }
  else if ((at = g_strstr_len (text, (gssize) length, "<-")) != NULL)
    {
      link->target = trimmed (text, at);
      link->label = trimmed (at + 2, end);
    }
  else if ((at = g_strrstr_len (text, (gssize) length, "|")) != NULL)
    {
      link->label = trimmed (text, at);
      link->target = trimmed (at + 1, end);
    }
  else
    link->target = trimmed (text, end);
}

gboolean
lim_twine_link_parse (const char *text, gsize length, LimTwineLink *link)
{
  g_auto (LimTwineLink) read = { 0 };
  const char *setter = g_strstr_len (text, (gssize) length, "][");

  if (setter != NULL)
    {
      read.setter = trimmed (setter + 2, text + length);
      length = (gsize) (setter - text);
    }
  split_link (text, length, &read);
  if (!lim_story_is_id (read.target) || strstr (read.target, "://") != NULL || strchr ("$_`", read.target[0]) != NULL)
    return FALSE;
  if (read.label != NULL && *read.label == '\0')
    g_clear_pointer (&read.label, g_free);
  *link = read;
  read = (LimTwineLink){ 0 };
  return TRUE;
}

/* -- Words -- */

typedef struct
{
  const char *at, *end;
} Reader;

static void
skip_blanks (Reader *reader)
{
  while (reader->at < reader->end && g_ascii_isspace (*reader->at))
    reader->at++;
}

static gboolean
take (Reader *reader, const char *word)
{
  gsize length = strlen (word);
  const char *after = reader->at + length;

  if ((gsize) (reader->end - reader->at) < length || strncmp (reader->at, word, length) != 0)
    return FALSE;
  if (g_ascii_isalpha (word[0]) && after < reader->end && (g_ascii_isalnum (*after) || *after == '_'))
    return FALSE;
  reader->at = after;
  skip_blanks (reader);
  return TRUE;
}

static gboolean
take_one_of (Reader *reader, const char *const *words)
{
  for (; *words != NULL; words++)
    if (take (reader, *words))
      return TRUE;
  return FALSE;
}

/* A variable's name without the sign of its format. NULL when there is none. Transfer full. */
static char *
take_name (Reader *reader)
{
  static const char *const signs[] = { "$", "State.variables.", "window.story.state.", "story.state.", "s.", NULL };
  Reader start = *reader;
  gsize length = 0;
  char *name;

  for (const char *const *sign = signs; *sign != NULL; sign++)
    if ((gsize) (reader->end - reader->at) > strlen (*sign) && g_str_has_prefix (reader->at, *sign))
      {
        reader->at += strlen (*sign);
        break;
      }
  while (
      reader->at + length < reader->end
      && (g_ascii_isalnum (reader->at[length]) || reader->at[length] == '_' || (guchar) reader->at[length] >= 0x80))
    length++;
  if (length == 0 || g_ascii_isdigit (*reader->at))
    {
      *reader = start;
      return NULL;
    }
  name = g_strndup (reader->at, length);
  reader->at += length;
  skip_blanks (reader);
  return name;
}

gboolean
lim_twine_read_assignment (const char *text, gsize length, char ***names)
{
  static const char *const becomes[] = { "to", "=", ":", NULL }, *const ends[] = { ",", ";", NULL };
  Reader reader = { text, text + length };
  gboolean whole = TRUE;

  skip_blanks (&reader);
  while (reader.at < reader.end)
    {
      gboolean turned = take (&reader, "true") && take (&reader, "into");
      g_autofree char *name = take_name (&reader);
      gboolean right = name != NULL && (turned || (take_one_of (&reader, becomes) && take (&reader, "true")));

      if (right && (reader.at == reader.end || strchr (",;", *reader.at) != NULL))
        lim_story_list_add (names, name);
      else
        whole = FALSE;
      while (reader.at < reader.end && strchr (",;", *reader.at) == NULL)
        reader.at++;
      while (take_one_of (&reader, ends))
        continue;
    }
  return whole;
}

gboolean
lim_twine_read_condition (const char *text, gsize length, char ***names)
{
  static const char *const equals[] = { "is", "eq", "===", "==", NULL }, *const ands[] = { "and", "&&", NULL };
  g_auto (GStrv) read = g_new0 (char *, 1);
  Reader reader = { text, text + length };

  skip_blanks (&reader);
  do
    {
      g_autofree char *name = take_name (&reader);

      if (name == NULL || strcmp (name, "not") == 0 || strcmp (name, "true") == 0 || strcmp (name, "false") == 0)
        return FALSE;
      if (take_one_of (&reader, equals) && !take (&reader, "true"))
        return FALSE;
      lim_story_list_add (&read, name);
    }
  while (take_one_of (&reader, ands));
  if (reader.at != reader.end)
    return FALSE;
  for (char **name = read; *name != NULL; name++)
    lim_story_list_add (names, *name);
  return TRUE;
}

char *
lim_twine_next_quoted (const char *text, gsize length, gsize *at)
{
  g_autoptr (GString) word = NULL;
  gsize i = *at;
  char quote;

  while (i < length && text[i] != '"' && text[i] != '\'')
    i++;
  if (i >= length)
    return NULL;
  quote = text[i++];
  word = g_string_new (NULL);
  for (; i < length && text[i] != quote; i++)
    {
      if (text[i] == '\\' && i + 1 < length)
        i++;
      g_string_append_c (word, text[i]);
    }
  if (i >= length)
    return NULL;
  *at = i + 1;
  return g_string_free (g_steal_pointer (&word), FALSE);
}
