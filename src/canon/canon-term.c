#include "canon-term.h"

#include <string.h>

typedef struct
{
  char *text;
  GPtrArray *words; /* folded */
  gboolean capital;
} Term;

struct _LimTerms
{
  GPtrArray *terms;
  GHashTable *by_text;
  GHashTable *by_word; /* first word → GArray of numbers */
};

static void
term_free (gpointer data)
{
  Term *term = data;

  g_free (term->text);
  g_ptr_array_unref (term->words);
  g_free (term);
}

LimTerms *
lim_terms_new (void)
{
  LimTerms *terms = g_new0 (LimTerms, 1);

  terms->terms = g_ptr_array_new_with_free_func (term_free);
  terms->by_text = g_hash_table_new (g_str_hash, g_str_equal);
  terms->by_word = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  return terms;
}

void
lim_terms_free (LimTerms *terms)
{
  if (terms == NULL)
    return;
  g_hash_table_unref (terms->by_text);
  g_hash_table_unref (terms->by_word);
  g_ptr_array_unref (terms->terms);
  g_free (terms);
}

/* -- Words -- */

typedef struct
{
  const char *start, *end;
} Word;

/* The next word from @at on. */
static gboolean
next_word (const char *at, Word *word)
{
  while (*at != '\0' && !g_unichar_isalnum (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  word->start = at;
  while (*at != '\0' && (g_unichar_isalnum (g_utf8_get_char (at)) || g_unichar_ismark (g_utf8_get_char (at))))
    at = g_utf8_next_char (at);
  word->end = at;
  return word->end > word->start;
}

static char *
fold (const Word *word)
{
  return g_utf8_casefold (word->start, word->end - word->start);
}

static gboolean
is_capital (const Word *word)
{
  gunichar letter = g_utf8_get_char (word->start);

  return g_unichar_isupper (letter) || g_unichar_istitle (letter);
}

/* -- Terms -- */

guint
lim_terms_add (LimTerms *terms, const char *text)
{
  gpointer known = g_hash_table_lookup (terms->by_text, text);
  Term *term;
  Word word = { text, text };
  gboolean said = FALSE;

  if (known != NULL)
    return GPOINTER_TO_UINT (known) - 1;
  term = g_new0 (Term, 1);
  term->text = g_strdup (text);
  term->words = g_ptr_array_new_with_free_func (g_free);
  while (next_word (word.end, &word))
    {
      if (term->words->len == 0)
        term->capital = is_capital (&word);
      said |= g_utf8_strlen (word.start, word.end - word.start) >= 2;
      g_ptr_array_add (term->words, fold (&word));
    }
  if (!said)
    {
      term_free (term);
      return G_MAXUINT;
    }

  guint number = terms->terms->len;
  GArray *list = g_hash_table_lookup (terms->by_word, term->words->pdata[0]);
  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (terms->by_word, g_strdup (term->words->pdata[0]), list);
    }
  g_array_append_val (list, number);
  g_ptr_array_add (terms->terms, term);
  g_hash_table_insert (terms->by_text, term->text, GUINT_TO_POINTER (number + 1));
  return number;
}

const char *
lim_terms_text (const LimTerms *terms, guint number)
{
  return ((const Term *) terms->terms->pdata[number])->text;
}

/* Whether @term's words stand from @word on. */
static gboolean
stands_at (const Term *term, const Word *word)
{
  Word at = *word;

  if (term->capital && !is_capital (word))
    return FALSE;
  for (guint i = 1; i < term->words->len; i++)
    {
      if (!next_word (at.end, &at))
        return FALSE;
      g_autofree char *folded = fold (&at);
      if (strcmp (folded, term->words->pdata[i]) != 0)
        return FALSE;
    }
  return TRUE;
}

static int
by_number (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return (first > second) - (first < second);
}

GArray *
lim_terms_find (const LimTerms *terms, const char *text)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  Word word = { text, text };
  guint n = 0;

  while (text != NULL && next_word (word.end, &word))
    {
      g_autofree char *folded = fold (&word);
      const GArray *list = g_hash_table_lookup (terms->by_word, folded);

      for (guint i = 0; list != NULL && i < list->len; i++)
        {
          guint number = g_array_index (list, guint, i);

          if (stands_at (terms->terms->pdata[number], &word))
            g_array_append_val (found, number);
        }
    }
  g_array_sort (found, by_number);
  for (guint i = 0; i < found->len; i++)
    if (i == 0 || g_array_index (found, guint, i) != g_array_index (found, guint, n - 1))
      g_array_index (found, guint, n++) = g_array_index (found, guint, i);
  g_array_set_size (found, n);
  return found;
}

/* Whether a sentence ends between @from and @to. */
static gboolean
ends_sentence (const char *from, const char *to)
{
  for (const char *at = from; at < to; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter == '.' || letter == '!' || letter == '?' || letter == ':' || letter == '\n' || letter == 0x2026
          || letter == 0x201c || letter == '"' || letter == 0x2014)
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
lim_text_names (const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *begin = NULL, *end = NULL;
  Word word = { text, text };

  for (const char *before = text; text != NULL && next_word (word.end, &word); before = word.end)
    {
      gboolean first = before == text || ends_sentence (before, word.start);
      gboolean name = is_capital (&word) && !first && g_utf8_strlen (word.start, word.end - word.start) >= 3;

      if (begin != NULL && !(name && word.start == before + 1 && *before == ' '))
        {
          g_ptr_array_add (names, g_strndup (begin, (gsize) (end - begin)));
          begin = NULL;
        }
      if (name && begin == NULL)
        begin = word.start;
      end = word.end;
    }
  if (begin != NULL)
    g_ptr_array_add (names, g_strndup (begin, (gsize) (end - begin)));
  return names;
}

char *
lim_text_spread (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text != NULL ? text : "", -1);
  GString *out = g_string_new (" ");

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (g_unichar_isalnum (letter) || g_unichar_ismark (letter))
        g_string_append_unichar (out, letter);
      else if (out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  if (out->str[out->len - 1] != ' ')
    g_string_append_c (out, ' ');
  return g_string_free (out, FALSE);
}
