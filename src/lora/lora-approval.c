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

void
lim_lora_approval_add (LimLoraApproval *approval, const char *id, const char *hash, const char *who,
                       const LimClock *clock)
{
  LimJson *root = lim_lora_memory_root (&approval->memory), *entry;
  g_autofree char *now = lim_clock_now_iso (clock);

  if (lim_lora_approval_state (approval, id, hash) == LIM_LORA_APPROVED)
    return;
  if (!lim_json_is (lim_json_get (root, "crops"), LIM_JSON_OBJECT))
    lim_json_set (root, "crops", lim_json_new_object (approval->memory.doc));
  entry = lim_json_new_object (approval->memory.doc);
  lim_json_set_string (entry, "seen", hash);
  lim_json_set_string (entry, "by", who);
  lim_json_set_string (entry, "at", now);
  lim_json_set (lim_json_get (root, "crops"), id, entry);
}

gboolean
lim_lora_approval_save (LimLoraApproval *approval, GError **error)
{
  return lim_lora_memory_save (&approval->memory, NULL, error);
}
