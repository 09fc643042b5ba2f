/* cli-dress-report.h: what `dress brief` and `dress codex` made, for people and for programs. */
#pragma once

#include "cli-command.h"
#include "dress-work.h"

#define LIM_CLI_OPTION_CHAT                                                                                          \
  {                                                                                                                  \
    .name = "chat", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "this chat model; else defaults.chat"  \
  }
#define LIM_CLI_OPTION_ALL                                                                                           \
  {                                                                                                                  \
    .name = "all", .type = LIM_OPTION_FLAG, .help = "also what is there and fresh; never what was written by hand"   \
  }
#define LIM_CLI_OPTION_ASK_MODEL                                                                                     \
  {                                                                                                                  \
    .name = "ask-model", .type = LIM_OPTION_FLAG, .help = "ask the model for a second opinion on voice and spoilers" \
  }

/* Prints @report; @files is what is made (“brief”), @next what comes then. */
void lim_cli_print_dress_report (LimCli *cli, const LimDressReport *report, const char *files, const char *next);
