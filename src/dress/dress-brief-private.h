/* dress-brief-private.h: for the files of `dress brief`. */
#pragma once

#include "dress-brief.h"

const LimStoryPassage *lim_briefing_passage (const LimDressWork *work, const LimDressItem *item);

/* The entities in `appears` that the story has (element-type LimStoryEntity). Transfer container. */
GPtrArray *lim_briefing_who (const LimDressWork *work, const LimStoryPassage *passage);

/* The two messages of the question, and both together. Transfer full. */
char *lim_briefing_system (void);
char *lim_briefing_user (const LimDressWork *work, const LimDressItem *item);
char *lim_briefing_words (const LimDressWork *work, const LimDressItem *item);

/* The form of the answer. Who can be in the picture is a closed list; where nobody appears there is no such member. Transfer full. */
LimSchema *lim_briefing_schema (const GPtrArray *who, GError **error);
