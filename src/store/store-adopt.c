#include "store-adopt.h"

#include "base-file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* A second name for the very file that is open, whatever its first name leads to by now. FALSE with errno. */
static gboolean
put_link (int from, const char *to)
{
  g_autofree char *name = g_strdup_printf ("/proc/self/fd/%d", from);

  return linkat (AT_FDCWD, name, AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0;
}

gboolean
lim_store_adopt_image (const LimProject *project, int from, const char *asset_path, gboolean by_link,
                       gboolean *linked, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, asset_path, error);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  gboolean is_linked;

  if (path == NULL || !lim_file_make_folder (folder, error))
    return FALSE;
  is_linked = by_link && put_link (from, path);
  if (by_link && !is_linked && errno == EEXIST)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s: exists already, so it was not written", asset_path);
  if (!is_linked && lseek (from, 0, SEEK_SET) < 0)
    return lim_fail_errno (error, errno, asset_path, "copy to it");
  if (!is_linked && !lim_file_put_copy (from, path, error))
    return FALSE;
  if (linked != NULL)
    *linked = is_linked;
  return TRUE;
}

gboolean
lim_store_sync_images (const LimProject *project, GError **error)
{
  g_autofree char *path = lim_project_path (project, "outputs");
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && syncfs (fd) == 0;
  int saved_errno = errno;

  if (fd >= 0)
    close (fd);
  return ok || (fd < 0 && saved_errno == ENOENT) || lim_fail_errno (error, saved_errno, path, "make it durable");
}
