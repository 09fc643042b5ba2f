/* cli-problem.h: the items that went wrong, for people. */
#pragma once

#include "base-problem.h"
#include "cli-command.h"

/* A warning for each. */
void lim_cli_print_problems (LimCli *cli, const GPtrArray *problems);
