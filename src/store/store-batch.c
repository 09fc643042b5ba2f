/* Batches of records (store-record.h). */
#include "store-record.h"

#include "base-file.h"
#include "store-pending.h"

struct _LimRecordBatch
{
  const LimProject *project;
  LimLock *lock;
  LimFileBatch *files;
};

LimRecordBatch *
lim_record_batch_new (const LimProject *project, GError **error)
{
  g_autofree char *folder = lim_store_resolve (project, "records", error);
  g_autoptr (LimRecordBatch) batch = NULL;

  if (folder == NULL)
    return NULL;
  batch = g_new0 (LimRecordBatch, 1);
  batch->project = project;
  batch->lock = lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);
  if (batch->lock == NULL || !lim_file_make_folder (folder, error) || !lim_pending_add_batch (project, error))
    return NULL;
  batch->files = lim_file_batch_new (folder);
  return g_steal_pointer (&batch);
}

gboolean
lim_record_batch_save (LimRecordBatch *batch, const LimRecord *record, GError **error)
{
  g_autofree char *name = g_strconcat (record->id, ".json", NULL);
  g_autofree char *relative = g_build_filename ("records", name, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (!lim_record_check_id (record->id, error)
      || !lim_store_check_unchanged (batch->project, relative, record->content, error))
    return FALSE;
  bytes = lim_json_doc_to_bytes (record->doc);
  return lim_file_batch_stage (batch->files, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

guint
lim_record_batch_size (LimRecordBatch *batch)
{
  return lim_file_batch_size (batch->files);
}

gboolean
lim_record_batch_commit (LimRecordBatch *batch, GError **error)
{
  return lim_file_batch_commit (batch->files, error);
}

void
lim_record_batch_free (LimRecordBatch *batch)
{
  if (batch == NULL)
    return;
  g_clear_pointer (&batch->files, lim_file_batch_free);
  if (batch->lock != NULL)
    lim_pending_remove_batch (batch->project);
  g_clear_pointer (&batch->lock, lim_lock_release);
  g_free (batch);
}
