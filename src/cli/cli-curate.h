/* cli-curate.h: judging one candidate after the other in the terminal. */
#pragma once

#include "cli-command.h"
#include "canon.h"

/* Runs until the person quits or nothing waits. LIM_ERROR_USAGE without a terminal. */
gboolean lim_cli_curate_interactive (LimCli *cli, const LimCanon *canon, GError **error);
