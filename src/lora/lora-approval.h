/* lora-approval.h: dataset/<subject>/approval.json: which crops and top-ups a person has looked at, as what, and who it was; and
 * which originals of an image maker a person rejected. What has another hash now (lim_lora_crop_hash(), lim_lora_original_hash()) is no
 * longer approved.
 *
 *   { "crops": { "front": { "seen": hash, "by": who, "at": time } }, "rejected": { id of a record: { "by": …, "at": … } } } */
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

/* @who rejects the original whose record is @record_id. */
void lim_lora_approval_reject (LimLoraApproval *approval, const char *record_id, const char *who,
                               const LimClock *clock);
gboolean lim_lora_approval_is_rejected (const LimLoraApproval *approval, const char *record_id);

/* What was approved as @from is approved as @to. */
void lim_lora_approval_rename (LimLoraApproval *approval, const char *from, const char *to);

/* Writes the file where something changed; LIM_ERROR_CONFLICT when another program changed it meanwhile. */
gboolean lim_lora_approval_save (LimLoraApproval *approval, GError **error);
