/* dress-checklist.h: `dress check`: is the dress complete? The output checklist of dress-stage.txt, row by row, and whether pictures
 * still show what the story says. */
#pragma once

#include "base-finding.h"
#include "dress-gates.h"

typedef enum
{
  LIM_CHECK_READABLE,      /* every file below story/ can be read, and nothing is there twice */
  LIM_CHECK_DIRECTION,     /* the art direction has all fields */
  LIM_CHECK_VISUALS,       /* every entity has a visual with a reference_prompt_fragment */
  LIM_CHECK_BRIEFS,        /* every passage has a brief with a valid priority */
  LIM_CHECK_ILLUSTRATIONS, /* every brief of the budget has its illustration */
  LIM_CHECK_DEPICTS,       /* every illustration depicts the passage of its brief */
  LIM_CHECK_FROM_BRIEF,    /* every illustration comes from a brief there is */
  LIM_CHECK_CAPTIONS,      /* every illustration has a caption in the story's voice */
  LIM_CHECK_CODEX,         /* every entity has an entry of rank 1 that is always open */
  LIM_CHECK_HAS_ENTRY,     /* every codex entry belongs to an entity, and opens with codewords there are */
  LIM_CHECK_DIEGETIC,      /* all codex speaks in the story's voice */
  LIM_CHECK_SPOILERS,      /* nothing is told too early */
  LIM_CHECK_ASSETS,        /* every asset is there, bears the hash of its bytes, and belongs to an illustration */
  LIM_CHECK_GATES,         /* Gate 1, Gate 2 and the sample were passed */
  LIM_CHECK_FRESH,         /* every picture shows what prose, direction, looks and brief say now; only warned of */
  LIM_N_CHECKS,
} LimDressCheckRow;

/* “direction”; “the art direction has all fields”. */
const char *lim_dress_check_name (LimDressCheckRow row);
const char *lim_dress_check_asks (LimDressCheckRow row);

typedef struct
{
  GPtrArray *findings[LIM_N_CHECKS]; /* (element-type LimFinding) */
  guint n_errors[LIM_N_CHECKS];
  guint n_unmet;           /* rows with errors */
  guint n_questions;       /* of the spoiler proof */
  guint n_stale;           /* pictures */
  gboolean wants_pictures; /* FALSE: the budget is “none” */
} LimDressChecklist;

/* Transfer full. LIM_ERROR_NOT_FOUND without a story, LIM_ERROR_BAD_INPUT when that cannot be read. */
LimDressChecklist *lim_dress_checklist (const LimProject *project, GError **error);
void lim_dress_checklist_free (LimDressChecklist *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressChecklist, lim_dress_checklist_free)
