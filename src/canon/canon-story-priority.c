#include "canon-story-priority.h"

#include <string.h>

static const struct
{
  const char *name;
  int score;
} table[LIM_N_FACTORS] = {
  { "spine", 3 },
  { "branch opening", 2 },
  { "ending", 2 },
  { "climax", 2 },
  { "new location", 1 },
  { "transition or micro-beat", -1 },
  { "visually striking", 1 },
  { "emotionally pivotal", 1 },
  { "dialogue-heavy or static", -1 },
};

static guint
place_of (LimFactor factor)
{
  return (guint) g_bit_nth_lsf (factor, -1);
}

const char *
lim_factor_name (LimFactor factor)
{
  return table[place_of (factor)].name;
}

int
lim_factor_score (LimFactor factor)
{
  return table[place_of (factor)].score;
}

int
lim_priority_score (guint factors)
{
  int score = 0;

  for (guint i = 0; i < LIM_N_FACTORS; i++)
    if ((factors & 1u << i) != 0)
      score += table[i].score;
  return score;
}

guint
lim_priority_of (int score)
{
  if (score >= 5)
    return 1;
  if (score >= 3)
    return 2;
  return score >= 1 ? 3 : 0;
}

char *
lim_priority_reason (guint factors)
{
  GString *reason = g_string_new (NULL);

  for (guint i = 0; i < LIM_N_FACTORS; i++)
    if ((factors & 1u << i) != 0)
      g_string_append_printf (reason, "%s%s %s%d", reason->len > 0 ? ", " : "", table[i].name,
                              table[i].score < 0 ? "−" : "+", ABS (table[i].score));
  return g_string_free (reason, FALSE);
}

/* -- Of the structure -- */

static void
mark_branches (const LimStoryGraph *graph, guint *factors)
{
  for (guint from = 0; from < graph->n_passages; from++)
    {
      const LimStoryEdge *first = &graph->edges[graph->first_edge[from]];
      const LimStoryEdge *end = &graph->edges[graph->first_edge[from + 1]];
      guint n = 0;

      for (const LimStoryEdge *edge = first; edge < end; edge++)
        n += edge->choice->is_return ? 0 : 1;
      for (const LimStoryEdge *edge = first; n >= 2 && edge < end; edge++)
        if (!edge->choice->is_return)
          factors[edge->to] |= LIM_FACTOR_BRANCH;
    }
}

static void
mark_locations (const LimStoryGraph *graph, guint *factors)
{
  const LimStory *story = graph->story;
  g_autofree guint *distance = lim_story_graph_distances (graph);
  g_autofree guint *first = g_new (guint, story->entities->len + 1);

  for (guint i = 0; i < story->entities->len; i++)
    first[i] = LIM_STORY_NOWHERE;
  for (guint p = 0; p < graph->n_passages; p++)
    {
      const LimStoryPassage *passage = story->passages->pdata[p];

      for (char **id = passage->appears; *id != NULL; id++)
        {
          const LimStoryEntity *entity = lim_story_entity (story, *id);

          if (entity != NULL && entity->type == LIM_ENTITY_LOCATION
              && (first[entity->index] == LIM_STORY_NOWHERE || distance[p] < distance[first[entity->index]]))
            first[entity->index] = p;
        }
    }
  for (guint i = 0; i < story->entities->len; i++)
    if (first[i] != LIM_STORY_NOWHERE)
      factors[first[i]] |= LIM_FACTOR_LOCATION;
}

guint *
lim_priority_factors (const LimStoryGraph *graph)
{
  guint *factors = g_new0 (guint, graph->n_passages + 1);

  for (guint p = 0; p < graph->n_passages; p++)
    {
      const LimStoryPassage *passage = graph->story->passages->pdata[p];
      const char *scene = lim_story_scene_type (passage);

      factors[p] = (passage->spine ? LIM_FACTOR_SPINE : 0u) | (passage->choices->len == 0 ? LIM_FACTOR_ENDING : 0u)
                   | (strcmp (scene, "climax") == 0 ? LIM_FACTOR_CLIMAX : 0u)
                   | (strcmp (scene, "transition") == 0 || strcmp (scene, "micro_beat") == 0 ? LIM_FACTOR_MINOR : 0u);
    }
  mark_branches (graph, factors);
  mark_locations (graph, factors);
  return factors;
}
