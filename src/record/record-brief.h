/* record-brief.h: what an illustration is to show (dress-stage.txt, “Illustration Brief Generation”). Files below story/briefs/,
 * each one brief or a list of them:
 *
 *   - id: ib_bridge
 *     passage: bridge_confrontation
 *     category: scene                  scene, portrait, vista or item_detail
 *     subject: The two face each other on the crumbling bridge
 *     entities: [protagonist, mentor_aldric]     who is depicted
 *     composition: wide shot
 *     mood: tense
 *     caption: The bridge where loyalties shatter          in the story's voice; readers see it
 *     negative: modern architecture    optional
 *     style_overrides: no colour       optional: a text, or what differs as {palette: no colour}
 *     priority: 1                      1, 2, 3, or 0 for skip; optional
 *     judged: [emotionally pivotal]    what a model or a person adds to the score (canon-story-priority.h); optional
 *     score: 6                         what the priority came from: structure and judgment; optional
 *     reason: "spine +3, climax +2, emotionally pivotal +1"    of the score, in words; optional
 *     minimal: true                    the model's answer could not be used: there is a subject only; optional
 *
 * A brief for a picture has a subject, a composition and a caption; a minimal one only its subject. */
#pragma once

#include "base-json.h"

#define LIM_BRIEF_UNSCORED 4u /* comes after the priorities, and is no skip */
#define LIM_BRIEF_MAX_SCORE 100

typedef struct
{
  char *id, *passage;                                                                   /* never NULL */
  char *category, *subject, *composition, *mood, *caption, *negative, *style_overrides; /* may be NULL */
  char **entities;                                                                      /* never NULL */
  guint priority; /* 0: skip; LIM_BRIEF_UNSCORED: none is said */
  char **judged;  /* names of judged factors; never NULL */
  gint64 score;   /* 0 where there is no `reason` */
  char *reason;   /* may be NULL */
  gboolean minimal;
  char *file;
  guint line;
} LimBrief;

/* The categories, NULL-terminated. */
const char *const *lim_brief_categories (void);

LimBrief *lim_brief_new (const char *id, const char *passage);
void lim_brief_free (LimBrief *brief);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimBrief, lim_brief_free)

/* An empty list that owns its briefs (element-type LimBrief). Transfer full. */
GPtrArray *lim_briefs_new (void);

/* Adds the briefs of @doc to @briefs; what is wrong with one goes to @findings as an error, and that one is left out. */
void lim_briefs_read (const LimJsonDoc *doc, GPtrArray *briefs, GPtrArray *findings);

/* @brief as YAML for people; reading it gives the same. Transfer full. */
char *lim_brief_to_yaml (const LimBrief *brief);
