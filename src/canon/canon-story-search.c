#include "canon-story-search.h"

#include <string.h>

#define EFFORT 20000000u
#define NO_STATE G_MAXUINT

typedef struct
{
  guint passage;
  guint parent;  /* state it was come to from; NO_STATE: the start */
  guint next;    /* of the same passage */
  guint set;     /* place in the sets */
  gboolean dead; /* another of the same passage holds all it holds */
} State;

struct _LimStorySearch
{
  const LimStoryGraph *graph;
  LimStoryRoute route; /* its minded is our own copy */
  guint *bit;          /* by codeword: its bit, LIM_STORY_NOWHERE: not minded */
  guint n_bits, chunks;
  GArray *states; /* (element-type State) */
  GArray *sets;   /* chunks guint64 for each state */
  guint *first;   /* by passage: its latest state */
  guint64 effort; /* left */
  gboolean exact;
  LimStorySearch *nearest; /* the same breadth first, once somebody asked for a way */
};

/* -- Sets of codewords -- */

static guint64 *
set_of (const LimStorySearch *search, guint state)
{
  guint place = g_array_index (search->states, State, state).set;

  return &g_array_index (search->sets, guint64, place);
}

static gboolean
holds (const LimStorySearch *search, const guint64 *set, const guint *codewords, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint bit = codewords[i] < search->graph->n_codewords ? search->bit[codewords[i]] : LIM_STORY_NOWHERE;

      if (bit == LIM_STORY_NOWHERE || (set[bit / 64] >> bit % 64 & 1) == 0)
        return FALSE;
    }
  return TRUE;
}

static void
earn (const LimStorySearch *search, guint64 *set, const guint *codewords, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint bit = search->bit[codewords[i]];

      if (bit != LIM_STORY_NOWHERE)
        set[bit / 64] |= (guint64) 1 << bit % 64;
    }
}

static gboolean
is_subset (const guint64 *small, const guint64 *large, guint chunks)
{
  for (guint i = 0; i < chunks; i++)
    if ((small[i] & ~large[i]) != 0)
      return FALSE;
  return TRUE;
}

static guint
size_of (const guint64 *set, guint chunks)
{
  guint size = 0;

  for (guint i = 0; i < chunks; i++)
    size += (guint) __builtin_popcountll (set[i]);
  return size;
}

/* -- Steps -- */

static gboolean
is_shunned (const LimStorySearch *search, const guint *codewords, guint n)
{
  for (guint i = 0; search->route.shunned != NULL && i < n; i++)
    if (search->route.shunned[codewords[i]])
      return TRUE;
  return FALSE;
}

static gboolean
is_barred (const LimStorySearch *search, guint passage)
{
  return (search->route.closed != NULL && search->route.closed[passage])
         || is_shunned (search, search->graph->arrivals[passage], search->graph->n_arrivals[passage]);
}

/* Whether @edge can be taken with @set; what is held afterwards goes to @after. */
static gboolean
take (const LimStorySearch *search, const LimStoryEdge *edge, const guint64 *set, guint64 *after)
{
  if (!holds (search, set, edge->requires, edge->n_requires) || is_shunned (search, edge->grants, edge->n_grants)
      || is_barred (search, edge->to))
    return FALSE;
  memcpy (after, set, search->chunks * sizeof *after);
  earn (search, after, edge->grants, edge->n_grants);
  earn (search, after, search->graph->arrivals[edge->to], search->graph->n_arrivals[edge->to]);
  return TRUE;
}

/* A new state, unless one at that passage holds as much. With @prune those that hold less are dead from now on. */
static guint
add_state (LimStorySearch *search, guint passage, guint parent, const guint64 *set, gboolean prune)
{
  State state = { .passage = passage, .parent = parent, .next = search->first[passage], .set = search->sets->len };

  for (guint i = search->first[passage]; i != NO_STATE; i = g_array_index (search->states, State, i).next)
    {
      State *other = &g_array_index (search->states, State, i);

      search->effort -= MIN (search->effort, 1);
      if (!other->dead && is_subset (set, set_of (search, i), search->chunks))
        return NO_STATE;
      if (prune && !other->dead && is_subset (set_of (search, i), set, search->chunks))
        other->dead = TRUE;
    }
  g_array_append_vals (search->sets, set, search->chunks);
  g_array_append_val (search->states, state);
  search->first[passage] = search->states->len - 1;
  return search->states->len - 1;
}

static void
begin (LimStorySearch *search)
{
  const LimStoryGraph *graph = search->graph;
  g_autofree guint64 *set = g_new0 (guint64, search->chunks);

  g_array_set_size (search->states, 0);
  g_array_set_size (search->sets, 0);
  for (guint i = 0; i < graph->n_passages; i++)
    search->first[i] = NO_STATE;
  search->effort = search->route.effort != 0 ? search->route.effort : EFFORT;
  if (graph->start == LIM_STORY_NOWHERE || is_barred (search, graph->start))
    return;
  earn (search, set, graph->arrivals[graph->start], graph->n_arrivals[graph->start]);
  add_state (search, graph->start, NO_STATE, set, FALSE);
}

/* Whether there is effort left for another step. */
static gboolean
spend (LimStorySearch *search)
{
  search->effort -= MIN (search->effort, search->chunks);
  return search->effort > 0;
}

/* -- All that can be come to: the reader who holds most goes on first, so that most others are held back -- */

static gboolean
expand (LimStorySearch *search, guint from, guint64 *set, guint64 *after, GArray **stacks)
{
  const LimStoryGraph *graph = search->graph;
  guint passage = g_array_index (search->states, State, from).passage;

  /* The arrays move when they grow. */
  memcpy (set, set_of (search, from), search->chunks * sizeof *set);
  for (guint e = graph->first_edge[passage]; e < graph->first_edge[passage + 1]; e++)
    {
      guint to;

      if (!spend (search))
        return FALSE;
      if (!take (search, &graph->edges[e], set, after))
        continue;
      to = add_state (search, graph->edges[e].to, from, after, TRUE);
      if (to != NO_STATE)
        g_array_append_val (stacks[size_of (after, search->chunks)], to);
    }
  return TRUE;
}

static gboolean
find_all (LimStorySearch *search)
{
  g_autofree guint64 *set = g_new (guint64, search->chunks), *after = g_new (guint64, search->chunks);
  g_autoptr (GPtrArray) stacks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  gboolean whole = TRUE;

  begin (search);
  for (guint i = 0; i <= search->n_bits; i++)
    g_ptr_array_add (stacks, g_array_new (FALSE, FALSE, sizeof (guint)));
  if (search->states->len > 0)
    {
      guint none = 0;

      g_array_append_val ((GArray *) stacks->pdata[size_of (set_of (search, 0), search->chunks)], none);
    }
  for (guint size = search->n_bits + 1; whole && size > 0;)
    {
      GArray *stack = stacks->pdata[size - 1];
      guint state;

      if (stack->len == 0)
        {
          size--;
          continue;
        }
      state = g_array_index (stack, guint, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      if (g_array_index (search->states, State, state).dead)
        continue;
      whole = expand (search, state, set, after, (GArray **) stacks->pdata);
      size = search->n_bits + 1;
    }
  return whole;
}

/* -- The kinder reader: one set for each passage, which only grows -- */

static void
find_roughly (LimStorySearch *search)
{
  const LimStoryGraph *graph = search->graph;
  g_autofree guint64 *after = g_new (guint64, search->chunks);
  g_autoptr (GQueue) queue = g_queue_new ();

  begin (search);
  if (search->states->len > 0)
    g_queue_push_tail (queue, GUINT_TO_POINTER (0));
  while (!g_queue_is_empty (queue))
    {
      guint from = GPOINTER_TO_UINT (g_queue_pop_head (queue));
      guint passage = g_array_index (search->states, State, from).passage;

      g_array_index (search->states, State, from).dead = FALSE;
      for (guint e = graph->first_edge[passage]; e < graph->first_edge[passage + 1]; e++)
        {
          guint target = graph->edges[e].to, to = search->first[target];

          if (!take (search, &graph->edges[e], set_of (search, from), after))
            continue;
          if (to == NO_STATE)
            to = add_state (search, target, from, after, FALSE);
          else if (is_subset (after, set_of (search, to), search->chunks))
            continue;
          else
            for (guint i = 0; i < search->chunks; i++)
              set_of (search, to)[i] |= after[i];
          /* “dead” is here: waits in the queue already. */
          if (!g_array_index (search->states, State, to).dead)
            g_queue_push_tail (queue, GUINT_TO_POINTER (to));
          g_array_index (search->states, State, to).dead = TRUE;
        }
    }
}

/* -- The search -- */

static void
mind (LimStorySearch *search, guint codeword)
{
  if (search->bit[codeword] == LIM_STORY_NOWHERE)
    search->bit[codeword] = search->n_bits++;
}

static LimStorySearch *
search_new (const LimStoryGraph *graph, const LimStoryRoute *route)
{
  LimStorySearch *search = g_new0 (LimStorySearch, 1);

  search->graph = graph;
  search->route = *route;
  search->route.minded = route->minded != NULL ? g_memdup2 (route->minded, graph->n_codewords + 1) : NULL;
  search->bit = g_new (guint, graph->n_codewords + 1);
  for (guint i = 0; i <= graph->n_codewords; i++)
    search->bit[i] = LIM_STORY_NOWHERE;
  for (guint i = 0; i < graph->n_codewords; i++)
    if (route->minded != NULL && route->minded[i])
      mind (search, i);
  for (guint e = 0; e < graph->n_edges; e++)
    for (guint i = 0; i < graph->edges[e].n_requires; i++)
      mind (search, graph->edges[e].requires[i]);
  search->chunks = MAX (1, (search->n_bits + 63) / 64);
  search->states = g_array_new (FALSE, FALSE, sizeof (State));
  search->sets = g_array_new (FALSE, FALSE, sizeof (guint64));
  search->first = g_new (guint, graph->n_passages + 1);
  return search;
}

LimStorySearch *
lim_story_search_new (const LimStoryGraph *graph, const LimStoryRoute *route)
{
  LimStorySearch *search = search_new (graph, route);

  search->exact = find_all (search);
  if (!search->exact)
    find_roughly (search);
  return search;
}

void
lim_story_search_free (LimStorySearch *search)
{
  if (search == NULL)
    return;
  lim_story_search_free (search->nearest);
  g_free (search->bit);
  g_free ((gpointer) search->route.minded);
  g_free (search->first);
  g_array_unref (search->states);
  g_array_unref (search->sets);
  g_free (search);
}

gboolean
lim_story_search_is_exact (const LimStorySearch *search)
{
  return search->exact;
}

/* -- Answers -- */

static guint
find_at (const LimStorySearch *search, guint passage, const guint *codewords, guint n)
{
  for (guint i = search->first[passage]; i != NO_STATE; i = g_array_index (search->states, State, i).next)
    if (holds (search, set_of (search, i), codewords, n))
      return i;
  return NO_STATE;
}

static guint
find_state (const LimStorySearch *search, guint passage, const guint *codewords, guint n)
{
  if (passage != LIM_STORY_NOWHERE)
    return find_at (search, passage, codewords, n);
  for (guint i = 0; i < search->states->len; i++)
    if (holds (search, set_of (search, i), codewords, n))
      return i;
  return NO_STATE;
}

gboolean
lim_story_search_reaches (const LimStorySearch *search, guint passage, const guint *codewords, guint n)
{
  return find_state (search, passage, codewords, n) != NO_STATE;
}

static guint *
trace (const LimStorySearch *search, guint state)
{
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (guint));
  guint *way;

  for (guint i = state; i != NO_STATE; i = g_array_index (search->states, State, i).parent)
    g_array_append_val (back, g_array_index (search->states, State, i).passage);
  way = g_new (guint, back->len + 1);
  for (guint i = 0; i < back->len; i++)
    way[i] = g_array_index (back, guint, back->len - 1 - i);
  way[back->len] = LIM_STORY_NOWHERE;
  return way;
}

/* Breadth first, so that of the states that will do the earliest is one with the fewest choices. A state that is held back is so
 * by an earlier one, which is as near. Ends before it is whole when it is too much. */
static void
walk_by_distance (LimStorySearch *search)
{
  const LimStoryGraph *graph = search->graph;
  g_autofree guint64 *set = g_new (guint64, search->chunks), *after = g_new (guint64, search->chunks);

  begin (search);
  for (guint from = 0; from < search->states->len; from++)
    {
      guint here = g_array_index (search->states, State, from).passage;

      memcpy (set, set_of (search, from), search->chunks * sizeof *set);
      for (guint e = graph->first_edge[here]; e < graph->first_edge[here + 1]; e++)
        {
          if (!spend (search))
            return;
          if (take (search, &graph->edges[e], set, after))
            add_state (search, graph->edges[e].to, from, after, FALSE);
        }
    }
}

/* The earliest state that will do. */
static guint
find_earliest (const LimStorySearch *search, guint passage, const guint *codewords, guint n)
{
  guint earliest = NO_STATE;

  if (passage == LIM_STORY_NOWHERE)
    return find_state (search, passage, codewords, n);
  for (guint i = search->first[passage]; i != NO_STATE; i = g_array_index (search->states, State, i).next)
    if (holds (search, set_of (search, i), codewords, n))
      earliest = i;
  return earliest;
}

guint *
lim_story_search_way (LimStorySearch *search, guint passage, const guint *codewords, guint n, gboolean *shortest)
{
  guint state = find_state (search, passage, codewords, n), near = NO_STATE;

  if (state == NO_STATE)
    return NULL;
  if (search->exact && search->nearest == NULL)
    {
      search->nearest = search_new (search->graph, &search->route);
      search->nearest->route.effort = (search->route.effort != 0 ? search->route.effort : EFFORT) / 4;
      walk_by_distance (search->nearest);
    }
  if (search->exact)
    near = find_earliest (search->nearest, passage, codewords, n);
  if (shortest != NULL)
    *shortest = near != NO_STATE;
  return near != NO_STATE ? trace (search->nearest, near) : trace (search, state);
}

char *
lim_story_way_text (const LimStoryGraph *graph, const guint *way)
{
  GString *text = g_string_new (NULL);
  guint length = 0;

  while (way[length] != LIM_STORY_NOWHERE)
    length++;
  for (guint i = 0; i < length; i++)
    {
      const LimStoryPassage *passage = graph->story->passages->pdata[way[i]];

      if (length > 12 && i == 5)
        {
          g_string_append_printf (text, " → … (%u more) …", length - 10);
          i = length - 6;
          continue;
        }
      g_string_append_printf (text, "%s%s", i > 0 ? " → " : "", passage->id);
    }
  return g_string_free (text, FALSE);
}
