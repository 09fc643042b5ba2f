/* canon-rank-private.h: the inside of a ranking; only canon-rank*.c may include it. */
#pragma once

#include "canon-rank.h"

/* All that was said of one pair, i < j, as places in `entries`. */
typedef struct
{
  guint i, j;
  guint wins_i, wins_j, ties;
} RankPair;

struct _LimRanking
{
  GArray *entries; /* (element-type LimRankEntry) */
  GArray *pairs;   /* (element-type RankPair), by i, then j */
  guint n_groups;
};

#define RANK_PRIOR_PRECISION 0.25 /* of the prior: 1 / 2² */

/* Fills strength, low and high of all entries; `group` is set. Entries are in any order. */
void rank_fit (LimRanking *ranking);

static inline LimRankEntry *
rank_entry (const LimRanking *ranking, guint index)
{
  return &g_array_index (ranking->entries, LimRankEntry, index);
}

static inline const RankPair *
rank_pair (const LimRanking *ranking, guint index)
{
  return &g_array_index (ranking->pairs, RankPair, index);
}
