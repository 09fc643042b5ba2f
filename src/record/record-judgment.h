/* record-judgment.h: what a person said of an image. Plain values; where they lie in a record is record.h's business. */
#pragma once

#include <glib.h>

#include "base-json.h"
#include "record-status.h"

/* One score, 0..1, of one dimension of the rubric. */
typedef struct
{
  char *dimension;
  double value;
} LimScore;

/* Scores in the order they were given. */
typedef struct
{
  GArray *items; /* (element-type LimScore) */
} LimScores;

LimScores *lim_scores_new (void);
void lim_scores_free (LimScores *scores);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimScores, lim_scores_free)

/* The scores in the order in which they were first set. Borrowed. */
guint lim_scores_length (const LimScores *scores);
const LimScore *lim_scores_at (const LimScores *scores, guint index);

/* Sets or replaces; the range is the rubric's business (canon-rubric.h), not checked here. */
void lim_scores_set (LimScores *scores, const char *dimension, double value);
gboolean lim_scores_get (const LimScores *scores, const char *dimension, double *value);

/* Reads “dim=0.9,dim=0.8”; a colon serves as well as the equals sign. LIM_ERROR_USAGE names the piece that is not a
 * finite number or has no name, or a dimension given twice. Transfer full. */
LimScores *lim_scores_parse (const char *text, GError **error);

typedef struct
{
  LimStatus status;        /* not candidate */
  char *reviewer;          /* who: “human:ada”, “demo:script” */
  char *reviewed_at;       /* ISO 8601, UTC */
  char *explanation;       /* why, in a sentence; never NULL */
  LimScores *scores;       /* may be empty, never NULL */
  char **failure_modes;    /* NULL-terminated, never NULL */
  char *improvement_notes; /* or NULL */
  double confidence;       /* 0..1, negative: not given */
  char *override_reason;   /* why the status may contradict the scores; NULL when it does not */
} LimJudgment;

/* Copies @explanation (NULL: ""); everything else is empty or not given. Transfer full. */
LimJudgment *lim_judgment_new (LimStatus status, const char *explanation);
LimJudgment *lim_judgment_copy (const LimJudgment *judgment);
void lim_judgment_free (LimJudgment *judgment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimJudgment, lim_judgment_free)

/* Reads a judgment object as records hold it; what is missing or odd is left empty. NULL when @node is no object or
 * its status is none we know. Transfer full. */
LimJudgment *lim_judgment_from_json (const LimJson *node);

/* The object that goes into a record, keys in the order of the spec. */
LimJson *lim_judgment_to_json (const LimJudgment *judgment, LimJsonDoc *doc);
