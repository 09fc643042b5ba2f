/* dress-review.h: what a person says at a gate, onto the disk (story/reviews/). One who judges is a person, as in `curate`. */
#pragma once

#include "base-clock.h"
#include "dress-gates.h"

typedef struct
{
  LimDressVerdict verdict; /* PENDING: only the priority */
  const char *who;         /* “human:ada” */
  const char *reason;      /* may be NULL; a rejection needs one */
  int priority;            /* of a brief; LIM_REVIEW_NO_PRIORITY: as it was */
  gboolean anyway;         /* approve a direction with fields that are missing or vague */
  const LimClock *clock;
} LimDressSaying;

/* Notes @saying about the direction, the brief or the codex of the entity @id, as it stands in @book: what was shown. The sample
 * has dress-sample.h. LIM_ERROR_REFUSED where it is not ready to be approved, and says why; LIM_ERROR_NOT_FOUND for an unknown
 * @id. @book is as before: open it again. */
gboolean lim_dress_say (const LimProject *project, const LimDressBook *book, LimDressGate gate, const char *id,
                        const LimDressSaying *saying, GError **error);

/* What keeps the direction from being approved: fields that are empty or vague, entities without visual. A sentence each
 * (element-type char*). Transfer full. */
GPtrArray *lim_dress_direction_problems (const LimDressBook *book);

/* The same of a brief: what is empty of subject, composition and caption, who in it does not exist. */
GPtrArray *lim_dress_brief_problems (const LimDressBook *book, const LimBrief *brief);

/* The same of the codex of an entity: no entry of rank 1 that is always open, gates that do not exist, ranks there twice. */
GPtrArray *lim_dress_codex_problems (const LimDressBook *book, const char *entity);

/* Replaces the document at @relative. For the files of story/reviews and story/illustrations. */
gboolean lim_dress_save (const LimProject *project, const char *relative, GBytes *bytes, GError **error);

/* Notes @review in @relative below story/reviews. */
gboolean lim_dress_save_review (const LimProject *project, const char *relative, const LimDressReview *review,
                                GError **error);
