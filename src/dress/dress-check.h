/* dress-check.h: `story check`: is the story ready to be dressed, and does what was made for it tell nothing too early? */
#pragma once

#include "canon-spoiler.h"
#include "canon-story-check.h"
#include "store-project.h"

typedef struct
{
  GPtrArray *findings; /* (element-type LimFinding) of all parts */
  guint n_errors[LIM_N_STORY_CHECKS];
  guint n_codex, n_briefs;    /* that were read */
  guint n_questions, n_rough; /* of the spoiler proof, canon-spoiler.h */
  guint n_spoilers;           /* errors of the spoiler proof */
} LimStoryReport;

/* Checks the project's story with the codex entries and briefs below story/codex/ and story/briefs/ (.yaml, .json). A story that
 * cannot be read is an error that lists why. Transfer full. */
LimStoryReport *lim_dress_check_story (const LimProject *project, GError **error);
void lim_story_report_free (LimStoryReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStoryReport, lim_story_report_free)
