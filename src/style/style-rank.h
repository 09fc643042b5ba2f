/* style-rank.h: the comparisons of a project as a ranking. */
#pragma once

#include "canon-rank.h"
#include "canon.h"
#include "store-project.h"

/* Ranks the images of @lane (NULL: of every lane) by the comparisons there are. Judged images and candidates both take part;
 * rejected ones only where somebody compared them. @problems (element-type LimProblem) gets comparisons that cannot be
 * read. LIM_ERROR_BAD_INPUT with the nearest name for a lane the canon does not have. Transfer full. */
LimRanking *lim_style_rank (const LimProject *project, const LimCanon *canon, const char *lane, GPtrArray *problems,
                            GError **error);
