/* cli-dress-review.h: Gate 2 at the terminal: one brief, or the codex of one entity, after the other. */
#pragma once

#include "cli-command.h"
#include "dress-review.h"

/* A thing that Gate 2 judges. */
typedef struct
{
  LimDressGate gate; /* BRIEF or CODEX */
  char *id;          /* of the brief; of the entity */
  char *entry;       /* of a codex entry, where one was named */
} LimReviewTarget;

void lim_review_target_free (LimReviewTarget *target);

/* What @word names: a brief, a passage with a brief, an entity with a codex, a codex entry; “brief:X”, “codex:X” where one word is
 * both. LIM_ERROR_NOT_FOUND. Transfer full. */
LimReviewTarget *lim_review_target_find (const LimDressBook *book, const char *word, GError **error);

/* All of them: briefs by priority, then entities in the order of the story (element-type LimReviewTarget). @waiting: only those that
 * are not judged as they are now. Transfer full. */
GPtrArray *lim_review_targets (const LimDressBook *book, gboolean briefs, gboolean codex, gboolean waiting);

/* Lets the person edit what @target is: a brief, or a codex entry (the first of an entity, where none is named), in the editor. FALSE without
 * error: nothing was changed. */
gboolean lim_cli_edit_target (LimCli *cli, const LimDressBook *book, const LimReviewTarget *target, GError **error);

/* Goes through all that waits and asks. */
gboolean lim_cli_walk_review (LimCli *cli, const char *who, gboolean briefs, gboolean codex, GError **error);
