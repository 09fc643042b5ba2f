/* dress-json.h: a story and its dress for programs: what the commands print with --json, and what the studio's pages get. All
 * results belong to @doc. */
#pragma once

#include "dress-overview.h"
#include "dress-review.h"

/* The whole graph with its scores, entities and codewords: `story show --json`. */
LimJson *lim_dress_story_to_json (const LimStoryOverview *overview, LimJsonDoc *doc);

/* A brief with its gate, its picture and what keeps it from being approved: an item of `dress review --json`. */
LimJson *lim_dress_brief_to_json (const LimDressBook *book, const LimBrief *brief, LimJsonDoc *doc);

/* Likewise the entries of an entity. */
LimJson *lim_dress_codex_to_json (const LimDressBook *book, const char *entity, LimJsonDoc *doc);

/* The art direction with its gate and the visuals of the entities: what Gate 1 sees. */
LimJson *lim_dress_direction_to_json (const LimDressBook *book, LimJsonDoc *doc);

/* The sample, the budget and the pictures that were made, with what is stale about each. */
LimJson *lim_dress_pictures_to_json (const LimDressBook *book, LimJsonDoc *doc);
