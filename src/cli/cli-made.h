/* cli-made.h: what the commands that make images share: who makes them, and what a run did, in words and as JSON. */
#pragma once

#include "cli-command.h"
#include "produce.h"

/* How many new images at most; and how many of each shot of an identity packet. */
#define LIM_CLI_OPTION_LIMIT                                                                                         \
  {                                                                                                                  \
    .name = "limit", .type = LIM_OPTION_INT, .min = 1, .max = 100000, .placeholder = "N",                            \
    .help = "stop after N new images"                                                                                \
  }
#define LIM_CLI_OPTION_SEEDS                                                                                         \
  {                                                                                                                  \
    .name = "seeds", .type = LIM_OPTION_INT, .min = 1, .max = 100, .fallback = "3", .placeholder = "N",              \
    .help = "images per shot"                                                                                        \
  }

/* The row of --provider, for commands that make images. */
#define LIM_CLI_OPTION_PROVIDER                                                                                      \
  {                                                                                                                  \
    .name = "provider", .type = LIM_OPTION_STRING, .placeholder = "NAME",                                            \
    .help = "who makes them; else defaults.provider of limner.yaml, else sketch"                                     \
  }

/* “Made 3 images with sketch.” and what else there is to say. */
void lim_cli_print_made (LimCli *cli, const LimImageProvider *provider, const LimProduceReport *made);

/* Sets the counts, and the list `problems`, in @object. */
void lim_cli_made_to_json (const LimProduceReport *made, LimJson *object, LimJsonDoc *doc);

/* LIM_ERROR_SOME_FAILED with a count when @made has problems or @n_more others; the run itself went through. */
gboolean lim_cli_check_made (const LimProduceReport *made, guint n_more, GError **error);
