#include "lora-image.h"

#include "base-file-group.h"
#include "base-hash.h"
#include "imaging-png.h"
#include "lora-stale.h"
#include "store-document.h"

gboolean
lim_lora_image_is_current (const LimLoraSet *set, const LimLoraMade *made, const char *id, gboolean flip,
                           const char *from)
{
  const char *written = lim_lora_made_hash (made, id, flip, LIM_LORA_PNG);
  g_autofree char *stem = lim_lora_made_stem (made, id, flip);
  g_autofree char *name = g_strconcat (stem, ".png", NULL);
  g_autofree char *relative = lim_lora_train_path (set, name);
  g_autofree char *path = lim_project_path (set->project, relative);
  g_autofree char *found = NULL;

  if (written == NULL || g_strcmp0 (lim_lora_made_hash (made, id, flip, LIM_LORA_MADE_FROM), from) != 0)
    return FALSE;
  found = lim_sha256_file_hex (path, NULL);
  return g_strcmp0 (found, written) == 0;
}

static void
take (GMutex *lock)
{
  if (lock != NULL)
    g_mutex_lock (lock);
}

static void
release (GMutex *lock)
{
  if (lock != NULL)
    g_mutex_unlock (lock);
}

/* An image that was added; its file lies in the group unless it was there already. */
typedef struct
{
  char *id, *from, *hash;
  gboolean flip, same;
} Entry;

struct _LimLoraImages
{
  const LimLoraSet *set;
  LimLoraMade *made;
  GMutex *lock;
  gboolean force;
  LimFileGroup *group;
  GPtrArray *entries;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->id);
  g_free (entry->from);
  g_free (entry->hash);
  g_free (entry);
}

/* Whether the file at @path may be replaced by what has the hash @hash; *@same when that is there already. */
static gboolean
may_replace (LimLoraImages *images, const char *id, gboolean flip, const char *path, const char *hash, gboolean *same,
             GError **error)
{
  g_autofree char *found = lim_sha256_file_hex (path, NULL), *name = g_path_get_basename (path);
  gboolean own;

  *same = g_strcmp0 (found, hash) == 0;
  if (found == NULL || *same || images->force)
    return TRUE;
  take (images->lock);
  own = lim_lora_made_is_own (images->made, id, flip, LIM_LORA_PNG, found);
  release (images->lock);
  return own
         || lim_fail (
             error, LIM_ERROR_CONFLICT,
             "%s is not what limner wrote there; it was changed by hand, or is somebody else's. Move it away, "
             "or pass --force to replace it",
             name);
}

LimLoraImages *
lim_lora_images_new (const LimLoraSet *set, LimLoraMade *made, GMutex *lock, gboolean force)
{
  LimLoraImages *images = g_new (LimLoraImages, 1);

  *images = (LimLoraImages){ .set = set,
                             .made = made,
                             .lock = lock,
                             .force = force,
                             .group = lim_file_group_new (),
                             .entries = g_ptr_array_new_with_free_func (entry_free) };
  return images;
}

void
lim_lora_images_free (LimLoraImages *images)
{
  if (images == NULL)
    return;
  lim_file_group_free (images->group);
  g_ptr_array_unref (images->entries);
  g_free (images);
}

gboolean
lim_lora_images_add (LimLoraImages *images, const char *id, gboolean flip, const LimImage *image, const char *from,
                     GError **error)
{
  g_autoptr (GBytes) bytes = lim_png_encode_rgb (image->pixels, image->width, image->height, NULL, error);
  gboolean same = FALSE;
  gsize length = 0;

  if (bytes == NULL)
    return FALSE;
  take (images->lock);
  g_autofree char *stem = lim_lora_made_stem (images->made, id, flip);
  release (images->lock);
  g_autofree char *name = g_strconcat (stem, ".png", NULL);
  g_autofree char *relative = lim_lora_train_path (images->set, name);
  g_autofree char *path = lim_store_resolve (images->set->project, relative, error);
  const void *data = g_bytes_get_data (bytes, &length);
  g_autofree char *hash = lim_sha256_hex (data, (gssize) length);

  if (path == NULL || !may_replace (images, id, flip, path, hash, &same, error)
      || (!same && !lim_file_group_add (images->group, path, bytes, error)))
    return FALSE;

  Entry *entry = g_new (Entry, 1);
  *entry = (Entry){
    .id = g_strdup (id), .from = g_strdup (from), .hash = g_steal_pointer (&hash), .flip = flip, .same = same
  };
  g_ptr_array_add (images->entries, entry);
  return TRUE;
}

/* Before they take their places, so that a run that is killed there finds its own work again. */
static gboolean
announce (LimLoraImages *images, GError **error)
{
  gboolean any = FALSE, saved;

  take (images->lock);
  for (guint i = 0; i < images->entries->len; i++)
    {
      const Entry *entry = images->entries->pdata[i];

      if (!entry->same)
        lim_lora_made_announce (images->made, entry->id, entry->flip, LIM_LORA_PNG, entry->hash);
      any = any || !entry->same;
    }
  saved = !any || lim_lora_made_save (images->made, NULL, error);
  release (images->lock);
  return saved;
}

gboolean
lim_lora_images_commit (LimLoraImages *images, guint *n_caches, GError **error)
{
  gboolean ok = announce (images, error);

  if (ok)
    ok = lim_file_group_commit (images->group, error);
  else
    lim_file_group_abandon (images->group);
  take (images->lock);
  for (guint i = 0; ok && i < images->entries->len; i++)
    {
      const Entry *entry = images->entries->pdata[i];
      g_autofree char *stem = lim_lora_made_stem (images->made, entry->id, entry->flip);

      if (!entry->same)
        *n_caches += lim_lora_remove_caches (images->set, stem);
      lim_lora_made_set_hash (images->made, entry->id, entry->flip, LIM_LORA_MADE_FROM, entry->from);
      lim_lora_made_set_hash (images->made, entry->id, entry->flip, LIM_LORA_PNG, entry->hash);
    }
  release (images->lock);
  g_ptr_array_set_size (images->entries, 0);
  return ok;
}
