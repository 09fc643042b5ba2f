/* dress-gates.h: what may be done now, as people decided: the state machine of the gates (dress-stage.txt, “Human Gates
 * Summary”). Pure: the book in, an answer out.
 *
 *   direction          Gate 1: the art direction and all visuals
 *   brief, codex       Gate 2: each brief; the entries of each entity
 *   sample             the first picture, for its style
 *
 * A verdict holds for the content that was seen:
 *
 *   direction          direction and visuals (lim_dress_hash_direction())
 *   brief, codex       lim_dress_hash_brief_review(), lim_dress_hash_codex()
 *   sample approved    the direction without visuals, and who makes the pictures: the look of all of them
 *   sample pending or rejected    what it was made of: style, maker, brief, the visuals of whom it shows. When one of these
 *                      is another one, the sample counts for nothing, and a new one may be made
 *
 * What has to be before what:
 *
 *   briefs, codex      direction approved
 *   budget             direction approved; each brief it takes approved; of the codex at least one entity looked at, if there is any
 *   sample             budget set, not “none”; the brief approved still; no sample pending, rejected, or approved and good still
 *   render             sample approved; the briefs approved still
 *
 * A brief that is skipped, rejected, or of priority 0 is never made. */
#pragma once

#include "dress-book.h"

typedef enum
{
  LIM_DRESS_GATE_DIRECTION,
  LIM_DRESS_GATE_BRIEF,
  LIM_DRESS_GATE_CODEX,
  LIM_DRESS_GATE_SAMPLE,
} LimDressGate;

typedef enum
{
  LIM_DRESS_GATE_NONE,    /* nobody said anything */
  LIM_DRESS_GATE_PENDING, /* a sample waits to be seen */
  LIM_DRESS_GATE_APPROVED,
  LIM_DRESS_GATE_REJECTED,
  LIM_DRESS_GATE_SKIPPED,
  LIM_DRESS_GATE_STALE, /* approved as something else */
} LimDressGateState;

/* “not reviewed”, “waits”, “approved”, “rejected”, “skipped”, “changed since”. */
const char *lim_dress_gate_state_name (LimDressGateState state);

/* @id: a brief's id or an entity; else NULL. @maker (of the sample): who would make pictures, or NULL for whoever made it.
 * A verdict about something that is no longer there is NONE. */
LimDressGateState lim_dress_gate_state (const LimDressBook *book, LimDressGate gate, const char *id,
                                        const char *maker);

/* The hash that a verdict about it would hold for now; NULL where there is nothing to judge. Transfer full. */
char *lim_dress_gate_content (const LimDressBook *book, LimDressGate gate, const char *id);

/* What a sample of @brief by @maker is made of. Transfer full. */
char *lim_dress_gate_sample_content (const LimDressBook *book, const LimBrief *brief, const char *maker);

typedef enum
{
  LIM_DRESS_MAY_BRIEF, /* make briefs */
  LIM_DRESS_MAY_CODEX,
  LIM_DRESS_MAY_REVIEW,
  LIM_DRESS_MAY_BUDGET,
  LIM_DRESS_MAY_SAMPLE,
  LIM_DRESS_MAY_APPROVE_SAMPLE,
  LIM_DRESS_MAY_RENDER,
} LimDressStep;

/* Whether @step may be done. LIM_ERROR_REFUSED says what is missing and which command gives it. @maker: of SAMPLE and
 * RENDER, who would make the pictures (NULL: not asked); else NULL. */
gboolean lim_gates_allow (const LimDressBook *book, LimDressStep step, const char *maker, GError **error);

/* Whether the brief is out of the question: skipped, rejected, or of priority 0. */
gboolean lim_gates_leave_out (const LimDressBook *book, const LimBrief *brief);

/* Whether the brief is approved as it is, and not left out: whether its picture may be made as far as Gate 2 goes. */
gboolean lim_gates_brief_passed (const LimDressBook *book, const LimBrief *brief);

/* The briefs the budget chose that are still there and may be made, in its order. None without a budget. Transfer container. */
GPtrArray *lim_gates_chosen (const LimDressBook *book);
