/* dress-twine-markup.h: the text of a Twine passage → prose, choices and codewords, as far as its story format can be read
 * without running it.
 *
 * Read are links `[[…]]` with their setters, Harlowe's (set:), (if:), (link:), (link-goto:), (goto:); SugarCube's <<set>>,
 * <<if>>, <<link>>, <<button>>, <<goto>>; Chapbook's variables above “--” and [if …]; Snowman's <% s.x = true %>; and
 * data-passage="…". A variable that is made true is a codeword. Where a choice stands under a condition that asks for more than
 * such variables, the choice counts as open and the condition as unread: the story then seems more open than it is, never
 * less. Everything that is not read stays in the prose as it is. */
#pragma once

#include "record-story.h"

typedef enum
{
  LIM_TWINE_PLAIN, /* links only */
  LIM_TWINE_HARLOWE,
  LIM_TWINE_SUGARCUBE,
  LIM_TWINE_CHAPBOOK,
  LIM_TWINE_SNOWMAN,
} LimTwineFormat;

/* “Harlowe 3.3.7”, “SugarCube” …; LIM_TWINE_PLAIN for others and NULL. */
LimTwineFormat lim_twine_format (const char *name);

typedef struct
{
  guint n_conditions;  /* that could not be read */
  guint n_assignments; /* of other things than true */
  guint n_targets;     /* links whose target is worked out while reading, or outside */
  guint n_inclusions;  /* of another passage's text */
} LimTwineUnread;

/* Gives @passage of @story what @text (valid UTF-8) says; its `source` is @text where that differs from the prose. Counts what
 * was not read in @unread. */
void lim_twine_read_passage (LimStory *story, LimStoryPassage *passage, const char *text, LimTwineFormat format,
                             LimTwineUnread *unread);

/* The tag of passages that `ship` adds to a story and that are no part of it. */
#define LIM_TWINE_OWN_TAG "limner-codex"

/* Whether a passage with these tags or that name is the story format's own and no part of the story: StoryInit, script … */
gboolean lim_twine_is_special (const char *name, const char *const *tags);
