#include "lora-preview.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-pool.h"
#include "base-text.h"
#include "lora-look.h"
#include "lora-page.h"
#include "lora-words.h"
#include "lora-preview-private.h"

#include <string.h>

LimLoraPreviewItem *
lim_lora_preview_item_new (const LimPlanImage *image)
{
  LimLoraPreviewItem *item = g_new0 (LimLoraPreviewItem, 1);

  item->crop = image;
  item->remarks = g_ptr_array_new_with_free_func (g_free);
  return item;
}

void
lim_lora_preview_item_free (LimLoraPreviewItem *item)
{
  g_free (item->original);
  g_free (item->record);
  g_free (item->hash);
  lim_image_free (item->square);
  g_clear_pointer (&item->remarks, g_ptr_array_unref);
  g_free (item);
}

static void
sheet_free (gpointer data)
{
  LimLoraPreviewSheet *sheet = data;

  lim_image_free (sheet->small);
  g_ptr_array_unref (sheet->items);
  g_free (sheet);
}

void
lim_lora_preview_free (LimLoraPreview *preview)
{
  if (preview == NULL)
    return;
  g_free (preview->seen);
  g_ptr_array_unref (preview->sheets);
  g_ptr_array_unref (preview->topups);
  g_ptr_array_unref (preview->problems);
  g_free (preview);
}

typedef struct
{
  const LimContext *context;
  const LimLoraSet *set;
  const char *file, *id; /* only these; NULL: all */
  const LimLoraApproval *approval;
  GPtrArray *files; /* (element-type LimLoraSheet) */
  LimLoraPreview *preview;
  GMutex lock; /* guards the problems */
} Work;

static void
look_at_crop (const Work *work, const LimLoraSheet *file, const LimImage *pixels, const GArray *words,
              gboolean animated, LimLoraPreviewItem *item)
{
  const LimPlan *plan = work->set->plan;

  item->rect = lim_lora_crop_rect (pixels, item->crop);
  item->hash = lim_lora_crop_hash (work->set, file, item->crop);
  item->state = lim_lora_approval_state (work->approval, item->crop->id, item->hash);
  g_ptr_array_unref (item->remarks);
  item->remarks = lim_lora_look (plan, item->crop, pixels, &item->rect, words);
  if (animated)
    g_ptr_array_add (item->remarks, g_strdup ("Its file is animated; the first picture is used."));
  item->square =
      lim_image_letterbox (pixels, &item->rect, MIN (plan->size, LIM_LORA_PREVIEW_SQUARE), plan->background, NULL);
}

static gboolean
look_at_sheet (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  Work *work = data;
  LimLoraPreviewSheet *sheet = work->preview->sheets->pdata[index];
  const LimLoraSheet *file = work->files->pdata[index];
  g_autoptr (GError) problem = NULL;
  gboolean animated = FALSE;
  g_autoptr (LimImage) pixels =
      file->sha256 != NULL ? lim_lora_sheet_decode (work->set, file, &animated, &problem) : NULL;

  if (problem != NULL)
    {
      g_mutex_lock (&work->lock);
      lim_problems_add (work->preview->problems, file->source->file, problem->message);
      g_mutex_unlock (&work->lock);
    }
  if (pixels != NULL)
    {
      g_autoptr (GArray) words = lim_lora_sheet_words (work->set, file, pixels);

      sheet->width = pixels->width;
      sheet->height = pixels->height;
      sheet->small = lim_lora_page_small (pixels, LIM_LORA_PREVIEW_SIDE);
      for (guint i = 0; i < sheet->items->len; i++)
        look_at_crop (work, file, pixels, words, animated, sheet->items->pdata[i]);
    }
  lim_progress_step (work->context->progress, 1, file->source->file);
  return TRUE;
}

/* The sheets and crops that are wanted; their files in the same order. */
static void
choose (Work *work, GPtrArray *all)
{
  for (guint s = 0; s < all->len; s++)
    {
      const LimLoraSheet *file = all->pdata[s];
      LimLoraPreviewSheet *sheet = g_new0 (LimLoraPreviewSheet, 1);

      sheet->source = file->source;
      sheet->items = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_lora_preview_item_free);
      for (guint i = 0; i < file->source->crops->len; i++)
        {
          const LimPlanImage *crop = file->source->crops->pdata[i];

          if (lim_plan_image_excluded (crop) != NULL || (work->id != NULL && strcmp (work->id, crop->id) != 0)
              || (work->file != NULL && strcmp (work->file, file->source->file) != 0))
            continue;
          g_ptr_array_add (sheet->items, lim_lora_preview_item_new (crop));
        }
      if (sheet->items->len > 0)
        {
          g_ptr_array_add (work->preview->sheets, sheet);
          g_ptr_array_add (work->files, (gpointer) file);
        }
      else
        sheet_free (sheet);
    }
}

/* Calls @func with each item, in the order of the page. */
static void
for_each_item (const LimLoraPreview *preview, void (*func) (LimLoraPreviewItem *item, gpointer data), gpointer data)
{
  for (guint s = 0; s < preview->sheets->len; s++)
    {
      const LimLoraPreviewSheet *sheet = preview->sheets->pdata[s];

      for (guint i = 0; i < sheet->items->len; i++)
        func (sheet->items->pdata[i], data);
    }
  for (guint i = 0; i < preview->topups->len; i++)
    func (preview->topups->pdata[i], data);
}

typedef struct
{
  LimLoraPreview *preview;
  LimHasher *hasher;
} Sum;

static void
add_item (LimLoraPreviewItem *item, gpointer data)
{
  Sum *sum = data;
  LimLoraPreview *preview = sum->preview;

  lim_hasher_add_string (sum->hasher, item->crop->id);
  lim_hasher_add_string (sum->hasher, item->hash);
  preview->n_crops++;
  preview->n_approved += item->hash != NULL && item->state == LIM_LORA_APPROVED ? 1 : 0;
  preview->n_impossible += item->square == NULL ? 1 : 0;
  preview->n_remarks += item->remarks->len;
}

/* What is shown as one hash, and how much of what it is. */
static void
sum_up (LimLoraPreview *preview)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  Sum sum = { .preview = preview, .hasher = hasher };

  for_each_item (preview, add_item, &sum);
  preview->seen = lim_hasher_finish_hex (hasher);
}

static gboolean
check_names (const LimLoraSet *set, const char *file, const char *id, GError **error)
{
  const LimPlanImage *crop = id != NULL ? lim_plan_find (set->plan, id) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean known = file == NULL;

  for (guint i = 0; i < set->plan->sources->len; i++)
    {
      const LimPlanSource *source = set->plan->sources->pdata[i];

      known = known || strcmp (source->file, file) == 0;
      g_ptr_array_add (names, source->file);
    }
  g_ptr_array_add (names, NULL);
  if (!known)
    {
      g_autofree char *hint = lim_text_did_you_mean (file, (const char *const *) names->pdata);
      return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no source “%s”.%s", set->plan_path, file, hint);
    }
  if (id != NULL && crop == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no crop or top-up “%s”", set->plan_path, id);
  if (crop != NULL && lim_plan_image_excluded (crop) != NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s:%u: “%s” is excluded: %s", set->plan_path, crop->line, id,
                     lim_plan_image_excluded (crop));
  return TRUE;
}

LimLoraPreview *
lim_lora_preview (const LimContext *context, const LimLoraSet *set, const char *file, const char *id, GError **error)
{
  g_autoptr (LimLoraPreview) preview = g_new0 (LimLoraPreview, 1);
  g_autoptr (LimLoraApproval) approval = NULL;
  g_autoptr (GPtrArray) all = NULL, files = g_ptr_array_new ();
  Work work = { .context = context, .set = set, .file = file, .id = id, .files = files, .preview = preview };

  preview->sheets = g_ptr_array_new_with_free_func (sheet_free);
  preview->topups = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_lora_preview_item_free);
  preview->problems = lim_problems_new ();
  if (!check_names (set, file, id, error) || (approval = lim_lora_approval_open (set, error)) == NULL
      || !lim_lora_sheets_read (context, set, &all, preview->problems, error))
    return NULL;
  work.approval = approval;
  choose (&work, all);
  g_mutex_init (&work.lock);
  lim_progress_begin (context->progress, files->len, "sheet", "Looking");
  gboolean well = lim_pool_run (0, files->len, look_at_sheet, &work, context->cancellable, error);
  lim_progress_end (context->progress);
  g_mutex_clear (&work.lock);
  if (!well || (file == NULL && !lim_lora_preview_topups (set, approval, id, preview, error)))
    return NULL;
  lim_problems_sort (preview->problems);
  sum_up (preview);
  return g_steal_pointer (&preview);
}

/* -- Approving -- */

/* The hash of what the page shows, from its head. NULL: there is no such page. Transfer full. */
static char *
read_seen (const char *page)
{
  static const char mark[] = "<meta name=\"limner-seen\" content=\"";
  g_autoptr (GError) ignored = NULL;
  gsize length = 0;
  g_autofree char *text = lim_file_read (page, (gsize) 1 << 30, &length, &ignored);
  const char *at = text != NULL ? g_strstr_len (text, (gssize) MIN (length, 4096), mark) : NULL;

  return at != NULL ? g_strndup (at + strlen (mark), LIM_SHA256_HEX_LENGTH) : NULL;
}

typedef struct
{
  const LimContext *context;
  LimLoraApproval *approval;
  const char *who;
  guint n;
} Approving;

static void
approve_item (LimLoraPreviewItem *item, gpointer data)
{
  Approving *approving = data;

  if (item->square == NULL || item->state == LIM_LORA_APPROVED)
    return;
  lim_lora_approval_add (approving->approval, item->crop->id, item->hash, approving->who, approving->context->clock);
  approving->n++;
}

static gboolean
approve_all (const LimContext *context, const LimLoraSet *set, const LimLoraPreview *preview, const char *who,
             guint *n, GError **error)
{
  g_autoptr (LimLoraApproval) approval = lim_lora_approval_open (set, error);

  if (approval == NULL)
    return FALSE;

  Approving approving = { .context = context, .approval = approval, .who = who };
  for_each_item (preview, approve_item, &approving);
  if (!lim_lora_approval_save (approval, error))
    return FALSE;
  *n = approving.n;
  return TRUE;
}

gboolean
lim_lora_approve_seen (const LimContext *context, const LimLoraSet *set, const LimLoraPreview *preview,
                       const char *seen, const char *who, guint *n, GError **error)
{
  if (g_strcmp0 (seen, preview->seen) != 0)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "%s or its sheets mean something else now than what was looked at; look again, then approve",
                     set->plan_path);
  return approve_all (context, set, preview, who, n, error);
}

gboolean
lim_lora_approve (const LimContext *context, const LimLoraSet *set, const LimLoraPreview *preview, const char *page,
                  const char *who, guint *n, GError **error)
{
  g_autofree char *seen = read_seen (page);

  if (g_strcmp0 (seen, preview->seen) != 0)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "%s %s. Run `limner lora preview %s` with the same options, look at it, then approve", page,
                     seen == NULL ? "is not there: nothing was looked at yet"
                                  : "shows something else than the plan and the sheets mean now",
                     set->subject);
  return approve_all (context, set, preview, who, n, error);
}
