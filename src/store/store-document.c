#include "store-document.h"

#include "base-file.h"
#include "base-text.h"
#include "store-lineage.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* -- Paths -- */

static gboolean
is_inside (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  if (strcmp (folder, "/") == 0)
    return TRUE;
  return strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* Follows the links of the part of @path that exists. NULL with errno. */
static char *
real_part (const char *path)
{
  for (g_autofree char *part = g_strdup (path);;)
    {
      char *real = realpath (part, NULL);

      if (real != NULL)
        {
          char *copy = g_strdup (real);
          free (real);
          return copy;
        }
      if (errno != ENOENT)
        return NULL;
      /* A link to nothing looks like nothing, but a write would go where it points. */
      if (g_file_test (part, G_FILE_TEST_IS_SYMLINK))
        {
          errno = ENOENT;
          return NULL;
        }
      char *above = g_path_get_dirname (part);
      g_free (part);
      part = above;
    }
}

char *
lim_store_resolve (const LimProject *project, const char *relative, GError **error)
{
  if (!lim_text_is_safe_relative_path (relative))
    {
      g_autofree char *shown = g_strescape (relative != NULL ? relative : "", NULL);
      return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                            "path “%s”: expected one inside the project, without “..” and not absolute", shown);
    }

  g_autofree char *path = lim_project_path (project, relative);
  g_autofree char *real = real_part (path);
  if (real == NULL && errno == ENOENT)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: a symbolic link on the way points to nothing", path);
  if (real == NULL)
    {
      lim_fail_errno (error, errno, path, "follow the path");
      return NULL;
    }
  if (!is_inside (real, lim_project_folder (project)))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: a symbolic link leads out of the project, to %s. Put the files themselves there", path,
                          real);
  return g_steal_pointer (&path);
}

/* -- Loading -- */

LimJsonDoc *
lim_store_load_document (const LimProject *project, const char *relative, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, relative, error);
  gsize length = 0;
  char *text = path != NULL ? lim_file_read (path, 0, &length, error) : NULL;

  return text != NULL ? lim_json_parse_take (relative, text, length, error) : NULL;
}

/* -- Saving -- */

gboolean
lim_store_check_content (const char *relative, const char *text, gsize length, GBytes *expected, GError **error)
{
  if (text == NULL && expected != NULL)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "%s: was removed by somebody else since it was read, so it was not written again", relative);
  if (text == NULL)
    return TRUE;
  if (expected == NULL)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s: exists already, so it was not made anew", relative);

  gsize expected_length = 0;
  const void *expected_data = g_bytes_get_data (expected, &expected_length);
  if (length != expected_length || memcmp (text, expected_data, length) != 0)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "%s: was changed by somebody else since it was read, and that change was kept. Look at it, then "
                     "run this again",
                     relative);
  return TRUE;
}

static gboolean
check_unchanged (const char *path, const char *relative, GBytes *expected, GError **error)
{
  g_autoptr (GError) read_error = NULL;
  gsize length = 0;
  g_autofree char *text = lim_file_read (path, 0, &length, &read_error);

  if (text == NULL && !g_error_matches (read_error, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&read_error));
      return FALSE;
    }
  return lim_store_check_content (relative, text, length, expected, error);
}

gboolean
lim_store_save_document_locked (const LimProject *project, G_GNUC_UNUSED const LimLock *lock, const char *relative,
                                GBytes *bytes, GBytes *expected, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, relative, error);
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);

  if (path == NULL || !check_unchanged (path, relative, expected, error)
      || !lim_store_check_document_lineage (project, relative, bytes, expected, error))
    return FALSE;
  return expected != NULL ? lim_file_write (path, data, length, error) : lim_file_create (path, data, length, error);
}

gboolean
lim_store_save_document (const LimProject *project, const char *relative, GBytes *bytes, GBytes *expected,
                         GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);

  return lock != NULL && lim_store_save_document_locked (project, lock, relative, bytes, expected, error);
}

/* -- Listing -- */

GPtrArray *
lim_store_list_names (const LimProject *project, const char *folder, const char *suffix, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = lim_project_path (project, folder);
  gsize suffix_length = strlen (suffix);
  DIR *dir = opendir (path);
  struct dirent *entry;

  if (dir == NULL && errno == ENOENT)
    return g_steal_pointer (&names);
  if (dir == NULL)
    {
      lim_fail_errno (error, errno, path, "list the folder");
      return NULL;
    }
  while (errno = 0, (entry = readdir (dir)) != NULL)
    {
      gsize length = strlen (entry->d_name);

      if (entry->d_name[0] != '.' && entry->d_type != DT_DIR && length > suffix_length
          && memcmp (entry->d_name + length - suffix_length, suffix, suffix_length) == 0)
        g_ptr_array_add (names, g_strndup (entry->d_name, length - suffix_length));
    }
  int saved_errno = errno;
  closedir (dir);
  if (saved_errno != 0)
    {
      lim_fail_errno (error, saved_errno, path, "list the folder");
      return NULL;
    }
  g_ptr_array_sort (names, lim_text_compare);
  return g_steal_pointer (&names);
}
