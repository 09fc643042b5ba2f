/* lora-preview-private.h: the parts of the preview. */
#pragma once

#include "lora-preview.h"

LimLoraPreviewItem *lim_lora_preview_item_new (const LimPlanImage *image);
void lim_lora_preview_item_free (LimLoraPreviewItem *item);

/* Adds the top-ups of the plan that have an original to preview->topups, with what there is to say of them; only @id, if it is
 * given. Originals that cannot be used are told among the problems. */
gboolean lim_lora_preview_topups (const LimLoraSet *set, const LimLoraApproval *approval, const char *id,
                                  LimLoraPreview *preview, GError **error);
