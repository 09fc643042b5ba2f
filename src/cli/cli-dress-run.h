/* cli-dress-run.h: what `dress sample` and `dress render` have in common. */
#pragma once

#include "cli-made.h"
#include "dress-render.h"

#define LIM_CLI_OPTION_DRESS_CHECKPOINT                                                                              \
  {                                                                                                                  \
    .name = "checkpoint", .type = LIM_OPTION_STRING, .placeholder = "NAME",                                          \
    .help = "the image maker's model; else its own choice"                                                           \
  }

/* A table of the pictures that would be made, with their prompts below when there are few. */
void lim_cli_print_dress_plan (LimCli *cli, const LimDressRendering *rendering);

/* “openai 0.04 dollars each” and the like: what @rendering costs, may have cost, and what is left of the budget. */
void lim_cli_print_dress_cost (LimCli *cli, const LimDressRendering *rendering);

/* Counts, costs, problems and the list `pictures` in @object. */
void lim_cli_dress_rendering_to_json (LimCli *cli, const LimDressRendering *rendering, LimJson *object,
                                      LimJsonDoc *doc);
