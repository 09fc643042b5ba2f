#include "cli-problem.h"

void
lim_cli_print_problems (LimCli *cli, const GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    lim_cli_warn (cli, "%s", ((const LimProblem *) problems->pdata[i])->reason);
}

void
lim_cli_append_problems (LimJson *array, const GPtrArray *problems, LimJsonDoc *doc)
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
