/* lora-preview-topup.c: originals of top-ups in the preview. */

#include "base-hash.h"
#include "imaging-text-read.h"
#include "imaging-text-share.h"
#include "lora-look.h"
#include "lora-made.h"
#include "lora-original.h"
#include "lora-preview-private.h"
#include "store-asset.h"
#include "store-record.h"

#include <string.h>

/* The original of @image as a slot, with what its record lets us say of it; NULL: it was not made, or is gone. Transfer full. */
static LimLoraSlot *
find_original (const LimLoraSet *set, const LimLoraMade *made, const LimLoraApproval *approval,
               const LimPlanImage *image, GPtrArray *remarks, gboolean *rejected)
{
  const char *id = lim_lora_made_hash (made, image->id, FALSE, LIM_LORA_ORIGINAL);
  g_autoptr (LimRecord) record = id != NULL ? lim_store_load_record (set->project, id, NULL) : NULL;
  g_autofree char *picture = record != NULL ? lim_store_find_image (set->project, record, NULL) : NULL;
  LimLoraSlot *slot;

  if (picture == NULL)
    return NULL;
  g_autofree char *path = lim_project_path (set->project, picture);
  slot = lim_lora_slot_new (image->id, NULL, NULL, -1);
  slot->id = g_strdup (id);
  slot->picture = g_steal_pointer (&picture);
  slot->sha256 = lim_sha256_file_hex (path, NULL);
  if (g_strcmp0 (lim_json_string (lim_json_path (record->root, "provenance", "quality", NULL)), "placeholder") == 0)
    g_ptr_array_add (remarks, g_strdup ("It is a placeholder of the built-in painter, for trying only."));
  *rejected = record->status == LIM_STATUS_REJECTED || lim_lora_approval_is_rejected (approval, id);
  return slot;
}

static void
look (LimLoraPreviewItem *item, gboolean rejected)
{
  const LimImageRect all = { .width = item->square->width, .height = item->square->height };
  g_autoptr (GArray) words = lim_image_read_words (item->square);
  double share = MAX (lim_image_text_share (item->square, &all), lim_image_words_share (words, &all));

  if (rejected)
    g_ptr_array_add (item->remarks, g_strdup ("It was rejected; `limner lora topup` makes another."));
  if (share > LIM_LORA_MOST_TEXT)
    g_ptr_array_add (item->remarks,
                     g_strdup_printf ("%.0f %% of it is writing, which the set would learn.", 100 * share));
}

static void
add (const LimLoraSet *set, const LimLoraApproval *approval, const LimLoraSlot *slot, gboolean rejected,
     LimLoraPreviewItem *item, LimLoraPreview *preview)
{
  const LimPlan *plan = set->plan;
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimImage) square = lim_lora_original_fit (set, slot, &problem);

  item->original = g_strdup (slot->picture);
  item->record = g_strdup (slot->id);
  item->hash = lim_lora_original_hash (set, slot);
  item->state = lim_lora_approval_state (approval, item->crop->id, item->hash);
  if (square == NULL)
    {
      lim_problems_add (preview->problems, slot->picture, problem->message);
      return;
    }
  item->rect = (LimImageRect){ .width = square->width, .height = square->height };
  item->square =
      lim_image_letterbox (square, &item->rect, MIN (plan->size, LIM_LORA_PREVIEW_SQUARE), plan->background, NULL);
  look (item, rejected);
}

gboolean
lim_lora_preview_topups (const LimLoraSet *set, const LimLoraApproval *approval, const char *id,
                         LimLoraPreview *preview, GError **error)
{
  g_autoptr (LimLoraMade) made = lim_lora_made_open (set, error);

  if (made == NULL)
    return FALSE;
  for (guint i = 0; i < set->plan->topups->len; i++)
    {
      const LimPlanImage *image = set->plan->topups->pdata[i];
      gboolean rejected = FALSE;

      if (lim_plan_image_excluded (image) != NULL || (id != NULL && strcmp (id, image->id) != 0))
        continue;

      LimLoraPreviewItem *item = lim_lora_preview_item_new (image);
      LimLoraSlot *slot = find_original (set, made, approval, image, item->remarks, &rejected);
      if (slot == NULL)
        {
          lim_lora_preview_item_free (item);
          preview->n_unmade++;
          continue;
        }
      add (set, approval, slot, rejected, item, preview);
      g_ptr_array_add (preview->topups, item);
      lim_lora_slot_free (slot);
    }
  return TRUE;
}
