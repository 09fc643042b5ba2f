/* cli-finding.h: findings of doctor, canon check and validate, for people. */
#pragma once

#include "base-finding.h"
#include "cli-command.h"

/* Each finding in a line; of one kind only the first few, with a count of the rest, so that a thousand findings of one kind
 * do not bury the one of another. */
void lim_cli_print_findings (LimCli *cli, const GPtrArray *findings);
