#include "lora-made.h"

#include "base-text.h"
#include "store-document.h"

#include <string.h>

#define HIGHEST 999999

static const char *const hash_keys[] = {
  [LIM_LORA_MADE_FROM] = "made_from", [LIM_LORA_PNG] = "png", [LIM_LORA_TXT] = "txt"
};

struct _LimLoraMade
{
  const LimLoraSet *set;
  char *path;
  LimJsonDoc *doc;
  GBytes *known; /* what the file holds; NULL: there is none */
};

void
lim_lora_made_free (LimLoraMade *made)
{
  if (made == NULL)
    return;
  g_free (made->path);
  lim_json_doc_free (made->doc);
  g_clear_pointer (&made->known, g_bytes_unref);
  g_free (made);
}

/* The file is kept in git, so merging may have broken what limner relies on. */
static gboolean
check (const LimJson *root, GError **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  const LimJson *images = lim_json_get (root, "images");

  if (!lim_json_is (images, LIM_JSON_OBJECT))
    return lim_json_fail (root, error,
                          "images must be an object; restore the file from git, or delete it: images are "
                          "then numbered anew in the order of the plan");
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
begin (LimLoraMade *made)
{
  LimJson *root;

  made->doc = lim_json_doc_new (made->path);
  root = lim_json_new_object (made->doc);
  lim_json_set_int (root, "next", 1);
  lim_json_set (root, "images", lim_json_new_object (made->doc));
  lim_json_doc_set_root (made->doc, root);
}

LimLoraMade *
lim_lora_made_open (const LimLoraSet *set, GError **error)
{
  g_autoptr (LimLoraMade) made = g_new0 (LimLoraMade, 1);
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  char *text;

  made->set = set;
  made->path = lim_lora_path (set, "made.json");
  text = lim_project_read_text (set->project, made->path, &length, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (text == NULL)
    {
      begin (made);
      return g_steal_pointer (&made);
    }
  made->known = g_bytes_new (text, length);
  made->doc = lim_json_parse_take (made->path, text, length, error);
  if (made->doc == NULL || !check (lim_json_root (made->doc), error))
    return NULL;
  return g_steal_pointer (&made);
}

static LimJson *
find (const LimLoraMade *made, const char *id)
{
  return lim_json_get (lim_json_get (lim_json_root (made->doc), "images"), id);
}

static guint
next_number (const LimLoraMade *made)
{
  const LimJson *root = lim_json_root (made->doc);
  gint64 next = CLAMP (lim_json_get_int (root, "next", 1), 1, HIGHEST);

  for (const LimJson *image = lim_json_first (lim_json_get (root, "images")); image != NULL;
       image = lim_json_next (image))
    next = MAX (next, lim_json_get_int (image, "number", 0) + 1);
  return (guint) next;
}

void
lim_lora_made_number_all (LimLoraMade *made)
{
  g_autoptr (GPtrArray) images = lim_plan_images (made->set->plan);
  LimJson *root = lim_json_root (made->doc), *list = lim_json_get (root, "images");
  guint next = next_number (made), first = next;

  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];

      if (find (made, image->id) != NULL)
        continue;
      LimJson *entry = lim_json_new_object (made->doc);
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

char *
lim_lora_made_stem (const LimLoraMade *made, const char *id, gboolean flip)
{
  guint number = lim_lora_made_number (made, id);

  return number > 0 ? g_strdup_printf ("%s_%03u%s", made->set->subject, number, flip ? "_flip" : "") : NULL;
}

const char *
lim_lora_made_hash (const LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which)
{
  const LimJson *entry = find (made, id);

  return lim_json_get_string (flip ? lim_json_get (entry, "flip") : entry, hash_keys[which]);
}

void
lim_lora_made_set_hash (LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which, const char *hash)
{
  LimJson *entry = find (made, id);

  if (g_strcmp0 (lim_lora_made_hash (made, id, flip, which), hash) == 0)
    return;
  if (flip && !lim_json_is (lim_json_get (entry, "flip"), LIM_JSON_OBJECT))
    lim_json_set (entry, "flip", lim_json_new_object (made->doc));
  if (flip)
    entry = lim_json_get (entry, "flip");
  if (hash != NULL)
    lim_json_set_string (entry, hash_keys[which], hash);
  else
    lim_json_remove (entry, hash_keys[which]);
}

GPtrArray *
lim_lora_made_ids (const LimLoraMade *made)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (const LimJson *image = lim_json_first (lim_json_get (lim_json_root (made->doc), "images")); image != NULL;
       image = lim_json_next (image))
    g_ptr_array_add (ids, (char *) lim_json_key (image));
  return ids;
}

const char *
lim_lora_made_train (const LimLoraMade *made)
{
  const char *folder = lim_json_get_string (lim_json_root (made->doc), "train");

  return folder != NULL && lim_text_is_safe_relative_path (folder) && g_str_has_prefix (folder, "train/") ? folder
                                                                                                          : NULL;
}

void
lim_lora_made_set_train (LimLoraMade *made, const char *folder)
{
  if (g_strcmp0 (lim_json_get_string (lim_json_root (made->doc), "train"), folder) != 0)
    lim_json_set_string (lim_json_root (made->doc), "train", folder);
}

gboolean
lim_lora_made_save (LimLoraMade *made, const LimLock *lock, GError **error)
{
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (made->doc);

  if (made->known != NULL && g_bytes_equal (bytes, made->known))
    return TRUE;
  if (!lim_store_save_document_locked (made->set->project, lock, made->path, bytes, made->known, error))
    return FALSE;
  g_clear_pointer (&made->known, g_bytes_unref);
  made->known = g_steal_pointer (&bytes);
  return TRUE;
}
