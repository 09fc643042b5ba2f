#include "lora-flip.h"

#include "base-yaml.h"

#include <string.h>

#define ROUNDS 4000

/* -- Random plans against the rule said in other words -- */

typedef struct
{
  LimSide side;
  gboolean views[LIM_N_VIEWS];
  gboolean framings[LIM_N_FRAMINGS];
} Feature;

/* Whether any picture of @view could be one in which the feature is seen, by the letters of the views' names. */
static gboolean
view_may_show (LimView view, const Feature *feature)
{
  for (LimView seen = LIM_VIEW_FRONT; seen < LIM_N_VIEWS; seen++)
    {
      g_autoptr (GString) a = g_string_new (lim_view_name (view)), b = g_string_new (lim_view_name (seen));
      gboolean opposite = (strstr (a->str, "left") && strstr (b->str, "right"))
                          || (strstr (a->str, "right") && strstr (b->str, "left"));
      const char *const sides[] = { "left ", "right ", " left", " right" };

      for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
        {
          g_string_replace (a, sides[i], "", 0);
          g_string_replace (b, sides[i], "", 0);
        }
      if (feature->views[seen] && strcmp (a->str, b->str) == 0 && !opposite)
        return TRUE;
    }
  return FALSE;
}

static void
append_words (GString *text, const char *key, const gboolean *wanted, guint n, const char *(*name) (guint))
{
  const char *comma = "";

  g_string_append_printf (text, ", %s: [", key);
  for (guint i = 1; i < n; i++)
    if (wanted[i])
      {
        g_string_append_printf (text, "%s%s", comma, name (i));
        comma = ", ";
      }
  g_string_append (text, "]");
}

static const char *
view_name (guint i)
{
  return lim_view_name (i);
}

static const char *
framing_name (guint i)
{
  return lim_framing_name (i);
}

static void
random_feature (GString *text, Feature *feature, guint number)
{
  feature->side = (LimSide) g_test_rand_int_range (0, 3);
  for (guint i = 1; i < LIM_N_VIEWS; i++)
    feature->views[i] = g_test_rand_int_range (0, 3) == 0;
  for (guint i = 1; i < LIM_N_FRAMINGS; i++)
    feature->framings[i] = g_test_rand_int_range (0, 2) == 0;
  feature->views[g_test_rand_int_range (1, LIM_N_VIEWS)] = TRUE;
  feature->framings[g_test_rand_int_range (1, LIM_N_FRAMINGS)] = TRUE;
  g_string_append_printf (text, "  - { name: f%u, side: %s", number, lim_side_name (feature->side));
  append_words (text, "views", feature->views, LIM_N_VIEWS, view_name);
  append_words (text, "framings", feature->framings, LIM_N_FRAMINGS, framing_name);
  g_string_append (text, " }\n");
}

static void
test_no_random_plan_gets_an_unsafe_copy (void)
{
  guint n_safe = 0, n_unsafe = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      Feature features[3] = { 0 };
      guint n = (guint) g_test_rand_int_range (0, 4);
      LimView view = (LimView) g_test_rand_int_range (1, LIM_N_VIEWS);
      LimFraming framing = (LimFraming) g_test_rand_int_range (1, LIM_N_FRAMINGS);
      int shows = g_test_rand_int_range (-3, (int) n + 1); /* below 0: not given; n: none */
      static const char *const flips[] = { "safe", "none", "[x]" };
      guint flip = (guint) g_test_rand_int_range (0, 3);
      g_autoptr (GString) text = g_string_new ("trigger: t\nclass: c\n");
      g_autoptr (GError) error = NULL;
      gboolean unsafe = FALSE;

      g_string_append_printf (text, "flips: %s\nfeatures:\n", flips[flip]);
      for (guint i = 0; i < n; i++)
        {
          random_feature (text, &features[i], i);
          unsafe |=
              features[i].side != LIM_SIDE_NONE
              && (shows < 0 ? features[i].framings[framing] && view_may_show (view, &features[i]) : shows == (int) i);
        }
      g_string_append_printf (text, "sources: [{ file: a, crops: [{ id: x, framing: %s, view: %s",
                              lim_framing_name (framing), lim_view_name (view));
      if (shows >= 0 && shows < (int) n)
        g_string_append_printf (text, ", shows: [f%d]", shows);
      else if (shows >= 0)
        g_string_append (text, ", shows: []");
      g_string_append (text, " }] }]\n");

      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("plan", text->str, -1, &error);
      g_autoptr (LimPlan) plan = doc != NULL ? lim_plan_load (doc, "s", &error) : NULL;
      g_assert_no_error (error);
      const LimPlanImage *image = lim_plan_find (plan, "x");
      g_autofree char *refusal = lim_lora_flip_refusal (plan, image);
      if (unsafe != (refusal != NULL))
        g_test_message ("%s", text->str);
      g_assert_true (unsafe == (refusal != NULL));
      g_assert_true (lim_lora_flip_is_wanted (plan, image) == (!unsafe && flip != 1));
      n_safe += unsafe ? 0 : 1;
      n_unsafe += unsafe ? 1 : 0;
    }
  g_assert_cmpuint (n_safe, >, ROUNDS / 20);
  g_assert_cmpuint (n_unsafe, >, ROUNDS / 20);
}

/* -- Random captions -- */

static const char *const pieces[] = { "left",    "right", "Left", "RIGHT", "bright", "leftover", "t_left",
                                      "upright", "hand",  "é",    ",",     " ",      "-",        "_",
                                      "(",       ")",     "7",    ".",     "雪",     "cleft" };

/* The words of @text: runs of letters and digits. */
static char **
words_of (const char *text)
{
  return g_regex_split_simple ("[^\\p{L}\\p{N}\\p{M}]+", text, 0, 0);
}

static const char *
other_side (const char *word)
{
  static const char *const pairs[][2] = { { "left", "right" }, { "Left", "Right" }, { "LEFT", "RIGHT" } };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (int way = 0; way < 2; way++)
      if (strcmp (word, pairs[i][way]) == 0)
        return pairs[i][!way];
  return word;
}

static void
test_no_random_caption_gets_a_wrong_side_word (void)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (int i = g_test_rand_int_range (0, 14); i > 0; i--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_autofree char *mirrored = lim_plan_swap_sides (text->str), *back = lim_plan_swap_sides (mirrored);
      g_auto (GStrv) before = words_of (text->str), after = words_of (mirrored);

      g_assert_cmpstr (back, ==, text->str);
      g_assert_cmpuint (g_strv_length (before), ==, g_strv_length (after));
      for (guint i = 0; before[i] != NULL; i++)
        g_assert_cmpstr (after[i], ==, other_side (before[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flip/no-random-plan-gets-an-unsafe-copy", test_no_random_plan_gets_an_unsafe_copy);
  g_test_add_func ("/flip/no-random-caption-gets-a-wrong-side-word", test_no_random_caption_gets_a_wrong_side_word);
  return g_test_run ();
}
