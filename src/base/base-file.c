#include "base-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MAX_SIZE ((gsize) 64 << 20)
#define TEMPORARY_PREFIX ".limner-tmp-" /* then the process id, a dash and a number */

/* -- Reading -- */

int
lim_file_open (const char *path, guint64 *size, GError **error)
{
  struct stat info;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us before it is refused */

  if (fd < 0 || fstat (fd, &info) < 0)
    lim_fail_errno (error, errno, path, "read it");
  else if (!S_ISREG (info.st_mode))
    lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: expected a file, found a %s", path,
              S_ISDIR (info.st_mode) ? "folder" : "device or pipe");
  else
    {
      *size = (guint64) info.st_size;
      return fd;
    }
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
read_all (int fd, char *buffer, gsize size, gsize *length)
{
  *length = 0;
  while (*length < size)
    {
      ssize_t got = read (fd, buffer + *length, size - *length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return FALSE;
      if (got == 0)
        break;
      *length += (gsize) got;
    }
  return TRUE;
}

static char *
read_open (int fd, const char *path, gsize size, gsize *length, GError **error)
{
  g_autofree char *buffer = g_try_malloc (size + 1);
  gsize got;

  if (buffer == NULL)
    return lim_fail_null (error, LIM_ERROR_IO, "%s: not enough memory to read its %" G_GSIZE_FORMAT " bytes", path,
                          size);
  if (!read_all (fd, buffer, size, &got))
    {
      lim_fail_errno (error, errno, path, "read it");
      return NULL;
    }
  buffer[got] = '\0';
  *length = got;
  return g_steal_pointer (&buffer);
}

char *
lim_file_read (const char *path, gsize max_size, gsize *length, GError **error)
{
  gsize limit = max_size != 0 ? max_size : DEFAULT_MAX_SIZE;
  guint64 size;
  int fd = lim_file_open (path, &size, error);
  char *buffer = NULL;

  if (fd < 0)
    return NULL;
  if (size > limit)
    lim_fail (error, LIM_ERROR_BAD_INPUT,
              "%s: %" G_GUINT64_FORMAT " bytes is more than the %" G_GSIZE_FORMAT " allowed", path, size, limit);
  else
    buffer = read_open (fd, path, (gsize) size, length, error);
  close (fd);
  return buffer;
}

/* -- Folders -- */

gboolean
lim_file_sync_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  /* Some file systems cannot sync a folder and say EINVAL; the rename is then as durable as they make it. */
  if (!ok && !(fd >= 0 && errno == EINVAL))
    lim_fail_errno (error, errno, folder, "sync the folder");
  else
    ok = TRUE;
  if (fd >= 0)
    close (fd);
  return ok;
}

gboolean
lim_file_make_folder (const char *path, GError **error)
{
  struct stat info;
  g_autofree char *parent = g_path_get_dirname (path);

  if (stat (path, &info) == 0)
    return S_ISDIR (info.st_mode) || lim_fail_errno (error, ENOTDIR, path, "make the folder");
  if (strcmp (parent, path) != 0 && !lim_file_make_folder (parent, error))
    return FALSE;
  if (mkdir (path, 0777) < 0 && errno != EEXIST)
    return lim_fail_errno (error, errno, path, "make the folder");
  return lim_file_sync_folder (parent, error); /* else a crash could lose the folder and all in it */
}

static void
remove_entry (int parent, const char *name)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    {
      unlinkat (parent, name, 0);
      return;
    }
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *entry; dir != NULL && (entry = g_dir_read_name (dir)) != NULL;)
    remove_entry (fd, entry);
  close (fd);
  unlinkat (parent, name, AT_REMOVEDIR);
}

void
lim_file_remove_tree (const char *path)
{
  remove_entry (AT_FDCWD, path);
}

/* -- Temporary files -- */

gboolean
lim_file_is_temporary_name (const char *name)
{
  return g_str_has_prefix (name, TEMPORARY_PREFIX);
}

/* A clash with a leftover just takes the next number. -1 with errno. */
static int
create_temporary (const char *folder, char **temporary)
{
  static guint64 counter; /* atomic; only has to differ within this process */

  for (int attempt = 0; attempt < 100; attempt++)
    {
      guint64 number = __atomic_add_fetch (&counter, 1, __ATOMIC_RELAXED);
      g_autofree char *candidate =
          g_strdup_printf ("%s/" TEMPORARY_PREFIX "%d-%" G_GUINT64_FORMAT, folder, (int) getpid (), number);
      int fd = open (candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);

      if (fd >= 0)
        {
          *temporary = g_steal_pointer (&candidate);
          return fd;
        }
      if (errno != EEXIST)
        return -1;
    }
  return -1;
}

int
lim_file_open_temporary (const char *target, char **temporary, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);
  struct stat info;
  int fd = create_temporary (folder, temporary);

  if (fd < 0 && errno == ENOENT)
    {
      if (!lim_file_make_folder (folder, error))
        return -1;
      fd = create_temporary (folder, temporary);
    }
  if (fd < 0)
    {
      lim_fail_errno (error, errno, target, "write it");
      return -1;
    }
  /* A group's write permission must survive an edit; where it cannot, the write matters more. */
  if (lstat (target, &info) == 0 && S_ISREG (info.st_mode) && fchmod (fd, info.st_mode & 0777) < 0)
    g_debug ("%s: permissions were not kept: %s", target, g_strerror (errno));
  return fd;
}

gboolean
lim_file_write_all (int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      ssize_t put = write (fd, data, length);

      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return FALSE;
      data += put;
      length -= (gsize) put;
    }
  return TRUE;
}

/* Writes @data to a temporary file, synced. The caller renames or unlinks it. */
static gboolean
write_temporary (const char *target, const void *data, gsize length, char **temporary, GError **error)
{
  g_autofree char *path = NULL;
  int fd = lim_file_open_temporary (target, &path, error);

  if (fd < 0)
    return FALSE;

  gboolean ok = lim_file_write_all (fd, data, length) && fsync (fd) == 0;
  int saved_errno = errno;
  if (close (fd) < 0 && ok)
    {
      ok = FALSE;
      saved_errno = errno;
    }
  if (!ok)
    {
      unlink (path);
      return lim_fail_errno (error, saved_errno, target, "write it");
    }
  *temporary = g_steal_pointer (&path);
  return TRUE;
}

/* Renames unless @target exists. Where the file system has no such rename, a second name does the same. */
static gboolean
rename_if_absent (const char *temporary, const char *target)
{
  if (renameat2 (AT_FDCWD, temporary, AT_FDCWD, target, RENAME_NOREPLACE) == 0)
    return TRUE;
  if ((errno != EINVAL && errno != ENOSYS) || link (temporary, target) < 0)
    return FALSE;
  unlink (temporary);
  return TRUE;
}

gboolean
lim_file_put_in_place (const char *temporary, const char *target, LimFilePut put, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);
  gboolean ok = put == LIM_FILE_REPLACE ? rename (temporary, target) == 0 : rename_if_absent (temporary, target);

  if (ok)
    return lim_file_sync_folder (folder, error);

  int saved_errno = errno;
  unlink (temporary);
  if (saved_errno == EEXIST && put == LIM_FILE_IF_ABSENT)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s: exists already", target);
  return lim_fail_errno (error, saved_errno, target, "write it");
}

gboolean
lim_file_is_leftover (const char *path, guint min_age_s)
{
  g_autofree char *name = g_path_get_basename (path);
  struct stat info;
  char *end;

  if (!lim_file_is_temporary_name (name))
    return FALSE;
  gint64 process = g_ascii_strtoll (name + strlen (TEMPORARY_PREFIX), &end, 10);
  if (*end != '-' || process <= 0 || process > G_MAXINT || lstat (path, &info) < 0 || !S_ISREG (info.st_mode))
    return FALSE;
  return kill ((pid_t) process, 0) < 0 && errno == ESRCH
         && g_get_real_time () / G_USEC_PER_SEC - info.st_mtime >= min_age_s;
}

/* -- Writing -- */

static gboolean
write_file (const char *path, const void *data, gsize length, LimFilePut put, GError **error)
{
  g_autofree char *temporary = NULL;

  return write_temporary (path, data, length, &temporary, error)
         && lim_file_put_in_place (temporary, path, put, error);
}

gboolean
lim_file_write (const char *path, const void *data, gsize length, GError **error)
{
  return write_file (path, data, length, LIM_FILE_REPLACE, error);
}

gboolean
lim_file_write_bytes (const char *path, GBytes *bytes, GError **error)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  return lim_file_write (path, data, length, error);
}

gboolean
lim_file_create (const char *path, const void *data, gsize length, GError **error)
{
  return write_file (path, data, length, LIM_FILE_IF_ABSENT, error);
}
