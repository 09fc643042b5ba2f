#include "lora-approval.h"

#include "lora-memory.h"

struct _LimLoraApproval
{
  LimLoraMemory memory;
};

void
lim_lora_approval_free (LimLoraApproval *approval)
{
  if (approval == NULL)
    return;
  lim_lora_memory_clear (&approval->memory);
  g_free (approval);
}

LimLoraApproval *
lim_lora_approval_open (const LimLoraSet *set, GError **error)
{
  g_autoptr (LimLoraApproval) approval = g_new0 (LimLoraApproval, 1);

  if (!lim_lora_memory_open (&approval->memory, set, "approval.json",
                             "restore it from git, or delete it and approve again", error))
    return NULL;
  return g_steal_pointer (&approval);
}

LimLoraApprovalState
lim_lora_approval_state (const LimLoraApproval *approval, const char *id, const char *hash)
{
  const char *seen =
      lim_json_string (lim_json_path (lim_lora_memory_root (&approval->memory), "crops", id, "seen", NULL));

  if (seen == NULL)
    return LIM_LORA_UNSEEN;
  return g_strcmp0 (seen, hash) == 0 ? LIM_LORA_APPROVED : LIM_LORA_CHANGED;
}

/* Writes down what @who said of @id; @seen may be NULL. */
static void
add (LimLoraApproval *approval, const char *list, const char *id, const char *seen, const char *who,
     const LimClock *clock)
{
  LimJson *root = lim_lora_memory_root (&approval->memory), *entry = lim_json_new_object (approval->memory.doc);
  g_autofree char *now = lim_clock_now_iso (clock);

  if (!lim_json_is (lim_json_get (root, list), LIM_JSON_OBJECT))
    lim_json_set (root, list, lim_json_new_object (approval->memory.doc));
  if (seen != NULL)
    lim_json_set_string (entry, "seen", seen);
  lim_json_set_string (entry, "by", who);
  lim_json_set_string (entry, "at", now);
  lim_json_set (lim_json_get (root, list), id, entry);
}

void
lim_lora_approval_add (LimLoraApproval *approval, const char *id, const char *hash, const char *who,
                       const LimClock *clock)
{
  if (lim_lora_approval_state (approval, id, hash) != LIM_LORA_APPROVED)
    add (approval, "crops", id, hash, who, clock);
}

void
lim_lora_approval_reject (LimLoraApproval *approval, const char *record_id, const char *who, const LimClock *clock)
{
  if (!lim_lora_approval_is_rejected (approval, record_id))
    add (approval, "rejected", record_id, NULL, who, clock);
}

gboolean
lim_lora_approval_is_rejected (const LimLoraApproval *approval, const char *record_id)
{
  return record_id != NULL
         && lim_json_get (lim_json_get (lim_lora_memory_root (&approval->memory), "rejected"), record_id) != NULL;
}

gboolean
lim_lora_approval_save (LimLoraApproval *approval, GError **error)
{
  return lim_lora_memory_save (&approval->memory, NULL, error);
}

void
lim_lora_approval_rename (LimLoraApproval *approval, const char *from, const char *to)
{
  lim_lora_memory_rename (&approval->memory, "crops", from, to);
}
