/* dress-budget.h: deciding which pictures are paid for, and keeping to it (dress-stage.txt, “Human Review”, “Budget Exceeded”).
 *
 * A budget takes the first briefs, by priority, that may be made and have no picture yet, as far as its limits go; setting the
 * same again later takes the next. What it took is noted with it and stays: `dress render` makes nothing else.
 *
 * A cap in dollars counts every picture that was sent, noted before it is sent, also those that failed and may have been
 * charged for; what would go beyond is not sent. A new budget begins a new count. */
#pragma once

#include "base-clock.h"
#include "dress-picture.h"

typedef struct
{
  GPtrArray *pictures; /* (element-type LimDressPicture): what it takes, in order */
  double dollars;      /* of these, as estimated */
  guint n_unknown;     /* of these without a known price */
  gboolean is_free;    /* this maker costs nothing */
  guint n_illustrated; /* briefs that have their picture */
  guint n_left_out;    /* skipped, rejected, priority 0 */
  guint n_beyond;      /* that other limits than the priority leave for later */
  guint n_blocked;     /* refused by this maker for what they would show */
  guint n_open;        /* of those taken: not approved as they are now */
  char *open_names;    /* some of these; NULL: none */
} LimDressBudgetPlan;

void lim_dress_budget_plan_free (LimDressBudgetPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressBudgetPlan, lim_dress_budget_plan_free)

/* What @budget (of which only the limits count) would take if @maker made the pictures; nothing is changed. @stale: also briefs
 * whose picture is stale. LIM_ERROR_USAGE without any limit, LIM_ERROR_REFUSED for a cap in dollars where a price is
 * not known. Transfer full; borrows from @book. */
LimDressBudgetPlan *lim_dress_budget_plan (const LimProject *project, const LimDressBook *book,
                                           const LimBudget *budget, LimDressMaker *maker, gboolean stale,
                                           GError **error);

/* Sets it: @budget gets what @plan takes and is saved. LIM_ERROR_REFUSED before Gate 1, and where something taken is not approved. */
gboolean lim_dress_budget_set (const LimProject *project, const LimDressBook *book, LimBudget *budget,
                               const LimDressBudgetPlan *plan, const LimDressMaker *maker, const char *who,
                               const LimClock *clock, GError **error);

/* Saves the budget with what was sent. */
gboolean lim_dress_budget_save (const LimProject *project, const LimBudget *budget, GError **error);
