/* Batches of records (store-record.h).
 *
 * A batch writes each new version into .limner/spare/, syncs the file system once, and exchanges the names of the two
 * files, which is atomic. The old version is thereby the spare that the next batch writes over. So a file is neither
 * made nor freed, which is what costs time where a file system allocates, frees and discards blocks: on ext4 this took a
 * tenth of writing to new files and renaming them over the old ones (docs/speed.md). The price is the disk space of the
 * records once more. */
#include "store-record.h"

#include "base-file.h"
#include "store-lineage.h"
#include "store-record-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _LimRecordBatch
{
  const LimProject *project;
  LimLock *lock;
  int records, spares; /* descriptors of the two folders */
  GMutex mutex;        /* over staged */
  GHashTable *staged;  /* file name -> whether it replaces one */
};

/* -- Beginning and ending -- */

static int
open_folder (const LimProject *project, const char *relative, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, relative, error);

  if (path == NULL || !lim_file_make_folder (path, error))
    return -1;
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    lim_fail_errno (error, errno, path, "open the folder");
  return fd;
}

LimRecordBatch *
lim_record_batch_new (const LimProject *project, GError **error)
{
  g_autoptr (LimRecordBatch) batch = g_new0 (LimRecordBatch, 1);

  batch->project = project;
  batch->records = batch->spares = -1;
  g_mutex_init (&batch->mutex);
  batch->staged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  batch->lock = lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);
  if (batch->lock == NULL || (batch->records = open_folder (project, "records", error)) < 0
      || (batch->spares = open_folder (project, ".limner/spare", error)) < 0)
    return NULL;
  return g_steal_pointer (&batch);
}

void
lim_record_batch_free (LimRecordBatch *batch)
{
  if (batch == NULL)
    return;
  if (batch->records >= 0)
    close (batch->records);
  if (batch->spares >= 0)
    close (batch->spares);
  g_clear_pointer (&batch->lock, lim_lock_release);
  g_hash_table_unref (batch->staged);
  g_mutex_clear (&batch->mutex);
  g_free (batch);
}

/* -- Staging -- */

static gboolean
check_unchanged (const LimRecordBatch *batch, const LimRecord *record, const char *relative, GError **error)
{
  g_autoptr (GError) read_error = NULL;
  gsize length = 0;
  g_autofree char *text = lim_record_file_read (batch->records, relative, &length, &read_error);

  if (text == NULL && !g_error_matches (read_error, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&read_error));
      return FALSE;
    }
  return lim_store_check_content (relative, text, length, record->content, error);
}

/* Opens the spare file @name for writing over it. One that is known by another name too (a backup made of hard links),
 * or by mischance is the record itself, is left to that and made anew. */
static int
open_spare (const LimRecordBatch *batch, const char *name, const struct stat *target)
{
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  struct stat info;
  int fd = openat (batch->spares, name, flags, 0666);

  if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_nlink == 1
      && !(info.st_ino == target->st_ino && info.st_dev == target->st_dev))
    return fd;
  if (fd >= 0)
    close (fd);
  if (unlinkat (batch->spares, name, 0) < 0)
    return -1;
  return openat (batch->spares, name, flags | O_EXCL, 0666);
}

static gboolean
write_over (int fd, const char *data, gsize length, mode_t mode)
{
  struct stat info;

  for (gsize at = 0; at < length;)
    {
      ssize_t put = pwrite (fd, data + at, length - at, (off_t) at);

      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return FALSE;
      at += (gsize) put;
    }
  if (fstat (fd, &info) < 0 || (info.st_size != (off_t) length && ftruncate (fd, (off_t) length) < 0))
    return FALSE;
  return mode == 0 || (info.st_mode & 07777) == mode || fchmod (fd, mode) == 0;
}

static gboolean
stage (LimRecordBatch *batch, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *relative = g_strconcat ("records/", name, NULL);
  struct stat target = { 0 };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gboolean replaces = fstatat (batch->records, name, &target, AT_SYMLINK_NOFOLLOW) == 0;
  int fd = open_spare (batch, name, &target);

  gboolean ok = fd >= 0 && write_over (fd, data, length, target.st_mode & 07777);
  int saved_errno = errno;
  if (fd >= 0 && close (fd) < 0 && ok)
    {
      ok = FALSE;
      saved_errno = errno;
    }
  if (!ok)
    return lim_fail_errno (error, saved_errno, relative, "write it");

  g_mutex_lock (&batch->mutex);
  g_hash_table_insert (batch->staged, g_strdup (name), GINT_TO_POINTER (replaces));
  g_mutex_unlock (&batch->mutex);
  return TRUE;
}

gboolean
lim_record_batch_save (LimRecordBatch *batch, const LimRecord *record, GError **error)
{
  g_autofree char *name = g_strconcat (record->id, ".json", NULL);
  g_autofree char *relative = g_strconcat ("records/", name, NULL);

  if (!lim_record_check_id (record->id, error) || !check_unchanged (batch, record, relative, error)
      || !lim_store_check_lineage (batch->project, record, record->content, error))
    return FALSE;
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (record->doc);
  return stage (batch, name, bytes, error);
}

/* -- Committing -- */

static gboolean
put_in_place (const LimRecordBatch *batch, const char *name, gboolean replaces)
{
  if (renameat2 (batch->spares, name, batch->records, name, replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  /* A file system without exchange: the old version goes, and with it the spare. */
  return renameat (batch->spares, name, batch->records, name) == 0;
}

gboolean
lim_record_batch_commit (LimRecordBatch *batch, GError **error)
{
  GHashTableIter iter;
  gpointer name, replaces;
  g_autoptr (GError) first_error = NULL;

  if (g_hash_table_size (batch->staged) == 0)
    return TRUE;
  if (syncfs (batch->records) < 0)
    return lim_fail_errno (error, errno, "records", "sync the folder");

  g_hash_table_iter_init (&iter, batch->staged);
  while (g_hash_table_iter_next (&iter, &name, &replaces))
    if (!put_in_place (batch, name, GPOINTER_TO_INT (replaces)) && first_error == NULL)
      {
        g_autofree char *relative = g_strconcat ("records/", name, NULL);

        if (errno == ENOENT || errno == EEXIST)
          lim_fail (&first_error, LIM_ERROR_CONFLICT, "%s: was %s by somebody else meanwhile, so it was not written",
                    relative, errno == ENOENT ? "removed" : "made");
        else
          lim_fail_errno (&first_error, errno, relative, "write it");
      }
  g_hash_table_remove_all (batch->staged);
  if (fsync (batch->records) < 0 && errno != EINVAL && first_error == NULL)
    lim_fail_errno (&first_error, errno, "records", "sync the folder");
  if (first_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first_error));
  return FALSE;
}
