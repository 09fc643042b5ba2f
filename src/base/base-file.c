#include "base-file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MAX_SIZE ((gsize) 64 << 20)
#define TEMPORARY_PREFIX ".limner-tmp-"

gboolean
lim_file_is_temporary_name (const char *name)
{
  return g_str_has_prefix (name, TEMPORARY_PREFIX);
}

/* -- Reading -- */

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

char *
lim_file_read (const char *path, gsize max_size, gsize *length, GError **error)
{
  struct stat info;
  gsize limit = max_size != 0 ? max_size : DEFAULT_MAX_SIZE;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us before it is refused */

  if (fd < 0 || fstat (fd, &info) < 0)
    {
      lim_fail_errno (error, errno, path, "read it");
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  char *buffer = NULL;
  if (!S_ISREG (info.st_mode))
    lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: expected a file, found a %s", path,
              S_ISDIR (info.st_mode) ? "folder" : "device or pipe");
  else if ((guint64) info.st_size > limit)
    lim_fail (error, LIM_ERROR_BAD_INPUT,
              "%s: %" G_GUINT64_FORMAT " bytes is more than the %" G_GSIZE_FORMAT " allowed", path,
              (guint64) info.st_size, limit);
  else
    {
      buffer = g_try_malloc ((gsize) info.st_size + 1);
      if (buffer == NULL)
        lim_fail (error, LIM_ERROR_IO, "%s: not enough memory to read it", path);
      else if (!read_all (fd, buffer, (gsize) info.st_size, length))
        {
          lim_fail_errno (error, errno, path, "read it");
          g_clear_pointer (&buffer, g_free);
        }
      else
        buffer[*length] = '\0';
    }
  close (fd);
  return buffer;
}

/* -- Writing -- */

gboolean
lim_file_make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) < 0)
    return lim_fail_errno (error, errno, path, "make the folder");
  return TRUE;
}

static gboolean
write_all (int fd, const char *data, gsize length)
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

static gboolean
sync_folder (const char *folder, GError **error)
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

/* Temporary files are made with a name nobody else uses; a clash with a leftover just takes the next number. */
static int
open_temporary (const char *folder, mode_t mode, char **path)
{
  static guint64 counter; /* atomic; only has to differ within this process */

  for (int attempt = 0; attempt < 100; attempt++)
    {
      guint64 number = __atomic_add_fetch (&counter, 1, __ATOMIC_RELAXED);
      g_autofree char *candidate =
          g_strdup_printf ("%s/" TEMPORARY_PREFIX "%d-%" G_GUINT64_FORMAT, folder, (int) getpid (), number);
      int fd = open (candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

      if (fd >= 0)
        {
          *path = g_steal_pointer (&candidate);
          return fd;
        }
      if (errno != EEXIST)
        return -1;
    }
  return -1;
}

static mode_t
mode_of (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 ? info.st_mode & 07777 : 0666;
}

/* Writes @data to a fresh temporary file in @folder and closes it. The caller renames or unlinks *@temporary. */
static gboolean
write_temporary (const char *folder, const char *target, const void *data, gsize length, gboolean sync,
                 char **temporary, GError **error)
{
  g_autofree char *path = NULL;
  int fd = open_temporary (folder, mode_of (target), &path);

  if (fd < 0)
    return lim_fail_errno (error, errno, target, "write it");

  gboolean ok = write_all (fd, data, length) && (!sync || fsync (fd) == 0);
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

typedef enum
{
  PUT_REPLACE,
  PUT_IF_ABSENT,
} PutMode;

/* Gives a finished temporary file its name. On failure it is gone. */
static gboolean
put_in_place (const char *temporary, const char *target, PutMode mode, GError **error)
{
  if (mode == PUT_REPLACE)
    {
      if (rename (temporary, target) == 0)
        return TRUE;
    }
  else if (link (temporary, target) == 0)
    {
      unlink (temporary);
      return TRUE;
    }

  int saved_errno = errno;
  unlink (temporary);
  if (saved_errno == EEXIST)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s: exists already", target);
  return lim_fail_errno (error, saved_errno, target, "write it");
}

static gboolean
put (const char *path, const void *data, gsize length, PutMode mode, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = NULL;

  if (!lim_file_make_folder (folder, error) || !write_temporary (folder, path, data, length, TRUE, &temporary, error)
      || !put_in_place (temporary, path, mode, error))
    return FALSE;
  return sync_folder (folder, error);
}

gboolean
lim_file_write (const char *path, const void *data, gsize length, GError **error)
{
  return put (path, data, length, PUT_REPLACE, error);
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
  return put (path, data, length, PUT_IF_ABSENT, error);
}

/* -- Copying and moving -- */

static gboolean
copy_contents (int from, int to)
{
  char buffer[1 << 16];

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
  if (errno != EXDEV && errno != ENOSYS && errno != EINVAL && errno != EOPNOTSUPP)
    return FALSE;

  /* Both descriptors stand where copy_file_range left off, usually at the start. */
  for (;;)
    {
      ssize_t got = read (from, buffer, sizeof buffer);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return got == 0;
      if (!write_all (to, buffer, (gsize) got))
        return FALSE;
    }
}

static gboolean
copy_to (const char *from, const char *to, PutMode mode, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  g_autofree char *temporary = NULL;

  if (!lim_file_make_folder (folder, error))
    return FALSE;
  int in = open (from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (in < 0)
    return lim_fail_errno (error, errno, from, "read it");
  int out = open_temporary (folder, mode_of (from), &temporary);
  if (out < 0)
    {
      close (in);
      return lim_fail_errno (error, errno, to, "write it");
    }

  gboolean ok = copy_contents (in, out) && fsync (out) == 0;
  int saved_errno = errno;
  close (in);
  close (out);
  if (!ok)
    {
      unlink (temporary);
      return lim_fail_errno (error, saved_errno, to, "write it");
    }
  return put_in_place (temporary, to, mode, error) && sync_folder (folder, error);
}

gboolean
lim_file_copy (const char *from, const char *to, GError **error)
{
  return copy_to (from, to, PUT_REPLACE, error);
}

gboolean
lim_file_move (const char *from, const char *to, GError **error)
{
  g_autofree char *from_folder = g_path_get_dirname (from);
  g_autofree char *to_folder = g_path_get_dirname (to);

  if (!lim_file_make_folder (to_folder, error))
    return FALSE;
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return sync_folder (to_folder, error) && sync_folder (from_folder, error);
  if (errno == EEXIST)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s: exists already, so %s was not moved there", to, from);
  if (errno != EXDEV && errno != EINVAL && errno != ENOSYS)
    return lim_fail_errno (error, errno, from, "move it");

  if (!copy_to (from, to, PUT_IF_ABSENT, error))
    return FALSE;
  if (unlink (from) < 0)
    return lim_fail_errno (error, errno, from, "remove it after copying");
  return sync_folder (from_folder, error);
}

/* -- Batches -- */

typedef struct
{
  char *temporary, *target;
} StagedFile;

struct _LimFileBatch
{
  char *folder;
  GMutex lock;
  GPtrArray *staged; /* (element-type StagedFile) */
};

static void
staged_file_free (gpointer data)
{
  StagedFile *file = data;

  if (file->temporary != NULL)
    unlink (file->temporary);
  g_free (file->temporary);
  g_free (file->target);
  g_free (file);
}

LimFileBatch *
lim_file_batch_new (const char *folder)
{
  LimFileBatch *batch = g_new0 (LimFileBatch, 1);

  batch->folder = g_strdup (folder);
  batch->staged = g_ptr_array_new_with_free_func (staged_file_free);
  g_mutex_init (&batch->lock);
  return batch;
}

void
lim_file_batch_free (LimFileBatch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->staged);
  g_mutex_clear (&batch->lock);
  g_free (batch->folder);
  g_free (batch);
}

guint
lim_file_batch_size (LimFileBatch *batch)
{
  g_mutex_lock (&batch->lock);
  guint size = batch->staged->len;
  g_mutex_unlock (&batch->lock);
  return size;
}

gboolean
lim_file_batch_stage (LimFileBatch *batch, const char *name, const void *data, gsize length, GError **error)
{
  g_autofree char *target = g_build_filename (batch->folder, name, NULL);
  g_autofree char *temporary = NULL;

  if (!write_temporary (batch->folder, target, data, length, FALSE, &temporary, error))
    return FALSE;

  StagedFile *file = g_new0 (StagedFile, 1);
  file->temporary = g_steal_pointer (&temporary);
  file->target = g_steal_pointer (&target);
  g_mutex_lock (&batch->lock);
  g_ptr_array_add (batch->staged, file);
  g_mutex_unlock (&batch->lock);
  return TRUE;
}

gboolean
lim_file_batch_commit (LimFileBatch *batch, GError **error)
{
  if (batch->staged->len == 0)
    return TRUE;

  /* One sync of the file system costs what one fsync costs, and covers every staged file. */
  int fd = open (batch->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && syncfs (fd) == 0;
  int saved_errno = errno;
  if (fd >= 0)
    close (fd);
  if (!ok)
    return lim_fail_errno (error, saved_errno, batch->folder, "sync the folder");

  for (guint i = 0; i < batch->staged->len; i++)
    {
      StagedFile *file = batch->staged->pdata[i];

      if (rename (file->temporary, file->target) < 0)
        return lim_fail_errno (error, errno, file->target, "write it");
      g_clear_pointer (&file->temporary, g_free);
    }
  g_ptr_array_set_size (batch->staged, 0);
  return sync_folder (batch->folder, error);
}
