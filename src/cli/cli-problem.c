#include "cli-problem.h"

void
lim_cli_print_problems (LimCli *cli, const GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    lim_cli_warn (cli, "%s", ((const LimProblem *) problems->pdata[i])->reason);
}
