#include "dress-twee-markup.h"

#include "base-hash.h"

#include <string.h>

/* -- Text -- */

/* Always: what both formats read as markup or code. A doubled sign: only where one stood before, or another
 * may follow; “://” is no emphasis. */
#define ALWAYS "&<>$[]{}\\^*~_|#`@"
#define DOUBLED "'/=-\"%"

static void
append_entity (GString *out, char c)
{
  static const struct
  {
    char c;
    const char *entity;
  } named[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" } };

  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    if (named[i].c == c)
      {
        g_string_append (out, named[i].entity);
        return;
      }
  g_string_append_printf (out, "&#%d;", c);
}

static gboolean
begins_line (const GString *out)
{
  return out->len == 0 || out->str[out->len - 1] == '\n';
}

/* @followed: a sign may come right after it. */
static void
append_text (GString *out, const char *text, gboolean followed)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      char before = out->len > 0 ? out->str[out->len - 1] : '\0';
      gboolean meant =
          strchr (ALWAYS, *at) != NULL || (*at == before && strchr (DOUBLED, *at) != NULL)
          || (followed && at[1] == '\0' && strchr (DOUBLED ":", *at) != NULL)
          || (begins_line (out) && (g_ascii_ispunct (*at) || g_ascii_isdigit (*at)) && *at != '"' && *at != '\'')
          || (*at == '(' && (g_ascii_isalpha (at[1]) || at[1] == '-')) || (*at == '/' && at[1] == '*');

      if (meant)
        append_entity (out, *at);
      else
        g_string_append_c (out, *at);
    }
}

void
lim_twee_append_text (GString *out, const char *text)
{
  append_text (out, text, TRUE);
}

/* Where writing stands: in which kinds of emphasis it is. */
typedef struct
{
  GString *out;
  const LimTweeFormat *format;
  guint inside; /* bits 1 << kind */
} Inline;

static void append_inline (Inline *to, const GPtrArray *list);

static const LimProse *
child (const GPtrArray *list, guint i)
{
  return list->pdata[i];
}

/* Puts the sign before what follows; one goes on where another ends. */
static void
append_sign (GString *out, const char *sign)
{
  if (g_str_has_suffix (out->str, sign))
    {
      g_string_truncate (out, out->len - strlen (sign));
      return;
    }
  g_string_append (out, sign);
}

/* Blanks and breaks at the ends of emphasis stand outside: a sign beside a blank is none. */
static void
append_marked (Inline *to, const char *sign, const GPtrArray *list)
{
  g_autoptr (GString) inner = g_string_new (sign);
  GString *out = to->out;
  gsize from = strlen (sign), end;

  to->out = inner;
  append_inline (to, list);
  to->out = out;
  for (end = inner->len; end > from && strchr (" \n", inner->str[end - 1]) != NULL;)
    end--;
  for (; from < end && strchr (" \n", inner->str[from]) != NULL; from++)
    g_string_append_c (out, inner->str[from]);
  if (from < end)
    {
      append_sign (out, sign);
      g_string_append_len (out, inner->str + from, (gssize) (end - from));
      g_string_append (out, sign);
    }
  g_string_append (out, inner->str + end);
}

static void
append_emphasis (Inline *to, const LimProse *prose)
{
  const char *sign = prose->kind == LIM_PROSE_EMPHASIS ? "//"
                     : prose->kind == LIM_PROSE_STRONG ? "''"
                                                       : to->format->struck;
  guint bit = 1u << prose->kind;

  if (to->inside & bit)
    {
      append_inline (to, prose->children);
      return;
    }
  to->inside |= bit;
  append_marked (to, sign, prose->children);
  to->inside &= ~bit;
}

static void
append_inline (Inline *to, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    if (child (list, i)->kind == LIM_PROSE_TEXT)
      append_text (to->out, child (list, i)->text, to->inside != 0 || i + 1 < list->len);
    else if (child (list, i)->kind == LIM_PROSE_BREAK)
      g_string_append_c (to->out, '\n');
    else
      append_emphasis (to, child (list, i));
}

/* A heading is one line; each line of a quotation has its sign. */
static void
append_block (GString *out, const LimTweeFormat *format, const LimProse *block)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  Inline to = { lines, format, 0 };

  append_inline (&to, block->children);
  if (block->kind == LIM_PROSE_HEADING)
    g_string_append (out, format->heading);
  if (block->kind == LIM_PROSE_QUOTE)
    g_string_append (out, "> ");
  for (const char *at = lines->str; *at != '\0'; at++)
    if (*at == '\n' && at > lines->str && at[-1] == '\n') /* an empty line would end the block */
      continue;
    else if (*at == '\n' && block->kind == LIM_PROSE_HEADING)
      g_string_append_c (out, ' ');
    else if (*at == '\n' && block->kind == LIM_PROSE_QUOTE)
      g_string_append (out, "\n> ");
    else
      g_string_append_c (out, *at);
}

void
lim_twee_append_prose (GString *out, const LimTweeFormat *format, const GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      const LimProse *block = blocks->pdata[i];

      if (i > 0)
        g_string_append (out, "\n\n");
      if (block->kind == LIM_PROSE_RULE)
        {
          g_string_append (out, format->rule);
          continue;
        }
      append_block (out, format, block);
    }
}

/* @blocks as words with one blank between. */
static char *
words_of (const GPtrArray *blocks)
{
  g_autofree char *plain = lim_prose_plain (blocks);
  g_auto (GStrv) words = g_strsplit_set (plain, " \t\r\n", -1);
  GString *out = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_string_append_printf (out, "%s ", *word);
  return g_string_free (out, FALSE);
}

gboolean
lim_twee_same_words (const GPtrArray *blocks, const GPtrArray *others)
{
  g_autofree char *words = words_of (blocks), *other_words = words_of (others);

  return strcmp (words, other_words) == 0;
}

/* -- Names -- */

gboolean
lim_twee_is_plain_name (const char *name)
{
  return strpbrk (name, "[]|<>\"\\") == NULL && strstr (name, "://") == NULL && strchr ("$_`: ", *name) == NULL
         && name[strlen (name) - 1] != ' ';
}

char *
lim_twee_variable (const char *word)
{
  static const char *const taken[] = { "not", "true", "false", "to", "is", "and", "or", "into", "it", "s", NULL };
  gboolean plain = g_ascii_isalpha (*word) && !g_strv_contains (taken, word);
  g_autofree char *hex = lim_sha256_hex (word, -1);
  GString *name = g_string_new ("w_");

  for (const char *at = word; plain && *at != '\0'; at++)
    plain = g_ascii_isalnum (*at) || *at == '_';
  if (plain)
    {
      g_string_free (name, TRUE);
      return g_strdup (word);
    }
  for (const char *at = word; *at != '\0' && name->len < 40; at++)
    g_string_append_c (name, g_ascii_isalnum (*at) ? *at : '_');
  g_string_append_printf (name, "_%.8s", hex);
  return g_string_free (name, FALSE);
}
