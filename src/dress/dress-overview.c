#include "dress-overview.h"

void
lim_story_overview_free (LimStoryOverview *overview)
{
  if (overview == NULL)
    return;
  for (guint i = 0; i < overview->graph->n_codewords; i++)
    {
      g_ptr_array_unref (overview->codewords[i].granted);
      g_ptr_array_unref (overview->codewords[i].required);
    }
  lim_story_graph_free (overview->graph);
  g_free (overview->passages);
  g_free (overview->entities);
  g_free (overview->codewords);
  g_free (overview);
}

static guint
count_words (const char *text)
{
  gboolean inside = FALSE;
  guint n = 0;

  for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gboolean letter = !g_unichar_isspace (g_utf8_get_char (at));

      n += letter && !inside ? 1 : 0;
      inside = letter;
    }
  return n;
}

static void
view_passages (LimStoryOverview *overview, const LimStorySearch *search)
{
  const LimStoryGraph *graph = overview->graph;
  g_autofree guint8 *can_end = lim_story_graph_can_end (graph);
  g_autofree guint *distances = lim_story_graph_distances (graph), *factors = lim_priority_factors (graph);

  overview->exact = lim_story_search_is_exact (search);
  for (guint i = 0; i < graph->n_passages; i++)
    {
      const LimStoryPassage *passage = overview->story->passages->pdata[i];
      LimPassageView *view = &overview->passages[i];

      view->reachable = lim_story_search_reaches (search, i, NULL, 0);
      view->can_end = can_end[i];
      view->distance = distances[i];
      view->n_words = count_words (passage->prose);
      view->factors = factors[i];
      overview->n_words += view->n_words;
      overview->n_unreachable += view->reachable ? 0 : 1;
      overview->n_endings += passage->choices->len == 0 ? 1 : 0;
    }
  overview->n_broken = overview->story->n_choices - graph->n_edges;
}

static void
view_entities (LimStoryOverview *overview)
{
  const LimStory *story = overview->story;

  for (guint i = 0; i < story->entities->len; i++)
    overview->entities[i].first = LIM_STORY_NOWHERE;
  for (guint p = 0; p < story->passages->len; p++)
    for (char **id = ((const LimStoryPassage *) story->passages->pdata[p])->appears; *id != NULL; id++)
      {
        const LimStoryEntity *entity = lim_story_entity (story, *id);
        LimEntityView *view = entity != NULL ? &overview->entities[entity->index] : NULL;

        if (view == NULL)
          continue;
        view->n_passages++;
        if (view->first == LIM_STORY_NOWHERE
            || overview->passages[p].distance < overview->passages[view->first].distance)
          view->first = p;
      }
}

static void
note_use (GPtrArray *list, LimStoryPassage *passage)
{
  if (list->len == 0 || list->pdata[list->len - 1] != passage)
    g_ptr_array_add (list, passage);
}

static void
view_codewords (LimStoryOverview *overview)
{
  const LimStoryGraph *graph = overview->graph;

  for (guint i = 0; i < graph->n_codewords; i++)
    {
      overview->codewords[i].granted = g_ptr_array_new ();
      overview->codewords[i].required = g_ptr_array_new ();
    }
  for (guint p = 0; p < graph->n_passages; p++)
    {
      LimStoryPassage *passage = overview->story->passages->pdata[p];

      for (guint i = 0; i < graph->n_arrivals[p]; i++)
        {
          note_use (overview->codewords[graph->arrivals[p][i]].granted, passage);
          overview->codewords[graph->arrivals[p][i]].earnable |= overview->passages[p].reachable;
        }
      for (guint e = graph->first_edge[p]; e < graph->first_edge[p + 1]; e++)
        {
          for (guint i = 0; i < graph->edges[e].n_grants; i++)
            note_use (overview->codewords[graph->edges[e].grants[i]].granted, passage);
          for (guint i = 0; i < graph->edges[e].n_requires; i++)
            note_use (overview->codewords[graph->edges[e].requires[i]].required, passage);
        }
    }
}

/* A choice earns what it grants only for those who can take it. */
static void
find_earnable (LimStoryOverview *overview, const LimStorySearch *search)
{
  const LimStoryGraph *graph = overview->graph;

  for (guint e = 0; e < graph->n_edges; e++)
    {
      const LimStoryEdge *edge = &graph->edges[e];

      if (edge->n_grants > 0 && lim_story_search_reaches (search, edge->from, edge->requires, edge->n_requires))
        for (guint i = 0; i < edge->n_grants; i++)
          overview->codewords[edge->grants[i]].earnable = TRUE;
    }
}

LimStoryOverview *
lim_dress_overview (const LimStory *story)
{
  LimStoryOverview *overview = g_new0 (LimStoryOverview, 1);
  const LimStoryRoute route = { 0 };
  g_autoptr (LimStorySearch) search = NULL;

  overview->story = story;
  overview->graph = lim_story_graph_new (story);
  overview->passages = g_new0 (LimPassageView, story->passages->len + 1);
  overview->entities = g_new0 (LimEntityView, story->entities->len + 1);
  overview->codewords = g_new0 (LimCodewordView, overview->graph->n_codewords + 1);
  search = lim_story_search_new (overview->graph, &route);
  view_passages (overview, search);
  view_entities (overview);
  view_codewords (overview);
  find_earnable (overview, search);
  return overview;
}
