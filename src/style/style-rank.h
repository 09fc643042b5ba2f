/* style-rank.h: the comparisons of a project as a ranking. */
#pragma once

#include "base-json.h"
#include "canon-rank.h"
#include "canon.h"
#include "store-project.h"

/* Ranks the images of @lane (NULL: of every lane) by the comparisons there are. Judged images and candidates both take part;
 * rejected ones only where somebody compared them. @problems (element-type LimProblem) gets comparisons that cannot be
 * read. LIM_ERROR_BAD_INPUT with the nearest name for a lane the canon does not have. Transfer full. */
LimRanking *lim_style_rank (const LimProject *project, const LimCanon *canon, const char *lane, GPtrArray *problems,
                            GError **error);

/* The images of @ranking that were compared, as `limner compare rank --json` prints them, at most @most. Belongs to
 * @doc. */
LimJson *lim_ranking_to_json (const LimRanking *ranking, guint most, LimJsonDoc *doc);

/* The entry of @id, borrowed; NULL: it takes no part. */
const LimRankEntry *lim_ranking_find (const LimRanking *ranking, const char *id);

/* The pair worth asking about now, as `limner compare next --json` prints it. LIM_ERROR_NOT_FOUND: no lane has two images.
 * Belongs to @doc. */
LimJson *lim_ranking_next_to_json (const LimRanking *ranking, LimJsonDoc *doc, GError **error);
