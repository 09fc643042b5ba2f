#include "canon-rank.h"

#include "canon-rank-private.h"

#include <math.h>
#include <string.h>

/* -- Taking in -- */

static void
entry_clear (gpointer data)
{
  LimRankEntry *entry = data;

  g_free (entry->id);
  g_free (entry->lane);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return strcmp (((const LimRankItem *) a)->id, ((const LimRankItem *) b)->id);
}

/* Entries in the order of ids, so that nothing depends on the order of the input. Returns id → place + 1. */
static GHashTable *
take_items (LimRanking *ranking, const LimRankItem *items, guint n_items)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree LimRankItem *sorted = n_items > 0 ? g_memdup2 (items, n_items * sizeof *items) : NULL;

  if (n_items > 1)
    qsort (sorted, n_items, sizeof *sorted, compare_items);
  for (guint i = 0; i < n_items; i++)
    {
      LimRankEntry entry = { 0 };

      if (g_hash_table_contains (places, sorted[i].id))
        continue;
      entry.id = g_strdup (sorted[i].id);
      entry.lane = g_strdup (sorted[i].lane);
      g_array_append_val (ranking->entries, entry);
      g_hash_table_insert (places, entry.id, GUINT_TO_POINTER (ranking->entries->len));
    }
  return places;
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const RankPair *left = a, *right = b;

  if (left->i != right->i)
    return left->i < right->i ? -1 : 1;
  return left->j < right->j ? -1 : left->j > right->j;
}

static void
count_outcome (LimRanking *ranking, guint a, guint b, LimChosen chosen)
{
  LimRankEntry *first = rank_entry (ranking, a), *second = rank_entry (ranking, b);
  RankPair pair = { .i = MIN (a, b), .j = MAX (a, b) };

  first->wins += chosen == LIM_CHOSEN_A;
  second->losses += chosen == LIM_CHOSEN_A;
  first->losses += chosen == LIM_CHOSEN_B;
  second->wins += chosen == LIM_CHOSEN_B;
  first->ties += chosen == LIM_CHOSEN_TIE;
  second->ties += chosen == LIM_CHOSEN_TIE;
  if (chosen == LIM_CHOSEN_TIE)
    pair.ties = 1;
  else if ((chosen == LIM_CHOSEN_A) == (a < b))
    pair.wins_i = 1;
  else
    pair.wins_j = 1;
  g_array_append_val (ranking->pairs, pair);
}

static void
merge_pairs (LimRanking *ranking)
{
  guint kept = 0;

  g_array_sort (ranking->pairs, compare_pairs);
  for (guint i = 0; i < ranking->pairs->len; i++)
    {
      RankPair *last = kept > 0 ? &g_array_index (ranking->pairs, RankPair, kept - 1) : NULL;
      const RankPair *pair = rank_pair (ranking, i);

      if (last != NULL && last->i == pair->i && last->j == pair->j)
        {
          last->wins_i += pair->wins_i;
          last->wins_j += pair->wins_j;
          last->ties += pair->ties;
        }
      else
        g_array_index (ranking->pairs, RankPair, kept++) = *pair;
    }
  g_array_set_size (ranking->pairs, kept);
}

static void
take_outcomes (LimRanking *ranking, GHashTable *places, const LimRankOutcome *outcomes, guint n_outcomes)
{
  for (guint i = 0; i < n_outcomes; i++)
    {
      guint a = GPOINTER_TO_UINT (g_hash_table_lookup (places, outcomes[i].a));
      guint b = GPOINTER_TO_UINT (g_hash_table_lookup (places, outcomes[i].b));

      if (a != 0 && b != 0 && a != b)
        count_outcome (ranking, a - 1, b - 1, outcomes[i].chosen);
    }
  merge_pairs (ranking);
}

/* -- Groups -- */

static guint
find_root (guint *parents, guint at)
{
  while (parents[at] != at)
    {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
  return at;
}

typedef struct
{
  guint root, size;
} Group;

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *left = a, *right = b;

  if (left->size != right->size)
    return left->size > right->size ? -1 : 1;
  return left->root < right->root ? -1 : left->root > right->root;
}

/* Numbers the groups that comparisons connect, largest first. */
static void
number_groups (LimRanking *ranking)
{
  guint n = ranking->entries->len;
  g_autofree guint *parents = g_new (guint, MAX (n, 1)), *numbers = g_new0 (guint, MAX (n, 1));
  g_autofree Group *groups = g_new0 (Group, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    groups[i].root = parents[i] = i;
  for (guint i = 0; i < ranking->pairs->len; i++)
    {
      guint a = find_root (parents, rank_pair (ranking, i)->i), b = find_root (parents, rank_pair (ranking, i)->j);

      parents[MAX (a, b)] = MIN (a, b);
    }
  for (guint i = 0; i < n; i++)
    groups[find_root (parents, i)].size++;
  qsort (groups, n, sizeof *groups, compare_groups);
  for (guint i = 0; i < n && groups[i].size > 1; i++)
    numbers[groups[i].root] = ++ranking->n_groups;
  for (guint i = 0; i < n; i++)
    rank_entry (ranking, i)->group = numbers[find_root (parents, i)];
}

/* -- Order -- */

typedef struct
{
  LimRankEntry entry;
  guint place; /* before sorting */
} Placed;

static int
compare_placed (gconstpointer a, gconstpointer b)
{
  const LimRankEntry *left = &((const Placed *) a)->entry, *right = &((const Placed *) b)->entry;

  if (left->group != right->group)
    return left->group - 1 < right->group - 1 ? -1 : 1; /* 0 wraps to the end */
  if (left->strength != right->strength)
    return left->strength > right->strength ? -1 : 1;
  return strcmp (left->id, right->id);
}

static void
sort_entries (LimRanking *ranking)
{
  guint n = ranking->entries->len;
  g_autofree Placed *placed = g_new (Placed, MAX (n, 1));
  g_autofree guint *place_of = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    placed[i] = (Placed){ .entry = *rank_entry (ranking, i), .place = i };
  qsort (placed, n, sizeof *placed, compare_placed);
  for (guint i = 0; i < n; i++)
    {
      *rank_entry (ranking, i) = placed[i].entry;
      place_of[placed[i].place] = i;
    }
  for (guint i = 0; i < ranking->pairs->len; i++)
    {
      RankPair *pair = &g_array_index (ranking->pairs, RankPair, i);
      guint a = place_of[pair->i], b = place_of[pair->j];

      *pair = a < b ? (RankPair){ a, b, pair->wins_i, pair->wins_j, pair->ties }
                    : (RankPair){ b, a, pair->wins_j, pair->wins_i, pair->ties };
    }
  g_array_sort (ranking->pairs, compare_pairs);
}

/* -- Face -- */

LimRanking *
lim_ranking_new (const LimRankItem *items, guint n_items, const LimRankOutcome *outcomes, guint n_outcomes)
{
  LimRanking *ranking = g_new0 (LimRanking, 1);
  g_autoptr (GHashTable) places = NULL;

  ranking->entries = g_array_new (FALSE, TRUE, sizeof (LimRankEntry));
  g_array_set_clear_func (ranking->entries, entry_clear);
  ranking->pairs = g_array_new (FALSE, TRUE, sizeof (RankPair));
  places = take_items (ranking, items, n_items);
  take_outcomes (ranking, places, outcomes, n_outcomes);
  number_groups (ranking);
  rank_fit (ranking);
  sort_entries (ranking);
  return ranking;
}

void
lim_ranking_free (LimRanking *ranking)
{
  if (ranking == NULL)
    return;
  g_array_unref (ranking->entries);
  g_array_unref (ranking->pairs);
  g_free (ranking);
}

guint
lim_ranking_length (const LimRanking *ranking)
{
  return ranking->entries->len;
}

const LimRankEntry *
lim_ranking_at (const LimRanking *ranking, guint place)
{
  return rank_entry (ranking, place);
}

guint
lim_ranking_n_groups (const LimRanking *ranking)
{
  return ranking->n_groups;
}

double
lim_rank_chance (const LimRankEntry *a, const LimRankEntry *b)
{
  return 1 / (1 + exp (b->strength - a->strength));
}
