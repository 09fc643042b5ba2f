#include "base-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* What copy_file_range says where it cannot do it at all, so that reading and writing may. */
static gboolean
means_unsupported (int code)
{
  return code == EXDEV || code == ENOSYS || code == EINVAL || code == EOPNOTSUPP || code == EPERM;
}

static gboolean
copy_by_reading (int from, int to)
{
  g_autofree char *buffer = g_malloc (1 << 17);

  for (;;)
    {
      ssize_t got = read (from, buffer, 1 << 17);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return got == 0;
      if (!lim_file_write_all (to, buffer, (gsize) got))
        return FALSE;
    }
}

/* Shares the blocks where the file system can, else copies in the kernel, else by hand. FALSE with errno. */
gboolean
lim_file_copy_data (int from, int to)
{
  if (ioctl (to, FICLONE, from) == 0)
    return TRUE;
  for (;;)
    {
      ssize_t moved = copy_file_range (from, NULL, to, NULL, (size_t) 1 << 30, 0);

      if (moved == 0)
        return TRUE;
      if (moved < 0 && errno != EINTR)
        break;
    }
  /* Both descriptors stand where copy_file_range left off, usually at the start. */
  return means_unsupported (errno) && copy_by_reading (from, to);
}

/* Copies @from, open as @in, to a temporary file beside @to, synced. */
static gboolean
copy_to_temporary (int in, const char *to, char **temporary, GError **error)
{
  g_autofree char *path = NULL;
  int out = lim_file_open_temporary (to, &path, error);

  if (out < 0)
    return FALSE;

  gboolean ok = lim_file_copy_data (in, out) && fsync (out) == 0;
  int saved_errno = errno;
  close (out); /* synced above: nothing is left to go wrong */
  if (!ok)
    {
      unlink (path);
      return lim_fail_errno (error, saved_errno, to, "copy to it");
    }
  *temporary = g_steal_pointer (&path);
  return TRUE;
}

static gboolean
copy_if_absent (const char *from, const char *to, GError **error)
{
  g_autofree char *temporary = NULL;
  guint64 size;
  int in = lim_file_open (from, &size, error);

  if (in < 0)
    return FALSE;
  gboolean ok = copy_to_temporary (in, to, &temporary, error);
  close (in);
  return ok && lim_file_put_in_place (temporary, to, LIM_FILE_IF_ABSENT, error);
}

/* Within one file system, never over an existing file. FALSE with errno. */
static gboolean
rename_no_replace (const char *from, const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  return (errno == EINVAL || errno == ENOSYS) && link (from, to) == 0 && unlink (from) == 0;
}

gboolean
lim_file_put_copy (int from, const char *to, GError **error)
{
  g_autofree char *temporary = NULL;
  int out = lim_file_open_temporary (to, &temporary, error);

  if (out < 0)
    return FALSE;
  gboolean ok = lim_file_copy_data (from, out);
  int saved_errno = errno;
  if (close (out) < 0 && ok)
    {
      ok = FALSE;
      saved_errno = errno;
    }
  if (ok && rename_no_replace (temporary, to))
    return TRUE;
  if (ok)
    saved_errno = errno;
  unlink (temporary);
  return saved_errno == EEXIST ? lim_fail (error, LIM_ERROR_CONFLICT, "%s: exists already, so it was not written", to)
                               : lim_fail_errno (error, saved_errno, to, "copy to it");
}

gboolean
lim_file_move (const char *from, const char *to, GError **error)
{
  g_autofree char *from_folder = g_path_get_dirname (from);
  g_autofree char *to_folder = g_path_get_dirname (to);

  if (!lim_file_make_folder (to_folder, error))
    return FALSE;
  if (rename_no_replace (from, to))
    return lim_file_sync_folder (to_folder, error) && lim_file_sync_folder (from_folder, error);
  if (errno == EEXIST)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s: exists already, so %s was not moved there", to, from);
  if (errno != EXDEV && errno != EPERM && errno != EOPNOTSUPP)
    return lim_fail_errno (error, errno, from, "move it");

  if (!copy_if_absent (from, to, error))
    return FALSE;
  if (unlink (from) < 0)
    return lim_fail_errno (error, errno, from, "remove it after copying");
  return lim_file_sync_folder (from_folder, error);
}
