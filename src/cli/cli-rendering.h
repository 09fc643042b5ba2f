/* cli-rendering.h: what came of the pictures that a training set asked an image maker for. */
#pragma once

#include "cli-command.h"
#include "lora-render.h"

/* The row of --checkpoint. */
#define LIM_CLI_OPTION_CHECKPOINT                                                                                    \
  {                                                                                                                  \
    .name = "checkpoint", .type = LIM_OPTION_STRING, .placeholder = "NAME",                                          \
    .help = "the image maker's model; else its own choice"                                                           \
  }

/* A table of @slots (element-type LimLoraSlot) for a dry run: what is there, what would be made. */
void lim_cli_print_slots (LimCli *cli, const GPtrArray *slots);

/* Sentences on @rendering: what was made, what it would cost, what was replaced. */
void lim_cli_print_rendering (LimCli *cli, const LimLoraRendering *rendering, const GPtrArray *slots);

/* A warning for each problem that nobody has told yet: of @rendering, and @problems. */
void lim_cli_print_rendering_problems (LimCli *cli, const LimLoraRendering *rendering, const GPtrArray *problems);

/* Sets provider, counts, problems and the list `images` in @object. */
void lim_cli_rendering_to_json (LimCli *cli, const LimLoraRendering *rendering, const GPtrArray *slots,
                                LimJson *object, LimJsonDoc *doc);
