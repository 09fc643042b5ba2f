/* cli-made.h: what the commands that make images share: who makes them, and what a run did, in words and as JSON. */
#pragma once

#include "cli-command.h"
#include "produce-options.h"
#include "produce.h"

/* Rows that these commands share. */
#define LIM_CLI_OPTION_LIMIT LIM_PRODUCE_OPTION_LIMIT
#define LIM_CLI_OPTION_SEEDS LIM_PRODUCE_OPTION_SEEDS
#define LIM_CLI_OPTION_PROVIDER LIM_PRODUCE_OPTION_PROVIDER

/* “Made 3 images with sketch.” and what else there is to say. */
void lim_cli_print_made (LimCli *cli, const LimImageProvider *provider, const LimProduceReport *made);

/* Sets the counts, and the list `problems`, in @object. */
void lim_cli_made_to_json (const LimProduceReport *made, LimJson *object, LimJsonDoc *doc);

/* LIM_ERROR_SOME_FAILED with a count when @made has problems or @n_more others; the run itself went through. */
gboolean lim_cli_check_made (const LimProduceReport *made, guint n_more, GError **error);
