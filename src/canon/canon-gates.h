/* canon-gates.h: what an image of a named subject has to pass, besides the constitution, before it is approved: the gates
 * IC-1 … IC-6 of characters and IL-1 … IL-5 of places and ships, and the scores of the identity dimensions
 * (style-dataset-pipeline.txt, identity packets; identity-gates.md). Both are said by people, kept in the record's blocks
 * `identity_gates` and `identity_scores`, and never derived from a measurement. Pure: no files, no clock. */
#pragma once

#include "canon-thresholds.h"
#include "record-identity.h"
#include "record.h"

typedef struct
{
  const char *id;     /* “IC-3” */
  const char *asks;   /* what it asks, in a line */
  guint needs_images; /* it can pass only when the subject has so many images; 0: any number */
} LimGate;

/* The gates of a subject type, ending in { 0 }; NULL for a type without gates. */
const LimGate *lim_gates_of_type (const char *subject_type);

/* The gate @id of @subject_type. LIM_ERROR_USAGE names the gates there are. */
const LimGate *lim_gate_find (const char *subject_type, const char *id, GError **error);

/* What a person says of one gate. */
typedef struct
{
  char *gate;
  gboolean pass;
  char *reason; /* of a failed one always; of a passed one, or NULL */
} LimGateVerdict;

/* Reads `IC-1=pass,IC-3=fail:"why",…`; the quotes may be missing, since shells take them away. LIM_ERROR_USAGE for what
 * is neither, a failure without a reason, a gate told twice. (element-type LimGateVerdict), transfer full. */
GPtrArray *lim_gate_verdicts_parse (const char *text, GError **error);

/* The same list to be filled one by one. @reason may be NULL or empty for one that passes. LIM_ERROR_USAGE as above. */
GPtrArray *lim_gate_verdicts_new (void);
gboolean lim_gate_verdicts_add (GPtrArray *verdicts, const char *gate, gboolean pass, const char *reason,
                                GError **error);

/* Who says it, when, and of which picture: a review names the content it was said of, so that it does not speak for
 * another picture put in its place. */
typedef struct
{
  const char *reviewer;
  const char *reviewed_at;  /* ISO 8601 */
  const char *image_sha256; /* of the image file, hex; NULL: there was none */
} LimReviewMark;

/* Writes a verdict into @record. One it replaces goes to the list `identity_gates_history`. */
void lim_gate_record (LimRecord *record, const LimGateVerdict *verdict, const LimReviewMark *mark);

typedef enum
{
  LIM_GATE_OPEN, /* nobody said anything yet */
  LIM_GATE_PASS,
  LIM_GATE_FAIL,
} LimGateState;

const char *lim_gate_state_name (LimGateState state); /* “open”, “pass”, “fail” */

/* What @record says of a gate; @reason (may be NULL) is borrowed from it. */
LimGateState lim_gate_state (const LimRecord *record, const char *gate, const char **reason);

/* The identity dimensions of an image, NULL-terminated: anchor_consistency only where there is an anchor to match. */
const char *const *lim_identity_dimensions (LimPhase phase);

/* Checks names and range against the dimensions of @phase. LIM_ERROR_BAD_INPUT. */
gboolean lim_identity_check_scores (LimPhase phase, const LimScores *scores, GError **error);

/* Sets those of @scores in the record; the others stay. */
void lim_identity_record_scores (LimRecord *record, const LimScores *scores, const LimReviewMark *mark);

/* Sets lineage.identity_persistence_score, how well a follow-on matches its anchor, and who said so. */
void lim_identity_record_persistence (LimRecord *record, double persistence, const LimReviewMark *mark);
