/* dress-hash.h: what approvals and pictures remember of the content they saw: SHA-256 in hex of its values. Pure. File names,
 * comments, order of members and the way something is written count for nothing; the order of lists counts.
 * All results: transfer full. */
#pragma once

#include "record-art.h"
#include "record-brief.h"
#include "record-codex.h"
#include "record-story.h"

/* What Gate 1 sees: the direction (NULL: none) and all @visuals (element-type LimEntityVisual), whatever their order. */
char *lim_dress_hash_direction (const LimArtDirection *direction, const GPtrArray *visuals);

/* The direction alone: what a picture's style depends on. */
char *lim_dress_hash_style (const LimArtDirection *direction);

char *lim_dress_hash_visual (const LimEntityVisual *visual);

/* What a picture depends on: without priority, caption, category, and how it was scored. */
char *lim_dress_hash_brief (const LimBrief *brief);

/* What a reviewer sees: what readers get with the picture too; not the priority, which a reviewer sets. */
char *lim_dress_hash_brief_review (const LimBrief *brief);

/* The entries (element-type LimCodexEntry) of one entity, by rank. */
char *lim_dress_hash_codex (const GPtrArray *entries);

char *lim_dress_hash_prose (const LimStoryPassage *passage);
