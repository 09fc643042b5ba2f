#include "lora-approval.h"

#include "store-document.h"

struct _LimLoraApproval
{
  const LimLoraSet *set;
  char *path;
  LimJsonDoc *doc;
  GBytes *known; /* what the file holds; NULL: there is none */
};

void
lim_lora_approval_free (LimLoraApproval *approval)
{
  if (approval == NULL)
    return;
  g_free (approval->path);
  lim_json_doc_free (approval->doc);
  g_clear_pointer (&approval->known, g_bytes_unref);
  g_free (approval);
}

LimLoraApproval *
lim_lora_approval_open (const LimLoraSet *set, GError **error)
{
  g_autoptr (LimLoraApproval) approval = g_new0 (LimLoraApproval, 1);
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  char *text;

  approval->set = set;
  approval->path = lim_lora_path (set, "approval.json");
  text = lim_project_read_text (set->project, approval->path, &length, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (text != NULL)
    {
      approval->known = g_bytes_new (text, length);
      approval->doc = lim_json_parse_take (approval->path, text, length, error);
      if (approval->doc != NULL && !lim_json_is (lim_json_root (approval->doc), LIM_JSON_OBJECT))
        return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                              "%s:1: expected an object; restore it from git, or delete it and approve again",
                              approval->path);
      return approval->doc != NULL ? g_steal_pointer (&approval) : NULL;
    }

  LimJson *root;
  approval->doc = lim_json_doc_new (approval->path);
  root = lim_json_new_object (approval->doc);
  lim_json_set (root, "crops", lim_json_new_object (approval->doc));
  lim_json_doc_set_root (approval->doc, root);
  return g_steal_pointer (&approval);
}

LimLoraApprovalState
lim_lora_approval_state (const LimLoraApproval *approval, const char *id, const char *hash)
{
  const char *seen = lim_json_string (lim_json_path (lim_json_root (approval->doc), "crops", id, "seen", NULL));

  if (seen == NULL)
    return LIM_LORA_UNSEEN;
  return g_strcmp0 (seen, hash) == 0 ? LIM_LORA_APPROVED : LIM_LORA_CHANGED;
}

void
lim_lora_approval_add (LimLoraApproval *approval, const char *id, const char *hash, const char *who,
                       const LimClock *clock)
{
  LimJson *root = lim_json_root (approval->doc), *entry;
  g_autofree char *now = lim_clock_now_iso (clock);

  if (lim_lora_approval_state (approval, id, hash) == LIM_LORA_APPROVED)
    return;
  if (!lim_json_is (lim_json_get (root, "crops"), LIM_JSON_OBJECT))
    lim_json_set (root, "crops", lim_json_new_object (approval->doc));
  entry = lim_json_new_object (approval->doc);
  lim_json_set_string (entry, "seen", hash);
  lim_json_set_string (entry, "by", who);
  lim_json_set_string (entry, "at", now);
  lim_json_set (lim_json_get (root, "crops"), id, entry);
}

gboolean
lim_lora_approval_save (LimLoraApproval *approval, GError **error)
{
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (approval->doc);

  if (approval->known != NULL && g_bytes_equal (bytes, approval->known))
    return TRUE;
  if (!lim_store_save_document (approval->set->project, approval->path, bytes, approval->known, error))
    return FALSE;
  g_clear_pointer (&approval->known, g_bytes_unref);
  approval->known = g_steal_pointer (&bytes);
  return TRUE;
}
