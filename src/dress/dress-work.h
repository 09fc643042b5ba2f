/* dress-work.h: what briefs and codex have in common: many questions, each of which ends in a file of its own.
 *
 * Before: which files are missing, stale, fresh or a person's (dress-made.h); only the first two are made, unless more is asked
 * for, and a person's never. During: questions in parallel, as many as the model's settings allow; each file is written as soon as its
 * answer is there, so that a run can end at any time and the next goes on. After: what was made, what was made only
 * minimally, and what could not be made.
 *
 *   the model answers what cannot be used, or refuses     the minimal form, with a warning
 *   it is late, busy or in trouble                        this one is left for the next run; several in a row end the run
 *   no key, nobody there, stopped                         the run ends */
#pragma once

#include "canon-codex.h"
#include "dress-book.h"
#include "dress-chat.h"
#include "dress-gates.h"
#include "dress-made.h"

typedef enum
{
  LIM_ITEM_FRESH, /* there already, and as it would be made now */
  LIM_ITEM_KEPT,  /* a person's */
  LIM_ITEM_TODO,  /* to be made; after a run: not come to */
  LIM_ITEM_MADE,
  LIM_ITEM_MINIMAL, /* in its minimal form: `why` */
  LIM_ITEM_FAILED,  /* not made: `why` */
  LIM_N_ITEM_STATES,
} LimItemState;

typedef struct
{
  char *id;       /* of a passage or an entity */
  guint index;    /* its place there */
  char *file;     /* relative */
  char *from;     /* hash of what it is made from */
  GBytes *old;    /* the file as it was; NULL: none */
  gboolean stale; /* it is there, from something else than now */
  LimItemState state;
  char *why;
  char *says;          /* a line about what was made; NULL: nothing */
  GPtrArray *warnings; /* (element-type char*) about what was made */
} LimDressItem;

typedef struct
{
  char *maker;       /* “openai/gpt-5”, “script” */
  gboolean prepared; /* its answers are prepared */
  GPtrArray *items;  /* (element-type LimDressItem) in the order of the story */
  guint n[LIM_N_ITEM_STATES];
  guint by_priority[4]; /* of briefs: all there are; of 0, which is skip, the first */
  GPtrArray *findings;  /* (element-type LimFinding): what was made tells too early */
  char *cost;
  gint64 tokens; /* --dry-run: about how many the questions have */
} LimDressReport;

LimDressReport *lim_dress_report_new (void);
void lim_dress_report_free (LimDressReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressReport, lim_dress_report_free)

typedef struct
{
  const char *provider;    /* NULL: the project's */
  const char *const *only; /* these passages or entities; empty or NULL: all */
  gboolean all;            /* also what is fresh */
  gboolean ask_model;      /* a second opinion on what was made */
  gboolean dry_run;
} LimDressOptions;

typedef struct LimDressWork LimDressWork;

/* What is made. */
typedef struct
{
  const char *unit;  /* “passage” */
  const char *title; /* “Writing briefs” */

  /* The text of the item's file, from the model. NULL: no usable answer; @answer tells of which kind. Several threads. Transfer full. */
  char *(*make) (const LimDressWork *work, LimDressItem *item, LimChatAnswer *answer, GError **error);

  /* The text without a model. Transfer full. */
  char *(*minimal) (const LimDressWork *work, LimDressItem *item);

  /* The messages of the item's question, for the estimate. Transfer full. */
  char *(*words) (const LimDressWork *work, const LimDressItem *item);
} LimDressMaking;

struct LimDressWork
{
  const LimContext *context;
  LimProject *project;
  const LimDressOptions *options;
  const LimDressMaking *making;
  LimDressBook *book;
  LimStoryGraph *graph;
  LimMade *made;
  LimDressChat *chat;
  LimDressReport *report; /* borrowed */
  guint *factors;         /* structural, by passage */
  LimCodexAtlas *atlas;   /* of the codewords, for the codex; else NULL */
};

/* Opens what @work needs, @step being allowed by the gates. FALSE: @work is to be cleared all the same. */
gboolean lim_dress_work_open (LimDressWork *work, LimDressStep step, GError **error);
void lim_dress_work_clear (LimDressWork *work);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimDressWork, lim_dress_work_clear)

/* Whether the options leave @id in. */
gboolean lim_dress_work_wants (const LimDressWork *work, const char *id);

/* Adds an item. @file: where limner would put it, transfer full; @elsewhere: where it stands with others (NULL: nowhere), which makes it a
 * person's. @from: transfer full. */
LimDressItem *lim_dress_work_add (LimDressWork *work, const char *id, guint index, char *file, const char *elsewhere,
                                  char *from, GError **error);

/* LIM_ERROR_NOT_FOUND when --only names what is none of @ids; @what is it (“passage”). */
gboolean lim_dress_work_check_only (const LimDressWork *work, const char *what, GHashTable *ids, GError **error);

/* Makes all that is to be made. LIM_ERROR_SOME_FAILED counts what was not. */
gboolean lim_dress_work_run (LimDressWork *work, GError **error);
