#include "base-random.h"
#include "dress-twee-markup.h"
#include "dress-twine-markup.h"

#include <string.h>

/* @blocks written in @format and read again, as a reader sees them. */
static GPtrArray *
there_and_back (const LimTweeFormat *format, const GPtrArray *blocks, GString *written)
{
  g_autoptr (LimStory) story = lim_story_new ("x.twee");
  LimStoryPassage *passage = lim_story_add_passage (story, "a");
  LimTwineUnread unread = { 0 };

  lim_twee_append_prose (written, format, blocks);
  lim_twine_read_passage (story, passage, written->str, lim_twine_format (format->proper), &unread);
  g_assert_cmpuint (passage->choices->len, ==, 0);
  g_assert_cmpuint (g_strv_length (passage->grants), ==, 0);
  return lim_prose_parse (passage->prose, TRUE);
}

static void
check_both (const char *prose, gboolean twine)
{
  for (const LimTweeFormat *const *format = lim_twee_formats (); *format != NULL; format++)
    {
      g_autoptr (GString) written = g_string_new (NULL);
      g_autoptr (GPtrArray) blocks = lim_prose_parse (prose, twine);
      g_autoptr (GPtrArray) again = there_and_back (*format, blocks, written);
      g_autofree char *plain = lim_prose_plain (blocks), *back = lim_prose_plain (again);

      if (!lim_twee_same_words (blocks, again))
        g_error ("%s: %s\nwas written as %s\nand read as %s", (*format)->name, plain, written->str, back);
    }
}

static const char *const words[] = { "*",    "**",   "_",    "__",       "~~",
                                     "''",   "//",   "==",   "[[",       "]]",
                                     "->",   "|",    "<<",   ">>",       "(set: $a to true)",
                                     "$x",   "<",    ">",    "&",        ";",
                                     "&lt",  "\\",   "\n",   "\n\n",     "  \n",
                                     "- ",   "# ",   "!",    "> ",       "---",
                                     "a",    "b ",   " ",    "é",        "”",
                                     "1.",   "::",   "{{{",  "}}}",      "<i>",
                                     "</i>", "<br>", "/*",   "(if: $x)", "[",
                                     "]",    "(",    "\"\"", "'",        "\"",
                                     "`",    "%%",   "@@",   "^^",       "{",
                                     "}",    "<!--", "-->",  "<%",       "%>" };

/* What is made of signs in any order comes back as the same words. */
static void
test_any_signs (void)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (20);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) prose = g_string_new (NULL);
      guint n = 1 + (guint) lim_random_below (random, 14);

      for (guint j = 0; j < n; j++)
        g_string_append (prose, words[lim_random_below (random, G_N_ELEMENTS (words))]);
      check_both (prose->str, i % 2 == 0);
    }
}

static const struct
{
  const char *holds, *word, *variable;
} variables[] = {
  { "a plain word stays", "met_tam", "met_tam" },
  { "a word of the formats' own does not", "to", "w_to_663ea1bf" },
  { "a blank cannot be", "seen it", "w_seen_it_" },
  { "nor what begins with a digit", "3rd", "w_3rd_" },
};

static void
test_variables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofree char *variable = lim_twee_variable (variables[i].word);

      g_test_message ("%s", variables[i].holds);
      g_assert_true (g_str_has_prefix (variable, variables[i].variable));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/twee/any-signs", test_any_signs);
  g_test_add_func ("/twee/variables", test_variables);
  return g_test_run ();
}
