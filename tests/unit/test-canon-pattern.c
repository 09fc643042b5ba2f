#include "canon-pattern.h"

#include "base-error.h"

#include <string.h>

/* Each row: patterns in order, a text, and which of them is the first found; -1 for none. */
static const struct
{
  const char *holds;
  const char *patterns[5];
  const char *text;
  int found;
} cases[] = {
  { "a beginning", { "^ship_" }, "ship_ext_1", 0 },
  { "a beginning counts only there", { "^ship_" }, "a_ship_1", -1 },
  { "a word anywhere", { "pirate" }, "the_pirate_1", 0 },
  { "an end", { "_inside$" }, "boat_inside", 0 },
  { "an end counts only there", { "_inside$" }, "boat_inside_2", -1 },
  { "an end is no line's end", { "a$" }, "a\n", -1 },
  { "the whole text", { "^edge$" }, "edge", 0 },
  { "the whole text and no more", { "^edge$" }, "edges", -1 },
  { "alternatives", { "veshan|cute_dragon|robot" }, "x_cute_dragon", 0 },
  { "anchors belong to one alternative", { "^a|b" }, "xb", 0 },
  { "the earlier pattern wins, wherever it stands", { "late", "early" }, "early_late", 0 },
  { "a longer word that begins alike", { "ship_int", "ship_" }, "ship_ext", 1 },
  { "one word inside another", { "xabcx", "b" }, "xabcd", 1 },
  { "words that overlap", { "abab", "ba" }, "ababab", 0 },
  { "a dot is any character", { "jury.rigged" }, "a jury-rigged thing", 0 },
  { "a dot is not nothing", { "jury.rigged" }, "a juryrigged thing", -1 },
  { "a regex after a plain pattern of lower rank", { "j.t", "salvage" }, "salvage jat", 0 },
  { "a regex whose plain piece is there, but not the rest", { "^k\\d+_", "k" }, "kx_1_", 1 },
  { "digits", { "^k\\d+_" }, "k12_queen", 0 },
  { "a class", { "^[a-z]+_reed_" }, "costume_reed_1", 0 },
  { "a class with a closing bracket", { "[]x]y" }, "]y", 0 },
  { "a negated class", { "[^ab]c" }, "ac", -1 },
  { "an optional character", { "colou?r" }, "color", 0 },
  { "a repeated character", { "lo+ng" }, "looong", 0 },
  { "a counted character", { "^a{2,3}b" }, "aab", 0 },
  { "a group", { "(red|blue)_boat" }, "my_blue_boat", 0 },
  { "an escaped sign means itself", { "a\\.b" }, "a.b", 0 },
  { "an escaped sign means only itself", { "a\\.b" }, "axb", -1 },
  { "an escaped bar is no alternative", { "a\\|b" }, "b", -1 },
  { "nothing but an anchor matches all", { "^" }, "anything", 0 },
  { "an empty alternative matches all", { "never|" }, "anything", 0 },
  { "letters beyond ASCII", { "żuraw" }, "stary_żuraw", 0 },
  { "case counts", { "reed" }, "REED", -1 },
  { "no pattern, no hit", { NULL }, "text", -1 },
  { "no text, no hit", { "a" }, "", -1 },
};

static LimPatternSet *
make (const char *const *patterns)
{
  LimPatternSet *set = lim_pattern_set_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      lim_pattern_set_add (set, patterns[i], GUINT_TO_POINTER (i), &error);
      g_assert_no_error (error);
    }
  lim_pattern_set_finish (set);
  return set;
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LimPatternSet) set = make (cases[i].patterns);
      gpointer value = NULL;
      int found = lim_pattern_set_search (set, cases[i].text, strlen (cases[i].text), &value)
                      ? (int) GPOINTER_TO_UINT (value)
                      : -1;

      if (found != cases[i].found)
        g_error ("%s: found %d", cases[i].holds, found);
    }
}

static const struct
{
  const char *holds;
  const char *pattern, *text;
  gboolean found;
} lowered[] = {
  { "capitals in the text", "reed", "A REED boat", TRUE },
  { "a capital in the pattern never matches", "Reed", "A Reed boat", FALSE },
  { "capitals before a regex", "jury.rigged", "JURY-RIGGED", TRUE },
  { "capitals beyond ASCII, where the pattern asks", "żuraw", "ŻURAW", TRUE },
  { "other letters beyond ASCII do no harm", "reed", "– É Reed", TRUE },
};

static void
test_lowered (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lowered); i++)
    {
      const char *patterns[] = { lowered[i].pattern, NULL };
      g_autoptr (LimPatternSet) set = make (patterns);
      gpointer value;

      if (lim_pattern_set_search_lowered (set, lowered[i].text, strlen (lowered[i].text), &value) != lowered[i].found)
        g_error ("%s", lowered[i].holds);
    }
}

/* Whatever shortcuts are taken, the answer is that of the regex engine, pattern by pattern. */
static void
test_agrees_with_engine (void)
{
  static const char *const pieces[] = { "a",  "b",  "ab",   "ba",  ".",   "^",  "$",   "|",
                                        "c+", "a?", "[ab]", "\\d", "\\.", "b*", "c{2}" };
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (LimPatternSet) set = lim_pattern_set_new ();
      g_autoptr (GPtrArray) engines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
      g_autoptr (GString) text = g_string_new (NULL);
      int expected = -1;
      gpointer value = NULL;

      for (guint i = g_rand_int_range (chance, 0, 9); i > 0; i--)
        g_string_append_c (text, "abc1."[g_rand_int_range (chance, 0, 5)]);
      for (guint n = 0; n < 3; n++)
        {
          g_autoptr (GString) pattern = g_string_new (NULL);

          for (int i = g_rand_int_range (chance, 1, 6); i > 0; i--)
            g_string_append (pattern, pieces[g_rand_int_range (chance, 0, G_N_ELEMENTS (pieces))]);
          GRegex *engine = g_regex_new (pattern->str, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
          g_assert_cmpint (lim_pattern_set_add (set, pattern->str, GUINT_TO_POINTER (engines->len), NULL), ==,
                           engine != NULL);
          if (engine == NULL)
            continue;
          if (expected < 0 && g_regex_match (engine, text->str, 0, NULL))
            expected = (int) engines->len;
          g_ptr_array_add (engines, engine);
        }
      lim_pattern_set_finish (set);
      int found = lim_pattern_set_search (set, text->str, text->len, &value) ? (int) GPOINTER_TO_UINT (value) : -1;
      if (found != expected)
        g_error ("text “%s”: found %d, the engine %d; first pattern “%s”", text->str, found, expected,
                 g_regex_get_pattern (g_ptr_array_index (engines, 0)));
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *pattern, *says;
  } refused[] = { { "[freeport", "at char 9: missing terminating ]" },
                  { "(a", "at char 2: missing" },
                  { "(*UTF)a", "(*" } };
  g_autofree char *lengthy = g_strnfill (LIM_PATTERN_MAX_LENGTH + 1, 'a');
  g_autoptr (LimPatternSet) set = lim_pattern_set_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_assert_false (lim_pattern_set_add (set, refused[i].pattern, NULL, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, refused[i].says));
      g_assert_null (strstr (error->message, "LIMIT"));
      g_clear_error (&error);
    }
  g_assert_false (lim_pattern_set_add (set, lengthy, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

/* (a+)+$ takes the engine 2^n steps on “aaa…!”; here it comes back, without a match. */
static void
test_runaway (void)
{
  const char *patterns[] = { "(a+)+$", NULL };
  g_autoptr (LimPatternSet) set = make (patterns);
  g_autofree char *text = g_strconcat ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "!", NULL);
  gpointer value;

  g_assert_false (lim_pattern_set_search (set, text, strlen (text), &value));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/pattern/cases", test_cases);
  g_test_add_func ("/canon/pattern/lowered", test_lowered);
  g_test_add_func ("/canon/pattern/agrees-with-engine", test_agrees_with_engine);
  g_test_add_func ("/canon/pattern/refused", test_refused);
  g_test_add_func ("/canon/pattern/runaway", test_runaway);
  return g_test_run ();
}
