#include "canon-rank.h"

#include <math.h>
#include <string.h>

/* “a>b a=c d<e”: outcomes, the items being all letters named, in lanes by `lanes` (“a:x b:y”), else one lane. */
typedef struct
{
  GArray *items, *outcomes;
  GStringChunk *texts;
} Case;

static void
add_item (Case *made, const char *id, const char *lane)
{
  LimRankItem item = { g_string_chunk_insert_const (made->texts, id),
                       lane != NULL ? g_string_chunk_insert_const (made->texts, lane) : NULL };

  g_array_append_val (made->items, item);
}

static void
add_outcome (Case *made, const char *a, const char *b, char sign)
{
  LimRankOutcome outcome = { g_string_chunk_insert_const (made->texts, a),
                             g_string_chunk_insert_const (made->texts, b),
                             sign == '>'   ? LIM_CHOSEN_A
                             : sign == '<' ? LIM_CHOSEN_B
                                           : LIM_CHOSEN_TIE };

  g_array_append_val (made->outcomes, outcome);
}

static Case
case_new (void)
{
  return (Case){ g_array_new (FALSE, FALSE, sizeof (LimRankItem)),
                 g_array_new (FALSE, FALSE, sizeof (LimRankOutcome)), g_string_chunk_new (256) };
}

static void
case_clear (Case *made)
{
  g_array_unref (made->items);
  g_array_unref (made->outcomes);
  g_string_chunk_free (made->texts);
}

static LimRanking *
rank (const Case *made)
{
  return lim_ranking_new ((const LimRankItem *) (gconstpointer) made->items->data, made->items->len,
                          (const LimRankOutcome *) (gconstpointer) made->outcomes->data, made->outcomes->len);
}

static LimRanking *
rank_text (const char *items, const char *outcomes)
{
  Case made = case_new ();
  g_auto (GStrv) names = g_strsplit (items, " ", -1), said = g_strsplit (outcomes, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *colon = strchr (names[i], ':');

      if (colon != NULL)
        *colon = '\0';
      add_item (&made, names[i], colon != NULL ? colon + 1 : NULL);
    }
  for (guint i = 0; said[i] != NULL && *said[i] != '\0'; i++)
    {
      char a[2] = { said[i][0] }, b[2] = { said[i][2] };

      add_outcome (&made, a, b, said[i][1]);
    }
  LimRanking *ranking = rank (&made);
  case_clear (&made);
  return ranking;
}

static const LimRankEntry *
entry_of (const LimRanking *ranking, const char *id)
{
  for (guint i = 0; i < lim_ranking_length (ranking); i++)
    if (strcmp (lim_ranking_at (ranking, i)->id, id) == 0)
      return lim_ranking_at (ranking, i);
  g_error ("no entry %s", id);
}

/* `order`: “a>b” where a is stronger, “a=b” where both are equal, “|” between groups. */
static const struct
{
  const char *holds;
  const char *items, *outcomes, *order;
} orders[] = {
  { "a win ranks", "a b", "a>b", "a>b" },
  { "the side does not matter", "a b", "b<a", "a>b" },
  { "a tie is equal", "a b", "a=b", "a=b" },
  { "a win each is equal", "a b", "a>b b>a", "a=b" },
  { "two to one ranks", "a b", "a>b b>a a>b", "a>b" },
  { "a chain", "c b a", "a>b b>c", "a>b>c" },
  { "a circle is equal", "a b c", "a>b b>c c>a", "a=b=c" },
  { "groups stand apart, the larger first; the never compared last", "a b c d e x", "a>b c>d d>e", "c>d>e|a>b|x" },
  { "an outcome about an unknown asset is left out", "a b", "a>b z>a", "a>b" },
};

static void
test_orders (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (LimRanking) ranking = rank_text (orders[i].items, orders[i].outcomes);
      g_autoptr (GString) said = g_string_new (lim_ranking_at (ranking, 0)->id);

      for (guint k = 1; k < lim_ranking_length (ranking); k++)
        {
          const LimRankEntry *before = lim_ranking_at (ranking, k - 1), *entry = lim_ranking_at (ranking, k);

          g_string_append_c (said, entry->group != before->group                      ? '|'
                                   : fabs (entry->strength - before->strength) < 1e-9 ? '='
                                                                                      : '>');
          g_string_append (said, entry->id);
        }
      if (strcmp (said->str, orders[i].order) != 0)
        g_error ("%s: %s", orders[i].holds, said->str);
    }
}

/* With one win of two, the most probable difference d solves 1 − p(d) = d/2 · 1/4 on either side. */
static void
test_known_solution (void)
{
  g_autoptr (LimRanking) ranking = rank_text ("a b", "a>b");
  double low = 0, high = 10;

  while (high - low > 1e-13)
    {
      double middle = (low + high) / 2;

      if (1 - 1 / (1 + exp (-middle)) > middle / 2 / 4)
        low = middle;
      else
        high = middle;
    }
  const LimRankEntry *a = entry_of (ranking, "a"), *b = entry_of (ranking, "b");
  g_assert_cmpfloat_with_epsilon (a->strength - b->strength, low, 1e-9);
  g_assert_cmpfloat_with_epsilon (a->strength, -b->strength, 1e-9);
  g_assert_cmpfloat_with_epsilon (lim_rank_chance (a, b), 1 / (1 + exp (-low)), 1e-9);

  /* The information matrix of two assets can be inverted by hand. */
  double p = lim_rank_chance (a, b), w = p * (1 - p), t = 0.25;
  double deviation = sqrt ((w + t) / ((w + t) * (w + t) - w * w));
  g_assert_cmpfloat_with_epsilon (a->high - a->strength, 1.959963984540054 * deviation, 1e-7);
  g_assert_cmpfloat_with_epsilon (a->strength - a->low, 1.959963984540054 * deviation, 1e-7);
}

/* At the most probable strengths nothing pulls: wins make up for expected wins and the prior, for every asset. */
static void
test_balance (void)
{
  static const char outcomes[] = "a>b a>b b>a a=c c>d d>a e>a e>b c=d f>g g>f f>g h>a";
  g_autoptr (LimRanking) ranking = rank_text ("a b c d e f g h", outcomes);
  double pull[8] = { 0 };

  for (gsize at = 0; at + 2 < sizeof outcomes; at += 4)
    {
      const char a[2] = { outcomes[at] }, b[2] = { outcomes[at + 2] };
      double won = outcomes[at + 1] == '>' ? 1 : outcomes[at + 1] == '<' ? 0 : 0.5;
      double surplus = won - lim_rank_chance (entry_of (ranking, a), entry_of (ranking, b));

      pull[a[0] - 'a'] += surplus;
      pull[b[0] - 'a'] -= surplus;
    }
  for (char id = 'a'; id <= 'h'; id++)
    {
      const char text[2] = { id };

      g_assert_cmpfloat_with_epsilon (pull[id - 'a'], entry_of (ranking, text)->strength * 0.25, 1e-8);
    }
}

/* e and x both won once: e against the one who beats all others, x against the one who loses to all. */
static void
test_strong_opponents (void)
{
  g_autoptr (LimRanking) ranking = rank_text ("a b c d e x", "a>b a>c a>d b>d c>d e>a x>d");

  g_assert_cmpfloat (entry_of (ranking, "e")->strength, >, entry_of (ranking, "x")->strength);
}

/* Outcomes drawn from known strengths give them back, about as often as the intervals promise. */
static void
test_recovers (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (11);
  guint inside = 0, n = 40;
  Case made = case_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%02u", i);

      add_item (&made, id, NULL);
    }
  for (guint k = 0; k < 4000; k++)
    {
      guint i = (guint) g_rand_int_range (chance, 0, (int) n), j = (guint) g_rand_int_range (chance, 0, (int) n);
      double p = 1 / (1 + exp (((double) j - i) / -10.0)); /* of i; strength i is −i/10 */
      g_autofree char *a = g_strdup_printf ("%02u", i), *b = g_strdup_printf ("%02u", j);

      if (i != j)
        add_outcome (&made, a, b, g_rand_double (chance) < p ? '>' : '<');
    }
  g_autoptr (LimRanking) ranking = rank (&made);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%02u", i);
      const LimRankEntry *entry = entry_of (ranking, id);
      double truth = (n - 1) / 20.0 - i / 10.0;

      g_assert_cmpfloat (fabs (entry->strength - truth), <, 1);
      inside += truth > entry->low && truth < entry->high;
    }
  g_assert_cmpuint (inside, >=, 35);
  case_clear (&made);
}

static void
test_more_answers_less_doubt (void)
{
  g_autoptr (LimRanking) once = rank_text ("a b", "a>b b>a"), often = rank_text ("a b", "a>b b>a a>b b>a a>b b>a");
  g_autoptr (LimRanking) never = rank_text ("a b", "");

  g_assert_cmpfloat (entry_of (once, "a")->high, <, entry_of (never, "a")->high);
  g_assert_cmpfloat (entry_of (often, "a")->high, <, entry_of (once, "a")->high);
  g_assert_cmpfloat_with_epsilon (entry_of (never, "a")->high, 2 * 1.959963984540054, 1e-9);
  g_assert_cmpuint (entry_of (never, "a")->group, ==, 0);
}

/* A chain has no circle, so the way of large groups is exact; its middle does not feel how long it is. */
static LimRanking *
rank_chain (guint n)
{
  Case made = case_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%05u", i), *next = g_strdup_printf ("%05u", i + 1);

      add_item (&made, id, NULL);
      if (i + 1 < n)
        add_outcome (&made, id, next, '=');
    }
  LimRanking *ranking = rank (&made);
  case_clear (&made);
  return ranking;
}

static void
test_large_groups (void)
{
  g_autoptr (LimRanking) exact = rank_chain (700), large = rank_chain (1500);

  g_assert_cmpuint (lim_ranking_n_groups (large), ==, 1);
  g_assert_cmpfloat_with_epsilon (entry_of (exact, "00350")->high, entry_of (large, "00750")->high, 1e-6);
  g_assert_cmpfloat_with_epsilon (entry_of (exact, "00000")->high, entry_of (large, "00000")->high, 1e-6);
}

static void
test_order_of_input (void)
{
  g_autoptr (LimRanking) one = rank_text ("a b c d", "a>b b>c c>d a=d"),
                         two = rank_text ("d c b a", "d=a c>d b>c a>b");

  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpstr (lim_ranking_at (one, i)->id, ==, lim_ranking_at (two, i)->id);
      g_assert_true (lim_ranking_at (one, i)->strength == lim_ranking_at (two, i)->strength);
    }
}

static void
test_counts (void)
{
  g_autoptr (LimRanking) ranking = rank_text ("a b c b", "a>b a=b b>a a>c a>a z>a");
  const LimRankEntry *a = entry_of (ranking, "a");

  g_assert_cmpuint (lim_ranking_length (ranking), ==, 3);
  g_assert_cmpuint (a->wins, ==, 2);
  g_assert_cmpuint (a->losses, ==, 1);
  g_assert_cmpuint (a->ties, ==, 1);
}

/* -- Circles -- */

static const struct
{
  const char *holds;
  const char *items, *outcomes, *cycles;
} circles[] = {
  { "none in a chain", "a b c", "a>b b>c a>c", "" },
  { "a circle of three begins with the least id", "a b c", "b>c c>a a>b", "a>b>c" },
  { "its direction is that of the wins", "a b c", "a>c c>b b>a", "a>c>b" },
  { "a tie closes nothing", "a b c", "a>b b>c c=a", "" },
  { "a win each closes nothing", "a b c", "a>b b>c c>a a>c", "" },
  { "the shortest circles come first", "a b c d e f g", "a>b b>c c>d d>a e>f f>g g>e", "e>f>g a>b>c>d" },
  { "two circles that share a win", "a b c d", "a>b b>c c>a b>d d>a", "a>b>c a>b>d" },
};

static void
test_circles (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (circles); i++)
    {
      g_autoptr (LimRanking) ranking = rank_text (circles[i].items, circles[i].outcomes);
      g_autoptr (GPtrArray) cycles = lim_ranking_cycles (ranking);
      g_autoptr (GString) said = g_string_new (NULL);

      for (guint k = 0; k < cycles->len; k++)
        {
          g_autofree char *joined = g_strjoinv (">", g_ptr_array_index (cycles, k));

          g_string_append_printf (said, "%s%s", k > 0 ? " " : "", joined);
        }
      if (strcmp (said->str, circles[i].cycles) != 0)
        g_error ("%s: %s", circles[i].holds, said->str);
    }
}

/* -- The next pair -- */

static const struct
{
  const char *holds;
  const char *items, *outcomes, *pair; /* in the order of ids; "" for none */
} nexts[] = {
  { "nothing to compare with", "a", "", "" },
  { "lanes are not mixed", "a:x b:y", "", "" },
  { "nothing known: the first two", "c a b", "", "ab" },
  { "the never compared come before the compared", "a b c d", "a>b", "cd" },
  { "of one lane", "a:x b:x c:y d:y", "a>b", "cd" },
  { "the open pair, however certain", "a b c", "a>b b>c", "ac" },
  { "similar strength before distant", "a b c d", "a>b a>b c>d c>d a>d c>b", "ac" },
  { "when all were asked, the one asked least", "a b c", "a=b a=b b=c b=c a=c", "ac" },
};

static void
test_next (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (nexts); i++)
    {
      g_autoptr (LimRanking) ranking = rank_text (nexts[i].items, nexts[i].outcomes);
      const char *a = "", *b = "";
      char said[3] = "";

      if (lim_ranking_next_pair (ranking, &a, &b))
        g_snprintf (said, sizeof said, "%s%s", strcmp (a, b) < 0 ? a : b, strcmp (a, b) < 0 ? b : a);
      if (strcmp (said, nexts[i].pair) != 0)
        g_error ("%s: “%s”", nexts[i].holds, said);
    }
}

/* Whoever keeps asking sees every pair once before any twice. */
static void
test_next_is_exhaustive (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Case made = case_new ();

  for (char id = 'a'; id <= 'h'; id++)
    {
      char text[2] = { id };

      add_item (&made, text, NULL);
    }
  for (guint k = 0; k < 28; k++)
    {
      g_autoptr (LimRanking) ranking = rank (&made);
      const char *a = NULL, *b = NULL;

      g_assert_true (lim_ranking_next_pair (ranking, &a, &b));
      g_assert_true (
          g_hash_table_add (seen, g_strconcat (strcmp (a, b) < 0 ? a : b, strcmp (a, b) < 0 ? b : a, NULL)));
      add_outcome (&made, a, b, *a < *b ? '>' : '<');
    }
  g_autoptr (LimRanking) done = rank (&made);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (lim_ranking_at (done, i)->id[0], ==, 'a' + (int) i);
  case_clear (&made);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/rank/orders", test_orders);
  g_test_add_func ("/canon/rank/known-solution", test_known_solution);
  g_test_add_func ("/canon/rank/balance", test_balance);
  g_test_add_func ("/canon/rank/strong-opponents", test_strong_opponents);
  g_test_add_func ("/canon/rank/recovers", test_recovers);
  g_test_add_func ("/canon/rank/more-answers-less-doubt", test_more_answers_less_doubt);
  g_test_add_func ("/canon/rank/large-groups", test_large_groups);
  g_test_add_func ("/canon/rank/order-of-input", test_order_of_input);
  g_test_add_func ("/canon/rank/counts", test_counts);
  g_test_add_func ("/canon/rank/circles", test_circles);
  g_test_add_func ("/canon/rank/next", test_next);
  g_test_add_func ("/canon/rank/next-is-exhaustive", test_next_is_exhaustive);
  return g_test_run ();
}
