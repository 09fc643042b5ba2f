/* cli-help.h: what the rows say about themselves, for reading on a terminal. Pure text. */
#pragma once

#include "cli-command.h"

/* The overview: every command under its group's heading. Transfer full. */
char *lim_help_overview (gboolean color);

/* The commands whose name begins with the word @group. Transfer full. */
char *lim_help_group (const char *group, gboolean color);

/* Usage, details, options with what they allow, examples. Transfer full. */
char *lim_help_command (const LimCommand *command, gboolean color);

/* limner(1) in roff, and the completion script for “bash”, “zsh” or “fish”. Transfer full. */
char *lim_help_man_page (void);
char *lim_help_completion (const char *shell);

/* All options @command takes, its own first: rows in an array that ends in { 0 }. Transfer full (g_free). */
LimOptionRow *lim_help_options (const LimCommand *command);
