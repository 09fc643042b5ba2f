#include "canon-story-search.h"

#include "story-fixture.h"

#include <string.h>

/* -- Held against looking at every state one by one -- */

#define N_PASSAGES 6u
#define N_CODEWORDS 4u

static char *
random_story (GRand *random)
{
  GString *text = g_string_new ("start: p0\npassages:\n");

  for (guint p = 0; p < N_PASSAGES; p++)
    {
      g_string_append_printf (text, "  - id: p%u\n", p);
      if (g_rand_int_range (random, 0, 5) == 0)
        g_string_append_printf (text, "    grants: [c%d]\n", g_rand_int_range (random, 0, N_CODEWORDS));
      g_string_append (text, "    choices:\n      - { to: gone }\n");
      for (int n = g_rand_int_range (random, 0, 4); n > 0; n--)
        {
          g_string_append_printf (text, "      - { to: p%d", g_rand_int_range (random, 0, N_PASSAGES));
          if (g_rand_boolean (random))
            g_string_append_printf (text, ", grants: [c%d]", g_rand_int_range (random, 0, N_CODEWORDS));
          if (g_rand_int_range (random, 0, 3) == 0)
            g_string_append_printf (text, ", requires: [c%d, c%d]", g_rand_int_range (random, 0, N_CODEWORDS),
                                    g_rand_int_range (random, 0, N_CODEWORDS));
          g_string_append (text, " }\n");
        }
    }
  return g_string_free (text, FALSE);
}

static guint
bits_of (const LimStoryGraph *graph, const guint *codewords, guint n)
{
  guint bits = 0;

  for (guint i = 0; i < n; i++)
    bits |= 1u << (graph->codewords[codewords[i]][1] - '0');
  return bits;
}

/* Marks every state: @seen[passage][set] is how many choices away, 0 for not at all. */
static void
walk (const LimStoryGraph *graph, guint closed, guint shunned, guint seen[N_PASSAGES][1 << N_CODEWORDS])
{
  guint first = bits_of (graph, graph->arrivals[0], graph->n_arrivals[0]);
  gboolean more = TRUE;

  memset (seen, 0, N_PASSAGES * sizeof seen[0]);
  if ((closed & 1) != 0 || (first & shunned) != 0)
    return;
  seen[0][first] = 1;
  for (guint round = 1; more; round++)
    {
      more = FALSE;
      for (guint e = 0; e < graph->n_edges; e++)
        for (guint set = 0; set < 1 << N_CODEWORDS; set++)
          {
            const LimStoryEdge *edge = &graph->edges[e];
            guint requires = bits_of (graph, edge->requires, edge->n_requires);
            guint grants = bits_of (graph, edge->grants, edge->n_grants)
                           | bits_of (graph, graph->arrivals[edge->to], graph->n_arrivals[edge->to]);

            if (seen[edge->from][set] != round || (requires & ~set) != 0 || (grants & shunned) != 0
                || (closed & 1u << edge->to) != 0 || seen[edge->to][set | grants] != 0)
              continue;
            seen[edge->to][set | grants] = round + 1;
            more = TRUE;
          }
    }
}

static void
check_answers (const LimStoryGraph *graph, LimStorySearch *search, guint seen[N_PASSAGES][1 << N_CODEWORDS])
{
  for (guint p = 0; p < N_PASSAGES; p++)
    for (guint want = 0; want < 1 << N_CODEWORDS; want++)
      {
        guint codewords[N_CODEWORDS], n = 0, nearest = 0, length = 0;
        g_autofree guint *way = NULL;
        gboolean shortest = FALSE, known = TRUE;

        for (guint c = 0; c < N_CODEWORDS; c++)
          if ((want & 1u << c) != 0)
            {
              const char name[] = { 'c', (char) ('0' + c), '\0' };

              codewords[n] = lim_story_graph_codeword (graph, name);
              known &= codewords[n++] != LIM_STORY_NOWHERE;
            }
        for (guint set = 0; set < 1 << N_CODEWORDS; set++)
          if ((want & ~set) == 0 && seen[p][set] != 0 && (nearest == 0 || seen[p][set] < nearest))
            nearest = seen[p][set];
        if (!known)
          continue;
        g_assert_cmpint (lim_story_search_reaches (search, p, codewords, n), ==, nearest != 0);
        way = lim_story_search_way (search, p, codewords, n, &shortest);
        g_assert_true ((way != NULL) == (nearest != 0));
        if (way == NULL)
          continue;
        while (way[length] != LIM_STORY_NOWHERE)
          length++;
        g_assert_true (shortest);
        g_assert_cmpuint (length, ==, nearest);
      }
}

static void
test_it_answers_as_looking_at_every_state_does (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 400; round++)
    {
      g_autofree char *text = random_story (random);
      g_autoptr (LimStory) story = story_from (text);
      g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
      guint seen[N_PASSAGES][1 << N_CODEWORDS], closed = 0, shunned = 0;
      g_autofree guint8 *closed_by = g_new0 (guint8, N_PASSAGES + 1),
                        *minded = g_new0 (guint8, graph->n_codewords + 1),
                        *shunned_by = g_new0 (guint8, graph->n_codewords + 1);

      memset (minded, 1, graph->n_codewords);
      if (round % 3 == 1)
        closed_by[round % N_PASSAGES] = 1, closed = 1u << round % N_PASSAGES;
      if (round % 3 == 2 && graph->n_codewords > 0)
        {
          shunned_by[0] = 1;
          shunned = 1u << (graph->codewords[0][1] - '0');
        }
      const LimStoryRoute route = { .closed = closed_by, .shunned = shunned_by, .minded = minded };
      g_autoptr (LimStorySearch) search = lim_story_search_new (graph, &route);

      walk (graph, closed, shunned, seen);
      g_assert_true (lim_story_search_is_exact (search));
      check_answers (graph, search, seen);
    }
}

/* -- Stories of many states -- */

/* A room with @n doors, behind each a codeword; a last door asks for all of them. */
static LimStory *
hub (guint n)
{
  LimStory *story = lim_story_new ("hub");
  LimStoryPassage *room = lim_story_add_passage (story, "room");
  LimStoryChoice *last = lim_story_add_choice (story, room, "end", "out");

  story->start = g_strdup ("room");
  lim_story_add_passage (story, "end");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      LimStoryPassage *closet = lim_story_add_passage (story, id);

      lim_story_add_choice (story, room, id, NULL);
      LimStoryChoice *back = lim_story_add_choice (story, closet, "room", NULL);
      lim_story_list_add (&back->grants, id);
      lim_story_list_add (&last->requires, id);
    }
  return story;
}

static void
test_forty_codewords_in_any_order_are_no_burden (void)
{
  g_autoptr (LimStory) story = hub (40);
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
  const LimStoryRoute route = { 0 };
  g_autoptr (LimStorySearch) search = lim_story_search_new (graph, &route);

  g_assert_true (lim_story_search_is_exact (search));
  g_assert_true (lim_story_search_reaches (search, 1, NULL, 0));
}

static void
test_what_is_too_much_is_answered_for_a_kinder_reader_and_said (void)
{
  g_autoptr (LimStory) story = hub (12);
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
  g_autofree guint8 *shunned = g_new0 (guint8, graph->n_codewords + 1);
  const LimStoryRoute route = { .shunned = shunned, .effort = 30 };

  g_autoptr (LimStorySearch) search = lim_story_search_new (graph, &route);
  g_assert_false (lim_story_search_is_exact (search));
  g_assert_true (lim_story_search_reaches (search, 1, NULL, 0));
  shunned[0] = 1;
  g_autoptr (LimStorySearch) without = lim_story_search_new (graph, &route);
  g_assert_false (lim_story_search_reaches (without, 1, NULL, 0));
}

static void
test_long_ways_are_said_shortly (void)
{
  g_autoptr (LimStory) story = hub (40);
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
  const LimStoryRoute route = { .effort = 1000000 };
  g_autoptr (LimStorySearch) search = lim_story_search_new (graph, &route);
  gboolean shortest = TRUE;
  g_autofree guint *way = lim_story_search_way (search, 1, NULL, 0, &shortest);
  g_autofree char *text = lim_story_way_text (graph, way);

  g_assert_false (shortest);
  g_assert_nonnull (strstr (text, "… (72 more) …"));
  g_assert_true (g_str_has_prefix (text, "room → ") && g_str_has_suffix (text, " → room → end"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon-story-search/every-state", test_it_answers_as_looking_at_every_state_does);
  g_test_add_func ("/canon-story-search/forty-codewords", test_forty_codewords_in_any_order_are_no_burden);
  g_test_add_func ("/canon-story-search/too-much", test_what_is_too_much_is_answered_for_a_kinder_reader_and_said);
  g_test_add_func ("/canon-story-search/long-ways", test_long_ways_are_said_shortly);
  return g_test_run ();
}
