#include "lora-made.h"

#include "base-text.h"
#include "lora-memory.h"

#include <string.h>

#define HIGHEST 999999
#define RESTORE "restore the file from git, or delete it: images are then numbered anew in the order of the plan"

static const char *const hash_keys[] = {
  [LIM_LORA_MADE_FROM] = "made_from", [LIM_LORA_PNG] = "png",       [LIM_LORA_TXT] = "txt",
  [LIM_LORA_ORIGINAL] = "original",   [LIM_LORA_PLACED] = "placed",
};
static const char *const announced_keys[LIM_LORA_N_HASHES] = {
  [LIM_LORA_PNG] = "png_coming", [LIM_LORA_TXT] = "txt_coming"
};

struct _LimLoraMade
{
  LimLoraMemory memory;
};

void
lim_lora_made_free (LimLoraMade *made)
{
  if (made == NULL)
    return;
  lim_lora_memory_clear (&made->memory);
  g_free (made);
}

/* The file is kept in git, so merging may have broken what limner relies on. */
static gboolean
check (const LimJson *root, GError **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  const LimJson *images = lim_json_get (root, "images");

  if (!lim_json_is (images, LIM_JSON_OBJECT))
    return lim_json_fail (root, error, "images must be an object; " RESTORE);
  for (const LimJson *image = lim_json_first (images); image != NULL; image = lim_json_next (image))
    {
      gint64 number;

      if (!lim_json_require_int (image, "number", &number, error))
        return FALSE;
      if (number < 1 || number > HIGHEST)
        return lim_json_fail (image, error, "%s: the number must be 1 to %d", lim_json_key (image), HIGHEST);
      if (!g_hash_table_add (numbers, GINT_TO_POINTER ((int) number)))
        return lim_json_fail (image, error,
                              "%s: another image has the number %d too; change one of the two to a new one",
                              lim_json_key (image), (int) number);
    }
  return TRUE;
}

static void
begin (LimLoraMemory *memory)
{
  LimJson *root = lim_lora_memory_root (memory);

  lim_json_set_int (root, "next", 1);
  lim_json_set (root, "images", lim_json_new_object (memory->doc));
}

LimLoraMade *
lim_lora_made_open (const LimLoraSet *set, GError **error)
{
  g_autoptr (LimLoraMade) made = g_new0 (LimLoraMade, 1);
  LimLoraMemory *memory = &made->memory;

  if (!lim_lora_memory_open (memory, set, "made.json", RESTORE, error))
    return NULL;
  if (memory->known == NULL)
    begin (memory);
  return check (lim_lora_memory_root (memory), error) ? g_steal_pointer (&made) : NULL;
}

static LimJson *
find (const LimLoraMade *made, const char *id)
{
  return lim_json_get (lim_json_get (lim_lora_memory_root (&made->memory), "images"), id);
}

static guint
next_number (const LimLoraMade *made)
{
  const LimJson *root = lim_lora_memory_root (&made->memory);
  gint64 next = CLAMP (lim_json_get_int (root, "next", 1), 1, HIGHEST);

  for (const LimJson *image = lim_json_first (lim_json_get (root, "images")); image != NULL;
       image = lim_json_next (image))
    next = MAX (next, lim_json_get_int (image, "number", 0) + 1);
  return (guint) next;
}

void
lim_lora_made_number_all (LimLoraMade *made)
{
  g_autoptr (GPtrArray) images = lim_plan_images (made->memory.set->plan);
  LimJson *root = lim_lora_memory_root (&made->memory), *list = lim_json_get (root, "images");
  guint next = next_number (made), first = next;

  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];

      if (find (made, image->id) != NULL)
        continue;
      LimJson *entry = lim_json_new_object (made->memory.doc);
      lim_json_set_int (entry, "number", next++);
      lim_json_set (list, image->id, entry);
    }
  if (next != first)
    lim_json_set_int (root, "next", next);
}

guint
lim_lora_made_number (const LimLoraMade *made, const char *id)
{
  return (guint) lim_json_get_int (find (made, id), "number", 0);
}

void
lim_lora_made_rename (LimLoraMade *made, const char *from, const char *to)
{
  lim_lora_memory_rename (&made->memory, "images", from, to);
}

char *
lim_lora_made_stem (const LimLoraMade *made, const char *id, gboolean flip)
{
  guint number = lim_lora_made_number (made, id);

  return number > 0 ? g_strdup_printf ("%s_%03u%s", made->memory.set->subject, number, flip ? "_flip" : "") : NULL;
}

const char *
lim_lora_made_hash (const LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which)
{
  const LimJson *entry = find (made, id);

  return lim_json_get_string (flip ? lim_json_get (entry, "flip") : entry, hash_keys[which]);
}

/* Where the hashes of @id stand, made if need be. */
static LimJson *
require_entry (LimLoraMade *made, const char *id, gboolean flip)
{
  LimJson *entry = find (made, id);

  if (flip && !lim_json_is (lim_json_get (entry, "flip"), LIM_JSON_OBJECT))
    lim_json_set (entry, "flip", lim_json_new_object (made->memory.doc));
  return flip ? lim_json_get (entry, "flip") : entry;
}

void
lim_lora_made_set_hash (LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which, const char *hash)
{
  LimJson *entry;

  if (hash == NULL && lim_lora_made_hash (made, id, flip, which) == NULL)
    return;
  entry = require_entry (made, id, flip);
  if (announced_keys[which] != NULL)
    lim_json_remove (entry, announced_keys[which]);
  if (hash == NULL)
    lim_json_remove (entry, hash_keys[which]);
  else if (g_strcmp0 (lim_json_get_string (entry, hash_keys[which]), hash) != 0)
    lim_json_set_string (entry, hash_keys[which], hash);
}

void
lim_lora_made_announce (LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which, const char *hash)
{
  lim_json_set_string (require_entry (made, id, flip), announced_keys[which], hash);
}

gboolean
lim_lora_made_is_own (const LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which, const char *hash)
{
  const LimJson *entry = find (made, id);

  if (flip)
    entry = lim_json_get (entry, "flip");
  return hash != NULL
         && (g_strcmp0 (lim_json_get_string (entry, hash_keys[which]), hash) == 0
             || g_strcmp0 (lim_json_get_string (entry, announced_keys[which]), hash) == 0);
}

GPtrArray *
lim_lora_made_ids (const LimLoraMade *made)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (const LimJson *image = lim_json_first (lim_json_get (lim_lora_memory_root (&made->memory), "images"));
       image != NULL; image = lim_json_next (image))
    g_ptr_array_add (ids, (char *) lim_json_key (image));
  return ids;
}

const char *
lim_lora_made_train (const LimLoraMade *made)
{
  const char *folder = lim_json_get_string (lim_lora_memory_root (&made->memory), "train");

  return folder != NULL && lim_text_is_safe_relative_path (folder) && g_str_has_prefix (folder, "train/") ? folder
                                                                                                          : NULL;
}

void
lim_lora_made_set_train (LimLoraMade *made, const char *folder)
{
  if (g_strcmp0 (lim_json_get_string (lim_lora_memory_root (&made->memory), "train"), folder) != 0)
    lim_json_set_string (lim_lora_memory_root (&made->memory), "train", folder);
}

gboolean
lim_lora_made_save (LimLoraMade *made, const LimLock *lock, GError **error)
{
  return lim_lora_memory_save (&made->memory, lock, error);
}
