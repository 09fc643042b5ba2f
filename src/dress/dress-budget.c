#include "dress-budget.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-review.h"
#include "dress-stale.h"

#define SLACK 1e-9 /* dollars */

void
lim_dress_budget_plan_free (LimDressBudgetPlan *plan)
{
  if (plan == NULL)
    return;
  g_clear_pointer (&plan->pictures, g_ptr_array_unref);
  g_free (plan->open_names);
  g_free (plan);
}

static void
picture_free (gpointer data)
{
  lim_dress_picture_free (data);
}

/* Whether @budget is about @brief as far as its priority goes; a brief nobody scored is under “all” only. */
static gboolean
is_meant (const LimDressBook *book, const LimBudget *budget, const LimBrief *brief)
{
  guint priority = lim_dress_book_priority (book, brief);

  return budget->any_priority || (priority <= 3 && budget->priorities[priority]);
}

static gboolean
needs_picture (const LimProject *project, const LimDressBook *book, const LimBrief *brief, gboolean stale)
{
  const LimIllustration *made = lim_dress_book_illustration_of_brief (book, brief->id);

  return !lim_dress_is_illustrated (project, book, brief) || (stale && lim_dress_is_stale (book, made));
}

/* Which of @pictures this maker refused to show, now or earlier; a changed brief has another record. NULL with @error.
 * (element-type gboolean), transfer full. */
static GArray *
find_blocked (const LimProject *project, const GPtrArray *pictures, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
  g_autoptr (GArray) fates = NULL;
  GArray *blocked;

  for (guint i = 0; i < pictures->len; i++)
    {
      LimProduceJob *job = lim_dress_picture_job (project, pictures->pdata[i], error);

      if (job == NULL)
        return NULL;
      g_ptr_array_add (jobs, job);
    }
  fates = lim_produce_plan (project, jobs, error);
  if (fates == NULL)
    return NULL;
  blocked = g_array_sized_new (FALSE, FALSE, sizeof (gboolean), fates->len);
  for (guint i = 0; i < fates->len; i++)
    {
      gboolean is = g_array_index (fates, LimProduceFate, i) == LIM_FATE_BLOCKED;

      g_array_append_val (blocked, is);
    }
  return blocked;
}

static gboolean
check_limits (const LimBudget *budget, GError **error)
{
  if (!budget->none && budget->any_priority && budget->top == 0 && budget->max_cost < 0)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "how many pictures? Say --priority 1,2, --top 10, --max-cost 5.00, or --none");
  return TRUE;
}

static void
note_open (LimDressBudgetPlan *plan, const LimBrief *brief)
{
  char *names = plan->open_names;

  if (plan->n_open++ >= 5)
    return;
  plan->open_names = names != NULL ? g_strconcat (names, ", ", brief->id, NULL) : g_strdup (brief->id);
  g_free (names);
}

/* Takes the picture number @index of @wanted, or leaves it for later: what does not fit ends the taking, so that nothing less
 * wanted comes before it. FALSE when it has no price and there is a cap. */
static gboolean
take (const LimDressBook *book, const LimBudget *budget, LimDressBudgetPlan *plan, GPtrArray *wanted, guint index,
      GError **error)
{
  LimDressPicture *picture = wanted->pdata[index];
  double dollars = picture->state == LIM_DRESS_PICTURE_MADE ? 0 : picture->dollars;

  if (plan->n_beyond > 0 || (budget->top > 0 && plan->pictures->len >= budget->top))
    {
      plan->n_beyond++;
      return TRUE;
    }
  if (budget->max_cost >= 0 && !picture->price_known)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "nobody knows what %s costs, so a cap in dollars cannot be kept: set --top instead",
                     picture->brief->id);
  if (budget->max_cost >= 0 && plan->dollars + dollars > budget->max_cost + SLACK)
    {
      plan->n_beyond++;
      return TRUE;
    }
  plan->dollars += dollars;
  plan->n_unknown += picture->price_known ? 0 : 1;
  if (!lim_gates_brief_passed (book, picture->brief))
    note_open (plan, picture->brief);
  wanted->pdata[index] = NULL;
  g_ptr_array_add (plan->pictures, picture);
  return TRUE;
}

/* The pictures of the briefs that @budget is about and that have none, by priority. */
static GPtrArray *
find_wanted (const LimProject *project, const LimDressBook *book, const LimBudget *budget, LimDressMaker *maker,
             gboolean stale, LimDressBudgetPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) briefs = lim_dress_book_by_priority (book);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (picture_free);

  for (guint i = 0; i < briefs->len && !budget->none; i++)
    {
      const LimBrief *brief = briefs->pdata[i];
      LimDressPicture *picture;

      if (lim_gates_leave_out (book, brief))
        {
          plan->n_left_out++;
          continue;
        }
      if (!is_meant (book, budget, brief))
        continue;
      if (!needs_picture (project, book, brief, stale))
        {
          plan->n_illustrated++;
          continue;
        }
      picture = lim_dress_picture_new (project, book, brief, maker, error);
      if (picture == NULL)
        return NULL;
      g_ptr_array_add (wanted, picture);
    }
  return g_steal_pointer (&wanted);
}

LimDressBudgetPlan *
lim_dress_budget_plan (const LimProject *project, const LimDressBook *book, const LimBudget *budget,
                       LimDressMaker *maker, gboolean stale, GError **error)
{
  g_autoptr (LimDressBudgetPlan) plan = g_new0 (LimDressBudgetPlan, 1);
  g_autoptr (GPtrArray) wanted = NULL;
  g_autoptr (GArray) blocked = NULL;

  plan->pictures = g_ptr_array_new_with_free_func (picture_free);
  plan->is_free = maker->provider->price == NULL;
  if (!check_limits (budget, error)
      || (wanted = find_wanted (project, book, budget, maker, stale, plan, error)) == NULL
      || (blocked = find_blocked (project, wanted, error)) == NULL)
    return NULL;
  for (guint i = 0; i < wanted->len; i++)
    if (g_array_index (blocked, gboolean, i))
      plan->n_blocked++;
    else if (!take (book, budget, plan, wanted, i, error))
      return NULL;
  return g_steal_pointer (&plan);
}

gboolean
lim_dress_budget_save (const LimProject *project, const LimBudget *budget, GError **error)
{
  g_autoptr (GBytes) bytes = lim_budget_to_json (budget);

  return lim_dress_save (project, LIM_DRESS_REVIEWS "/budget.json", bytes, error);
}

gboolean
lim_dress_budget_set (const LimProject *project, const LimDressBook *book, LimBudget *budget,
                      const LimDressBudgetPlan *plan, const LimDressMaker *maker, const char *who,
                      const LimClock *clock, GError **error)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();

  if (!budget->none && !lim_gates_allow (book, LIM_DRESS_MAY_BUDGET, NULL, error))
    return FALSE;
  if (plan->n_open > 0)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "Gate 2: %u of these briefs %s not approved as they are now (%s%s): look at them with "
                     "`limner dress review`",
                     plan->n_open, plan->n_open == 1 ? "is" : "are", plan->open_names, plan->n_open > 5 ? ", …" : "");
  for (guint i = 0; i < plan->pictures->len; i++)
    g_strv_builder_add (chosen, ((const LimDressPicture *) plan->pictures->pdata[i])->brief->id);
  g_strfreev (budget->chosen);
  budget->chosen = g_strv_builder_end (chosen);
  g_free (budget->by);
  g_free (budget->at);
  g_free (budget->provider);
  budget->by = g_strdup (who);
  budget->at = lim_clock_now_iso (clock);
  budget->provider = g_strdup (maker->provider->name);
  g_ptr_array_set_size (budget->sent, 0);
  return lim_dress_budget_save (project, budget, error);
}
