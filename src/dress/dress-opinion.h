/* dress-opinion.h: what a chat model thinks of a caption or codex entry: is it in the story's voice, does it tell too much? An
 * opinion beside the rules (canon-diegetic.h, canon-spoiler.h): it warns, and nothing is taken back for it. */
#pragma once

#include "dress-chat.h"
#include "record-codex.h"
#include "record-story.h"

/* Adds a sentence (char *, transfer full) to @warnings for each objection. A model that gives no opinion is one, too. */
void lim_dress_opinion_caption (LimDressChat *chat, const LimStoryPassage *passage, const char *caption,
                                GPtrArray *warnings);

/* The same of @entry, one of several about @entity. */
void lim_dress_opinion_codex (LimDressChat *chat, const LimStoryEntity *entity, const LimCodexEntry *entry,
                              GPtrArray *warnings);
