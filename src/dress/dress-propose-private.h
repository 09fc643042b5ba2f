/* dress-propose-private.h: for the files of `story propose`. */
#pragma once

#include "dress-propose.h"

/* Adds the names of @entity to @known (name as lim_text_spread() has it → LimStoryEntity, borrowed). */
void lim_proposing_know (GHashTable *known, const LimStoryEntity *entity);

/* Adds the entity that @object describes to @proposal, unless it is known already. One whose name no prose of @story says goes to
 * @dropped by its name. */
void lim_proposing_take (LimStory *proposal, const LimStory *story, const LimJson *object, GHashTable *known,
                         GPtrArray *dropped);

/* Each entity, old and new, appears where the prose says it. */
void lim_proposing_appear (LimStory *proposal, const LimStory *story, GHashTable *known);
