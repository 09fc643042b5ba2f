/* cli-problem.h: the items that went wrong, for people and for programs. */
#pragma once

#include "base-problem.h"
#include "cli-command.h"

/* A warning for each. */
void lim_cli_print_problems (LimCli *cli, const GPtrArray *problems);

/* Appends {id, reason} for each to @array. */
void lim_cli_append_problems (LimJson *array, const GPtrArray *problems, LimJsonDoc *doc);
