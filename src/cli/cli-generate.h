/* cli-generate.h: what came of a pack's or a packet's candidates, in words and as JSON. */
#pragma once

#include "cli-command.h"
#include "style-generate.h"

/* Prints @report, unless the run failed (not @well, @error is set) before anything was made. Returns the command's end:
 * FALSE with LIM_ERROR_SOME_FAILED when single images failed. */
gboolean lim_cli_print_generated (LimCli *cli, const LimGenerateReport *report, gboolean well, GError **error);
