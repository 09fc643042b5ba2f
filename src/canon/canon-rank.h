/* canon-rank.h: from “A is better than B” to an order with doubts: the model of Bradley and Terry (1952).
 *
 * Each asset has a strength; the chance that A is preferred to B is 1/(1+e^(B−A)). A tie counts as half a win for both.
 * Strengths are the most probable ones under a weak prior (normal, mean 0, standard deviation 2), so that a single win
 * does not make a strength infinite; intervals are 95 % ones from the observed information at that point. Strengths of
 * assets that no chain of comparisons connects say nothing of each other: such groups are numbered apart.
 *
 * Pure and deterministic: the result does not depend on the order of items or outcomes. Memory is linear in both; groups
 * of up to 800 assets get exact intervals, larger ones those of Gaussian belief propagation, which are exact where no
 * comparisons close a circle and slightly too narrow elsewhere. */
#pragma once

#include "record-comparison.h"

typedef struct
{
  const char *id;
  const char *lane; /* only assets of one lane are asked about together; NULL is a lane of its own */
} LimRankItem;

typedef struct
{
  const char *a, *b;
  LimChosen chosen;
} LimRankOutcome;

typedef struct
{
  char *id;
  char *lane; /* may be NULL */
  guint wins, losses, ties;
  guint group;                /* from 1, largest group first; 0: never compared */
  double strength, low, high; /* 0 is the average; low and high bound the 95 % interval */
} LimRankEntry;

typedef struct _LimRanking LimRanking;

/* Outcomes that name an asset not among @items, or one against itself, are left out. Items named twice count
 * once. Copies what it needs. Transfer full. */
LimRanking *lim_ranking_new (const LimRankItem *items, guint n_items, const LimRankOutcome *outcomes,
                             guint n_outcomes);
void lim_ranking_free (LimRanking *ranking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimRanking, lim_ranking_free)

/* Entries by group, then by strength from the best on, then by id; those never compared come last. Borrowed. */
guint lim_ranking_length (const LimRanking *ranking);
const LimRankEntry *lim_ranking_at (const LimRanking *ranking, guint place);

/* How many groups of two or more there are that no comparison joins. Strengths compare only within one. */
guint lim_ranking_n_groups (const LimRanking *ranking);

/* Circles such as a > b > c > a, shortest first, each a NULL-terminated list of ids that begins with the least one;
 * (element-type char **), at most 100 of them. A pair counts for the side that won it more often. Transfer full. */
GPtrArray *lim_ranking_cycles (const LimRanking *ranking);

/* The pair worth asking about now: of one lane, not compared yet, of similar strength and much doubt, so that the answer
 * is expected to tell the most. While any pair is open no pair comes twice; after that, the pair asked least. In lanes of
 * more than 3,000 assets only the 500 neighbours by strength are looked at. Which of the two is A is as good as chance,
 * but the same each time. FALSE when no lane has two assets. @a, @b: borrowed. */
gboolean lim_ranking_next_pair (const LimRanking *ranking, const char **a, const char **b);

/* The chance, 0..1, that @a is preferred to @b. */
double lim_rank_chance (const LimRankEntry *a, const LimRankEntry *b);
