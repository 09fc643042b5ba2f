#include "base-problem.h"

#include <string.h>

static void
problem_free (gpointer data)
{
  LimProblem *problem = data;

  g_free (problem->id);
  g_free (problem->reason);
  g_free (problem);
}

GPtrArray *
lim_problems_new (void)
{
  return g_ptr_array_new_with_free_func (problem_free);
}

void
lim_problems_add (GPtrArray *problems, const char *id, const char *reason)
{
  LimProblem *problem = g_new0 (LimProblem, 1);

  problem->id = g_strdup (id);
  problem->reason = g_strdup (reason);
  g_ptr_array_add (problems, problem);
}

void
lim_problems_append_json (const GPtrArray *problems, LimJson *array, LimJsonDoc *doc)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const LimProblem *problem = problems->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", problem->id);
      lim_json_set_string (object, "reason", problem->reason);
      lim_json_append (array, object);
    }
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LimProblem *const *) a)->id, (*(LimProblem *const *) b)->id);
}

void
lim_problems_sort (GPtrArray *problems)
{
  g_ptr_array_sort (problems, compare_ids);
}
