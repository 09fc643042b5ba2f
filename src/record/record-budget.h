/* record-budget.h: which pictures a person decided to pay for: story/reviews/budget.json (dress-stage.txt, “Human Review”). Pure
 * values.
 *
 *   { "by": "human:ada", "at": …,
 *     "priority": [1, 2], "top": 10, "max_cost": 5.00,     what was asked for; none of them stands for no limit of its kind
 *     "none": true,                                        or: no pictures
 *     "provider": "openai",                                whose prices were asked, and who makes the sample unless another is named
 *     "chosen": ["ib_bridge", …],                          briefs, in the order in which they are made
 *     "sent": [ { "brief": "ib_bridge", "record": "ib_bridge_1f3c", "dollars": 0.04, "blocked": true } ] }
 *
 * What was chosen stays chosen until somebody sets a budget again: nothing is ever made that no person asked for. `sent` is written
 * before the image maker is asked: what stands there may have cost its dollars, whatever became of it. `blocked`: refused for what it would show. */
#pragma once

#include "base-json.h"

#define LIM_BUDGET_MAX_TOP 100000u

typedef struct
{
  char *brief, *record;
  double dollars;   /* as estimated; 0 where it is free */
  gboolean blocked; /* it was refused for what it would show */
} LimBudgetSent;

typedef struct
{
  gboolean priorities[4]; /* by priority, 0 unused */
  gboolean any_priority;  /* no list was given */
  guint top;              /* 0: no limit */
  double max_cost;        /* dollars; negative: no limit */
  gboolean none;
  char *by, *at, *provider; /* may be NULL */
  char **chosen;            /* never NULL */
  GPtrArray *sent;          /* (element-type LimBudgetSent) */
} LimBudget;

/* All priorities, no limit, nothing chosen. Transfer full. */
LimBudget *lim_budget_new (void);
void lim_budget_free (LimBudget *budget);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimBudget, lim_budget_free)

LimBudgetSent *lim_budget_add_sent (LimBudget *budget, const char *brief, const char *record,
                                    double dollars); /* borrowed */

/* Whether the last picture of @brief that was sent was blocked. */
gboolean lim_budget_is_blocked (const LimBudget *budget, const char *brief);

/* The dollars that may have been spent. */
double lim_budget_spent (const LimBudget *budget);

/* “priority 1 and 2, at most 10 pictures and 5.00 dollars”, “no pictures”. Transfer full. */
char *lim_budget_text (const LimBudget *budget);

/* Reads one; NULL with an error in @findings when it is none. Transfer full. */
LimBudget *lim_budget_read (const LimJsonDoc *doc, GPtrArray *findings);

/* The file's text. Transfer full. */
GBytes *lim_budget_to_json (const LimBudget *budget);
