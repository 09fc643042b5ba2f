#include "lora-flip.h"

#include "base-hash.h"
#include "imaging-letterbox.h"
#include "lora-image.h"

#include <string.h>

/* Changes when the same image would give another copy. */
#define MAKING "mirrored 1"

static const char *const state_names[] = {
  [LIM_LORA_FLIP_MADE] = "made",
  [LIM_LORA_FLIP_EXISTING] = "existing",
  [LIM_LORA_FLIP_REFUSED] = "refused",
  [LIM_LORA_FLIP_LEFT] = "not asked for",
  [LIM_LORA_FLIP_MISSING] = "no image yet",
  [LIM_LORA_FLIP_FAILED] = "failed",
};

const char *
lim_lora_flip_state_name (LimLoraFlipState state)
{
  return state_names[state];
}

static void
item_free (gpointer data)
{
  LimLoraFlipItem *item = data;

  g_free (item->name);
  g_free (item->caption);
  g_free (item->reason);
  g_free (item);
}

LimLoraFlipReport *
lim_lora_flip_report_new (void)
{
  LimLoraFlipReport *report = g_new0 (LimLoraFlipReport, 1);

  report->items = g_ptr_array_new_with_free_func (item_free);
  report->problems = lim_problems_new ();
  return report;
}

void
lim_lora_flip_report_free (LimLoraFlipReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->problems);
  g_free (report);
}

static gboolean
is_listed (const LimPlan *plan, const LimPlanImage *image)
{
  return plan->flips == LIM_FLIPS_LISTED && g_strv_contains ((const char *const *) plan->flip_ids, image->id);
}

gboolean
lim_lora_flip_is_wanted (const LimPlan *plan, const LimPlanImage *image)
{
  g_autofree char *refusal = lim_lora_flip_refusal (plan, image);

  return refusal == NULL && (plan->flips == LIM_FLIPS_SAFE || is_listed (plan, image));
}

char *
lim_lora_flip_refusal (const LimPlan *plan, const LimPlanImage *image)
{
  const LimPlanFeature *feature = lim_plan_one_sided (plan, image);

  if (feature != NULL)
    return g_strdup_printf (
        "it may show “%s”, which sits on the subject's %s side (%s, %s): mirrored it would sit on the other",
        feature->name, lim_side_name (feature->side), lim_framing_name (image->framing), lim_view_name (image->view));
  if (!is_listed (plan, image) && image->source != NULL && image->source->kind == LIM_SHEET_ANNOTATED)
    return g_strdup (
        "its sheet is annotated, and writing must not be mirrored; list it under `flips` if it shows none");
  return NULL;
}

typedef struct
{
  const LimContext *context;
  const LimLoraSet *set;
  const char *const *only;
  gboolean force, dry_run;
  LimLoraFlipReport *report;
  LimLoraCaptionReport *captions;
  LimLoraMade *made;
} Run;

static gboolean
is_asked_for (const Run *run, const LimPlanImage *image, gboolean *named)
{
  const LimPlan *plan = run->set->plan;
  gboolean listed = is_listed (plan, image);

  *named = listed || run->only != NULL;
  if (run->only != NULL && !g_strv_contains (run->only, image->id))
    return FALSE;
  return run->only != NULL || listed || plan->flips == LIM_FLIPS_SAFE;
}

static void
fail_item (Run *run, LimLoraFlipItem *item, const char *message)
{
  lim_problems_add (run->report->problems, item->image->id, message);
  item->state = LIM_LORA_FLIP_FAILED;
}

/* What the copy is made from: the bytes of the image. NULL: there is no image. Transfer full. */
static char *
hash_original (const Run *run, const char *id, char **path)
{
  g_autofree char *stem = lim_lora_made_stem (run->made, id, FALSE);
  g_autofree char *name = stem != NULL ? g_strconcat (stem, ".png", NULL) : NULL;
  g_autofree char *relative = name != NULL ? lim_lora_train_path (run->set, name) : NULL;
  g_autofree char *hash = NULL, *from = NULL;

  if (relative == NULL)
    return NULL;
  *path = lim_project_path (run->set->project, relative);
  hash = lim_sha256_file_hex (*path, NULL);
  from = hash != NULL ? g_strconcat (MAKING, " ", hash, NULL) : NULL;
  return from != NULL ? lim_sha256_hex (from, -1) : NULL;
}

static void
write_caption (Run *run, LimLoraFlipItem *item)
{
  guint before = run->captions->problems->len;

  lim_lora_caption_write_one (run->set, run->made, item->image, TRUE,
                              run->force ? LIM_LORA_HAND_REPLACE : LIM_LORA_HAND_TELL, run->dry_run, run->captions);
  if (run->captions->problems->len > before)
    {
      const LimProblem *problem = run->captions->problems->pdata[before];

      fail_item (run, item, problem->reason);
    }
}

static gboolean
write_image (Run *run, const char *id, const LimImage *mirrored, const char *from, GError **error)
{
  g_autoptr (LimLoraImages) images = lim_lora_images_new (run->set, run->made, NULL, run->force);

  return lim_lora_images_add (images, id, TRUE, mirrored, from, error)
         && lim_lora_images_commit (images, &run->report->n_caches, error);
}

static void
make (Run *run, LimLoraFlipItem *item)
{
  const char *id = item->image->id;
  g_autofree char *path = NULL, *from = hash_original (run, id, &path);
  g_autoptr (GError) problem = NULL;

  if (from == NULL)
    {
      item->state = LIM_LORA_FLIP_MISSING;
      run->report->n_missing++;
      return;
    }
  if (lim_lora_image_is_current (run->set, run->made, id, TRUE, from))
    item->state = LIM_LORA_FLIP_EXISTING;
  else if (!run->dry_run)
    {
      g_autoptr (LimImage) image = lim_image_load_rgb (path, 0, &problem);
      g_autoptr (LimImage) mirrored = image != NULL ? lim_image_mirrored (image) : NULL;

      if (mirrored == NULL || !write_image (run, id, mirrored, from, &problem))
        {
          fail_item (run, item, problem->message);
          return;
        }
    }
  write_caption (run, item);
  run->report->n_made += item->state == LIM_LORA_FLIP_MADE ? 1 : 0;
  run->report->n_existing += item->state == LIM_LORA_FLIP_EXISTING ? 1 : 0;
}

static void
consider (Run *run, const LimPlanImage *image)
{
  LimLoraFlipItem *item = g_new0 (LimLoraFlipItem, 1);
  g_autofree char *stem = lim_lora_made_stem (run->made, image->id, TRUE);
  g_autofree char *caption = lim_plan_caption (run->set->plan, image);
  gboolean named;

  item->image = image;
  item->name = g_strconcat (stem, ".png", NULL);
  item->caption = lim_plan_mirror_caption (run->set->plan, caption);
  g_ptr_array_add (run->report->items, item);
  if (!is_asked_for (run, image, &named))
    {
      item->state = LIM_LORA_FLIP_LEFT;
      return;
    }
  item->reason = lim_lora_flip_refusal (run->set->plan, image);
  if (item->reason == NULL)
    {
      make (run, item);
      return;
    }
  item->state = LIM_LORA_FLIP_REFUSED;
  run->report->n_refused++;
  run->report->n_insisted += named ? 1 : 0;
}

static gboolean
check_only (const LimLoraSet *set, const char *const *only, GError **error)
{
  for (guint i = 0; only != NULL && only[i] != NULL; i++)
    {
      const LimPlanImage *image = lim_plan_find (set->plan, only[i]);

      if (image == NULL)
        return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no image “%s”", set->plan_path, only[i]);
      if (lim_plan_image_excluded (image) != NULL)
        return lim_fail (error, LIM_ERROR_REFUSED, "%s:%u: “%s” is excluded: %s", set->plan_path, image->line,
                         only[i], lim_plan_image_excluded (image));
    }
  return TRUE;
}

static gboolean
save (Run *run, GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (run->set->project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);

  return lock != NULL && lim_lora_made_save (run->made, lock, error);
}

gboolean
lim_lora_flip (const LimContext *context, const LimLoraSet *set, const char *const *only, gboolean force,
               gboolean dry_run, LimLoraFlipReport *report, GError **error)
{
  g_autoptr (LimLock) running = NULL;
  g_autoptr (LimLoraMade) made = NULL;
  g_autoptr (LimLoraCaptionReport) captions = lim_lora_caption_report_new ();
  g_autoptr (GPtrArray) images = lim_plan_images (set->plan);
  Run run = { .context = context,
              .set = set,
              .only = only,
              .force = force,
              .dry_run = dry_run,
              .report = report,
              .captions = captions };

  if (!check_only (set, only, error)
      || (!dry_run && (running = lim_lock_take (set->project, LIM_LOCK_RUN, 0, error)) == NULL)
      || (made = lim_lora_made_open (set, error)) == NULL)
    return FALSE;
  run.made = made;
  lim_lora_made_number_all (made);
  lim_progress_begin (context->progress, images->len, "image", "Mirroring");
  for (guint i = 0; i < images->len && !g_cancellable_is_cancelled (context->cancellable); i++)
    {
      consider (&run, images->pdata[i]);
      lim_progress_step (context->progress, 1, ((const LimPlanImage *) images->pdata[i])->id);
    }
  lim_progress_end (context->progress);
  if (!dry_run && !save (&run, error))
    return FALSE;
  if (report->items->len < images->len)
    return lim_fail (error, LIM_ERROR_CANCELLED, "stopped; run it again to make the other copies");
  return TRUE;
}
