#include "lora-topup.h"

#include "base-file.h"
#include "base-text.h"
#include "lora-approval.h"
#include "lora-image.h"
#include "lora-original.h"
#include "lora-stale.h"
#include "store-document.h"
#include "store-record.h"

#include <string.h>

#define LANE "lora_topup"
#define PREFIX "topup_" /* of the slots' keys */

static void
item_free (gpointer data)
{
  LimLoraTopupItem *item = data;

  g_free (item->name);
  g_free (item);
}

LimLoraTopupReport *
lim_lora_topup_report_new (void)
{
  LimLoraTopupReport *report = g_new0 (LimLoraTopupReport, 1);

  report->rendering = lim_lora_rendering_new ();
  report->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_lora_slot_free);
  report->items = g_ptr_array_new_with_free_func (item_free);
  report->problems = lim_problems_new ();
  report->captions = lim_lora_caption_report_new ();
  return report;
}

void
lim_lora_topup_report_free (LimLoraTopupReport *report)
{
  if (report == NULL)
    return;
  lim_lora_rendering_free (report->rendering);
  g_ptr_array_unref (report->slots);
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->problems);
  lim_lora_caption_report_free (report->captions);
  g_free (report);
}

/* -- What to ask for -- */

/* Both texts, comma-separated; either may be NULL. */
static char *
joined (const char *first, const char *second)
{
  if (first == NULL || second == NULL)
    return g_strdup (first != NULL ? first : second);
  return g_strconcat (first, ", ", second, NULL);
}

static gboolean
check_only (const LimLoraSet *set, const char *const *only, GError **error)
{
  for (guint i = 0; only != NULL && only[i] != NULL; i++)
    {
      const LimPlanImage *image = lim_plan_find (set->plan, only[i]);

      if (image == NULL || image->source != NULL)
        return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no top-up “%s”", set->plan_path, only[i]);
      if (lim_plan_image_excluded (image) != NULL)
        return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s:%u: the top-up “%s” is excluded: %s", set->plan_path,
                         image->line, only[i], lim_plan_image_excluded (image));
    }
  return TRUE;
}

static void
choose (const LimLoraSet *set, const char *const *only, LimLoraTopupReport *report)
{
  const LimPlan *plan = set->plan;

  for (guint i = 0; i < plan->topups->len; i++)
    {
      const LimPlanImage *image = plan->topups->pdata[i];
      g_autofree char *prompt = joined (plan->topup_prompt, image->prompt);
      g_autofree char *negative = joined (plan->topup_negative, image->negative);
      g_autofree char *key = g_strconcat (PREFIX, image->id, NULL);
      LimLoraTopupItem *item;

      if (lim_plan_image_excluded (image) != NULL
          || (only != NULL && only[0] != NULL && !g_strv_contains (only, image->id)))
        continue;
      item = g_new0 (LimLoraTopupItem, 1);
      item->image = image;
      item->slot = lim_lora_slot_new (key, prompt, negative, image->seed);
      g_ptr_array_add (report->slots, (gpointer) item->slot);
      g_ptr_array_add (report->items, item);
    }
}

/* -- From originals to training images -- */

typedef struct
{
  const LimLoraSet *set;
  const LimLoraTopupOptions *options;
  LimLoraMade *made;
  const LimLoraApproval *approval;
  LimLoraTopupReport *report;
} Fitting;

static void
note_problem (Fitting *self, const LimPlanImage *image, const char *message)
{
  g_autofree char *reason = g_strdup_printf ("%s:%u: %s: %s", self->set->plan_path, image->line, image->id, message);

  lim_problems_add (self->report->problems, image->id, reason);
}

static gboolean
was_rejected (const Fitting *self, const char *record_id)
{
  if (lim_lora_approval_is_rejected (self->approval, record_id))
    return TRUE;

  g_autoptr (LimRecord) record =
      record_id != NULL ? lim_store_load_record (self->set->project, record_id, NULL) : NULL;

  return record != NULL && record->status == LIM_STATUS_REJECTED;
}

/* What a person rejected is no longer trained, although what takes its place is not approved yet. */
static void
remove_rejected (Fitting *self, const LimLoraTopupItem *item)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (!was_rejected (self, lim_lora_made_hash (self->made, item->image->id, FALSE, LIM_LORA_PLACED)))
    return;
  g_ptr_array_add (names, item->name);
  self->report->n_removed += lim_lora_prune (self->set, self->made, names);
  lim_lora_made_set_hash (self->made, item->image->id, FALSE, LIM_LORA_PLACED, NULL);
}

static gboolean
is_approved (const Fitting *self, const LimLoraTopupItem *item, const char *from)
{
  return self->options->yes || lim_lora_approval_state (self->approval, item->image->id, from) == LIM_LORA_APPROVED;
}

static void
fit (Fitting *self, LimLoraTopupItem *item)
{
  g_autofree char *from = lim_lora_original_hash (self->set, item->slot);
  g_autofree char *stem = lim_lora_made_stem (self->made, item->image->id, FALSE);
  g_autoptr (GError) problem = NULL;

  item->name = g_strconcat (stem, ".png", NULL);
  lim_lora_made_set_hash (self->made, item->image->id, FALSE, LIM_LORA_ORIGINAL, item->slot->id);
  if (lim_lora_image_is_current (self->set, self->made, item->image->id, FALSE, from))
    {
      self->report->n_existing++;
      return;
    }
  if (!is_approved (self, item, from))
    {
      item->waits = TRUE;
      self->report->n_waiting++;
      remove_rejected (self, item);
      return;
    }
  g_autoptr (LimImage) square = lim_lora_original_fit (self->set, item->slot, &problem);
  g_autoptr (LimLoraImages) images = lim_lora_images_new (self->set, self->made, NULL, self->options->force);
  if (square == NULL || !lim_lora_images_add (images, item->image->id, FALSE, square, from, &problem)
      || !lim_lora_images_commit (images, &self->report->n_caches, &problem))
    {
      note_problem (self, item->image, problem->message);
      return;
    }
  lim_lora_made_set_hash (self->made, item->image->id, FALSE, LIM_LORA_PLACED, item->slot->id);
  item->written = TRUE;
  self->report->n_written++;
}

/* The folder of old is renamed by `lora crop`, which knows what lies in it. */
static gboolean
prepare_folder (const LimLoraSet *set, LimLoraMade *made, GError **error)
{
  g_autofree char *now = lim_plan_train_folder (set->plan), *relative = lim_lora_train_path (set, NULL);
  g_autofree char *path = lim_store_resolve (set->project, relative, error);
  const char *before = lim_lora_made_train (made);

  if (path == NULL)
    return FALSE;
  if (before != NULL && strcmp (before, now) != 0)
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "the training folder was %s and is %s now; `limner lora crop %s` renames it, then run this again", before,
        now, set->subject);
  lim_lora_made_set_train (made, now);
  return lim_file_make_folder (path, error) && lim_lora_ensure_gitignore (set->project, error);
}

static gboolean
save (const LimLoraSet *set, LimLoraMade *made, GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (set->project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);

  return lock != NULL && lim_lora_made_save (made, lock, error);
}

static gboolean
fit_all (const LimLoraSet *set, const LimLoraTopupOptions *options, const LimLoraApproval *approval,
         LimLoraTopupReport *report, GError **error)
{
  g_autoptr (LimLock) running = lim_lock_take (set->project, LIM_LOCK_RUN, 0, error);
  g_autoptr (LimLoraMade) made = running != NULL ? lim_lora_made_open (set, error) : NULL;
  Fitting self = { .set = set, .options = options, .made = made, .approval = approval, .report = report };

  if (made == NULL || !prepare_folder (set, made, error))
    return FALSE;
  /* Numbers are written before the images that bear them. */
  lim_lora_made_number_all (made);
  if (!save (set, made, error))
    return FALSE;
  for (guint i = 0; i < report->items->len; i++)
    {
      LimLoraTopupItem *item = report->items->pdata[i];

      if (item->slot->sha256 == NULL)
        {
          lim_lora_made_set_hash (made, item->image->id, FALSE, LIM_LORA_ORIGINAL, NULL);
          continue;
        }
      fit (&self, item);
      if (lim_lora_made_hash (made, item->image->id, FALSE, LIM_LORA_PNG) != NULL)
        lim_lora_caption_write_one (set, made, item->image, FALSE, LIM_LORA_HAND_TELL, FALSE, report->captions);
    }
  return save (set, made, error);
}

gboolean
lim_lora_topup (const LimContext *context, const LimLoraSet *set, const LimLoraTopupOptions *options,
                LimLoraTopupReport *report, GError **error)
{
  g_autoptr (LimLoraApproval) approval = lim_lora_approval_open (set, error);
  const LimLoraRenderOptions render = { .lane = LANE,
                                        .provider = options->provider,
                                        .checkpoint = options->checkpoint,
                                        .limit = options->limit,
                                        .dry_run = options->dry_run,
                                        .events = options->events,
                                        .approval = approval,
                                        .prefix = PREFIX,
                                        .reject = options->reject,
                                        .who = options->who };

  if (approval == NULL || !check_only (set, options->only, error) || !check_only (set, options->reject, error))
    return FALSE;
  choose (set, options->only, report);
  if (!lim_lora_render (context, set, &render, report->slots, report->rendering, error))
    return FALSE;
  return options->dry_run || report->items->len == 0 || fit_all (set, options, approval, report, error);
}
