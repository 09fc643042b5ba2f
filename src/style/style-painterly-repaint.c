#include "style-painterly-repaint.h"

#include "imaging-header.h"
#include "record-provenance.h"
#include "store-asset.h"
#include "store-record.h"

#include <string.h>

#define PROMPT "painterly, oil painting, visible brush strokes, matte canvas texture, muted dusty colours, soft edges"
#define NEGATIVE "photograph, photorealistic, 3d render, plastic, glossy, sharp outlines, text, watermark"
#define SEED 42
#define STEPS 10
#define CFG 2.5

static void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

/* The picture of @source, relative to the project, transfer full, and its size. */
static char *
find_picture (const LimProject *project, const LimRecord *source, LimImageInfo *info, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *relative = lim_store_find_image (project, source, &cause);
  g_autofree char *path = relative != NULL ? lim_project_path (project, relative) : NULL;

  if (path != NULL && lim_image_probe (path, info, &cause))
    return g_steal_pointer (&relative);
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    lim_fail (error, LIM_ERROR_NOT_FOUND, "%s: its image vanished meanwhile", source->id);
  return NULL;
}

/* Programs name their samplers each in its own way; a record that does not say which made it is of one that used ComfyUI. */
static gboolean
is_named_by_another (const LimRecord *source, const char *provider)
{
  const char *maker = lim_json_string (lim_json_path (source->root, "provenance", "provider", NULL));

  return !lim_json_is_null (lim_json_get (source->root, "ingest"))
         || (maker != NULL && strcmp (maker, provider) != 0);
}

/* The model that painted the source paints it again unless another is named, whose LoRAs would be others; what else its
 * record says is of no use here. */
static LimRecipe *
new_recipe (const LimPainterlyRun *run, const LimRecord *source, const char *picture, const LimImageInfo *info)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();

  if (!lim_recipe_lay_over (recipe, lim_json_get (source->root, "provenance"), NULL))
    {
      lim_recipe_free (recipe);
      recipe = lim_recipe_new ();
    }
  if (is_named_by_another (source, run->provider))
    {
      g_clear_pointer (&recipe->sampler, g_free);
      g_clear_pointer (&recipe->scheduler, g_free);
    }
  if (run->checkpoint != NULL)
    {
      set_text (&recipe->checkpoint, run->checkpoint);
      g_array_set_size (recipe->loras, 0);
    }
  set_text (&recipe->prompt, run->prompt != NULL ? run->prompt : PROMPT);
  set_text (&recipe->negative_prompt, run->negative != NULL ? run->negative : NEGATIVE);
  set_text (&recipe->source_image, picture);
  g_clear_pointer (&recipe->workflow, g_free);
  recipe->seed = SEED;
  recipe->steps = STEPS;
  recipe->cfg = CFG;
  recipe->denoise = run->denoise;
  recipe->width = info->width;
  recipe->height = info->height;
  return g_steal_pointer (&recipe);
}

static char *
write_blocks (const char *source)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("blocks");
  LimJson *object = lim_json_new_object (doc);
  GString *text = g_string_new (NULL);

  lim_json_set (object, "lineage", lim_record_painterly_lineage (source, doc));
  lim_json_append_compact (text, object);
  return g_string_free (text, FALSE);
}

static LimProduceJob *
new_job (const LimProject *project, const LimPainterlyRun *run, const LimVariant *variant, GError **error)
{
  g_autoptr (LimRecord) source = lim_store_load_record (project, variant->source, error);
  LimImageInfo info;
  g_autofree char *picture = source != NULL ? find_picture (project, source, &info, error) : NULL;

  if (picture == NULL)
    return NULL;

  g_autoptr (LimRecipe) recipe = new_recipe (run, source, picture, &info);
  LimProduceJob *job = lim_produce_job_new (LIM_PRODUCE_NEW, variant->id, recipe);
  job->workflow_id = g_strdup (LIM_WORKFLOW_PAINTERLY);
  job->folder = g_strdup (LIM_PAINTERLY_FOLDER);
  job->blocks = write_blocks (variant->source);
  return job;
}

/* The job that brings a lost variant back as its record says. */
static LimProduceJob *
new_job_again (const LimProject *project, const LimVariant *variant, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, variant->id, error);
  g_autoptr (LimRecipe) recipe =
      record != NULL ? lim_recipe_from_json (lim_json_get (record->root, "provenance"), error) : NULL;

  if (recipe == NULL)
    return NULL;
  if (lim_json_path (record->root, "provenance", "filter", NULL) != NULL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: it was painted without a server; limner painterly --native paints it again",
                          record->id);
  if (record->asset_path == NULL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: its asset_path is missing or leads out of the project",
                          record->id);

  LimProduceJob *job = lim_produce_job_new (LIM_PRODUCE_RESTORE, variant->id, recipe);
  job->asset_path = g_strdup (record->asset_path);
  return job;
}

static GPtrArray *
new_jobs (const LimProject *project, const LimPainterlyRun *run, const GPtrArray *chosen, LimPainterlyReport *report)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);

  for (guint i = 0; i < chosen->len; i++)
    {
      const LimVariant *variant = chosen->pdata[i];
      g_autoptr (GError) cause = NULL;
      LimProduceJob *job = variant->state == LIM_VARIANT_AGAIN ? new_job_again (project, variant, &cause)
                                                               : new_job (project, run, variant, &cause);

      if (job != NULL)
        g_ptr_array_add (jobs, job);
      else
        lim_problems_add (report->problems, variant->id, cause->message);
    }
  return jobs;
}

/* What has its picture now was made now: it had none before. */
static void
count_made (const LimProject *project, const GPtrArray *chosen, LimPainterlyReport *report)
{
  for (guint i = 0; i < chosen->len; i++)
    {
      LimVariant *variant = chosen->pdata[i];
      g_autoptr (LimRecord) record =
          lim_store_has_record (project, variant->id) ? lim_store_load_record (project, variant->id, NULL) : NULL;
      g_autofree char *image = record != NULL ? lim_store_find_image (project, record, NULL) : NULL;

      variant->made = image != NULL;
      report->n_made += variant->made;
    }
}

gboolean
lim_painterly_repaint (const LimContext *context, LimProject *project, const LimPainterlyRun *run,
                       const GPtrArray *chosen, LimPainterlyReport *report, GError **error)
{
  const LimImageProvider *provider;
  g_autoptr (LimSettings) settings = NULL;
  g_autoptr (LimProduceReport) made = lim_produce_report_new ();

  if (!lim_produce_choose_provider (project, run->provider, &provider, &settings, error))
    return FALSE;

  g_autoptr (GPtrArray) jobs = new_jobs (project, run, chosen, report);
  gboolean well = lim_produce_run (context, project, provider, settings, jobs, run->events, made, error);
  for (guint i = 0; i < made->problems->len; i++)
    {
      const LimProblem *problem = made->problems->pdata[i];

      lim_problems_add (report->problems, problem->id, problem->reason);
    }
  report->n_told = made->problems->len;
  count_made (project, chosen, report);
  return well;
}
