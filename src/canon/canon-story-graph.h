/* canon-story-graph.h: a story as numbers: passages, choices and codewords by index, for everything that walks it. Pure.
 *
 * Codewords are those the story defines, then those that are only used. A choice that leads to no passage of the story is
 * no edge, so nothing that walks the graph meets it. */
#pragma once

#include "record-story.h"

#define LIM_STORY_NOWHERE G_MAXUINT

typedef struct
{
  guint from, to; /* passages */
  const LimStoryChoice *choice;
  guint *requires, *grants; /* codewords; not owned */
  guint n_requires, n_grants;
} LimStoryEdge;

typedef struct
{
  const LimStory *story; /* borrowed, must outlive the graph */
  guint n_passages, n_edges, n_codewords;
  guint start;                  /* LIM_STORY_NOWHERE when there is none */
  guint *first_edge;            /* n_passages + 1: edges[first_edge[p]] up to edges[first_edge[p + 1]] leave p */
  LimStoryEdge *edges;          /* in the order of the story */
  const guint **arrivals;       /* by passage: codewords earned by coming there; NULL for none */
  guint *n_arrivals;            /* by passage */
  char **codewords;             /* names by index, NULL-terminated */
  GHashTable *codeword_by_name; /* name → index + 1 */
  GPtrArray *lists;             /* of the numbers above */
} LimStoryGraph;

/* Transfer full. */
LimStoryGraph *lim_story_graph_new (const LimStory *story);
void lim_story_graph_free (LimStoryGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStoryGraph, lim_story_graph_free)

/* The index of a codeword, LIM_STORY_NOWHERE when nothing in the story has that name. */
guint lim_story_graph_codeword (const LimStoryGraph *graph, const char *name);

/* How many choices a reader takes at least to come to each passage, requirements not looked at; LIM_STORY_NOWHERE where no
 * way leads. Transfer full, n_passages entries. */
guint *lim_story_graph_distances (const LimStoryGraph *graph);

/* For each passage whether some ending can be reached from it, requirements not looked at. Transfer full. */
guint8 *lim_story_graph_can_end (const LimStoryGraph *graph);
