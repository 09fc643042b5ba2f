/* lora-reg-private.h: the parts of regularization. */
#pragma once

#include "lora-reg.h"

/* Makes the images of the folder from the originals in report->slots; tells, and with `prune` removes, what lies there besides.
 * Holds the lock of a run. */
gboolean lim_lora_reg_write (const LimContext *context, const LimLoraSet *set, const LimLoraRegOptions *options,
                             LimLoraRegReport *report, GError **error);
