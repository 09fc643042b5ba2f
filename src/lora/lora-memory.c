#include "lora-memory.h"

#include "store-document.h"

void
lim_lora_memory_clear (LimLoraMemory *memory)
{
  g_clear_pointer (&memory->path, g_free);
  g_clear_pointer (&memory->doc, lim_json_doc_free);
  g_clear_pointer (&memory->known, g_bytes_unref);
}

static gboolean
parse (LimLoraMemory *memory, char *text, gsize length, const char *remedy, GError **error)
{
  memory->known = g_bytes_new (text, length);
  memory->doc = lim_json_parse_take (memory->path, text, length, error);
  if (memory->doc == NULL)
    return FALSE;
  return lim_json_is (lim_json_root (memory->doc), LIM_JSON_OBJECT)
         || lim_json_fail (lim_json_root (memory->doc), error, "expected an object; %s", remedy);
}

gboolean
lim_lora_memory_open (LimLoraMemory *memory, const LimLoraSet *set, const char *name, const char *remedy,
                      GError **error)
{
  g_autoptr (GError) problem = NULL;
  gsize length = 0;

  memory->set = set;
  memory->path = lim_lora_path (set, name);

  char *text = lim_project_read_text (set->project, memory->path, &length, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (text != NULL)
    return parse (memory, text, length, remedy, error);
  memory->doc = lim_json_doc_new (memory->path);
  lim_json_doc_set_root (memory->doc, lim_json_new_object (memory->doc));
  return TRUE;
}

LimJson *
lim_lora_memory_root (const LimLoraMemory *memory)
{
  return lim_json_root (memory->doc);
}

gboolean
lim_lora_memory_save (LimLoraMemory *memory, const LimLock *lock, GError **error)
{
  const LimProject *project = memory->set->project;
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (memory->doc);

  if (memory->known != NULL && g_bytes_equal (bytes, memory->known))
    return TRUE;
  if (lock != NULL ? !lim_store_save_document_locked (project, lock, memory->path, bytes, memory->known, error)
                   : !lim_store_save_document (project, memory->path, bytes, memory->known, error))
    return FALSE;
  g_clear_pointer (&memory->known, g_bytes_unref);
  memory->known = g_steal_pointer (&bytes);
  return TRUE;
}

void
lim_lora_memory_rename (LimLoraMemory *memory, const char *of, const char *from, const char *to)
{
  LimJson *object = lim_json_get (lim_lora_memory_root (memory), of);
  const LimJson *member = lim_json_get (object, from);

  if (member == NULL)
    return;
  lim_json_set (object, to, lim_json_copy (memory->doc, member));
  lim_json_remove (object, from);
}
