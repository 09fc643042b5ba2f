/* cli-ask.h: a question to the person at the terminal. */
#pragma once

#include "cli-command.h"

/* Whether somebody can be asked: standard input and output are a terminal, and no --json. */
gboolean lim_cli_can_ask (const LimCli *cli);

/* Asks @question with the answers @keys (“ynq”, the first one is what Enter alone means) and waits; *@key is the letter. The
 * question is asked again until one of them comes. LIM_ERROR_CANCELLED at the end of the input. */
gboolean lim_cli_ask (LimCli *cli, const char *question, const char *keys, char *key, GError **error);

/* Asks for a line; "" for none. LIM_ERROR_CANCELLED at the end of the input. Transfer full. */
char *lim_cli_ask_line (LimCli *cli, const char *question, GError **error);
