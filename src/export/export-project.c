#include "export-project.h"

#include <string.h>

#include "base-hash.h"
#include "canon-detect.h"
#include "canon-identity.h"
#include "store-asset.h"
#include "store-comparison.h"
#include "store-record.h"

#define MEMORY ".limner/image-marks.txt"

/* What the threads that read records share. */
typedef struct
{
  LimProject *project;
  const LimCanon *canon;
  LimExportPlan *plan;
  GHashTable *images;    /* of the project, as paths */
  GPtrArray *likenesses; /* (element-type LimLikeness): every image of a named subject */
  GPtrArray *approved;   /* (element-type LimRecord): those of them that are approved */
  LimProgress *progress;
  GMutex lock; /* of the plan's inputs */
} Reading;

static LimExportCanon
canon_of (const LimCanon *canon, const LimRecord *record)
{
  LimBindingState state = lim_canon_binding_state (canon, record);

  if (state == LIM_BINDING_FRESH)
    return LIM_EXPORT_CANON_FRESH;
  return lim_binding_state_is_stale (state) ? LIM_EXPORT_CANON_STALE : LIM_EXPORT_CANON_NONE;
}

/* Where the image lies, absolute; NULL when it is nowhere or leads out of the project. */
static char *
image_path (const Reading *reading, const LimRecord *record)
{
  g_autofree char *relative = NULL;

  if (record->asset_path != NULL && g_hash_table_contains (reading->images, record->asset_path))
    return lim_project_path (reading->project, record->asset_path);
  relative = lim_store_find_image (reading->project, record, NULL);
  return relative != NULL ? lim_project_path (reading->project, relative) : NULL;
}

/* An approved image of a named subject is kept until all of them are known: its gates depend on the others. */
static void
keep_likeness (Reading *reading, LimRecord **record)
{
  LimLikeness *likeness = lim_likeness_new (*record);

  if (likeness != NULL)
    g_ptr_array_add (reading->likenesses, likeness);
  if ((*record)->status == LIM_STATUS_APPROVED
      && lim_json_is (lim_json_get ((*record)->root, "identity"), LIM_JSON_OBJECT))
    g_ptr_array_add (reading->approved, g_steal_pointer (record));
}

static gboolean
take_record (gsize index, LimRecord **record, gpointer data, GError **error)
{
  Reading *reading = data;
  LimExportCanon canon = canon_of (reading->canon, *record);
  g_autofree char *image = (*record)->status != LIM_STATUS_CANDIDATE ? image_path (reading, *record) : NULL;
  g_autofree char *name = g_strdup_printf ("records/%s.json", (*record)->id);
  g_autofree char *sha256 = lim_record_content_hash (*record);
  const char *lane, *faction;
  (void) index;
  (void) error;

  lim_canon_detect (reading->canon, *record, &lane, &faction);
  lim_export_plan_add_record (reading->plan, *record, image, canon, lane, faction);
  g_mutex_lock (&reading->lock);
  lim_export_plan_add_input (reading->plan->record_inputs, name, sha256);
  keep_likeness (reading, record);
  g_mutex_unlock (&reading->lock);
  lim_progress_step (reading->progress, 1, NULL);
  return TRUE;
}

static void
note_bad_record (gsize index, const char *id, const GError *error, gpointer data)
{
  Reading *reading = data;
  (void) index;
  (void) id;

  lim_progress_note (reading->progress, "%s", error->message);
  lim_export_count (reading->plan->excluded, "unreadable", 1);
}

static void
note_bad_comparison (const char *id, const GError *error, gpointer data)
{
  note_bad_record (0, id, error, data);
}

/* -- Named subjects: an approval counts only while the gates it rests on stand -- */

/* What speaks most against exporting @record, or NULL. Low scores count unless the judgment says why they do not. */
static const LimLack *
worst_lack (const LimRecord *record, const GPtrArray *lacks)
{
  g_autoptr (LimJudgment) judgment = lim_record_judgment (record);
  gboolean overridden = judgment != NULL && judgment->override_reason != NULL;
  const LimLack *worst = NULL;

  for (guint i = 0; i < lacks->len; i++)
    {
      const LimLack *lack = lacks->pdata[i];

      if ((lack->kind != LIM_LACK_SCORE_LOW || !overridden) && (worst == NULL || lack->kind < worst->kind))
        worst = lack;
    }
  return worst;
}

static void
check_identity (Reading *reading, const LimRecord *record)
{
  g_autofree char *path = image_path (reading, record);
  g_autofree char *sha256 = path != NULL ? lim_sha256_file_hex (path, NULL) : NULL;
  const LimIdentityWorld world = { .all = reading->likenesses, .image_sha256 = sha256 };
  g_autoptr (GPtrArray) lacks = lim_identity_lacks (&reading->canon->thresholds, record, &world);
  const LimLack *worst = worst_lack (record, lacks);

  if (worst == NULL)
    return;
  lim_progress_note (reading->progress, "%s is left out: approved, but %s", record->id, worst->text);
  lim_export_plan_refuse (reading->plan, record->id, lim_lack_name (worst->kind));
}

static gboolean
check_identities (Reading *reading, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < reading->approved->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      check_identity (reading, reading->approved->pdata[i]);
    }
  return TRUE;
}

/* -- Reading -- */

static gboolean
read_records (Reading *reading, const LimContext *context, GError **error)
{
  g_autoptr (GPtrArray) ids = lim_store_list_records (reading->project, error);

  if (ids == NULL)
    return FALSE;
  reading->images = lim_store_list_images (reading->project, error);
  if (reading->images == NULL)
    return FALSE;
  g_mutex_init (&reading->lock);
  lim_progress_begin (context->progress, ids->len, "record", "Reading records");
  gboolean ok = lim_store_for_each_record (reading->project, ids, 0, take_record, note_bad_record, reading,
                                           context->cancellable, error);
  lim_progress_end (context->progress);
  g_mutex_clear (&reading->lock);
  ok = ok && check_identities (reading, context->cancellable, error);
  g_hash_table_unref (reading->images);
  return ok;
}

static gboolean
read_comparisons (Reading *reading, GError **error)
{
  g_autoptr (GPtrArray) comparisons =
      lim_store_load_comparisons (reading->project, note_bad_comparison, reading, error);

  if (comparisons == NULL)
    return FALSE;
  g_ptr_array_set_free_func (comparisons, NULL);
  for (guint i = 0; i < comparisons->len; i++)
    {
      LimComparison *comparison = g_ptr_array_index (comparisons, i);
      g_autofree char *name = g_strdup_printf ("comparisons/%s.json", comparison->id);
      g_autofree char *path = lim_project_path (reading->project, name);
      g_autofree char *sha256 = lim_sha256_file_hex (path, NULL);

      if (sha256 != NULL)
        lim_export_plan_add_input (reading->plan->comparison_inputs, name, sha256);
      lim_export_plan_add_comparison (reading->plan, comparison);
    }
  return TRUE;
}

static void
note_canon_files (LimExportPlan *plan, const LimProject *project)
{
  for (LimCanonFile file = 0; file < LIM_N_CANON_FILES; file++)
    {
      g_autofree char *path = lim_project_path (project, lim_canon_file_path (file));
      g_autofree char *sha256 = lim_sha256_file_hex (path, NULL);

      if (sha256 != NULL)
        lim_export_plan_add_input (plan->canon_inputs, lim_canon_file_path (file), sha256);
    }
}

LimExportPlan *
lim_export_plan_project (LimProject *project, const LimCanon *canon, const LimExportPlanOptions *options,
                         const LimContext *context, GError **error)
{
  const LimJson *config = lim_project_config (project, error);

  if (config == NULL)
    return NULL;

  const char *title = lim_json_get_string (config, "display_name");
  g_autoptr (LimExportPlan) plan =
      lim_export_plan_new (lim_project_name (project), title != NULL ? title : lim_json_get_string (config, "name"));
  g_autofree char *memory = lim_project_path (project, MEMORY);
  g_autoptr (GPtrArray) likenesses = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_likeness_free);
  g_autoptr (GPtrArray) approved = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_record_free);
  Reading reading = { .project = project,
                      .canon = canon,
                      .plan = plan,
                      .likenesses = likenesses,
                      .approved = approved,
                      .progress = context->progress };

  plan->license = g_strdup (lim_json_get_string (config, "license"));
  if (!read_records (&reading, context, error) || !read_comparisons (&reading, error))
    return NULL;
  note_canon_files (plan, project);
  /* The folder is made with a .gitignore; where that is not possible, the images are looked at each time. */
  gboolean remembers = lim_project_ensure_state_folder (project, NULL);
  if (!lim_export_plan_finish (plan, options, remembers ? memory : NULL, context, error))
    return NULL;
  return g_steal_pointer (&plan);
}
