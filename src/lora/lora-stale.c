#include "lora-stale.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-text.h"
#include "lora-flip.h"

#include <string.h>
#include <unistd.h>

/* What sd-scripts takes for an image, and what stands beside one. */
static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".txt", ".caption" };

gboolean
lim_lora_concerns_trainer (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

/* The names the plan asks for, as a set. */
static GHashTable *
wanted_names (const LimLoraSet *set, const LimLoraMade *made)
{
  static const char *const both[] = { ".png", ".txt" };
  GHashTable *wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) images = lim_plan_images (set->plan);

  for (guint i = 0; i < images->len; i++)
    for (int flip = 0; flip < 2; flip++)
      {
        const LimPlanImage *image = images->pdata[i];
        g_autofree char *stem = lim_lora_made_stem (made, image->id, flip);

        if (stem == NULL || (flip && !lim_lora_flip_is_wanted (set->plan, image)))
          continue;
        for (gsize ending = 0; ending < G_N_ELEMENTS (both); ending++)
          g_hash_table_add (wanted, g_strconcat (stem, both[ending], NULL));
      }
  return wanted;
}

GPtrArray *
lim_lora_stale (const LimLoraSet *set, const LimLoraMade *made)
{
  GPtrArray *stale = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) wanted = wanted_names (set, made);
  g_autofree char *folder = lim_lora_train_path (set, NULL);
  g_autofree char *path = lim_project_path (set->project, folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (!lim_file_is_temporary_name (name) && lim_lora_concerns_trainer (name)
        && !g_hash_table_contains (wanted, name))
      g_ptr_array_add (stale, g_strdup (name));
  g_ptr_array_sort (stale, lim_text_compare);
  return stale;
}

/* -- Removing -- */

/* The file of each name that limner wrote, and what it was. */
typedef struct
{
  const char *id;
  gboolean flip;
  LimLoraHash which;
} Written;

static GHashTable *
written_names (const LimLoraMade *made)
{
  static const char *const ending[] = { [LIM_LORA_PNG] = ".png", [LIM_LORA_TXT] = ".txt" };
  GHashTable *written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) ids = lim_lora_made_ids (made);

  for (guint i = 0; i < ids->len; i++)
    for (int flip = 0; flip < 2; flip++)
      for (LimLoraHash which = LIM_LORA_PNG; which <= LIM_LORA_TXT; which++)
        {
          g_autofree char *stem = lim_lora_made_stem (made, ids->pdata[i], flip);
          Written *entry = g_new (Written, 1);

          *entry = (Written){ .id = ids->pdata[i], .flip = flip, .which = which };
          g_hash_table_insert (written, g_strconcat (stem, ending[which], NULL), entry);
        }
  return written;
}

guint
lim_lora_prune (const LimLoraSet *set, LimLoraMade *made, const GPtrArray *names)
{
  g_autoptr (GHashTable) written = written_names (made);
  guint n_removed = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const Written *entry = g_hash_table_lookup (written, names->pdata[i]);
      g_autofree char *relative = lim_lora_train_path (set, names->pdata[i]);
      g_autofree char *path = lim_project_path (set->project, relative);
      g_autofree char *hash = entry != NULL ? lim_sha256_file_hex (path, NULL) : NULL;

      if (hash == NULL || !lim_lora_made_is_own (made, entry->id, entry->flip, entry->which, hash)
          || unlink (path) != 0)
        continue;
      n_removed++;
      lim_lora_made_set_hash (made, entry->id, entry->flip, entry->which, NULL);
    }
  return n_removed;
}

guint
lim_lora_remove_caches (const LimLoraSet *set, const char *stem)
{
  g_autofree char *folder = lim_lora_train_path (set, NULL);
  g_autofree char *path = lim_project_path (set->project, folder);

  return lim_lora_remove_caches_in (path, stem);
}

guint
lim_lora_remove_caches_in (const char *path, const char *stem)
{
  g_autofree char *exact = g_strconcat (stem, ".npz", NULL), *begins = g_strconcat (stem, "_", NULL);
  g_autofree char *flipped = g_strconcat (stem, "_flip", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_removed = 0;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (strcmp (name, exact) == 0
        || (g_str_has_suffix (name, ".npz") && g_str_has_prefix (name, begins) && !g_str_has_prefix (name, flipped)))
      {
        g_autofree char *cache = g_build_filename (path, name, NULL);

        n_removed += unlink (cache) == 0 ? 1 : 0;
      }
  return n_removed;
}
