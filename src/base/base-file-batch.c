#include "base-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *temporary; /* NULL once it has its name */
  char *target;
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

  g_return_val_if_fail (*name != '\0' && strchr (name, '/') == NULL, FALSE); /* only @folder is synced */
  if (!lim_file_write_temporary (target, data, length, FALSE, &temporary, error))
    return FALSE;

  StagedFile *file = g_new0 (StagedFile, 1);
  file->temporary = g_steal_pointer (&temporary);
  file->target = g_steal_pointer (&target);
  g_mutex_lock (&batch->lock);
  g_ptr_array_add (batch->staged, file);
  g_mutex_unlock (&batch->lock);
  return TRUE;
}

/* One sync of the file system costs little more than one fsync, and covers every staged file. */
static gboolean
sync_file_system (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && syncfs (fd) == 0;
  int saved_errno = errno;

  if (fd >= 0)
    close (fd);
  return ok || lim_fail_errno (error, saved_errno, folder, "sync the folder");
}

gboolean
lim_file_batch_commit (LimFileBatch *batch, GError **error)
{
  if (batch->staged->len == 0)
    return TRUE;
  if (!sync_file_system (batch->folder, error))
    return FALSE;

  for (guint i = 0; i < batch->staged->len; i++)
    {
      StagedFile *file = batch->staged->pdata[i];

      if (file->temporary == NULL)
        continue;
      if (rename (file->temporary, file->target) < 0)
        return lim_fail_errno (error, errno, file->target, "write it");
      g_clear_pointer (&file->temporary, g_free);
    }
  g_ptr_array_set_size (batch->staged, 0);
  return lim_file_sync_folder (batch->folder, error);
}
