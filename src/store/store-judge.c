#include "store-judge.h"

#include "store-asset.h"
#include "store-pending.h"

#include <string.h>

/* Keeps the image's own name where asset_path has another one, “x.jpg” for “x.png”: it moves, it is not renamed. */
static void
keep_image_name (LimRecord *record, const char *image)
{
  g_autofree char *asset_name = lim_record_asset_name (record);
  g_autofree char *name = g_path_get_basename (image);

  if (strcmp (name, asset_name) == 0)
    return;
  g_autofree char *path = g_build_filename (lim_status_folder (record->status), name, NULL);
  lim_json_set_string (record->root, "asset_path", path);
  record->asset_path = lim_json_get_string (record->root, "asset_path");
}

static gboolean
check_target_is_free (const LimProject *project, const LimRecord *record, const char *image, GError **error)
{
  g_autofree char *target = lim_store_resolve (project, record->asset_path, error);

  if (target == NULL)
    return FALSE;
  if (g_file_test (target, G_FILE_TEST_EXISTS))
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "%s: exists already, though the image of %s lies at %s. Look at both and move one away; the "
                     "judgment was not saved",
                     record->asset_path, record->id, image);
  return TRUE;
}

/* Saves the changed record and moves its image, which lay at @image before (NULL: nowhere). */
static gboolean
save_and_move (const LimProject *project, const LimLock *lock, LimRecord *record, const char *image,
               gboolean *image_missing, GError **error)
{
  g_autoptr (GError) save_error = NULL;

  if (image != NULL)
    keep_image_name (record, image);
  gboolean moves = image != NULL && strcmp (image, record->asset_path) != 0;
  if (moves
      && (!check_target_is_free (project, record, image, error)
          || !lim_pending_add_move (project, record->id, image, error)))
    return FALSE;

  if (!lim_store_save_record_locked (project, lock, record, &save_error))
    {
      /* After an error of the disk the record may be there all the same; then the note is needed. */
      if (moves && g_error_matches (save_error, LIM_ERROR, LIM_ERROR_CONFLICT))
        lim_pending_remove_move (project, record->id);
      g_propagate_error (error, g_steal_pointer (&save_error));
      return FALSE;
    }
  if (!moves)
    {
      if (image_missing != NULL)
        *image_missing = image == NULL;
      return TRUE;
    }

  if (!lim_store_move_asset (project, lock, record, image, image_missing, error))
    {
      g_prefix_error (error, "records/%s.json is saved, but its image did not move; the next command tries again: ",
                      record->id);
      return FALSE;
    }
  lim_pending_remove_move (project, record->id);
  return TRUE;
}

/* The image's place before the judgment; FALSE when it cannot be told. */
static gboolean
find_before (const LimProject *project, const LimRecord *record, char **image, GError **error)
{
  GError *find_error = NULL;

  *image = lim_store_find_image (project, record, &find_error);
  if (find_error == NULL)
    return TRUE;
  g_propagate_error (error, find_error);
  return FALSE;
}

gboolean
lim_store_judge (const LimProject *project, LimRecord *record, const LimJudgment *judgment, gboolean *image_missing,
                 GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);
  g_autofree char *image = NULL;

  if (lock == NULL || !find_before (project, record, &image, error))
    return FALSE;
  lim_record_judge (record, judgment);
  return save_and_move (project, lock, record, image, image_missing, error);
}

gboolean
lim_store_undo_judgment (const LimProject *project, LimRecord *record, gboolean *image_missing, GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);
  g_autofree char *image = NULL;

  if (lock == NULL || !find_before (project, record, &image, error))
    return FALSE;
  if (!lim_record_undo_judgment (record))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s: there is no judgment to take back", record->id);
  return save_and_move (project, lock, record, image, image_missing, error);
}
