/* dress-overview.h: what `story show` tells of a story, as numbers: who can be where, who appears where, who earns what. */
#pragma once

#include "canon-story-priority.h"
#include "canon-story-search.h"

typedef struct
{
  gboolean reachable; /* by some reader, requirements held to */
  gboolean can_end;   /* an ending can be come to from here, requirements not looked at */
  guint distance;     /* choices from the start, LIM_STORY_NOWHERE where no way leads */
  guint n_words;      /* of the prose */
  guint factors;      /* structural, canon-story-priority.h */
} LimPassageView;

typedef struct
{
  guint n_passages; /* it appears in */
  guint first;      /* the nearest to the start of these; LIM_STORY_NOWHERE */
} LimEntityView;

typedef struct
{
  GPtrArray
      *granted; /* (element-type LimStoryPassage) where it can be earned, in the order of the story; not owned */
  GPtrArray *required; /* likewise, where something asks for it */
  gboolean earnable;   /* by some reader */
} LimCodewordView;

typedef struct
{
  const LimStory *story; /* borrowed */
  LimStoryGraph *graph;
  LimPassageView *passages;                          /* by index */
  LimEntityView *entities;                           /* by index */
  LimCodewordView *codewords;                        /* by index of the graph: the story's own come first */
  guint n_endings, n_unreachable, n_words, n_broken; /* broken: choices that lead to no passage */
  gboolean exact; /* FALSE: what is called reachable may not be; what is not, is not */
} LimStoryOverview;

/* Transfer full; @story must outlive it. */
LimStoryOverview *lim_dress_overview (const LimStory *story);
void lim_story_overview_free (LimStoryOverview *overview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStoryOverview, lim_story_overview_free)
