#include "store-asset.h"

#include "base-file.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#define MAX_FOLDER_DEPTH 4

static const char *const extensions[] = { ".png", ".jpg", ".jpeg", ".webp" };

/* -- Finding -- */

/* TRUE when @relative is a file, which it then takes. Links that leave the project are an error. */
static gboolean
try_path (const LimProject *project, char *relative, char **found, GError **error)
{
  g_autofree char *owned = relative;
  g_autofree char *path = lim_project_path (project, relative);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  g_autofree char *resolved = lim_store_resolve (project, relative, error);
  if (resolved == NULL)
    return FALSE;
  *found = g_steal_pointer (&owned);
  return TRUE;
}

/* Looks for a file @name in the folder of each status, then, if @also_elsewhere, where other tools keep some. */
static char *
find_by_name (const LimProject *project, const char *name, gboolean also_elsewhere, GError **error)
{
  char *found = NULL;
  g_autoptr (GError) first_error = NULL;

  for (guint i = 0; i < LIM_N_STATUSES; i++)
    if (try_path (project, g_build_filename (lim_status_folder (i), name, NULL), &found,
                  first_error == NULL ? &first_error : NULL))
      return found;
  if (also_elsewhere
      && try_path (project, g_build_filename ("backgrounds", name, NULL), &found,
                   first_error == NULL ? &first_error : NULL))
    return found;
  if (first_error != NULL)
    g_propagate_error (error, g_steal_pointer (&first_error));
  return NULL;
}

char *
lim_store_find_image (const LimProject *project, const LimRecord *record, GError **error)
{
  g_autofree char *asset_name = lim_record_asset_name (record);
  g_autoptr (GError) find_error = NULL;
  char *found = NULL;

  if (record->asset_path != NULL && try_path (project, g_strdup (record->asset_path), &found, &find_error))
    return found;
  if (find_error == NULL)
    found = find_by_name (project, asset_name, TRUE, &find_error);
  for (gsize i = 0; found == NULL && find_error == NULL && i < G_N_ELEMENTS (extensions); i++)
    {
      g_autofree char *name = g_strconcat (record->id, extensions[i], NULL);

      if (strcmp (name, asset_name) != 0)
        found = find_by_name (project, name, FALSE, &find_error);
    }
  if (find_error != NULL)
    g_propagate_error (error, g_steal_pointer (&find_error));
  return found;
}

/* -- Moving -- */

/* Where the image of @record comes from, under the name that asset_path gives it; NULL without @error: from nowhere. */
static char *
find_source (const LimProject *project, const LimRecord *record, const char *from, GError **error)
{
  g_autofree char *name = lim_record_asset_name (record);
  g_autofree char *found = NULL;
  GError *find_error = NULL;

  if (try_path (project, g_strdup (record->asset_path), &found, &find_error)
      || (find_error == NULL && from != NULL && *from != '\0'
          && try_path (project, g_strdup (from), &found, &find_error)))
    return g_steal_pointer (&found);
  if (find_error != NULL)
    {
      g_propagate_error (error, find_error);
      return NULL;
    }
  return find_by_name (project, name, TRUE, error);
}

gboolean
lim_store_move_asset (const LimProject *project, G_GNUC_UNUSED const LimLock *lock, const LimRecord *record,
                      const char *from, gboolean *missing, GError **error)
{
  GError *find_error = NULL;

  if (record->asset_path == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "records/%s.json: asset_path: expected where the image is, found nothing", record->id);
  g_autofree char *source = find_source (project, record, from, &find_error);
  if (find_error != NULL)
    {
      g_propagate_error (error, find_error);
      return FALSE;
    }

  if (source != NULL && strcmp (source, record->asset_path) != 0)
    {
      g_autofree char *source_path = lim_store_resolve (project, source, error);
      g_autofree char *target_path =
          source_path != NULL ? lim_store_resolve (project, record->asset_path, error) : NULL;

      if (target_path == NULL || !lim_file_move (source_path, target_path, error))
        return FALSE;
    }
  if (missing != NULL)
    *missing = source == NULL;
  return TRUE;
}

/* -- Listing -- */

/* Adds the files below @relative; symbolic links are files here, since one that matters is resolved before use. */
static gboolean
add_files (const LimProject *project, const char *relative, guint depth, GHashTable *set, GError **error)
{
  g_autofree char *path = lim_project_path (project, relative);
  DIR *dir = opendir (path);
  struct dirent *entry;
  gboolean ok = TRUE;

  if (dir == NULL)
    return errno == ENOENT || lim_fail_errno (error, errno, path, "list the folder");
  while (ok && (entry = readdir (dir)) != NULL)
    {
      if (entry->d_name[0] == '.')
        continue;
      char *name = g_strconcat (relative, "/", entry->d_name, NULL);
      if (entry->d_type != DT_DIR)
        g_hash_table_add (set, name);
      else
        {
          ok = depth == 0 || add_files (project, name, depth - 1, set, error);
          g_free (name);
        }
    }
  closedir (dir);
  return ok;
}

GHashTable *
lim_store_list_images (const LimProject *project, GError **error)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!add_files (project, "outputs", MAX_FOLDER_DEPTH, set, error)
      || !add_files (project, "backgrounds", MAX_FOLDER_DEPTH, set, error))
    return NULL;
  return g_steal_pointer (&set);
}
