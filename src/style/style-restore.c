#include "style-restore.h"

#include "provider-workflow-shelf.h"
#include "store-asset.h"
#include "store-record.h"

#include <string.h>
#include <sys/stat.h>

LimRestoreReport *
lim_restore_report_new (void)
{
  LimRestoreReport *report = g_new0 (LimRestoreReport, 1);

  report->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
  report->problems = lim_problems_new ();
  report->made = lim_produce_report_new ();
  return report;
}

void
lim_restore_report_free (LimRestoreReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->jobs);
  g_ptr_array_unref (report->problems);
  lim_produce_report_free (report->made);
  g_free (report);
}

/* -- What is missing -- */

typedef struct
{
  const LimProject *project;
  LimRestoreReport *report;
  GMutex lock; /* records are read on several threads */
} Search;

static void
add_problem (Search *search, const char *id, const char *reason)
{
  g_mutex_lock (&search->lock);
  lim_problems_add (search->report->problems, id, reason);
  g_mutex_unlock (&search->lock);
}

/* A picture to start from moves with its own judgments: where it is not where it lay, its record says where it is. */
static void
follow_source (const LimProject *project, const LimRecord *record, LimRecipe *recipe)
{
  const char *id = lim_json_string (lim_json_path (record->root, "lineage", "derived_from_record_id", NULL));
  g_autofree char *path = recipe->source_image != NULL ? lim_project_path (project, recipe->source_image) : NULL;
  g_autoptr (LimRecord) source = NULL;
  char *found = NULL;

  if (path == NULL || id == NULL || g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  source = lim_store_load_record (project, id, NULL);
  if (source != NULL && (found = lim_store_find_image (project, source, NULL)) != NULL)
    {
      g_free (recipe->source_image);
      recipe->source_image = found;
    }
}

/* A record that names no workflow was not made with the one that the settings have now. */
static void
name_workflow (LimRecipe *recipe)
{
  if (recipe->workflow == NULL)
    recipe->workflow = g_strdup (recipe->source_image != NULL ? LIM_WORKFLOW_IMG2IMG : LIM_WORKFLOW_TXT2IMG);
}

/* The job that brings the image of @record back, or NULL with the reason why there can be none. */
static LimProduceJob *
new_job (const LimProject *project, const LimRecord *record, GError **error)
{
  g_autoptr (LimRecipe) recipe = NULL;
  LimProduceJob *job;

  if (record->asset_path == NULL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: its asset_path is missing or leads out of the project",
                          record->id);
  if (lim_record_is_painterly (record))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: it is a painted variant; `limner painterly` paints it again", record->id);
  recipe = lim_recipe_from_json (lim_json_get (record->root, "provenance"), error);
  if (recipe == NULL)
    {
      g_prefix_error (error, "%s: its image cannot be made again: ", record->id);
      return NULL;
    }
  job = lim_produce_job_new (LIM_PRODUCE_RESTORE, record->id, recipe);
  job->asset_path = g_strdup (record->asset_path);
  follow_source (project, record, job->recipe);
  name_workflow (job->recipe);
  return job;
}

/* A folder, a pipe or a link that leads nowhere in the image's place is somebody's; it stops this image, not the run. */
static gboolean
check_place_is_free (const LimProject *project, const LimRecord *record, GError **error)
{
  g_autofree char *path = record->asset_path != NULL ? lim_project_path (project, record->asset_path) : NULL;
  struct stat info;

  return path == NULL || lstat (path, &info) < 0
         || lim_fail (error, LIM_ERROR_BAD_INPUT,
                      "%s: %s lies where its image belongs: %s. Move it away, then restore again", record->id,
                      S_ISDIR (info.st_mode)   ? "a folder"
                      : S_ISLNK (info.st_mode) ? "a link that leads nowhere"
                                               : "something that is no image",
                      record->asset_path);
}

static gboolean
look_at_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Search *search = data;
  g_autoptr (GError) cause = NULL;
  g_autofree char *image = lim_store_find_image (search->project, *record, &cause);
  LimProduceJob *job = image == NULL && cause == NULL && check_place_is_free (search->project, *record, &cause)
                           ? new_job (search->project, *record, &cause)
                           : NULL;

  if (cause != NULL)
    add_problem (search, (*record)->id, cause->message);
  if (job != NULL)
    {
      g_mutex_lock (&search->lock);
      g_ptr_array_add (search->report->jobs, job);
      g_mutex_unlock (&search->lock);
    }
  return TRUE;
}

static void
look_at_bad_record (gsize index G_GNUC_UNUSED, const char *id, const GError *error, gpointer data)
{
  add_problem (data, id, error->message);
}

static int
compare_jobs (gconstpointer a, gconstpointer b)
{
  const LimProduceJob *const *first = a, *const *second = b;

  return strcmp ((*first)->id, (*second)->id);
}

static gboolean
find_missing (const LimContext *context, const LimProject *project, const GPtrArray *ids, LimRestoreReport *report,
              GError **error)
{
  Search search = { .project = project, .report = report };

  g_mutex_init (&search.lock);
  gboolean well = lim_store_for_each_record (project, ids, 0, look_at_record, look_at_bad_record, &search,
                                             context->cancellable, error);
  g_mutex_clear (&search.lock);
  report->n_records = ids->len;
  g_ptr_array_sort (report->jobs, compare_jobs);
  lim_problems_sort (report->problems);
  return well;
}

/* The ids of @only, each of which must have a record, or of all records. */
static GPtrArray *
select_ids (const LimProject *project, const char *const *only, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (only == NULL || only[0] == NULL)
    return lim_store_list_records (project, error);
  ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; only[i] != NULL; i++)
    {
      g_autoptr (LimRecord) record = lim_store_load_record (project, only[i], error);

      if (record == NULL)
        return NULL;
      if (!g_ptr_array_find_with_equal_func (ids, only[i], g_str_equal, NULL))
        g_ptr_array_add (ids, g_strdup (only[i]));
    }
  return g_steal_pointer (&ids);
}

gboolean
lim_style_restore (const LimContext *context, LimProject *project, const LimRestoreOptions *options,
                   LimRestoreReport *report, GError **error)
{
  g_autoptr (LimSettings) settings = NULL;
  g_autoptr (GPtrArray) ids = NULL;

  if (!lim_produce_choose_provider (project, options->provider, &report->provider, &settings, error))
    return FALSE;
  ids = select_ids (project, options->only, error);
  if (ids == NULL || !find_missing (context, project, ids, report, error))
    return FALSE;
  return options->dry_run
         || lim_produce_run (context, project, report->provider, settings, report->jobs, options->events,
                             report->made, error);
}
