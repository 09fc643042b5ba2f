/* cli-password.h: a password, asked for. */
#pragma once

#include "cli-command.h"

/* Asks for a password twice on the terminal, without showing it; where standard input is no terminal, it is the first line
 * of that. LIM_ERROR_USAGE when there is none or the two differ, LIM_ERROR_CANCELLED on Ctrl-C. Transfer full. */
char *lim_cli_ask_password (LimCli *cli, const char *question, GError **error);
