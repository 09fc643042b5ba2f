/* dress-book.h: a dressed story: the story and everything below story/ that was made for it. Read only. The one way by which
 * commands, the studio, `ship` and checks look at it; after something was written, open it again.
 *
 * Each part names what it belongs to: a visual and a codex entry their entity, a brief its passage, an illustration its brief. A
 * second visual of an entity, brief of a passage or illustration of a brief is told in `findings` and left out, and so
 * is what could not be read; an approval that could not be read counts as none. */
#pragma once

#include "base-finding.h"
#include "dress-hash.h"
#include "record-budget.h"
#include "record-illustration.h"
#include "record-review.h"
#include "store-project.h"

#define LIM_DRESS_DIRECTION "story/art-direction.yaml"
#define LIM_DRESS_VISUALS "story/visuals"
#define LIM_DRESS_BRIEFS "story/briefs"
#define LIM_DRESS_CODEX "story/codex"
#define LIM_DRESS_ILLUSTRATIONS "story/illustrations"
#define LIM_DRESS_REVIEWS "story/reviews"

typedef struct
{
  LimStory *story;            /* never NULL */
  LimArtDirection *direction; /* NULL: none yet */
  GPtrArray *visuals;         /* (element-type LimEntityVisual), by file */
  GPtrArray *briefs;          /* (element-type LimBrief), by file */
  GPtrArray *codex;           /* (element-type LimCodexEntry), by file */
  GPtrArray *illustrations;   /* (element-type LimIllustration), by file */

  /* What people said of it (dress-gates.h). */
  LimDressReview *direction_review, *sample_review; /* NULL: nothing */
  GHashTable *brief_reviews;                        /* id of a brief → LimDressReview */
  GHashTable *codex_reviews;                        /* entity → LimDressReview */
  LimBudget *budget;                                /* NULL: none was set */

  GPtrArray *findings; /* (element-type LimFinding): what could not be read, and what is there twice */

  /* Borrowed from the lists above; made by lim_dress_book_link(). */
  GHashTable *visual_of, *brief_of, *brief_by_id, *codex_of, *illustration_of, *illustration_of_brief;
} LimDressBook;

/* Reads it all. LIM_ERROR_NOT_FOUND without a story, LIM_ERROR_BAD_INPUT when the story cannot be read; everything else that
 * is wrong stands in findings. Transfer full. */
LimDressBook *lim_dress_book_open (const LimProject *project, GError **error);
void lim_dress_book_free (LimDressBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressBook, lim_dress_book_free)

/* The dress of @story (transfer full) with nothing in it, to be filled by hand: for tests, and before something is saved.
 * Call lim_dress_book_link() when the lists are full. Transfer full. */
LimDressBook *lim_dress_book_new (LimStory *story);
void lim_dress_book_link (LimDressBook *book);

/* -- Asking. Borrowed; NULL when there is none -- */

const LimEntityVisual *lim_dress_book_visual (const LimDressBook *book, const char *entity);
const LimBrief *lim_dress_book_brief (const LimDressBook *book, const char *passage);
const LimBrief *lim_dress_book_brief_by_id (const LimDressBook *book, const char *id);
const LimIllustration *lim_dress_book_illustration (const LimDressBook *book, const char *passage);
const LimIllustration *lim_dress_book_illustration_of_brief (const LimDressBook *book, const char *brief);

/* The entries of @entity by rank. Never NULL; transfer container. */
GPtrArray *lim_dress_book_codex_of (const LimDressBook *book, const char *entity);

/* The priority of @brief: what a reviewer gave it, else its own. 0: skip. */
guint lim_dress_book_priority (const LimDressBook *book, const LimBrief *brief);

/* All briefs by priority, skipped ones last, then in the order of their passages. Transfer container. */
GPtrArray *lim_dress_book_by_priority (const LimDressBook *book);

/* What Gate 1 sees: lim_dress_hash_direction() of the book. Transfer full. */
char *lim_dress_book_hash_direction (const LimDressBook *book);
