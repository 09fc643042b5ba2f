/* record-plan-caption.c: what a caption says, and what it says of the mirrored picture. */

#include "record-plan.h"

#include <string.h>

/* A tag that is there already says nothing more. */
static void
add_tag (GString *caption, GHashTable *seen, const char *tag)
{
  if (tag == NULL || *tag == '\0' || !g_hash_table_add (seen, g_utf8_casefold (tag, -1)))
    return;
  if (caption->len > 0)
    g_string_append (caption, ", ");
  g_string_append (caption, tag);
}

char *
lim_plan_caption (const LimPlan *plan, const LimPlanImage *image)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *expression = NULL;
  GString *caption = g_string_new (NULL);

  if (image->caption != NULL)
    {
      g_string_append (caption, image->caption);
      return g_string_free (caption, FALSE);
    }
  if (image->expression != NULL)
    expression = g_str_has_suffix (image->expression, "expression")
                     ? g_strdup (image->expression)
                     : g_strconcat (image->expression, " expression", NULL);
  add_tag (caption, seen, plan->trigger);
  add_tag (caption, seen, lim_framing_phrase (image->framing));
  add_tag (caption, seen, lim_view_phrase (image->view));
  add_tag (caption, seen, image->action != NULL ? image->action : lim_pose_phrase (image->pose));
  add_tag (caption, seen, expression);
  add_tag (caption, seen, image->background != NULL ? image->background : plan->background_tag);
  for (char **tag = image->tags; *tag != NULL; tag++)
    add_tag (caption, seen, *tag);
  return g_string_free (caption, FALSE);
}

/* -- Mirrored -- */

/* Letters and digits of any script belong to a word; “_” does not, since tags use it for a blank. */
static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

static gboolean
is_word_at (const char *text, const char *at, const char *word)
{
  gsize length = strlen (word);

  return g_ascii_strncasecmp (at, word, length) == 0
         && (at == text || !is_word_char (g_utf8_get_char (g_utf8_prev_char (at))))
         && !is_word_char (g_utf8_get_char (at + length));
}

/* @word spelled as the @length bytes at @as: in capitals, with one, or without. */
static void
append_spelled (GString *out, const char *word, const char *as)
{
  gboolean first = g_ascii_isupper (as[0]), all = first && g_ascii_isupper (as[1]);

  for (gsize i = 0; word[i] != '\0'; i++)
    g_string_append_c (out, all || (first && i == 0) ? g_ascii_toupper (word[i]) : word[i]);
}

/* The length of the side word at @at, appended to @out as the other side; 0: there is none. */
static gsize
swap_at (GString *out, const char *text, const char *at)
{
  static const char *const words[][2] = { { "left", "right" }, { "right", "left" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (is_word_at (text, at, words[i][0]))
      {
        append_spelled (out, words[i][1], at);
        return strlen (words[i][0]);
      }
  return 0;
}

/* @keep (may be NULL) stays where it occurs, whatever it is made of. */
static char *
swap_sides (const char *text, const char *keep)
{
  GString *out = g_string_sized_new (strlen (text) + 8);
  const char *at = text;

  while (*at != '\0')
    {
      gsize length = keep != NULL && is_word_at (text, at, keep) ? strlen (keep) : 0;

      if (length == 0)
        {
          gsize swapped = swap_at (out, text, at);

          at += swapped;
          if (swapped > 0)
            continue;
          length = (gsize) (g_utf8_next_char (at) - at);
        }
      g_string_append_len (out, at, (gssize) length);
      at += length;
    }
  return g_string_free (out, FALSE);
}

char *
lim_plan_swap_sides (const char *text)
{
  return swap_sides (text, NULL);
}

char *
lim_plan_mirror_caption (const LimPlan *plan, const char *caption)
{
  return swap_sides (caption, plan->trigger);
}
