#include "lora-crop.h"

#include "base-file-group.h"
#include "base-pool.h"
#include "base-text.h"
#include "lora-approval.h"
#include "lora-image.h"
#include "lora-made.h"
#include "lora-sheet.h"
#include "lora-stale.h"
#include "store-document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const state_names[] = { [LIM_LORA_CROP_LEFT] = "left",
                                           [LIM_LORA_CROP_MADE] = "made",
                                           [LIM_LORA_CROP_EXISTING] = "existing",
                                           [LIM_LORA_CROP_FAILED] = "failed" };

const char *
lim_lora_crop_state_name (LimLoraCropState state)
{
  return state_names[state];
}

static void
item_free (gpointer data)
{
  LimLoraCropItem *item = data;

  g_free (item->name);
  g_free (item);
}

LimLoraCropReport *
lim_lora_crop_report_new (void)
{
  LimLoraCropReport *report = g_new0 (LimLoraCropReport, 1);

  report->items = g_ptr_array_new_with_free_func (item_free);
  report->problems = lim_problems_new ();
  report->stale = g_ptr_array_new_with_free_func (g_free);
  return report;
}

void
lim_lora_crop_report_free (LimLoraCropReport *report)
{
  if (report == NULL)
    return;
  g_free (report->folder);
  g_free (report->renamed_from);
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->problems);
  g_ptr_array_unref (report->stale);
  g_free (report);
}

/* One sheet and the items that are to be cut from it. */
typedef struct
{
  const LimLoraSheet *sheet;
  GPtrArray *items;  /* (element-type LimLoraCropItem), owned by the report */
  GPtrArray *hashes; /* (element-type char*): what each is made from */
} Job;

typedef struct
{
  const LimContext *context;
  const LimLoraSet *set;
  const LimLoraCropOptions *options;
  LimLoraCropReport *report;
  GPtrArray *sheets;
  GPtrArray *jobs;
  LimLoraApproval *approval;
  GMutex lock; /* guards what follows, and the report */
  LimLoraMade *made;
} Run;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->items);
  g_ptr_array_unref (job->hashes);
  g_free (job);
}

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->sheets, g_ptr_array_unref);
  g_clear_pointer (&run->jobs, g_ptr_array_unref);
  g_clear_pointer (&run->approval, lim_lora_approval_free);
  g_clear_pointer (&run->made, lim_lora_made_free);
  g_mutex_clear (&run->lock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
count (Run *run, LimLoraCropItem *item, LimLoraCropState state)
{
  guint *const counts[] = { [LIM_LORA_CROP_LEFT] = NULL,
                            [LIM_LORA_CROP_MADE] = &run->report->n_made,
                            [LIM_LORA_CROP_EXISTING] = &run->report->n_existing,
                            [LIM_LORA_CROP_FAILED] = &run->report->n_failed };

  item->state = state;
  (*counts[state])++;
}

/* What went wrong with @item, in a sentence that says where the crop stands. */
static void
fail_item (Run *run, LimLoraCropItem *item, const char *message)
{
  g_autofree char *reason =
      g_strdup_printf ("%s:%u: %s: %s", run->set->plan_path, item->crop->line, item->crop->id, message);

  lim_problems_add (run->report->problems, item->crop->id, reason);
  count (run, item, LIM_LORA_CROP_FAILED);
}

/* -- What there is to do -- */

/* Fails when a crop of the plan was not seen as it is. */
static gboolean
check_approval (Run *run, GError **error)
{
  g_autoptr (GPtrArray) unseen = g_ptr_array_new (), changed = g_ptr_array_new ();

  for (guint i = 0; i < run->sheets->len; i++)
    {
      const LimLoraSheet *sheet = run->sheets->pdata[i];

      for (guint c = 0; sheet->sha256 != NULL && c < sheet->source->crops->len; c++)
        {
          const LimPlanImage *crop = sheet->source->crops->pdata[c];
          g_autofree char *hash = lim_lora_crop_hash (run->set, sheet, crop);
          LimLoraApprovalState state = lim_lora_approval_state (run->approval, crop->id, hash);

          if (lim_plan_image_excluded (crop) == NULL && state != LIM_LORA_APPROVED)
            g_ptr_array_add (state == LIM_LORA_UNSEEN ? unseen : changed, crop->id);
        }
    }
  if (run->options->yes || run->options->dry_run || unseen->len + changed->len == 0)
    return TRUE;

  gboolean all = unseen->len > 0 && changed->len == 0;
  GPtrArray *named = all ? unseen : changed;
  g_autofree char *crops = lim_text_count (named->len, "crop", NULL);
  g_ptr_array_set_size (named, MIN (named->len, 8));
  g_ptr_array_add (named, NULL);
  g_autofree char *list = lim_text_list ((const char *const *) named->pdata);
  return lim_fail (error, LIM_ERROR_REFUSED,
                   "%s: %s %s (%s%s). Look with `limner lora preview %s`, then approve with `limner lora preview %s "
                   "--approve`; or pass --yes to crop what nobody has seen",
                   run->set->plan_path, crops,
                   all ? (named->len == 2 ? "is not approved yet" : "are not approved yet")
                       : "changed since the approval",
                   list, named->len == 9 ? ", …" : "", run->set->subject, run->set->subject);
}

static void
plan_crop (Run *run, Job *job, const LimPlanImage *crop)
{
  g_autofree char *stem = lim_lora_made_stem (run->made, crop->id, FALSE);
  g_autofree char *hash = lim_lora_crop_hash (run->set, job->sheet, crop);
  LimLoraCropItem *item = g_new0 (LimLoraCropItem, 1);

  item->crop = crop;
  item->name = g_strconcat (stem, ".png", NULL);
  g_ptr_array_add (run->report->items, item);
  if (hash == NULL)
    count (run, item, LIM_LORA_CROP_FAILED);
  else if (lim_lora_image_is_current (run->set, run->made, crop->id, FALSE, hash))
    count (run, item, LIM_LORA_CROP_EXISTING);
  else
    {
      g_ptr_array_add (job->items, item);
      g_ptr_array_add (job->hashes, g_steal_pointer (&hash));
    }
}

static void
plan_jobs (Run *run)
{
  run->jobs = g_ptr_array_new_with_free_func (job_free);
  for (guint i = 0; i < run->sheets->len; i++)
    {
      Job *job = g_new (Job, 1);

      *job = (Job){ .sheet = run->sheets->pdata[i],
                    .items = g_ptr_array_new (),
                    .hashes = g_ptr_array_new_with_free_func (g_free) };
      for (guint c = 0; c < job->sheet->source->crops->len; c++)
        if (lim_plan_image_excluded (job->sheet->source->crops->pdata[c]) == NULL)
          plan_crop (run, job, job->sheet->source->crops->pdata[c]);
      if (job->items->len > 0)
        g_ptr_array_add (run->jobs, job);
      else
        job_free (job);
    }
}

/* -- Doing it -- */

static void
fail_items (Run *run, const GPtrArray *items, const char *message)
{
  g_mutex_lock (&run->lock);
  for (guint i = 0; i < items->len; i++)
    fail_item (run, items->pdata[i], message);
  g_mutex_unlock (&run->lock);
}

/* Squares of a sheet that were written and are not in place yet. */
typedef struct
{
  LimLoraImages *images;
  GPtrArray *items; /* (element-type LimLoraCropItem) */
} Waiting;

static void
put_in_place (Run *run, Waiting *waiting)
{
  g_autoptr (GError) problem = NULL;

  if (lim_lora_images_commit (waiting->images, &run->report->n_caches, &problem))
    {
      g_mutex_lock (&run->lock);
      for (guint i = 0; i < waiting->items->len; i++)
        count (run, waiting->items->pdata[i], LIM_LORA_CROP_MADE);
      g_mutex_unlock (&run->lock);
    }
  else
    fail_items (run, waiting->items, problem->message);
  lim_progress_step (run->context->progress, waiting->items->len, NULL);
  g_ptr_array_set_size (waiting->items, 0);
}

static void
cut (Run *run, const LimImage *pixels, LimLoraCropItem *item, const char *from, Waiting *waiting)
{
  const LimPlan *plan = run->set->plan;
  const LimImageRect rect = lim_lora_crop_rect (pixels, item->crop);
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimImage) square = lim_image_letterbox (pixels, &rect, plan->size, plan->background, &problem);

  if (square != NULL && lim_lora_images_add (waiting->images, item->crop->id, FALSE, square, from, &problem))
    g_ptr_array_add (waiting->items, item);
  else
    {
      g_mutex_lock (&run->lock);
      fail_item (run, item, problem->message);
      g_mutex_unlock (&run->lock);
      lim_progress_step (run->context->progress, 1, item->name);
    }
  if (waiting->items->len == LIM_FILE_GROUP_MAX)
    put_in_place (run, waiting);
}

static void
cut_all (Run *run, const LimImage *pixels, const Job *job)
{
  g_autoptr (LimLoraImages) images = lim_lora_images_new (run->set, run->made, &run->lock, run->options->force);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  Waiting waiting = { .images = images, .items = items };

  for (guint i = 0; i < job->items->len && !g_cancellable_is_cancelled (run->context->cancellable); i++)
    cut (run, pixels, job->items->pdata[i], job->hashes->pdata[i], &waiting);
  put_in_place (run, &waiting);
}

static gboolean
save (Run *run, GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (run->set->project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);

  return lock != NULL && lim_lora_made_save (run->made, lock, error);
}

static gboolean
do_job (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  Run *run = data;
  const Job *job = run->jobs->pdata[index];
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimImage) pixels = lim_lora_sheet_decode (run->set, job->sheet, NULL, &problem);

  if (pixels == NULL)
    {
      fail_items (run, job->items, problem->message);
      lim_progress_step (run->context->progress, job->items->len, NULL);
      return TRUE;
    }
  cut_all (run, pixels, job);
  g_mutex_lock (&run->lock);
  run->report->n_sheets++;
  g_mutex_unlock (&run->lock);
  return TRUE;
}

/* -- The folder -- */

/* Where repeats or the trigger changed, the folder of old takes the new name, with its captions: beside the new one a
 * trainer would read both. */
static gboolean
follow_rename (Run *run, GError **error)
{
  const char *before = lim_lora_made_train (run->made);
  g_autofree char *now = lim_plan_train_folder (run->set->plan);
  g_autofree char *old_relative = before != NULL ? lim_lora_path (run->set, before) : NULL;
  g_autofree char *old = before != NULL ? lim_store_resolve (run->set->project, old_relative, error) : NULL;
  g_autofree char *path = lim_project_path (run->set->project, run->report->folder);

  if (before == NULL || strcmp (before, now) == 0)
    return TRUE;
  if (old == NULL)
    return FALSE;
  if (!g_file_test (old, G_FILE_TEST_IS_DIR))
    return TRUE;
  run->report->renamed_from = g_strdup (old_relative);
  if (run->options->dry_run)
    return TRUE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "%s was the training folder before, and %s exists too; a trainer reads both. Move one of them away",
        old_relative, run->report->folder);
  if (rename (old, path) != 0)
    return lim_fail_errno (error, errno, old, "rename it");
  return TRUE;
}

/* Numbers are written before the images that bear them. */
static gboolean
prepare_folder (Run *run, GError **error)
{
  g_autofree char *now = lim_plan_train_folder (run->set->plan);
  g_autofree char *path = NULL;

  if (!follow_rename (run, error))
    return FALSE;
  if (run->options->dry_run)
    return TRUE;
  lim_lora_made_set_train (run->made, now);
  path = lim_store_resolve (run->set->project, run->report->folder, error);
  return path != NULL && save (run, error) && lim_file_make_folder (path, error)
         && lim_lora_ensure_gitignore (run->set->project, error);
}

static gboolean
look_for_stale (Run *run, GError **error)
{
  g_ptr_array_unref (run->report->stale);
  run->report->stale = lim_lora_stale (run->set, run->made);
  if (!run->options->prune || run->options->dry_run || run->report->stale->len == 0)
    return TRUE;
  run->report->n_pruned = lim_lora_prune (run->set, run->made, run->report->stale);
  g_ptr_array_unref (run->report->stale);
  run->report->stale = lim_lora_stale (run->set, run->made);
  return save (run, error);
}

static gboolean
work (Run *run, GError **error)
{
  guint n_items = 0;

  for (guint i = 0; i < run->jobs->len; i++)
    n_items += ((const Job *) run->jobs->pdata[i])->items->len;
  if (run->options->dry_run)
    {
      for (guint i = 0; i < run->jobs->len; i++)
        for (guint k = 0; k < ((const Job *) run->jobs->pdata[i])->items->len; k++)
          count (run, ((const Job *) run->jobs->pdata[i])->items->pdata[k], LIM_LORA_CROP_MADE);
      return TRUE;
    }
  lim_progress_begin (run->context->progress, n_items, "crop", "Cropping");
  gboolean well = lim_pool_run (0, run->jobs->len, do_job, run, run->context->cancellable, error);
  lim_progress_end (run->context->progress);
  return save (run, well ? error : NULL) && well;
}

gboolean
lim_lora_crop (const LimContext *context, const LimLoraSet *set, const LimLoraCropOptions *options,
               LimLoraCropReport *report, GError **error)
{
  g_auto (Run) run = { .context = context, .set = set, .options = options, .report = report };
  g_autoptr (LimLock) lock = NULL;

  g_mutex_init (&run.lock);
  report->folder = lim_lora_train_path (set, NULL);
  if (!options->dry_run && (lock = lim_lock_take (set->project, LIM_LOCK_RUN, 0, error)) == NULL)
    return FALSE;
  run.made = lim_lora_made_open (set, error);
  run.approval = run.made != NULL ? lim_lora_approval_open (set, error) : NULL;
  if (run.approval == NULL || !lim_lora_sheets_read (context, set, &run.sheets, report->problems, error)
      || !check_approval (&run, error))
    return FALSE;
  lim_lora_made_number_all (run.made);
  if (!prepare_folder (&run, error))
    return FALSE;
  plan_jobs (&run);
  return work (&run, error) && look_for_stale (&run, error);
}

LimJson *
lim_lora_crop_report_to_json (const LimLoraCropReport *report, gboolean dry_run, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *images = lim_json_new_array (doc), *problems = lim_json_new_array (doc);

  lim_json_set_string (root, "folder", report->folder);
  lim_json_set_bool (root, "dry_run", dry_run);
  lim_json_set_int (root, "made", report->n_made);
  lim_json_set_int (root, "existing", report->n_existing);
  lim_json_set_int (root, "failed", report->n_failed);
  lim_json_set_int (root, "sheets", report->n_sheets);
  lim_json_set_int (root, "pruned", report->n_pruned);
  for (guint i = 0; i < report->items->len; i++)
    {
      const LimLoraCropItem *item = report->items->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", item->crop->id);
      lim_json_set_string (object, "file", item->name);
      lim_json_set_string (object, "state", lim_lora_crop_state_name (item->state));
      lim_json_append (images, object);
    }
  lim_json_set (root, "images", images);
  g_ptr_array_add (report->stale, NULL);
  lim_json_set (root, "stale", lim_json_new_strv (doc, (const char *const *) report->stale->pdata));
  g_ptr_array_set_size (report->stale, (int) report->stale->len - 1);
  for (guint i = 0; i < report->problems->len; i++)
    {
      const LimProblem *problem = report->problems->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", problem->id);
      lim_json_set_string (object, "reason", problem->reason);
      lim_json_append (problems, object);
    }
  lim_json_set (root, "problems", problems);
  return root;
}
