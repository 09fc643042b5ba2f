#include "style-ingest-private.h"

#include "base-text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 64u

static void
file_free (gpointer data)
{
  LimIngestFile *file = data;

  g_free (file->path);
  g_free (file->name);
  g_free (file);
}

static void
add_file (GPtrArray *files, const char *path, const char *name)
{
  LimIngestFile *file = g_new0 (LimIngestFile, 1);

  file->path = g_strdup (path);
  file->name = g_strdup (name);
  g_ptr_array_add (files, file);
}

static gboolean
ends_like_an_image (const char *name)
{
  static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".webp" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

/* The names in @folder, sorted by bytes. NULL with @error when it cannot be listed. */
static GPtrArray *
list_names (const char *folder, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &cause);
  GPtrArray *names;

  if (dir == NULL)
    return lim_fail_null (error, LIM_ERROR_IO, "%s: cannot list the folder: %s", folder, cause->message);
  names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, lim_text_compare);
  return names;
}

static gboolean
add_folder (GPtrArray *files, const char *folder, const char *below, guint depth, guint *n_other, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (folder, error);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *relative = *below != '\0' ? g_strconcat (below, "/", name, NULL) : g_strdup (name);
      gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);

      if (is_folder && (g_file_test (path, G_FILE_TEST_IS_SYMLINK) || depth == 0))
        continue;
      if (is_folder && !add_folder (files, path, relative, depth - 1, n_other, error))
        return FALSE;
      if (!is_folder && ends_like_an_image (name))
        add_file (files, path, relative);
      else if (!is_folder)
        ++*n_other;
    }
  return names != NULL;
}

GPtrArray *
lim_ingest_list_files (const char *const *paths, guint *n_other, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (file_free);

  for (; *paths != NULL; paths++)
    {
      g_autofree char *name = g_path_get_basename (*paths);
      struct stat info;

      if (stat (*paths, &info) < 0)
        {
          lim_fail_errno (error, errno, *paths, "read it");
          return NULL;
        }
      if (!S_ISDIR (info.st_mode))
        add_file (files, *paths, name);
      else if (!add_folder (files, *paths, "", MAX_DEPTH, n_other, error))
        return NULL;
    }
  return g_steal_pointer (&files);
}
