/* canon-codex-plan.c: from the codewords that touch an entity to the tiers of its codex. */

#include "canon-codex.h"

#include "canon-story-search.h"
#include "canon-term.h"

#include <string.h>

typedef struct
{
  guint *codewords; /* by index */
  guint n;
  guint distance; /* choices until the last of them can be earned */
} Gate;

typedef struct
{
  const LimStoryGraph *graph;
  const LimCodexAtlas *atlas;
  const LimStoryEntity *entity;
  GPtrArray *gates;
} Planning;

/* A plan may be a little less than perfect, and is asked for often. */
#define HASTE 1000000u /* steps */

static void
gate_free (gpointer data)
{
  Gate *gate = data;

  g_free (gate->codewords);
  g_free (gate);
}

static void
tier_free (gpointer data)
{
  LimCodexTier *tier = data;

  g_strfreev (tier->visible_when);
  g_strfreev (tier->reasons);
  g_free (tier);
}

/* -- What readers can hold -- */

/* Whether some reader holds all of @codewords, without @without (LIM_STORY_NOWHERE: whatever else). */
static gboolean
can_hold (const LimStoryGraph *graph, const guint *codewords, guint n, guint without)
{
  g_autofree guint8 *minded = g_new0 (guint8, graph->n_codewords + 1);
  g_autofree guint8 *shunned = g_new0 (guint8, graph->n_codewords + 1);
  const LimStoryRoute route = { .minded = minded, .shunned = shunned, .effort = HASTE };
  g_autoptr (LimStorySearch) search = NULL;

  if (graph->start == LIM_STORY_NOWHERE)
    return FALSE;
  for (guint i = 0; i < n; i++)
    minded[codewords[i]] = 1;
  if (without != LIM_STORY_NOWHERE)
    shunned[without] = 1;
  search = lim_story_search_new (graph, &route);
  return lim_story_search_reaches (search, LIM_STORY_NOWHERE, codewords, n);
}

static void
earn (guint *earned, const guint *codewords, guint n, guint distance)
{
  for (guint i = 0; i < n; i++)
    earned[codewords[i]] = MIN (earned[codewords[i]], distance);
}

/* What readers can earn by taking @edge, or on arriving at @passage. */
static void
earn_from (const LimStoryGraph *graph, LimStorySearch *search, const guint *distances, guint passage, guint *earned)
{
  if (graph->arrivals[passage] != NULL && lim_story_search_reaches (search, passage, NULL, 0))
    earn (earned, graph->arrivals[passage], graph->n_arrivals[passage], distances[passage]);
  for (guint e = graph->first_edge[passage]; e < graph->first_edge[passage + 1]; e++)
    {
      const LimStoryEdge *edge = &graph->edges[e];

      if (edge->n_grants > 0 && lim_story_search_reaches (search, passage, edge->requires, edge->n_requires))
        earn (earned, edge->grants, edge->n_grants, distances[passage] + 1);
    }
}

LimCodexAtlas *
lim_codex_atlas_new (const LimStoryGraph *graph)
{
  LimCodexAtlas *atlas = g_new0 (LimCodexAtlas, 1);
  g_autofree guint *distances = lim_story_graph_distances (graph);
  const LimStoryRoute route = { .effort = HASTE };
  g_autoptr (LimStorySearch) search = NULL;

  atlas->graph = graph;
  atlas->earned = g_new (guint, graph->n_codewords + 1);
  for (guint i = 0; i <= graph->n_codewords; i++)
    atlas->earned[i] = LIM_STORY_NOWHERE;
  if (graph->start == LIM_STORY_NOWHERE)
    return atlas;
  search = lim_story_search_new (graph, &route);
  for (guint p = 0; p < graph->n_passages; p++)
    if (distances[p] != LIM_STORY_NOWHERE)
      earn_from (graph, search, distances, p, atlas->earned);
  return atlas;
}

void
lim_codex_atlas_free (LimCodexAtlas *atlas)
{
  if (atlas == NULL)
    return;
  g_free (atlas->earned);
  g_free (atlas);
}

/* -- What touches the entity -- */

static gboolean
says_name (const LimTerms *names, char *const *texts)
{
  for (char *const *text = texts; *text != NULL; text++)
    {
      g_autoptr (GArray) said = lim_terms_find (names, *text);

      if (said->len > 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_overlay (const LimStoryEntity *entity, const char *codeword)
{
  for (guint i = 0; i < entity->overlays->len; i++)
    if (g_strv_contains ((const char *const *) ((const LimStoryOverlay *) entity->overlays->pdata[i])->when,
                         codeword))
      return TRUE;
  return FALSE;
}

static LimTerms *
names_of (const LimStoryEntity *entity)
{
  LimTerms *names = lim_terms_new ();

  lim_terms_add (names, entity->name);
  for (char **name = entity->aka; *name != NULL; name++)
    lim_terms_add (names, *name);
  return names;
}

static gboolean
touches (const LimStory *story, const LimStoryEntity *entity, const LimTerms *names, const char *name)
{
  const LimStoryCodeword *codeword = lim_story_codeword (story, name);

  return is_in_overlay (entity, name)
         || (codeword != NULL
             && (g_strv_contains ((const char *const *) codeword->entities, entity->id)
                 || says_name (names, codeword->tracks)));
}

char **
lim_codex_codewords (const LimCodexAtlas *atlas, const LimStoryEntity *entity)
{
  const LimStoryGraph *graph = atlas->graph;
  g_autoptr (LimTerms) names = names_of (entity);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < graph->n_codewords; i++)
    if (atlas->earned[i] != LIM_STORY_NOWHERE && touches (graph->story, entity, names, graph->codewords[i]))
      g_ptr_array_add (list, g_strdup (graph->codewords[i]));
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_steal (list, NULL);
}

/* -- Gates -- */

static void
add_gate (Planning *planning, const guint *codewords, guint n)
{
  Gate *gate;
  guint distance = 0;

  for (guint i = 0; i < n; i++)
    distance = MAX (distance, planning->atlas->earned[codewords[i]]);
  if (n == 0 || distance == LIM_STORY_NOWHERE
      || (n > 1 && !can_hold (planning->graph, codewords, n, LIM_STORY_NOWHERE)))
    return;
  gate = g_new0 (Gate, 1);
  *gate = (Gate){ g_memdup2 (codewords, n * sizeof *codewords), n, distance };
  g_ptr_array_add (planning->gates, gate);
}

static void
add_overlays (Planning *planning)
{
  for (guint i = 0; i < planning->entity->overlays->len; i++)
    {
      const LimStoryOverlay *overlay = planning->entity->overlays->pdata[i];
      g_autofree guint *codewords = g_new (guint, g_strv_length (overlay->when) + 1);
      guint n = 0;
      gboolean known = TRUE;

      for (char **name = overlay->when; *name != NULL; name++)
        {
          codewords[n] = lim_story_graph_codeword (planning->graph, *name);
          known = known && codewords[n++] != LIM_STORY_NOWHERE;
        }
      if (known)
        add_gate (planning, codewords, n);
    }
}

static void
add_others (Planning *planning)
{
  g_auto (GStrv) names = lim_codex_codewords (planning->atlas, planning->entity);

  for (char **name = names; *name != NULL; name++)
    if (!is_in_overlay (planning->entity, *name))
      {
        guint codeword = lim_story_graph_codeword (planning->graph, *name);

        add_gate (planning, &codeword, 1);
      }
}

static int
by_distance (gconstpointer a, gconstpointer b)
{
  const Gate *first = *(Gate *const *) a, *second = *(Gate *const *) b;
  int order = (first->distance > second->distance) - (first->distance < second->distance);

  if (order == 0)
    order = (first->n > second->n) - (first->n < second->n);
  return order != 0 ? order
                    : (first->codewords[0] > second->codewords[0]) - (first->codewords[0] < second->codewords[0]);
}

/* -- Tiers -- */

static gboolean
holds (const guint *codewords, guint n, guint codeword)
{
  for (guint i = 0; i < n; i++)
    if (codewords[i] == codeword)
      return TRUE;
  return FALSE;
}

/* @gate, with what of @before has to be asked for so that it opens later; the result has room for both. */
static guint
chain (const LimStoryGraph *graph, const Gate *gate, const guint *before, guint n_before, guint *result)
{
  guint n = 0;

  for (guint i = 0; i < n_before; i++)
    if (!holds (gate->codewords, gate->n, before[i]) && can_hold (graph, gate->codewords, gate->n, before[i]))
      result[n++] = before[i];
  memcpy (result + n, gate->codewords, gate->n * sizeof *result);
  n += gate->n;
  if (n == gate->n || can_hold (graph, result, n, LIM_STORY_NOWHERE))
    return n;
  memcpy (result, gate->codewords, gate->n * sizeof *result);
  return gate->n;
}

static void
add_tier (GPtrArray *tiers, const LimStoryGraph *graph, const guint *codewords, guint n)
{
  LimCodexTier *tier = g_new0 (LimCodexTier, 1);

  tier->rank = tiers->len + 1;
  tier->visible_when = g_new0 (char *, n + 1);
  tier->reasons = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const LimStoryCodeword *codeword = lim_story_codeword (graph->story, graph->codewords[codewords[i]]);

      tier->visible_when[i] = g_strdup (graph->codewords[codewords[i]]);
      tier->reasons[i] = codeword != NULL ? g_strjoinv ("; ", codeword->tracks) : g_strdup ("");
    }
  g_ptr_array_add (tiers, tier);
}

/* Whether all of @codewords stand in the tier @before. */
static gboolean
adds_nothing (const guint *codewords, guint n, const guint *before, guint n_before)
{
  for (guint i = 0; i < n; i++)
    if (!holds (before, n_before, codewords[i]))
      return FALSE;
  return TRUE;
}

GPtrArray *
lim_codex_plan (const LimCodexAtlas *atlas, const LimStoryEntity *entity)
{
  const LimStoryGraph *graph = atlas->graph;
  GPtrArray *tiers = g_ptr_array_new_with_free_func (tier_free);
  g_autoptr (GPtrArray) gates = g_ptr_array_new_with_free_func (gate_free);
  Planning planning = { graph, atlas, entity, gates };
  g_autofree guint *before = g_new (guint, graph->n_codewords + 1);
  guint n_before = 0;

  add_tier (tiers, graph, NULL, 0);
  add_overlays (&planning);
  add_others (&planning);
  g_ptr_array_sort (gates, by_distance);
  for (guint i = 0; i < gates->len && tiers->len < LIM_CODEX_MAX_TIERS; i++)
    {
      const Gate *gate = gates->pdata[i];
      g_autofree guint *codewords = g_new (guint, n_before + gate->n);
      guint n;

      if (adds_nothing (gate->codewords, gate->n, before, n_before))
        continue;
      n = chain (graph, gate, before, n_before, codewords);
      add_tier (tiers, graph, codewords, n);
      memcpy (before, codewords, n * sizeof *before);
      n_before = n;
    }
  return tiers;
}
