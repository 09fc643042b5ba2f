/* lora-approval.h: dataset/<subject>/approval.json: which crops a person has looked at, as what, and who it was. A crop whose
 * hash (lim_lora_crop_hash()) is another one now is no longer approved. */
#pragma once

#include "base-clock.h"
#include "lora-set.h"
#include "store-lock.h"

typedef struct _LimLoraApproval LimLoraApproval;

/* Reads the file; where there is none nothing is approved. Transfer full. */
LimLoraApproval *lim_lora_approval_open (const LimLoraSet *set, GError **error);
void lim_lora_approval_free (LimLoraApproval *approval);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraApproval, lim_lora_approval_free)

typedef enum
{
  LIM_LORA_APPROVED,
  LIM_LORA_UNSEEN,  /* never approved */
  LIM_LORA_CHANGED, /* approved as something else */
} LimLoraApprovalState;

LimLoraApprovalState lim_lora_approval_state (const LimLoraApproval *approval, const char *id, const char *hash);

/* @who approves @id as @hash. */
void lim_lora_approval_add (LimLoraApproval *approval, const char *id, const char *hash, const char *who,
                            const LimClock *clock);

/* Writes the file where something changed; LIM_ERROR_CONFLICT when another program changed it meanwhile. */
gboolean lim_lora_approval_save (LimLoraApproval *approval, GError **error);
