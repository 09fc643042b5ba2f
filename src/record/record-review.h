/* record-review.h: what a person said about a part of the dress: a file below story/reviews/. Pure values.
 *
 *   direction.json        Gate 1: the art direction with all visuals
 *   briefs/NAME.json      Gate 2: one brief
 *   codex/NAME.json       Gate 2: the entries of one entity
 *   sample.json           the sample picture
 *
 *   { "verdict": "approved",       approved, rejected or skipped; a sample nobody has seen yet: pending
 *     "of": "ib_bridge",           id of the brief or entity; of a sample: of its brief
 *     "content": "5f2c…",          hash of what was seen: with another one the verdict is stale
 *     "by": "human:ada", "at": "2026-04-12T21:03:02.744Z", "reason": …,
 *     "priority": 1,               of a brief, in place of its own
 *     "style": "77ab…", "maker": "comfyui dreamy", "provider": "comfyui", "checkpoint": "dreamy",      of a sample only:
 *     "record": …, "picture": "outputs/dress/….png" }
 *
 * A verdict holds for the content it saw. */
#pragma once

#include "base-json.h"

typedef enum
{
  LIM_VERDICT_PENDING,
  LIM_VERDICT_APPROVED,
  LIM_VERDICT_REJECTED,
  LIM_VERDICT_SKIPPED,
  LIM_N_VERDICTS,
} LimDressVerdict;

const char *lim_dress_verdict_name (LimDressVerdict verdict);
gboolean lim_dress_verdict_parse (const char *text, LimDressVerdict *verdict);

#define LIM_REVIEW_NO_PRIORITY (-1)

typedef struct
{
  LimDressVerdict verdict;
  char *of, *content, *by, *at, *reason;                          /* may be NULL */
  int priority;                                                   /* LIM_REVIEW_NO_PRIORITY: the brief's own */
  char *style, *maker, *provider, *checkpoint, *record, *picture; /* may be NULL */
  char *file;                                                     /* it was read from, may be NULL */
} LimDressReview;

/* Copies the texts. Transfer full. */
LimDressReview *lim_dress_review_new (LimDressVerdict verdict, const char *of, const char *content);
void lim_dress_review_free (LimDressReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressReview, lim_dress_review_free)

/* Reads one; NULL with an error in @findings when it is none. Transfer full. */
LimDressReview *lim_dress_review_read (const LimJsonDoc *doc, GPtrArray *findings);

/* The file's text. Transfer full. */
GBytes *lim_dress_review_to_json (const LimDressReview *review);
