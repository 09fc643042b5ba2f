#include "canon-story-check.h"

#include "base-text.h"
#include "canon-story-search.h"

#include <string.h>

typedef struct
{
  const LimStoryGraph *graph;
  const LimStory *story;
  GPtrArray *findings;
  guint *n_errors;
  LimStoryCheck check;
} Checking;

const char *
lim_story_check_name (LimStoryCheck check)
{
  static const char *const names[LIM_N_STORY_CHECKS] = { "vision",    "passages", "entities",
                                                         "codewords", "appears",  "structure" };

  return names[check];
}

static void add (Checking *checking, LimFindingSeverity severity, guint line, const char *kind, const char *id,
                 const char *fix, const char *found, ...) G_GNUC_PRINTF (7, 8);

static void
add (Checking *checking, LimFindingSeverity severity, guint line, const char *kind, const char *id, const char *fix,
     const char *found, ...)
{
  g_autofree char *field = id != NULL ? g_strdup_printf ("%s “%s”", kind, id) : g_strdup (kind), *text = NULL;
  va_list arguments;

  va_start (arguments, found);
  text = g_strdup_vprintf (found, arguments);
  va_end (arguments);
  g_ptr_array_add (checking->findings,
                   lim_finding_new (severity, checking->story->file, line, field, text, NULL, fix));
  checking->n_errors[checking->check] += severity == LIM_FINDING_ERROR ? 1 : 0;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

/* -- The rows -- */

static void
check_vision (Checking *checking)
{
  const LimStory *story = checking->story;

  if (is_blank (story->genre))
    add (checking, LIM_FINDING_ERROR, story->vision_line, "vision", NULL, "Example: genre: gothic mystery",
         "no genre");
  if (story->tone[0] == NULL)
    add (checking, LIM_FINDING_ERROR, story->vision_line, "vision", NULL, "Example: tone: [melancholy, wry]",
         "no tone");
  if (story->themes[0] == NULL)
    add (checking, LIM_FINDING_ERROR, story->vision_line, "vision", NULL, "Example: themes: [grief]", "no themes");
}

static void
check_passages (Checking *checking)
{
  for (guint i = 0; i < checking->story->passages->len; i++)
    {
      const LimStoryPassage *passage = checking->story->passages->pdata[i];

      if (is_blank (passage->prose))
        add (checking, LIM_FINDING_ERROR, passage->line, "passage", passage->id,
             "Write it first; pictures follow the prose.", "no prose");
      if (!g_strv_contains (lim_story_scene_types (), lim_story_scene_type (passage)))
        {
          g_autofree char *list = lim_text_list (lim_story_scene_types ());
          g_autofree char *fix = g_strdup_printf ("It counts as scene; known are %s.", list);

          add (checking, LIM_FINDING_INFO, passage->line, "passage", passage->id, fix, "scene_type “%s”",
               passage->scene_type);
        }
    }
}

static void
check_entities (Checking *checking)
{
  const LimStory *story = checking->story;

  if (story->entities->len == 0)
    add (checking, LIM_FINDING_ERROR, 0, "entities", NULL, "List who and what the pictures are to show.", "none");
  for (guint i = 0; i < story->entities->len; i++)
    {
      const LimStoryEntity *entity = story->entities->pdata[i];

      if (is_blank (entity->concept) && entity->base->len == 0)
        add (checking, LIM_FINDING_ERROR, entity->line, "entity", entity->id,
             "Say what it is: concept, or details in base.", "neither concept nor details");
      for (guint j = 0; j < entity->overlays->len; j++)
        {
          const LimStoryOverlay *overlay = entity->overlays->pdata[j];

          for (char **name = overlay->when; *name != NULL; name++)
            if (lim_story_graph_codeword (checking->graph, *name) == LIM_STORY_NOWHERE)
              add (checking, LIM_FINDING_ERROR, overlay->line, "entity", entity->id,
                   "Correct it, or define the codeword.", "an overlay asks for “%s”, which is no codeword", *name);
          if (overlay->when[0] == NULL)
            add (checking, LIM_FINDING_WARNING, overlay->line, "entity", entity->id,
                 "Move its details to base, or name codewords.", "an overlay without codewords always holds");
        }
    }
}

/* Which codewords some reader can earn. */
static guint8 *
earnable (const LimStoryGraph *graph, const LimStorySearch *search)
{
  guint8 *can = g_new0 (guint8, graph->n_codewords + 1);

  for (guint p = 0; p < graph->n_passages; p++)
    for (guint i = 0; i < graph->n_arrivals[p]; i++)
      can[graph->arrivals[p][i]] |= lim_story_search_reaches (search, p, NULL, 0);
  for (guint e = 0; e < graph->n_edges; e++)
    if (graph->edges[e].n_grants > 0
        && lim_story_search_reaches (search, graph->edges[e].from, graph->edges[e].requires,
                                     graph->edges[e].n_requires))
      for (guint i = 0; i < graph->edges[e].n_grants; i++)
        can[graph->edges[e].grants[i]] = 1;
  return can;
}

static void
check_codewords (Checking *checking, const LimStorySearch *search)
{
  const LimStoryGraph *graph = checking->graph;
  g_autofree guint8 *can = earnable (graph, search), *asked = g_new0 (guint8, graph->n_codewords + 1);

  for (guint e = 0; e < graph->n_edges; e++)
    for (guint i = 0; i < graph->edges[e].n_requires; i++)
      asked[graph->edges[e].requires[i]] = 1;
  for (guint i = 0; i < graph->n_codewords; i++)
    {
      const LimStoryCodeword *codeword = lim_story_codeword (checking->story, graph->codewords[i]);
      guint line = codeword != NULL ? codeword->line : 0;

      if (codeword == NULL)
        add (checking, LIM_FINDING_ERROR, 0, "codeword", graph->codewords[i],
             "Define it under codewords, or correct its spelling.", "used, and not defined");
      else if (codeword->tracks[0] == NULL)
        add (checking, LIM_FINDING_WARNING, line, "codeword", codeword->id,
             "Say in tracks what is so once it is earned.", "tracks no consequence");
      if (!can[i])
        add (checking, asked[i] ? LIM_FINDING_ERROR : LIM_FINDING_WARNING, line, "codeword", graph->codewords[i],
             "Let a choice grant it that a reader can take.", "nobody can earn it%s",
             asked[i] ? ", and choices ask for it" : "");
      for (char **id = codeword != NULL ? codeword->entities : NULL; id != NULL && *id != NULL; id++)
        if (lim_story_entity (checking->story, *id) == NULL)
          add (checking, LIM_FINDING_ERROR, line, "codeword", codeword->id, "Correct its entities.",
               "concerns “%s”, which is no entity", *id);
    }
}

static void
check_appears (Checking *checking)
{
  const LimStory *story = checking->story;
  g_autofree guint8 *seen = g_new0 (guint8, story->entities->len + 1);
  guint n = 0;

  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      for (char **id = passage->appears; *id != NULL; id++)
        {
          const LimStoryEntity *entity = lim_story_entity (story, *id);

          if (entity != NULL)
            seen[entity->index] = 1;
          else
            add (checking, LIM_FINDING_ERROR, passage->line, "passage", passage->id,
                 "Correct it, or list the entity.", "“%s” appears, which is no entity", *id);
          n += entity != NULL ? 1 : 0;
        }
    }
  if (n == 0)
    add (checking, LIM_FINDING_ERROR, 0, "appears", NULL, "List under each passage's appears who is in it.",
         "nothing says who appears where");
  for (guint i = 0; n > 0 && i < story->entities->len; i++)
    if (!seen[i])
      add (checking, LIM_FINDING_WARNING, ((const LimStoryEntity *) story->entities->pdata[i])->line, "entity",
           ((const LimStoryEntity *) story->entities->pdata[i])->id, "No picture will show it.", "appears nowhere");
}

static void
check_targets (Checking *checking)
{
  for (guint i = 0; i < checking->story->passages->len; i++)
    {
      const LimStoryPassage *passage = checking->story->passages->pdata[i];

      for (guint j = 0; j < passage->choices->len; j++)
        {
          const LimStoryChoice *choice = passage->choices->pdata[j];

          if (lim_story_passage (checking->story, choice->to) == NULL)
            add (checking, LIM_FINDING_ERROR, choice->line != 0 ? choice->line : passage->line, "passage",
                 passage->id, "Write that passage, or lead the choice elsewhere.",
                 "the choice “%s” leads to “%s”, which is no passage", choice->label, choice->to);
        }
    }
}

static void
check_structure (Checking *checking, const LimStorySearch *search)
{
  const LimStory *story = checking->story;
  g_autofree guint8 *can_end = lim_story_graph_can_end (checking->graph);

  check_targets (checking);
  if (checking->graph->start == LIM_STORY_NOWHERE)
    {
      add (checking, LIM_FINDING_ERROR, 0, "start", NULL, "Name the first passage: start: ID",
           story->start != NULL ? "“%s” is no passage" : "every passage is led to by another%s",
           story->start != NULL ? story->start : "");
      return;
    }
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      if (!lim_story_search_reaches (search, i, NULL, 0))
        add (checking, LIM_FINDING_WARNING, passage->line, "passage", passage->id,
             "Lead a choice there, or let its codewords be earned.", "no reader can come here");
      else if (!can_end[i])
        add (checking, LIM_FINDING_WARNING, passage->line, "passage", passage->id, "Lead a way out of the circle.",
             "no ending can be come to from here");
    }
}

void
lim_story_check (const LimStoryGraph *graph, GPtrArray *findings, guint n_errors[LIM_N_STORY_CHECKS])
{
  const LimStoryRoute route = { 0 };
  g_autoptr (LimStorySearch) search = lim_story_search_new (graph, &route);
  Checking checking = { .graph = graph, .story = graph->story, .findings = findings, .n_errors = n_errors };

  memset (n_errors, 0, LIM_N_STORY_CHECKS * sizeof *n_errors);
  checking.check = LIM_STORY_VISION;
  check_vision (&checking);
  checking.check = LIM_STORY_PASSAGES;
  check_passages (&checking);
  checking.check = LIM_STORY_ENTITIES;
  check_entities (&checking);
  checking.check = LIM_STORY_CODEWORDS;
  check_codewords (&checking, search);
  checking.check = LIM_STORY_APPEARS;
  check_appears (&checking);
  checking.check = LIM_STORY_STRUCTURE;
  check_structure (&checking, search);
  if (!lim_story_search_is_exact (search))
    add (&checking, LIM_FINDING_INFO, 0, "structure", NULL, NULL,
         "the codewords can be earned in too many combinations to follow them all; some of what counts as reachable "
         "may not be");
}
