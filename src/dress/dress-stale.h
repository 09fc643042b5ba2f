/* dress-stale.h: whether pictures still show what the story and its dress say. Pure. */
#pragma once

#include "dress-book.h"

/* What is another now than when @illustration was made: “prose”, “direction”, “brief”, “look of ada”; “brief removed”, “passage
 * removed”. Empty: it is fresh. What was not noted is not asked. (element-type char*), transfer full. */
GPtrArray *lim_dress_stale (const LimDressBook *book, const LimIllustration *illustration);

gboolean lim_dress_is_stale (const LimDressBook *book, const LimIllustration *illustration);

/* Notes in @illustration what it is made from now. */
void lim_dress_note_made_from (const LimDressBook *book, const LimBrief *brief, LimIllustration *illustration);
