/* record-comparison.h: “A is better than B, because …”, comparisons/<id>.json (spec: key design decision 4). */
#pragma once

#include "base-json.h"
#include "record-judgment.h"

typedef enum
{
  LIM_CHOSEN_A,
  LIM_CHOSEN_B,
  LIM_CHOSEN_TIE,
} LimChosen;

const char *lim_chosen_name (LimChosen chosen); /* “a”, “b”, “tie” */
gboolean lim_chosen_parse (const char *name, LimChosen *chosen);

/* One dimension scored for both sides, 0..1. */
typedef struct
{
  char *dimension;
  double a, b;
} LimPairScore;

typedef struct
{
  char *id;
  char *asset_a_id, *asset_b_id;
  char *asset_a_path, *asset_b_path; /* at the moment of comparing; may be NULL */
  LimChosen chosen;
  char *source;    /* “human”, or what made it */
  char *reasoning; /* may be NULL in old files */
  GArray *scores;  /* (element-type LimPairScore), never NULL */
  char *reviewer, *reviewed_at;
} LimComparison;

LimComparison *lim_comparison_new (void);
void lim_comparison_free (LimComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimComparison, lim_comparison_free)

/* Reads the document of file “@id.json”. LIM_ERROR_BAD_INPUT names the field that is missing or wrong: both ids must be
 * safe and different, `chosen` one of a, b, tie. Transfer full. */
LimComparison *lim_comparison_from_json (const char *id, const LimJson *root, GError **error);

/* A new document in the key order of the reference layout. Transfer full. */
LimJsonDoc *lim_comparison_to_doc (const LimComparison *comparison);

/* Reads “dim=0.9/0.6,…” into @scores. LIM_ERROR_USAGE names the piece. */
gboolean lim_comparison_parse_scores (const char *text, GArray *scores, GError **error);
