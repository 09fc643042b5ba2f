/* lora-original.h: from a picture that an image maker made to a square of the training set. */
#pragma once

#include "imaging-decode.h"
#include "lora-render.h"

/* The hash of all that goes into the image made from the original of @slot: its bytes, size and background of the plan. NULL
 * when it has none. Transfer full. */
char *lim_lora_original_hash (const LimLoraSet *set, const LimLoraSlot *slot);

/* The original of @slot as an exact square of the plan's size: whole, over the plan's background. Transfer full. */
LimImage *lim_lora_original_fit (const LimLoraSet *set, const LimLoraSlot *slot, GError **error);
