/* Which pair to ask about next. */
#include "canon-rank-private.h"

#include <string.h>

#define ALL_PAIRS 3000 /* assets of a lane up to which every pair is looked at */
#define NEIGHBOURS 500

/* Members of one lane, by strength. */
typedef struct
{
  const LimRankEntry **members;
  guint *places;
  double *variance;
  guint n;
} Lane;

typedef struct
{
  const LimRankEntry *a, *b;
  double gain;
  guint asked;
} Best;

static int
compare_for_lanes (gconstpointer a, gconstpointer b, gpointer data)
{
  const LimRanking *ranking = data;
  const LimRankEntry *left = rank_entry (ranking, *(const guint *) a);
  const LimRankEntry *right = rank_entry (ranking, *(const guint *) b);
  int order = g_strcmp0 (left->lane, right->lane);

  if (order != 0)
    return order;
  if (left->strength != right->strength)
    return left->strength > right->strength ? -1 : 1;
  return strcmp (left->id, right->id);
}

static guint64
pair_key (guint a, guint b)
{
  return (guint64) MIN (a, b) << 32 | MAX (a, b);
}

/* Pair → how often it was asked. */
static GHashTable *
count_asked (const LimRanking *ranking)
{
  GHashTable *asked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint k = 0; k < ranking->pairs->len; k++)
    {
      const RankPair *pair = rank_pair (ranking, k);
      guint64 key = pair_key (pair->i, pair->j);

      g_hash_table_insert (asked, g_memdup2 (&key, sizeof key),
                           GUINT_TO_POINTER (pair->wins_i + pair->wins_j + pair->ties));
    }
  return asked;
}

/* The expected gain of an answer, up to a constant: how open it is, times how much is unknown. */
static double
gain_of (const Lane *lane, guint i, guint j)
{
  double p = lim_rank_chance (lane->members[i], lane->members[j]);

  return p * (1 - p) * (lane->variance[i] + lane->variance[j]);
}

/* Equal gains go to the least ids. */
static gboolean
ids_go_before (const LimRankEntry *a, const LimRankEntry *b, const Best *best)
{
  gboolean swap = strcmp (a->id, b->id) > 0, best_swap = strcmp (best->a->id, best->b->id) > 0;
  int order = strcmp (swap ? b->id : a->id, best_swap ? best->b->id : best->a->id);

  return order != 0 ? order < 0 : strcmp (swap ? a->id : b->id, best_swap ? best->a->id : best->b->id) < 0;
}

static void
consider (const Lane *lane, guint i, guint j, GHashTable *asked, Best *best)
{
  double gain = gain_of (lane, i, j);

  if (best->a != NULL && best->asked == 0 && gain < best->gain)
    return;
  guint64 key = pair_key (lane->places[i], lane->places[j]);
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (asked, &key));
  if (best->a != NULL)
    {
      if (times > best->asked || (times == best->asked && gain < best->gain))
        return;
      if (times == best->asked && gain == best->gain && !ids_go_before (lane->members[i], lane->members[j], best))
        return;
    }
  *best = (Best){ .a = lane->members[i], .b = lane->members[j], .gain = gain, .asked = times };
}

static void
search_lane (const LimRanking *ranking, const guint *order, guint n, GHashTable *asked, Best *best)
{
  g_autofree const LimRankEntry **members = g_new (const LimRankEntry *, n);
  g_autofree double *variance = g_new (double, n);
  g_autofree guint *places = g_memdup2 (order, n * sizeof *order);
  Lane lane = { .members = members, .places = places, .variance = variance, .n = n };
  guint reach = n <= ALL_PAIRS ? n : NEIGHBOURS;

  for (guint i = 0; i < n; i++)
    {
      double width;

      members[i] = rank_entry (ranking, order[i]);
      width = members[i]->high - members[i]->low;
      variance[i] = width * width;
    }
  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n && j - i <= reach; j++)
      consider (&lane, i, j, asked, best);
}

gboolean
lim_ranking_next_pair (const LimRanking *ranking, const char **a, const char **b)
{
  guint n = ranking->entries->len;
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_autoptr (GHashTable) asked = count_asked (ranking);
  Best best = { 0 };

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_for_lanes, (gpointer) ranking);
  for (guint begin = 0, end; begin < n; begin = end)
    {
      for (end = begin + 1; end < n; end++)
        if (g_strcmp0 (rank_entry (ranking, order[begin])->lane, rank_entry (ranking, order[end])->lane) != 0)
          break;
      search_lane (ranking, order + begin, end - begin, asked, &best);
    }
  if (best.a == NULL)
    return FALSE;

  /* The left picture wins a little more often with most people, so no rule may always put the same one there. */
  gboolean swap = (g_str_hash (best.a->id) ^ (g_str_hash (best.b->id) >> 7)) & 1;
  *a = swap ? best.b->id : best.a->id;
  *b = swap ? best.a->id : best.b->id;
  return TRUE;
}
