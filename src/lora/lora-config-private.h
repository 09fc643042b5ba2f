/* lora-config-private.h: between lora-config.c and lora-config-preflight.c. */
#pragma once

#include "lora-config.h"

/* Adds findings about what is common to all trainers: the state of the set, the kind and size of model, what made the
 * regularization images, companions, the device; fills companions and reg_checkpoints. */
void lim_lora_config_preflight (LimLoraConfigReport *report);
