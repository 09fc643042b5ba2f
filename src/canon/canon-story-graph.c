#include "canon-story-graph.h"

#include <string.h>

void
lim_story_graph_free (LimStoryGraph *graph)
{
  if (graph == NULL)
    return;
  g_free (graph->first_edge);
  g_free (graph->edges);
  g_free (graph->arrivals);
  g_free (graph->n_arrivals);
  g_strfreev (graph->codewords);
  g_clear_pointer (&graph->codeword_by_name, g_hash_table_unref);
  g_clear_pointer (&graph->lists, g_ptr_array_unref);
  g_free (graph);
}

/* -- Codewords -- */

static void
add_name (LimStoryGraph *graph, GPtrArray *names, const char *name)
{
  if (g_hash_table_contains (graph->codeword_by_name, name))
    return;
  char *copy = g_strdup (name);
  g_ptr_array_add (names, copy);
  g_hash_table_insert (graph->codeword_by_name, copy, GUINT_TO_POINTER (names->len));
}

static void
add_names (LimStoryGraph *graph, GPtrArray *names, char **list)
{
  for (char **name = list; *name != NULL; name++)
    add_name (graph, names, *name);
}

static void
collect_codewords (LimStoryGraph *graph)
{
  const LimStory *story = graph->story;
  GPtrArray *names = g_ptr_array_new ();

  graph->codeword_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < story->codewords->len; i++)
    add_name (graph, names, ((const LimStoryCodeword *) story->codewords->pdata[i])->id);
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      add_names (graph, names, passage->grants);
      for (guint j = 0; j < passage->choices->len; j++)
        {
          const LimStoryChoice *choice = passage->choices->pdata[j];

          add_names (graph, names, choice->requires);
          add_names (graph, names, choice->grants);
        }
    }
  graph->n_codewords = names->len;
  g_ptr_array_add (names, NULL);
  graph->codewords = (char **) g_ptr_array_free (names, FALSE);
}

guint
lim_story_graph_codeword (const LimStoryGraph *graph, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (graph->codeword_by_name, name)) - 1u;
}

/* -- Edges -- */

static guint *
numbers (LimStoryGraph *graph, char **names, guint *n)
{
  guint *list;

  *n = g_strv_length (names);
  if (*n == 0)
    return NULL;
  list = g_new (guint, *n);
  for (guint i = 0; i < *n; i++)
    list[i] = lim_story_graph_codeword (graph, names[i]);
  g_ptr_array_add (graph->lists, list);
  return list;
}

static void
add_edge (LimStoryGraph *graph, const LimStoryPassage *from, const LimStoryChoice *choice)
{
  const LimStoryPassage *to = lim_story_passage (graph->story, choice->to);
  LimStoryEdge *edge;

  if (to == NULL)
    return;
  edge = &graph->edges[graph->n_edges++];
  edge->from = from->index;
  edge->to = to->index;
  edge->choice = choice;
  edge->requires = numbers (graph, choice->requires, &edge->n_requires);
  edge->grants = numbers (graph, choice->grants, &edge->n_grants);
}

LimStoryGraph *
lim_story_graph_new (const LimStory *story)
{
  LimStoryGraph *graph = g_new0 (LimStoryGraph, 1);
  const LimStoryPassage *start = lim_story_start (story);

  graph->story = story;
  graph->n_passages = story->passages->len;
  graph->start = start != NULL ? start->index : LIM_STORY_NOWHERE;
  graph->lists = g_ptr_array_new_with_free_func (g_free);
  graph->first_edge = g_new0 (guint, graph->n_passages + 1);
  graph->edges = g_new0 (LimStoryEdge, story->n_choices + 1);
  graph->arrivals = g_new0 (const guint *, graph->n_passages + 1);
  graph->n_arrivals = g_new0 (guint, graph->n_passages + 1);
  collect_codewords (graph);
  for (guint i = 0; i < graph->n_passages; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      graph->first_edge[i] = graph->n_edges;
      graph->arrivals[i] = numbers (graph, passage->grants, &graph->n_arrivals[i]);
      for (guint j = 0; j < passage->choices->len; j++)
        add_edge (graph, passage, passage->choices->pdata[j]);
    }
  graph->first_edge[graph->n_passages] = graph->n_edges;
  return graph;
}

/* -- Ways -- */

static guint *
filled (guint n, guint value)
{
  guint *array = g_new (guint, n + 1);

  for (guint i = 0; i <= n; i++)
    array[i] = value;
  return array;
}

guint *
lim_story_graph_distances (const LimStoryGraph *graph)
{
  guint *distance = filled (graph->n_passages, LIM_STORY_NOWHERE);
  g_autofree guint *queue = g_new (guint, graph->n_passages + 1);
  guint head = 0, tail = 0;

  if (graph->start == LIM_STORY_NOWHERE)
    return distance;
  distance[graph->start] = 0;
  queue[tail++] = graph->start;
  while (head < tail)
    {
      guint from = queue[head++];

      for (guint e = graph->first_edge[from]; e < graph->first_edge[from + 1]; e++)
        {
          guint to = graph->edges[e].to;

          if (distance[to] != LIM_STORY_NOWHERE)
            continue;
          distance[to] = distance[from] + 1;
          queue[tail++] = to;
        }
    }
  return distance;
}

guint8 *
lim_story_graph_can_end (const LimStoryGraph *graph)
{
  guint8 *can = g_new0 (guint8, graph->n_passages + 1);
  g_autofree guint *before = g_new0 (guint, graph->n_passages + 2);
  g_autofree guint *from = g_new (guint, graph->n_edges + 1);
  g_autofree guint *stack = g_new (guint, graph->n_passages + 1);
  guint n = 0;

  /* Edges by where they lead: counted, summed, then put in their places. */
  for (guint e = 0; e < graph->n_edges; e++)
    before[graph->edges[e].to + 2]++;
  for (guint i = 2; i < graph->n_passages + 2; i++)
    before[i] += before[i - 1];
  for (guint e = 0; e < graph->n_edges; e++)
    from[before[graph->edges[e].to + 1]++] = graph->edges[e].from;
  for (guint i = 0; i < graph->n_passages; i++)
    if (((const LimStoryPassage *) graph->story->passages->pdata[i])->choices->len == 0)
      {
        can[i] = 1;
        stack[n++] = i;
      }
  while (n > 0)
    {
      guint to = stack[--n];

      for (guint i = before[to]; i < before[to + 1]; i++)
        if (!can[from[i]])
          {
            can[from[i]] = 1;
            stack[n++] = from[i];
          }
    }
  return can;
}
