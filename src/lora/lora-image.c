#include "lora-image.h"

#include "base-file.h"
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

/* Whether the file at @path may be replaced by what has the hash @hash; *@same when that is there already. @written: what
 * limner wrote there. */
static gboolean
may_replace (const char *path, const char *name, const char *written, const char *hash, gboolean force,
             gboolean *same, GError **error)
{
  g_autofree char *found = lim_sha256_file_hex (path, NULL);

  *same = g_strcmp0 (found, hash) == 0;
  if (found == NULL || *same || force || g_strcmp0 (found, written) == 0)
    return TRUE;
  return lim_fail (
      error, LIM_ERROR_CONFLICT,
      "%s is not what limner wrote there; it was changed by hand, or is somebody else's. Move it away, or "
      "pass --force to replace it",
      name);
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

gboolean
lim_lora_image_write (const LimLoraSet *set, LimLoraMade *made, GMutex *lock, const char *id, gboolean flip,
                      const LimImage *image, const char *from, gboolean force, guint *n_caches, GError **error)
{
  g_autoptr (GBytes) bytes = lim_png_encode_rgb (image->pixels, image->width, image->height, NULL, error);
  gboolean same = FALSE;
  gsize length = 0;

  if (bytes == NULL)
    return FALSE;
  take (lock);
  g_autofree char *stem = lim_lora_made_stem (made, id, flip);
  g_autofree char *written = g_strdup (lim_lora_made_hash (made, id, flip, LIM_LORA_PNG));
  release (lock);
  g_autofree char *name = g_strconcat (stem, ".png", NULL);
  g_autofree char *relative = lim_lora_train_path (set, name);
  g_autofree char *path = lim_store_resolve (set->project, relative, error);
  const void *data = g_bytes_get_data (bytes, &length);
  g_autofree char *hash = lim_sha256_hex (data, (gssize) length);

  if (path == NULL || !may_replace (path, name, written, hash, force, &same, error)
      || (!same && !lim_file_write_bytes (path, bytes, error)))
    return FALSE;
  take (lock);
  if (!same)
    *n_caches += lim_lora_remove_caches (set, stem);
  lim_lora_made_set_hash (made, id, flip, LIM_LORA_MADE_FROM, from);
  lim_lora_made_set_hash (made, id, flip, LIM_LORA_PNG, hash);
  release (lock);
  return TRUE;
}
