/* style-figures.h: how a project goes, as figures: how much was made and judged on which day, how the scores of each dimension
 * spread, how the pictures of each pack were judged. What plots are drawn from. */
#pragma once

#include "canon.h"
#include "store-index.h"

#define LIM_FIGURES_BINS 20u /* of scores from 0 to 1 */

typedef struct
{
  char *dimension;
  guint bins[LIM_FIGURES_BINS]; /* the last one includes 1 */
  guint n;
  double sum;
} LimScoreSpread;

typedef struct
{
  GPtrArray *days;    /* (element-type LimIndexDay), oldest first */
  GPtrArray *packs;   /* (element-type LimIndexPack), by name */
  GPtrArray *spreads; /* (element-type LimScoreSpread), dimensions of the canon first, in its order */
} LimProjectFigures;

/* Brings the index up to date first. Transfer full. */
LimProjectFigures *lim_style_figures (const LimProject *project, const LimCanon *canon, GError **error);

void lim_project_figures_free (LimProjectFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProjectFigures, lim_project_figures_free)

/* { "days": [{"day", "made", "judged"}], "dimensions": [{"name", "judged", "mean", "bins"}], "packs": [{"name", "candidate", …}] } */
LimJson *lim_project_figures_to_json (const LimProjectFigures *figures, LimJsonDoc *doc);
