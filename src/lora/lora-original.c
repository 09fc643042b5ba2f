#include "lora-original.h"

#include "base-file.h"
#include "base-hash.h"
#include "imaging-letterbox.h"
#include "store-document.h"

/* Changes when the same input would give another picture. */
#define MAKING "original lanczos3 1"

char *
lim_lora_original_hash (const LimLoraSet *set, const LimLoraSlot *slot)
{
  const LimPlan *plan = set->plan;
  g_autoptr (LimHasher) hasher = lim_hasher_new ();

  if (slot->sha256 == NULL)
    return NULL;
  g_autofree char *square =
      g_strdup_printf ("%u #%02x%02x%02x", plan->size, plan->background[0], plan->background[1], plan->background[2]);
  lim_hasher_add_string (hasher, MAKING);
  lim_hasher_add_string (hasher, slot->sha256);
  lim_hasher_add_string (hasher, square);
  return lim_hasher_finish_hex (hasher);
}

LimImage *
lim_lora_original_fit (const LimLoraSet *set, const LimLoraSlot *slot, GError **error)
{
  const LimPlan *plan = set->plan;
  g_autofree char *path = lim_store_resolve (set->project, slot->picture, error);
  gsize length = 0;
  char *data = path != NULL ? lim_file_read (path, (gsize) 1 << 28, &length, error) : NULL;

  if (data == NULL)
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  g_autoptr (LimImage) image = lim_image_load_rgb_over (bytes, slot->picture, 0, plan->background, error);
  if (image == NULL)
    return NULL;
  const LimImageRect all = { .width = image->width, .height = image->height };
  return lim_image_letterbox (image, &all, plan->size, plan->background, error);
}
