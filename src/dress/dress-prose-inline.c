/* dress-prose-inline.c: emphasis and breaks within a block. Signs that may open wait; one that closes takes what came between. */

#include "dress-html.h"
#include "dress-prose-private.h"

#include <string.h>

typedef struct
{
  const char *open, *close;
  LimProseKind kind;
  gboolean twine;   /* known to Twine only */
  gboolean in_word; /* counts inside a word too */
} Sign;

/* Longer ones first. */
static const Sign signs[] = {
  { "**", "**", LIM_PROSE_STRONG, FALSE, TRUE },
  { "__", "__", LIM_PROSE_STRONG, FALSE, FALSE },
  { "~~", "~~", LIM_PROSE_STRUCK, FALSE, TRUE },
  { "*", "*", LIM_PROSE_EMPHASIS, FALSE, TRUE },
  { "_", "_", LIM_PROSE_EMPHASIS, FALSE, FALSE },
  { "''", "''", LIM_PROSE_STRONG, TRUE, TRUE },
  { "//", "//", LIM_PROSE_EMPHASIS, TRUE, TRUE },
  { "==", "==", LIM_PROSE_STRUCK, TRUE, TRUE },
  { "<em>", "</em>", LIM_PROSE_EMPHASIS, TRUE, TRUE },
  { "<i>", "</i>", LIM_PROSE_EMPHASIS, TRUE, TRUE },
  { "<strong>", "</strong>", LIM_PROSE_STRONG, TRUE, TRUE },
  { "<b>", "</b>", LIM_PROSE_STRONG, TRUE, TRUE },
  { "<s>", "</s>", LIM_PROSE_STRUCK, TRUE, TRUE },
};

typedef struct
{
  const Sign *sign;
  GPtrArray *before; /* what the text around has so far */
} Waiting;

typedef struct
{
  GPtrArray *list; /* what is being filled */
  GString *text;   /* not yet in the list */
  Waiting waiting[LIM_PROSE_MAX_DEPTH];
  guint n_waiting;
  gboolean twine;
} Inline;

/* Adds @text to the text at the end of @list, or as a new one. */
static void
add_text (GPtrArray *list, const char *text)
{
  LimProse *last = list->len > 0 ? list->pdata[list->len - 1] : NULL;

  if (last == NULL || last->kind != LIM_PROSE_TEXT)
    {
      last = lim_prose_new (LIM_PROSE_TEXT);
      last->text = g_strdup (text);
      g_ptr_array_add (list, last);
      return;
    }
  g_autofree char *before = last->text;
  last->text = g_strconcat (before, text, NULL);
}

static void
flush (Inline *in)
{
  if (in->text->len > 0)
    add_text (in->list, in->text->str);
  g_string_truncate (in->text, 0);
}

static gboolean
is_blank (char c)
{
  return c == '\0' || c == ' ' || c == '\n' || c == '\t';
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80;
}

/* The sign that was opened last and not closed becomes text again. */
static void
give_up (Inline *in)
{
  Waiting *top = &in->waiting[--in->n_waiting];
  GPtrArray *inner;

  flush (in);
  inner = in->list;
  in->list = top->before;
  add_text (in->list, top->sign->open);
  if (inner->len > 0 && ((const LimProse *) inner->pdata[0])->kind == LIM_PROSE_TEXT)
    {
      add_text (in->list, ((const LimProse *) inner->pdata[0])->text);
      g_ptr_array_remove_index (inner, 0);
    }
  g_ptr_array_extend_and_steal (in->list, inner);
}

static gboolean
open_sign (Inline *in, const Sign *sign, char before, char after)
{
  if (is_blank (after) || (!sign->in_word && is_word (before)) || in->n_waiting == LIM_PROSE_MAX_DEPTH
      || (strcmp (sign->open, "//") == 0 && before == ':'))
    return FALSE;
  flush (in);
  in->waiting[in->n_waiting++] = (Waiting){ sign, in->list };
  in->list = lim_prose_list_new ();
  return TRUE;
}

static gboolean
close_sign (Inline *in, const Sign *sign, char before, char after)
{
  guint depth = in->n_waiting;
  LimProse *whole;

  if (is_blank (before) || (!sign->in_word && is_word (after)))
    return FALSE;
  while (depth > 0 && in->waiting[depth - 1].sign != sign)
    depth--;
  if (depth == 0)
    return FALSE;
  while (in->n_waiting > depth)
    give_up (in);
  flush (in);
  if (in->list->len == 0)
    return FALSE;
  whole = lim_prose_new (sign->kind);
  g_ptr_array_unref (whole->children);
  whole->children = in->list;
  in->list = in->waiting[--in->n_waiting].before;
  g_ptr_array_add (in->list, whole);
  return TRUE;
}

/* Of “***” the sign that was opened last closes first. */
static gboolean
closes_innermost (Inline *in, const char *at, char before)
{
  const Sign *sign = in->n_waiting > 0 ? in->waiting[in->n_waiting - 1].sign : NULL;
  gsize length = sign != NULL && g_str_has_prefix (at, sign->close) ? strlen (sign->close) : 0;

  if (length == 1 && at[1] == *at && at[2] != *at)
    return FALSE;
  return length > 0 && close_sign (in, sign, before, at[length]);
}

/* How many bytes a sign at @at takes, 0 when none counts there. */
static gsize
take_sign (Inline *in, const char *at, char before)
{
  const Sign *innermost = in->n_waiting > 0 ? in->waiting[in->n_waiting - 1].sign : NULL;

  if (closes_innermost (in, at, before))
    return strlen (innermost->close);
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      const Sign *sign = &signs[i];
      gsize opens = g_str_has_prefix (at, sign->open) ? strlen (sign->open) : 0;
      gsize closes = g_str_has_prefix (at, sign->close) ? strlen (sign->close) : 0;

      if (sign->twine && !in->twine)
        continue;
      if (closes > 0 && close_sign (in, sign, before, at[closes]))
        return closes;
      if (opens > 0 && open_sign (in, sign, before, at[opens]))
        return opens;
    }
  return 0;
}

static void
add_break (Inline *in)
{
  while (in->text->len > 0 && is_blank (in->text->str[in->text->len - 1]))
    g_string_truncate (in->text, in->text->len - 1);
  flush (in);
  if (in->list->len == 0 || ((const LimProse *) in->list->pdata[in->list->len - 1])->kind != LIM_PROSE_BREAK)
    g_ptr_array_add (in->list, lim_prose_new (LIM_PROSE_BREAK));
}

/* An entity of HTML, which Twine's formats show as what it stands for: how many bytes it takes, 0 when it is none. */
static gsize
take_entity (Inline *in, const char *at)
{
  const char *end = strpbrk (at + 1, "; \n&<");
  gsize length = end != NULL && *end == ';' && end - at < 32 ? (gsize) (end + 1 - at) : 0;
  g_autofree char *decoded = length > 0 ? lim_html_decode (at, length) : NULL;

  if (decoded == NULL || strncmp (decoded, at, length) == 0 || g_ascii_iscntrl (*decoded))
    return 0;
  g_string_append (in->text, decoded);
  return length;
}

void
lim_prose_read_inline (const char *text, gboolean twine, GPtrArray *to)
{
  g_autoptr (GString) pending = g_string_new (NULL);
  Inline in = { .list = to, .text = pending, .twine = twine };
  char before = '\0';

  for (const char *at = text; *at != '\0';)
    {
      gboolean breaks = *at == '\n' || (twine && g_ascii_strncasecmp (at, "<br>", 4) == 0);
      gsize taken = 0;

      if (before == '\n' && is_blank (*at) && !breaks)
        {
          at++; /* blanks at the begin of a line */
          continue;
        }
      if (breaks)
        {
          add_break (&in);
          taken = *at == '\n' ? 1 : 4;
        }
      else if (*at == '\\' && g_ascii_ispunct (at[1]))
        {
          g_string_append_c (in.text, at[1]);
          taken = 2;
        }
      else if (twine && *at == '&')
        taken = take_entity (&in, at);
      else if (strchr ("*_~'/=<", *at) != NULL)
        taken = take_sign (&in, at, before);
      if (taken == 0)
        {
          g_string_append_c (in.text, *at);
          taken = 1;
        }
      at += taken;
      before = breaks ? '\n' : at[-1];
    }
  while (in.n_waiting > 0)
    give_up (&in);
  flush (&in);
}
