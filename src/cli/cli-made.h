/* cli-made.h: who made images, and what a run did, in words. */
#pragma once

#include "cli-command.h"
#include "produce.h"

/* “Made 3 images with sketch.” and what else there is to say. */
void lim_cli_print_made (LimCli *cli, const LimImageProvider *provider, const LimProduceReport *made);
