#include "base-random.h"

#include <string.h>

/* Splits and orders are drawn with these: a changed number here is a changed export for every project. */
static void
test_seeded_numbers_never_change (void)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (1234567);

  /* The published first outputs of SplitMix64 for this seed. */
  g_assert_cmpuint (lim_random_u64 (random), ==, G_GUINT64_CONSTANT (6457827717110365317));
  g_assert_cmpuint (lim_random_u64 (random), ==, G_GUINT64_CONSTANT (3203168211198807973));
  g_assert_cmphex (lim_hash_u64 (7, "keth_hivesong_v1"), ==, G_GUINT64_CONSTANT (0x682eee34a77b4df8));
}

static void
test_hash_tells_apart (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint high = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup_printf ("subject_%u", i);
      guint64 hash = lim_hash_u64 (42, text);

      high += (guint) (hash >> 63);
      g_hash_table_add (seen, g_memdup2 (&hash, sizeof hash));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 20000);
  g_assert_cmpuint (high, >, 9700);
  g_assert_cmpuint (high, <, 10300);
  g_assert_cmphex (lim_hash_u64 (1, "a"), !=, lim_hash_u64 (2, "a"));
}

static void
test_below_and_unit_stay_in_range (void)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (5);
  guint counts[3] = { 0 };

  for (guint i = 0; i < 30000; i++)
    {
      double unit = lim_random_unit (random);

      counts[lim_random_below (random, 3)]++;
      g_assert_true (unit >= 0 && unit < 1);
    }
  for (guint i = 0; i < 3; i++)
    g_assert_true (counts[i] > 9600 && counts[i] < 10400);
  g_assert_cmpuint (lim_random_below (random, 1), ==, 0);
}

static void
test_tokens (void)
{
  g_autoptr (LimRandom) seeded = lim_random_new_seeded (9), again = lim_random_new_seeded (9);
  g_autoptr (LimRandom) kernel = lim_random_new_system ();
  g_autofree char *a = lim_random_token (seeded, 26), *b = lim_random_token (again, 26);
  g_autofree char *c = lim_random_token (kernel, 26), *d = lim_random_token (kernel, 26);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (c, !=, d);
  g_assert_cmpuint (strlen (c), ==, 26);
  g_assert_cmpuint (strspn (c, "0123456789abcdefghjkmnpqrstvwxyz"), ==, 26);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/random/seeded-numbers-never-change", test_seeded_numbers_never_change);
  g_test_add_func ("/base/random/hash-tells-apart", test_hash_tells_apart);
  g_test_add_func ("/base/random/below-and-unit", test_below_and_unit_stay_in_range);
  g_test_add_func ("/base/random/tokens", test_tokens);
  return g_test_run ();
}
