/* canon-identity.h: whether an image of a named subject may be approved, and stay so: every gate of its kind passed, every
 * identity dimension scored, its lineage legal (style-dataset-pipeline.txt, identity packets: “identity images must pass both
 * the standard constitution gates AND identity-specific gates”). Asked at approval and again at export, since what a verdict
 * was said of can change: the picture, or the other images of the subject. Pure: no files, no clock. */
#pragma once

#include "canon-gates.h"
#include "canon-lineage.h"

typedef enum
{
  LIM_LACK_GATE_OPEN,   /* nobody judged a gate, or the subject's type has none */
  LIM_LACK_GATE_FAILED, /* somebody said that it fails */
  LIM_LACK_GATE_STALE,  /* said of another picture, or the images it needs are no longer there */
  LIM_LACK_SCORE_MISSING, /* an identity dimension, or a follow-on's persistence, is not scored, or of another picture */
  LIM_LACK_LINEAGE,       /* it may not come from where it says */
  LIM_LACK_SCORE_LOW,     /* scored, and under the thresholds: the only one a person can override with a reason */
  LIM_N_LACKS,
} LimLackKind;

typedef struct
{
  LimLackKind kind;
  char *text; /* a clause such as “IC-3 is not judged” */
} LimLack;

/* What a record alone does not tell. */
typedef struct
{
  const GPtrArray *all;     /* (element-type LimLikeness): every image of a named subject */
  const char *image_sha256; /* of the record's image file as it is now, hex; NULL: there is none */
} LimIdentityWorld;

/* How many images of the subject of @record there are that nobody rejected, itself counted in. */
guint lim_identity_count_images (const GPtrArray *all, const LimRecord *record);

/* Everything that keeps @record from being approved as an identity image; empty for a record without an identity.
 * (element-type LimLack), transfer full. */
GPtrArray *lim_identity_lacks (const LimThresholds *thresholds, const LimRecord *record,
                               const LimIdentityWorld *world);

/* Whether @lacks holds anything that no reason can override. */
gboolean lim_lacks_are_firm (const GPtrArray *lacks);

/* “IC-3 is not judged, IC-4 failed (too clean) and identity_fidelity has no score”; "" for none. Transfer full. */
char *lim_lacks_list (const GPtrArray *lacks);

/* The clauses, NULL-terminated, transfer full. */
char **lim_lacks_texts (const GPtrArray *lacks);

/* What an export counts an approved image under that lacks something: “gate_open”, “gate_failed”, “gate_stale”,
 * “identity_unscored”, “lineage”, “identity_scores_low”. Static. */
const char *lim_lack_name (LimLackKind kind);
