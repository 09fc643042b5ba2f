#include "style-painterly.h"

#include "base-file.h"
#include "base-pool.h"
#include "base-text.h"
#include "imaging-decode.h"
#include "imaging-png.h"
#include "record-dialect.h"
#include "store-asset.h"
#include "store-record.h"
#include "style-painterly-repaint.h"

#include <string.h>

#define FOLDER LIM_PAINTERLY_FOLDER
#define SUFFIX "_painterly"
#define FILTER "anisotropic-kuwahara"
#define PROVIDER "native"

const char *
lim_variant_state_name (LimVariantState state)
{
  static const char *const names[] = { "new", "again", "exists", "file" };

  return names[state];
}

static void
variant_free (gpointer data)
{
  LimVariant *variant = data;

  g_free (variant->source);
  g_free (variant->id);
  g_free (variant);
}

LimPainterlyReport *
lim_painterly_report_new (void)
{
  LimPainterlyReport *report = g_new0 (LimPainterlyReport, 1);

  report->variants = g_ptr_array_new_with_free_func (variant_free);
  report->problems = lim_problems_new ();
  return report;
}

void
lim_painterly_report_free (LimPainterlyReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->variants);
  g_ptr_array_unref (report->problems);
  g_free (report);
}

typedef struct
{
  const LimContext *context;
  LimProject *project;
  const LimPainterlyRun *run;
  LimPainterlyReport *report;
  GPtrArray *chosen;   /* (element-type LimVariant), borrowed */
  guint inner_threads; /* of one picture */
  GMutex lock;         /* of the report: items are worked on by several threads */
} Painting;

static void
add_problem (Painting *self, const char *id, const char *reason)
{
  g_mutex_lock (&self->lock);
  lim_problems_add (self->report->problems, id, reason);
  g_mutex_unlock (&self->lock);
}

/* -- What is there, what is to be made -- */

/* Whether the record @id, which exists, is the variant of @source, and whether its image is there. */
static gboolean
look_at_variant (const LimProject *project, const char *id, const char *source, LimVariantState *state,
                 GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, id, error);
  g_autoptr (GError) cause = NULL;

  if (record == NULL)
    return FALSE;
  if (!lim_record_is_painterly (record)
      || g_strcmp0 (lim_json_get_string (lim_json_get (record->root, "lineage"), "derived_from_record_id"), source)
             != 0)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "records/%s.json: lineage: expected the painterly variant of %s, found another image; "
                     "it is in the way, so rename one of the two",
                     id, source);
  g_autofree char *image = lim_store_find_image (project, record, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  *state = image != NULL ? LIM_VARIANT_EXISTS : LIM_VARIANT_AGAIN;
  return TRUE;
}

static gboolean
find_state (const LimProject *project, const char *id, const char *source, LimVariantState *state, GError **error)
{
  g_autofree char *file = g_strdup_printf (FOLDER "/%s.png", source);
  g_autofree char *path = lim_project_path (project, file);

  if (!lim_record_check_id (id, error))
    return FALSE;
  if (lim_store_has_record (project, id))
    return look_at_variant (project, id, source, state, error);
  *state = g_file_test (path, G_FILE_TEST_EXISTS) ? LIM_VARIANT_FILE : LIM_VARIANT_NEW;
  return TRUE;
}

/* The variant of @record, or NULL with why there can be none; @missing when its own image is not there. */
static LimVariant *
new_variant (const LimProject *project, const LimRecord *record, gboolean *missing, GError **error)
{
  g_autofree char *id = g_strconcat (record->id, SUFFIX, NULL);
  g_autoptr (GError) cause = NULL;
  LimVariantState state = LIM_VARIANT_NEW;

  if (!find_state (project, id, record->id, &state, error))
    return NULL;
  if (state == LIM_VARIANT_NEW || state == LIM_VARIANT_AGAIN)
    {
      g_autofree char *image = lim_store_find_image (project, record, &cause);

      *missing = image == NULL && cause == NULL;
      if (cause != NULL)
        g_propagate_error (error, g_steal_pointer (&cause));
      if (image == NULL)
        return NULL;
    }
  LimVariant *variant = g_new0 (LimVariant, 1);

  *variant = (LimVariant){ .source = g_strdup (record->id), .id = g_steal_pointer (&id), .state = state };
  return variant;
}

static gboolean
look_at_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Painting *self = data;
  g_autoptr (GError) cause = NULL;
  gboolean missing = FALSE;

  if ((*record)->status != self->run->source || lim_record_is_painterly (*record))
    return TRUE;
  LimVariant *variant = new_variant (self->project, *record, &missing, &cause);

  if (cause != NULL)
    add_problem (self, (*record)->id, cause->message);
  g_mutex_lock (&self->lock);
  self->report->n_missing += missing;
  if (variant != NULL)
    g_ptr_array_add (self->report->variants, variant);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
note_bad (gsize index G_GNUC_UNUSED, const char *id, const GError *error, gpointer data)
{
  lim_problems_add (((Painting *) data)->report->problems, id, error->message);
}

/* Each id of @only, which must have a record of the status asked for; or all ids. */
static GPtrArray *
select_ids (const LimProject *project, const LimPainterlyRun *run, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (run->only == NULL || run->only[0] == NULL)
    return lim_store_list_records (project, error);
  ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; run->only[i] != NULL; i++)
    {
      g_autoptr (LimRecord) record = lim_store_load_record (project, run->only[i], error);

      if (record == NULL)
        return NULL;
      if (record->status != run->source)
        return lim_fail_null (error, LIM_ERROR_USAGE, "%s is %s, not %s; --source %s takes it", record->id,
                              lim_status_name (record->status), lim_status_name (run->source),
                              lim_status_name (record->status));
      if (lim_record_is_painterly (record))
        return lim_fail_null (error, LIM_ERROR_USAGE, "%s is a painterly variant itself; name its source",
                              record->id);
      if (!g_ptr_array_find_with_equal_func (ids, record->id, g_str_equal, NULL))
        g_ptr_array_add (ids, g_strdup (record->id));
    }
  return g_steal_pointer (&ids);
}

static int
compare_sources (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LimVariant *const *) a)->source, (*(LimVariant *const *) b)->source);
}

static void
choose (Painting *self)
{
  const LimPainterlyRun *run = self->run;
  LimPainterlyReport *report = self->report;
  guint n_open = 0;

  for (guint i = 0; i < report->variants->len; i++)
    {
      LimVariant *variant = report->variants->pdata[i];

      if (variant->state == LIM_VARIANT_EXISTS || variant->state == LIM_VARIANT_FILE)
        {
          report->n_existing++;
          continue;
        }
      variant->chosen = n_open >= run->offset && (run->limit == 0 || n_open - run->offset < run->limit);
      if (variant->chosen)
        g_ptr_array_add (self->chosen, variant);
      n_open++;
    }
  report->n_chosen = self->chosen->len;
  report->n_left = n_open - report->n_chosen;
}

/* -- Painting one -- */

/* How @variant is to be painted: as its record says where there is one. */
static LimPainterlyOptions
options_of (const LimPainterlyRun *run, const LimRecord *record)
{
  const LimJson *filter = record != NULL ? lim_json_path (record->root, "provenance", "filter", NULL) : NULL;
  gint64 radius = lim_json_get_int (filter, "radius", run->paint.radius);

  return (LimPainterlyOptions){ .radius = (guint) CLAMP (radius, 0, 1000),
                                .mute = lim_json_get_double (filter, "mute", run->paint.mute),
                                .grain = lim_json_get_double (filter, "grain", run->paint.grain),
                                .edges = lim_json_get_double (filter, "edges", run->paint.edges),
                                .wobble = lim_json_get_double (filter, "wobble", run->paint.wobble) };
}

/* How the picture beneath the paint was made, for other tools to read; NULL when its record does not say. */
static char *
write_parameters (const LimRecord *source)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_from_json (lim_json_get (source->root, "provenance"), NULL);

  return recipe != NULL ? lim_recipe_to_parameters (recipe, PROVIDER) : NULL;
}

static GBytes *
paint_file (Painting *self, const LimRecord *source, const LimPainterlyOptions *options, LimRenderFacts *facts,
            GError **error)
{
  g_autofree char *relative = lim_store_find_image (self->project, source, error);

  if (relative == NULL)
    return error != NULL && *error != NULL
               ? NULL
               : lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s: its image vanished meanwhile", source->id);
  g_autofree char *path = lim_project_path (self->project, relative);
  g_autoptr (LimImage) image = lim_image_load_rgb (path, 0, error);

  if (image == NULL)
    return NULL;
  g_autofree guint8 *painted = g_malloc (3 * (gsize) image->width * image->height);
  gint64 start = g_get_monotonic_time ();

  if (!lim_painterly_paint (image->pixels, image->width, image->height, options, self->inner_threads,
                            self->context->cancellable, painted, error))
    return NULL;
  facts->width = image->width;
  facts->height = image->height;
  facts->generation_time_ms = (g_get_monotonic_time () - start) / 1000;
  g_autofree char *parameters = write_parameters (source);
  const char *const text[] = { "parameters", parameters, "Software", "limner", NULL };

  return lim_png_encode_rgb (painted, image->width, image->height, parameters != NULL ? text : NULL, error);
}

/* A file that holds the same bytes is what a run left that was stopped before the record. */
static gboolean
store_image (const LimProject *project, const char *relative, GBytes *image, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, relative, error);
  g_autoptr (GError) cause = NULL;
  gsize length, found_length;
  const void *data = g_bytes_get_data (image, &length);

  if (path == NULL)
    return FALSE;
  if (lim_file_create (path, data, length, &cause))
    return TRUE;
  if (g_error_matches (cause, LIM_ERROR, LIM_ERROR_CONFLICT))
    {
      g_autofree char *found = lim_file_read (path, length + 1, &found_length, NULL);

      if (found != NULL && found_length == length && memcmp (found, data, length) == 0)
        return TRUE;
      return lim_fail (
          error, LIM_ERROR_CONFLICT,
          "%s: another image without a record is in the way; remove it, or paint with the options it was "
          "made with",
          relative);
    }
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
write_record (Painting *self, const LimVariant *variant, const LimRecord *source, const char *asset_path,
              const LimPainterlyOptions *options, LimRenderFacts *facts, GError **error)
{
  const LimRecordNumber filter[] = { { "radius", options->radius }, { "mute", options->mute },
                                     { "grain", options->grain },   { "edges", options->edges },
                                     { "wobble", options->wobble }, { NULL } };
  g_autofree char *now = lim_clock_now_iso (self->context->clock);

  facts->workflow_id = LIM_WORKFLOW_PAINTERLY;
  facts->workflow_version = "1.0.0";
  facts->provider = PROVIDER;
  facts->format = "png";
  facts->created_at = now;
  g_autoptr (LimRecord) record = lim_record_new_variant (variant->id, source, asset_path, facts, FILTER, filter);
  return lim_store_save_record (self->project, record, error);
}

static gboolean
paint_variant (Painting *self, LimVariant *variant, GError **error)
{
  g_autoptr (LimRecord) source = lim_store_load_record (self->project, variant->source, error);
  g_autoptr (LimRecord) known = NULL;
  LimRenderFacts facts = { .batch_index = -1 };

  if (source != NULL && variant->state == LIM_VARIANT_AGAIN)
    known = lim_store_load_record (self->project, variant->id, error);
  if (source == NULL || (variant->state == LIM_VARIANT_AGAIN && known == NULL))
    return FALSE;

  if (known != NULL && lim_json_path (known->root, "provenance", "filter", NULL) == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: an image maker repainted it; limner painterly --provider NAME does so again", variant->id);

  LimPainterlyOptions options = options_of (self->run, known);
  g_autofree char *asset_path = known != NULL && known->asset_path != NULL
                                    ? g_strdup (known->asset_path)
                                    : g_strdup_printf (FOLDER "/%s.png", variant->id);
  g_autoptr (GBytes) image = paint_file (self, source, &options, &facts, error);

  if (image == NULL || !store_image (self->project, asset_path, image, error))
    return FALSE;
  facts.bytes = g_bytes_get_size (image);
  return known != NULL || write_record (self, variant, source, asset_path, &options, &facts, error);
}

static gboolean
paint_one (gsize index, gpointer data, GError **error)
{
  Painting *self = data;
  LimVariant *variant = self->chosen->pdata[index];
  g_autoptr (GError) cause = NULL;

  variant->made = paint_variant (self, variant, &cause);
  if (g_error_matches (cause, LIM_ERROR, LIM_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (cause != NULL)
    add_problem (self, variant->id, cause->message);
  lim_progress_step (self->context->progress, 1, variant->id);
  return TRUE;
}

/* -- All of it -- */

static gboolean
paint_all (Painting *self, GError **error)
{
  LimPainterlyReport *report = self->report;

  /* Several pictures keep the processors busy by themselves. */
  self->inner_threads = self->chosen->len == 1 ? 0 : 1;
  lim_progress_begin (self->context->progress, self->chosen->len, "image", "Painting");
  gboolean well = lim_pool_run (0, self->chosen->len, paint_one, self, self->context->cancellable, error);
  lim_progress_end (self->context->progress);
  for (guint i = 0; i < self->chosen->len; i++)
    report->n_made += ((LimVariant *) self->chosen->pdata[i])->made;
  return well;
}

static gboolean
find_and_paint (Painting *self, GError **error)
{
  g_autoptr (GPtrArray) ids = select_ids (self->project, self->run, error);

  if (ids == NULL
      || !lim_store_for_each_record (self->project, ids, 0, look_at_record, note_bad, self,
                                     self->context->cancellable, error))
    return FALSE;
  g_ptr_array_sort (self->report->variants, compare_sources);
  choose (self);
  if (self->run->dry_run || self->chosen->len == 0)
    return TRUE;
  return self->run->by_provider
             ? lim_painterly_repaint (self->context, self->project, self->run, self->chosen, self->report, error)
             : paint_all (self, error);
}

gboolean
lim_style_painterly (const LimContext *context, LimProject *project, const LimPainterlyRun *run,
                     LimPainterlyReport *report, GError **error)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr (LimLock) lock = NULL;
  Painting painting = { .context = context, .project = project, .run = run, .report = report, .chosen = chosen };

  /* The engine takes this lock itself. */
  if (!run->dry_run && !run->by_provider && (lock = lim_lock_take (project, LIM_LOCK_RUN, 0, error)) == NULL)
    return FALSE;
  g_mutex_init (&painting.lock);
  gboolean well = find_and_paint (&painting, error);
  g_mutex_clear (&painting.lock);
  lim_problems_sort (report->problems);
  return well;
}
