/* produce-plan.c: what is there to do: each job seen against the disk and the memory of earlier runs. */

#include "produce-private.h"

#include "base-hash.h"
#include "record-status.h"
#include "store-record.h"

static const char *const fate_names[] = { "new", "continue", "exists", "in the way", "blocked", "cancelled" };

const char *
lim_produce_fate_name (LimProduceFate fate)
{
  return fate_names[fate];
}

void
lim_produce_view_clear (LimProduceView *view)
{
  g_clear_pointer (&view->row, lim_job_free);
  g_clear_pointer (&view->image, g_free);
}

static char *
new_path (const LimProduceJob *job, const char *extension)
{
  const char *folder = job->folder != NULL ? job->folder : lim_status_folder (LIM_STATUS_CANDIDATE);

  return g_strdup_printf ("%s/%s.%s", folder, job->id, extension);
}

char *
lim_produce_find_picture (const LimProject *project, const LimProduceJob *job)
{
  static const char *const extensions[] = { "png", "jpg", "webp" };

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    {
      g_autofree char *relative = new_path (job, extensions[i]);
      g_autofree char *path = lim_project_path (project, relative);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&relative);
    }
  return NULL;
}

/* Whether @relative is the picture that @row tells of. */
static gboolean
is_picture_of (const LimProject *project, const LimJob *row, const char *relative)
{
  g_autofree char *path = lim_project_path (project, relative);
  g_autofree char *hash = NULL;

  if (row == NULL || row->record == NULL || row->image_sha256 == NULL || g_strcmp0 (row->asset_path, relative) != 0)
    return FALSE;
  hash = lim_sha256_file_hex (path, NULL);
  return g_strcmp0 (hash, row->image_sha256) == 0;
}

static void
look_new (const LimProject *project, const LimProduceJob *job, LimProduceView *view)
{
  g_autofree char *image = NULL;

  if (lim_store_has_record (project, job->id))
    {
      view->fate = LIM_FATE_EXISTS;
      return;
    }
  image = lim_produce_find_picture (project, job);
  if (image != NULL && !is_picture_of (project, view->row, image))
    {
      view->fate = LIM_FATE_IN_WAY;
      return;
    }
  if (image != NULL)
    {
      view->fate = LIM_FATE_CONTINUE;
      view->image = g_steal_pointer (&image);
    }
}

static gboolean
look_restore (const LimProject *project, const LimProduceJob *job, LimProduceView *view, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, job->asset_path, error);

  if (path == NULL)
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    view->fate = LIM_FATE_EXISTS;
  return TRUE;
}

/* What the memory alone says of a job. */
static LimProduceFate
fate_of_row (const LimJob *row, const LimProduceJob *job)
{
  if (row == NULL)
    return LIM_FATE_NEW;
  if (row->state == LIM_JOB_SENT || row->state == LIM_JOB_RENDERED)
    return LIM_FATE_CONTINUE;
  if (row->state != LIM_JOB_BLOCKED && row->state != LIM_JOB_CANCELLED)
    return LIM_FATE_NEW;

  g_autofree char *request = lim_produce_request (job);
  if (g_strcmp0 (request, row->request) != 0)
    return LIM_FATE_NEW;
  return row->state == LIM_JOB_BLOCKED ? LIM_FATE_BLOCKED : LIM_FATE_CANCELLED;
}

gboolean
lim_produce_look (const LimProject *project, LimJobs *db, const LimProduceJob *job, LimProduceView *view,
                  GError **error)
{
  g_autofree char *key = lim_produce_key (job);
  g_autoptr (GError) cause = NULL;

  if (db != NULL && (view->row = lim_jobs_get (db, key, &cause)) == NULL && cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  view->fate = fate_of_row (view->row, job);
  if (job->kind == LIM_PRODUCE_RESTORE)
    return look_restore (project, job, view, error);
  look_new (project, job, view);
  return TRUE;
}

GArray *
lim_produce_plan (const LimProject *project, const GPtrArray *jobs, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimJobs) db = lim_jobs_open_existing (project, &cause);
  g_autoptr (GArray) fates = g_array_sized_new (FALSE, FALSE, sizeof (LimProduceFate), jobs->len);

  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  for (guint i = 0; i < jobs->len; i++)
    {
      g_auto (LimProduceView) view = { 0 };

      if (!lim_produce_look (project, db, jobs->pdata[i], &view, error))
        return NULL;
      g_array_append_val (fates, view.fate);
    }
  return g_steal_pointer (&fates);
}
