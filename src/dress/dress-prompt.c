#include "dress-prompt.h"

#include "base-random.h"

#include <string.h>

#define SEEDS ((guint64) 1 << 31) /* what every image maker takes */
#define MIN_WORD 3u               /* letters of a part of a name that stands for the whole */

/* @text in one line, without blanks and the comma or full stop at its end. NULL when nothing is left. Transfer full. */
static char *
tidy (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c))
        g_string_append_unichar (out, c);
      else if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  while (out->len > 0 && strchr (" ,.;", out->str[out->len - 1]) != NULL)
    g_string_truncate (out, out->len - 1);
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* -- Names at the beginning of a subject -- */

/* The length of @word at the beginning of @text, if it stands there whole; 0 if not. Capitals do not count. */
static gsize
match_word (const char *text, const char *word)
{
  g_autofree char *folded = g_utf8_casefold (word, -1);
  glong n = g_utf8_strlen (word, -1);
  const char *end = text;

  for (glong i = 0; i < n; i++, end = g_utf8_next_char (end))
    if (*end == '\0')
      return 0;
  g_autofree char *piece = g_utf8_casefold (text, end - text);
  if (n == 0 || strcmp (folded, piece) != 0 || (*end != ' ' && *end != ','))
    return 0;
  return (gsize) (end - text);
}

static gsize
match_parts (const char *text, const char *name)
{
  g_auto (GStrv) parts = g_strsplit_set (name, " _-", 0);
  gsize longest = 0;

  for (char **part = parts; *part != NULL; part++)
    if (g_utf8_strlen (*part, -1) >= MIN_WORD)
      longest = MAX (longest, match_word (text, *part));
  return longest;
}

/* The length of a name of @entity at the beginning of @text: its name, id, another name of it, or a word of name or id. */
static gsize
match_entity (const LimDressBook *book, const char *id, const char *text)
{
  const LimStoryEntity *entity = lim_story_entity (book->story, id);
  g_autofree char *spaced = g_strdelimit (g_strdup (id), "_-", ' ');
  gsize article = g_ascii_strncasecmp (text, "the ", 4) == 0 ? 4 : 0, longest = 0;

  text += article;
  longest = MAX (match_word (text, id), match_word (text, spaced));
  for (char **other = entity != NULL ? entity->aka : NULL; other != NULL && *other != NULL; other++)
    {
      longest = MAX (longest, match_word (text, *other));
      if (article > 0)
        longest =
            MAX (longest,
                 match_word (text - article, *other) > article ? match_word (text - article, *other) - article : 0);
    }
  if (entity != NULL)
    longest = MAX (longest, match_word (text, entity->name));
  if (longest == 0)
    longest = MAX (match_parts (text, id), entity != NULL ? match_parts (text, entity->name) : 0);
  return longest > 0 ? longest + article : 0;
}

/* Passes over “, ”, “ and ”, “, and ”, “ & ” between two names; NULL when there is none of them. */
static const char *
skip_joint (const char *text)
{
  static const char *const joints[] = { ", and ", " and ", " & ", ", " };

  for (gsize i = 0; i < G_N_ELEMENTS (joints); i++)
    if (g_str_has_prefix (text, joints[i]))
      return text + strlen (joints[i]);
  return NULL;
}

/* What @subject says after the names of all of @entities, in any order; NULL when it does not begin with just these. */
static const char *
after_names (const LimDressBook *book, char **entities, const char *subject)
{
  guint n = g_strv_length (entities), n_found = 0;
  g_autofree gboolean *found = g_new0 (gboolean, n + 1);
  const char *at = subject;

  while (n_found < n)
    {
      gsize length = 0;
      guint who = n;

      for (guint i = 0; i < n; i++)
        {
          gsize one = found[i] ? 0 : match_entity (book, entities[i], at);

          if (one > length)
            {
              length = one;
              who = i;
            }
        }
      if (who == n)
        return NULL;
      found[who] = TRUE;
      n_found++;
      at += length;
      if (n_found < n && (at = skip_joint (at)) == NULL)
        return NULL;
    }
  /* “Ada, exhausted, …” goes on about her, not with what she does. */
  return n > 0 && *at == ' ' && at[1] != '\0' && skip_joint (at) == NULL ? at + 1 : NULL;
}

/* -- The lines -- */

/* The looks of those shown, a line each. */
static void
add_looks (const LimDressBook *book, const LimBrief *brief, GPtrArray *lines, gboolean *all)
{
  *all = TRUE;
  for (char **entity = brief->entities; *entity != NULL; entity++)
    {
      const LimEntityVisual *visual = lim_dress_book_visual (book, *entity);
      g_autofree char *look = visual != NULL ? tidy (visual->reference_prompt_fragment) : NULL;

      if (look != NULL)
        g_ptr_array_add (lines, g_strconcat (lines->len > 0 ? "and " : "", look, NULL));
      else
        *all = FALSE;
    }
}

/* Whether @line already ends in @word. */
static gboolean
ends_in (const char *line, const char *word)
{
  gsize length = strlen (line), n = strlen (word);

  return length >= n && g_ascii_strcasecmp (line + length - n, word) == 0;
}

static char *
style_line (const LimArtDirection *direction)
{
  g_autofree char *style = tidy (direction->style), *medium = tidy (direction->medium);
  const char *last = medium != NULL ? medium : style;

  if (last == NULL)
    return NULL;
  return g_strconcat (style != NULL && medium != NULL ? style : "", style != NULL && medium != NULL ? ", " : "", last,
                      ends_in (last, "style") ? "" : " style", NULL);
}

static char *
palette_line (const LimArtDirection *direction)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (char **color = direction->palette; *color != NULL; color++)
    {
      g_autofree char *name = tidy (*color);

      if (name != NULL)
        g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", name);
    }
  if (out->len == 0)
    return NULL;
  g_string_append (out, " palette");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_line (GPtrArray *lines, char *line)
{
  if (line != NULL)
    g_ptr_array_add (lines, line);
}

char *
lim_dress_prompt (const LimDressBook *book, const LimBrief *brief)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *subject = tidy (brief->subject);
  g_autoptr (GString) out = g_string_new (NULL);
  const char *action = NULL;
  guint n_looks;
  gboolean all;

  add_looks (book, brief, lines, &all);
  n_looks = lines->len;
  if (all && n_looks > 0 && subject != NULL)
    action = after_names (book, brief->entities, subject);
  add_line (lines, g_strdup (action != NULL ? action : subject));
  add_line (lines, tidy (brief->composition));
  add_line (lines, tidy (brief->mood));
  if (book->direction != NULL)
    {
      add_line (lines, style_line (book->direction));
      add_line (lines, palette_line (book->direction));
    }
  add_line (lines, tidy (brief->style_overrides));
  for (guint i = 0; i < lines->len; i++)
    {
      gboolean goes_on = i + 1 < n_looks || (i + 1 == n_looks && action != NULL);

      g_string_append (out, lines->pdata[i]);
      if (i + 1 < lines->len)
        g_string_append (out, goes_on ? "\n" : ",\n");
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_terms (GString *out, GHashTable *seen, const char *text)
{
  g_auto (GStrv) terms = text != NULL ? g_strsplit (text, ",", 0) : NULL;

  for (char **term = terms; term != NULL && *term != NULL; term++)
    {
      g_autofree char *clean = tidy (g_strchug (*term));

      if (clean != NULL && g_hash_table_add (seen, g_utf8_casefold (clean, -1)))
        g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", clean);
    }
}

char *
lim_dress_negative (const LimDressBook *book, const LimBrief *brief)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *out = g_string_new (NULL);

  add_terms (out, seen, brief->negative);
  if (book->direction != NULL)
    add_terms (out, seen, book->direction->negative_defaults);
  return g_string_free (out, FALSE);
}

/* -- Numbers -- */

void
lim_dress_picture_size (const LimDressBook *book, guint64 pixels, guint *width, guint *height)
{
  const char *ratio = book->direction != NULL ? book->direction->aspect_ratio : NULL;
  guint across = 1, down = 1;

  if (ratio == NULL || !lim_aspect_ratio_parse (ratio, &across, &down))
    across = down = 1;
  lim_aspect_ratio_size (across, down, pixels, width, height);
}

static const char *
whom_it_is_about (const LimDressBook *book, const LimBrief *brief)
{
  for (char **id = brief->entities; *id != NULL; id++)
    {
      const LimStoryEntity *entity = lim_story_entity (book->story, *id);

      if (entity != NULL && entity->type == LIM_ENTITY_CHARACTER)
        return *id;
    }
  return brief->entities[0];
}

guint64
lim_dress_picture_seed (const LimDressBook *book, const LimBrief *brief)
{
  const char *entity = whom_it_is_about (book, brief);
  const LimEntityVisual *visual = entity != NULL ? lim_dress_book_visual (book, entity) : NULL;

  if (visual != NULL && visual->seed >= 0)
    return (guint64) visual->seed % SEEDS;
  return lim_hash_u64 (0, entity != NULL ? entity : brief->id) % SEEDS;
}

const char *
lim_dress_picture_anchor (const LimDressBook *book, const LimBrief *brief)
{
  const LimEntityVisual *visual =
      g_strv_length (brief->entities) == 1 ? lim_dress_book_visual (book, brief->entities[0]) : NULL;

  return visual != NULL && visual->anchor != NULL && *visual->anchor != '\0' ? visual->anchor : NULL;
}
