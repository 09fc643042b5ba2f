/* dress-story-facts.h: a story as single facts, to tell two apart. Pure. */
#pragma once

#include "record-story.h"

/* Facts by name: “passage attic” → "", “passage attic: prose” → its text, “entity cat: concept” … (both char*). What
 * the story is called in its file and the lines in it count for nothing. Transfer full. */
GHashTable *lim_story_facts (const LimStory *story);

/* How @after differs from @before, sorted, for people: “+ passage attic”, “− entity cat”, “~ passage cellar: choices, prose”.
 * (element-type char*), transfer full. */
GPtrArray *lim_story_changes (GHashTable *before, GHashTable *after);

/* What was done to @mine since @base was all there was, and is not in @after. As lim_story_changes(). */
GPtrArray *lim_story_losses (GHashTable *base, GHashTable *mine, GHashTable *after);

/* Gives @story what @from has and it lacks: vision, entities, meanings of codewords, and of the passages both have scene type,
 * spine and who appears. */
void lim_story_take_over (LimStory *story, const LimStory *from);
