/* cli-story.h: a story on the terminal and for programs. */
#pragma once

#include "cli-command.h"
#include "dress-overview.h"

/* The whole picture, made for 80 columns; @all: also the passages of a long story. */
void lim_cli_print_story (LimCli *cli, const LimStoryOverview *overview, gboolean all);
