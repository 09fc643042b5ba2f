/* Circles of preference: a > b > c > a. */
#include "canon-rank-private.h"

#include <string.h>

#define MAX_CYCLES 100
#define MAX_LENGTH 12 /* longer circles are no use to a person who wants to break one */

/* Who beat whom more often than not: the losers of i are to[first[i] … first[i + 1]). */
typedef struct
{
  guint n;
  guint *first, *to;
  guint *seen, *from; /* of the present search: its number, and the way back */
  guint search;
} Graph;

static int
winner_of (const RankPair *pair)
{
  return pair->wins_i > pair->wins_j ? 1 : pair->wins_i < pair->wins_j ? -1 : 0;
}

static void
build (Graph *graph, const LimRanking *ranking)
{
  g_autofree guint *filled = NULL;

  graph->n = ranking->entries->len;
  graph->first = g_new0 (guint, graph->n + 2);
  graph->to = g_new (guint, MAX (ranking->pairs->len, 1));
  graph->seen = g_new0 (guint, graph->n + 1);
  graph->from = g_new0 (guint, graph->n + 1);
  for (guint k = 0; k < ranking->pairs->len; k++)
    {
      const RankPair *pair = rank_pair (ranking, k);
      int winner = winner_of (pair);

      if (winner != 0)
        graph->first[(winner > 0 ? pair->i : pair->j) + 1]++;
    }
  for (guint i = 0; i < graph->n; i++)
    graph->first[i + 1] += graph->first[i];
  filled = g_memdup2 (graph->first, (graph->n + 1) * sizeof *filled);
  for (guint k = 0; k < ranking->pairs->len; k++)
    {
      const RankPair *pair = rank_pair (ranking, k);
      int winner = winner_of (pair);

      if (winner != 0)
        graph->to[filled[winner > 0 ? pair->i : pair->j]++] = winner > 0 ? pair->j : pair->i;
    }
}

static void
graph_clear (Graph *graph)
{
  g_free (graph->first);
  g_free (graph->to);
  g_free (graph->seen);
  g_free (graph->from);
}

/* The shortest way of wins from @begin to @goal; returns its number of steps, 0 for none. @queue has room for n. */
static guint
find_way (Graph *graph, guint begin, guint goal, guint *queue)
{
  guint head = 0, tail = 0, level_end, steps = 0;

  graph->search++;
  graph->seen[begin] = graph->search;
  queue[tail++] = begin;
  while (head < tail && steps < MAX_LENGTH)
    {
      steps++;
      for (level_end = tail; head < level_end; head++)
        for (guint k = graph->first[queue[head]]; k < graph->first[queue[head] + 1]; k++)
          {
            guint next = graph->to[k];

            if (graph->seen[next] == graph->search)
              continue;
            graph->seen[next] = graph->search;
            graph->from[next] = queue[head];
            if (next == goal)
              return steps;
            queue[tail++] = next;
          }
    }
  return 0;
}

/* The circle winner > … > loser’s way back to the winner, begun at its least id. */
static char **
cycle_of (const Graph *graph, const LimRanking *ranking, guint winner, guint loser, guint steps)
{
  guint length = steps + 1, least = 0;
  g_autofree guint *places = g_new (guint, length);
  char **ids = g_new0 (char *, length + 1);

  /* `from` leads from the winner back to the loser: the way loser > … > winner, read backwards. */
  for (guint k = length, at = winner; k-- > 0; at = graph->from[at])
    {
      places[k] = at;
      if (at == loser)
        break;
    }
  for (guint k = 1; k < length; k++)
    if (strcmp (rank_entry (ranking, places[k])->id, rank_entry (ranking, places[least])->id) < 0)
      least = k;
  for (guint k = 0; k < length; k++)
    ids[k] = g_strdup (rank_entry (ranking, places[(least + k) % length])->id);
  return ids;
}

static int
compare_cycles (gconstpointer a, gconstpointer b)
{
  char *const *left = *(char **const *) a, *const *right = *(char **const *) b;
  guint length = g_strv_length ((char **) left), other = g_strv_length ((char **) right);

  if (length != other)
    return length < other ? -1 : 1;
  for (guint i = 0; i < length; i++)
    if (strcmp (left[i], right[i]) != 0)
      return strcmp (left[i], right[i]);
  return 0;
}

GPtrArray *
lim_ranking_cycles (const LimRanking *ranking)
{
  GPtrArray *cycles = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree guint *queue = g_new (guint, ranking->entries->len + 1);
  Graph graph = { 0 };

  build (&graph, ranking);
  for (guint k = 0; k < ranking->pairs->len && cycles->len < MAX_CYCLES; k++)
    {
      const RankPair *pair = rank_pair (ranking, k);
      int side = winner_of (pair);
      guint winner = side > 0 ? pair->i : pair->j, loser = side > 0 ? pair->j : pair->i;
      guint steps = side != 0 ? find_way (&graph, loser, winner, queue) : 0;

      if (steps == 0)
        continue;
      g_auto (GStrv) ids = cycle_of (&graph, ranking, winner, loser, steps);
      if (g_hash_table_add (known, g_strjoinv ("\n", ids)))
        g_ptr_array_add (cycles, g_steal_pointer (&ids));
    }
  g_ptr_array_sort (cycles, compare_cycles);
  graph_clear (&graph);
  return cycles;
}
