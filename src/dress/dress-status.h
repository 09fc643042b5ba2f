/* dress-status.h: how far the dress of a project's story is, and what comes next. */
#pragma once

#include "dress-gates.h"

typedef struct
{
  LimDressGateState direction, sample;
  gboolean has_direction, has_budget, wants_no_pictures;
  guint n_passages, n_entities;
  guint n_visuals;               /* of entities of the story */
  guint n_briefs, n_briefs_open; /* open: of a priority, and not judged as they are now */
  guint n_codex, n_codex_open;   /* entities with a codex; of these not approved as they are */
  guint n_chosen, n_made;        /* briefs of the budget; of these that have an illustration with its asset */
  guint n_illustrations, n_stale, n_unreadable; /* unreadable: files */
  char *next;                                   /* “limner dress brief”; NULL: all is done */
} LimDressStatus;

/* NULL without @error when the project has no story. Transfer full. */
LimDressStatus *lim_dress_status (const LimProject *project, GError **error);
void lim_dress_status_free (LimDressStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressStatus, lim_dress_status_free)

LimJson *lim_dress_status_to_json (const LimDressStatus *status, LimJsonDoc *doc);
