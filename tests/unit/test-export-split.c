/* Properties of the split over random worlds: families are whole, an independent look finds nothing shared, what is
 * added later moves nothing, and shares are about what was asked. */
#include <glib.h>
#include <string.h>

#include "base-error.h"
#include "base-random.h"
#include "export-leakage.h"
#include "export-split.h"

typedef struct
{
  GPtrArray *assets;
  GArray *pairs;
} World;

/* @n assets of about n/3 subjects; some share pixels, look alike, derive from another, or were compared. */
static void
grow (World *world, LimRandom *random, guint n, const char *prefix)
{
  for (guint i = 0; i < n; i++)
    {
      LimExportAsset *asset = g_new0 (LimExportAsset, 1);
      guint subject = (guint) lim_random_below (random, n / 3 + 1);
      guint drawn = world->assets->len > 0 ? (guint) lim_random_below (random, world->assets->len) : 0;
      const LimExportAsset *other = world->assets->len > 0 ? g_ptr_array_index (world->assets, drawn) : NULL;

      asset->id = g_strdup_printf ("%s%u_v%u", prefix, subject, i);
      asset->subject = g_strdup_printf ("%s%u", prefix, subject);
      asset->lane = g_strdup (lim_random_below (random, 2) ? "costume" : "ship");
      asset->image.fingerprint = lim_random_u64 (random);
      g_snprintf (asset->image.pixels_sha256, 65, "%016" G_GINT64_MODIFIER "x", lim_random_u64 (random));
      g_snprintf (asset->image.sha256, 65, "%016" G_GINT64_MODIFIER "x", lim_random_u64 (random));
      if (other != NULL && g_str_has_prefix (other->id, prefix))
        switch (lim_random_below (random, 24))
          {
          case 0:
            strcpy (asset->image.pixels_sha256, other->image.pixels_sha256);
            break;
          case 1:
            asset->image.fingerprint = other->image.fingerprint ^ (guint64) 5 << lim_random_below (random, 60);
            break;
          case 2:
            asset->derived_from = g_strdup (other->id);
            break;
          case 3:
            {
              LimComparedPair pair = { world->assets->len, drawn };
              g_array_append_val (world->pairs, pair);
              break;
            }
          default:
            break;
          }
      g_ptr_array_add (world->assets, asset);
    }
}

static void
world_init (World *world)
{
  world->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_export_asset_free);
  world->pairs = g_array_new (FALSE, FALSE, sizeof (LimComparedPair));
}

static void
world_clear (World *world)
{
  g_ptr_array_unref (world->assets);
  g_array_unref (world->pairs);
}

static guint
split (World *world, const LimSplitShares *shares)
{
  return lim_export_split (world->assets, (const LimComparedPair *) (void *) world->pairs->data, world->pairs->len,
                           shares);
}

static guint64
count_leaks (const World *world)
{
  g_autofree LimShown *shown = g_new0 (LimShown, world->assets->len);
  guint64 total;

  for (guint i = 0; i < world->assets->len; i++)
    {
      const LimExportAsset *asset = g_ptr_array_index (world->assets, i);
      shown[i] = (LimShown){ asset->split,
                             asset->id,
                             asset->subject,
                             asset->image.sha256,
                             asset->image.pixels_sha256,
                             asset->image.fingerprint };
    }
  g_autoptr (GArray) leaks = lim_export_find_leaks (shown, world->assets->len, 1, &total);
  return total;
}

static void
test_families_are_whole (void)
{
  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (LimRandom) random = lim_random_new_seeded (seed);
      LimSplitShares shares = { { 0.6, 0.2, 0.2 } };
      World world;

      world_init (&world);
      grow (&world, random, 1 + (guint) lim_random_below (random, 120), "a");
      guint n = split (&world, &shares);
      g_assert_cmpuint (n, <=, world.assets->len);
      g_assert_cmpuint (count_leaks (&world), ==, 0);
      for (guint i = 0; i < world.assets->len; i++)
        {
          const LimExportAsset *asset = g_ptr_array_index (world.assets, i);

          g_assert_cmpuint (asset->family, <, n);
          for (guint k = 0; k < i; k++)
            {
              const LimExportAsset *other = g_ptr_array_index (world.assets, k);
              if (asset->family == other->family)
                g_assert_cmpuint (asset->split, ==, other->split);
              if (asset->derived_from != NULL && strcmp (asset->derived_from, other->id) == 0)
                g_assert_cmpuint (asset->family, ==, other->family);
            }
        }
      world_clear (&world);
    }
}

/* Enough families for every share, so that nothing has to be mended. */
static void
test_newcomers_move_nobody (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      g_autoptr (LimRandom) random = lim_random_new_seeded (1000 + seed);
      LimSplitShares shares = { { 0.6, 0.2, 0.2 } };
      World world;

      world_init (&world);
      grow (&world, random, 600, "a");
      split (&world, &shares);
      g_autofree LimSplit *before = g_new (LimSplit, 600);
      for (guint i = 0; i < 600; i++)
        before[i] = ((LimExportAsset *) g_ptr_array_index (world.assets, i))->split;
      grow (&world, random, 300, "b");
      split (&world, &shares);
      for (guint i = 0; i < 600; i++)
        g_assert_cmpuint (((LimExportAsset *) g_ptr_array_index (world.assets, i))->split, ==, before[i]);
      world_clear (&world);
    }
}

static void
test_shares_are_met (void)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (7);
  guint counts[LIM_N_SPLITS] = { 0 };
  World world;

  world_init (&world);
  grow (&world, random, 6000, "a");
  split (&world, &lim_split_shares_default);
  for (guint i = 0; i < world.assets->len; i++)
    counts[((LimExportAsset *) g_ptr_array_index (world.assets, i))->split]++;
  g_assert_cmpuint (counts[LIM_SPLIT_TRAIN], >, 5100);
  g_assert_cmpuint (counts[LIM_SPLIT_TRAIN], <, 5700);
  g_assert_cmpuint (counts[LIM_SPLIT_VALIDATION], >, 150);
  g_assert_cmpuint (counts[LIM_SPLIT_TEST], >, 150);
  world_clear (&world);
}

/* Everything compared with everything must not become one family. */
static void
test_comparisons_do_not_chain (void)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (9);
  LimSplitShares shares = { { 0.6, 0.2, 0.2 } };
  World world;

  world_init (&world);
  grow (&world, random, 400, "a");
  for (guint i = 1; i < 400; i++)
    {
      LimComparedPair pair = { i - 1, i };
      g_array_append_val (world.pairs, pair);
    }
  g_assert_cmpuint (split (&world, &shares), >, 10);
  g_assert_cmpuint (count_leaks (&world), ==, 0);
  world_clear (&world);
}

static void
test_few_families_still_reach_every_share (void)
{
  LimSplitShares shares = { { 0.8, 0.1, 0.1 } };
  guint found[LIM_N_SPLITS] = { 0 };
  World world;

  world_init (&world);
  for (guint i = 0; i < 12; i++)
    {
      LimExportAsset *asset = g_new0 (LimExportAsset, 1);
      asset->id = g_strdup_printf ("thing%u_v1", i);
      asset->subject = g_strdup_printf ("thing%u", i);
      g_ptr_array_add (world.assets, asset);
    }
  split (&world, &shares);
  for (guint i = 0; i < 12; i++)
    found[((LimExportAsset *) g_ptr_array_index (world.assets, i))->split]++;
  g_assert_cmpuint (found[LIM_SPLIT_TRAIN], >, 6);
  g_assert_cmpuint (found[LIM_SPLIT_VALIDATION], >, 0);
  g_assert_cmpuint (found[LIM_SPLIT_TEST], >, 0);
  world_clear (&world);
}

static const struct
{
  const char *holds, *text;
  double train, validation, test; /* train 0: refused */
} shares_rows[] = {
  { "three shares", "0.9,0.05,0.05", 0.9, 0.05, 0.05 },
  { "two shares leave test empty", "0.8,0.2", 0.8, 0.2, 0 },
  { "one share is all for training", "1", 1, 0, 0 },
  { "spaces do not matter", "0.5, 0.25, 0.25", 0.5, 0.25, 0.25 },
  { "a sum below 1 is refused", "0.5,0.2", 0, 0, 0 },
  { "a sum above 1 is refused", "0.9,0.2", 0, 0, 0 },
  { "nothing for training is refused", "0,0.5,0.5", 0, 0, 0 },
  { "a word is refused", "most,few", 0, 0, 0 },
  { "a negative share is refused", "1.5,-0.5", 0, 0, 0 },
  { "not a number is refused", "nan,1", 0, 0, 0 },
  { "four shares are refused", "0.7,0.1,0.1,0.1", 0, 0, 0 },
  { "nothing is refused", "", 0, 0, 0 },
};

static void
test_shares (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shares_rows); i++)
    {
      LimSplitShares shares = { { 0 } };
      g_autoptr (GError) error = NULL;
      gboolean ok = lim_split_shares_parse (shares_rows[i].text, &shares, &error);

      if (ok != (shares_rows[i].train > 0))
        g_test_message ("%s", shares_rows[i].holds);
      g_assert_true (ok == (shares_rows[i].train > 0));
      g_assert_cmpfloat (shares.share[0], ==, shares_rows[i].train);
      g_assert_cmpfloat (shares.share[1], ==, shares_rows[i].validation);
      g_assert_cmpfloat (shares.share[2], ==, shares_rows[i].test);
      if (!ok)
        g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
    }
}

/* -- The second look finds what there is to find -- */

static const struct
{
  const char *holds;
  LimShown a, b;
  const char *what; /* NULL: nothing */
} leak_rows[] = {
  { "the same file in two splits",
    { LIM_SPLIT_TRAIN, "a_v1", NULL, "11", "22", 0 },
    { LIM_SPLIT_TEST, "b_v1", NULL, "11", "33", 0 },
    "the same file" },
  { "the same pixels in two files",
    { LIM_SPLIT_TRAIN, "a_v1", NULL, "11", "22", 0 },
    { LIM_SPLIT_VALIDATION, "b_v1", NULL, "12", "22", 0 },
    "the same pixels" },
  { "six bits apart is the same picture",
    { LIM_SPLIT_VALIDATION, "a_v1", NULL, "11", "21", 0x10003f },
    { LIM_SPLIT_TEST, "b_v1", NULL, "12", "22", 0x100000 },
    "nearly the same picture" },
  { "seven bits apart is another one",
    { LIM_SPLIT_VALIDATION, "a_v1", NULL, "11", "21", 0x10007f },
    { LIM_SPLIT_TEST, "b_v1", NULL, "12", "22", 0x100000 },
    NULL },
  { "pictures without contrast are like nothing",
    { LIM_SPLIT_TRAIN, "a_v1", NULL, "11", "21", 0 },
    { LIM_SPLIT_TEST, "b_v1", NULL, "12", "22", 0 },
    NULL },
  { "variants of one id",
    { LIM_SPLIT_TRAIN, "smith_v1", NULL, NULL, NULL, 0 },
    { LIM_SPLIT_TEST, "smith_v12", NULL, NULL, NULL, 0 },
    "the same subject" },
  { "seeds of one shot",
    { LIM_SPLIT_TRAIN, "smith_s0", NULL, NULL, NULL, 0 },
    { LIM_SPLIT_TEST, "smith_s1", NULL, NULL, NULL, 0 },
    "the same subject" },
  { "one subject under two ids",
    { LIM_SPLIT_TRAIN, "x", "renna", NULL, NULL, 0 },
    { LIM_SPLIT_TEST, "y", "renna", NULL, NULL, 0 },
    "the same subject" },
  { "twice on one side is no leak",
    { LIM_SPLIT_TRAIN, "smith_v1", NULL, "11", "21", 77 },
    { LIM_SPLIT_TRAIN, "smith_v1", NULL, "11", "21", 77 },
    NULL },
};

static void
test_leaks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (leak_rows); i++)
    {
      LimShown shown[] = { leak_rows[i].b, leak_rows[i].a };
      guint64 total;
      g_autoptr (GArray) leaks = lim_export_find_leaks (shown, 2, 5, &total);

      if ((leaks->len > 0) != (leak_rows[i].what != NULL))
        g_test_message ("%s", leak_rows[i].holds);
      g_assert_cmpuint (leaks->len, ==, leak_rows[i].what != NULL ? 1 : 0);
      g_assert_cmpuint (total, ==, leaks->len);
      if (leaks->len == 0)
        continue;
      g_assert_cmpstr (g_array_index (leaks, LimLeak, 0).what, ==, leak_rows[i].what);
      g_assert_cmpuint (g_array_index (leaks, LimLeak, 0).a, ==, 1); /* the earlier split comes first */
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split/families-are-whole", test_families_are_whole);
  g_test_add_func ("/split/newcomers-move-nobody", test_newcomers_move_nobody);
  g_test_add_func ("/split/shares-are-met", test_shares_are_met);
  g_test_add_func ("/split/comparisons-do-not-chain", test_comparisons_do_not_chain);
  g_test_add_func ("/split/few-families", test_few_families_still_reach_every_share);
  g_test_add_func ("/split/shares", test_shares);
  g_test_add_func ("/split/leaks", test_leaks);
  return g_test_run ();
}
