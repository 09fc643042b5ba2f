#include "style-ingest-private.h"

#include "base-pool.h"
#include "store-adopt.h"
#include "store-record.h"

#include <errno.h>
#include <unistd.h>

static gboolean
wants_place (const LimIncoming *one)
{
  return one->problem == NULL && (one->item->fate == LIM_INGEST_NEW || one->item->fate == LIM_INGEST_BACK)
         && !one->in_place;
}

/* The file is still the one that was looked at. */
static gboolean
check_unchanged (const LimIncoming *one, GError **error)
{
  struct stat now;

  if (fstat (one->fd, &now) == 0 && now.st_size == one->seen.st_size && now.st_mtim.tv_sec == one->seen.st_mtim.tv_sec
      && now.st_mtim.tv_nsec == one->seen.st_mtim.tv_nsec)
    return TRUE;
  return lim_fail (error, LIM_ERROR_CONFLICT, "%s: changed while it was ingested; ingest it again",
                   one->source->path);
}

static gboolean
place_one (gsize number, gpointer data, GError **error G_GNUC_UNUSED)
{
  LimIngest *self = data;
  LimIncoming *one = &g_array_index (self->chunk, LimIncoming, number);
  gboolean by_link = self->run->mode == LIM_INGEST_LINK, linked = FALSE;

  if (!wants_place (one))
    return TRUE;
  if (!lim_store_adopt_image (self->project, one->fd, one->item->asset_path, by_link, &linked, &one->problem))
    return TRUE;
  if (!check_unchanged (one, &one->problem))
    {
      g_autofree char *path = lim_project_path (self->project, one->item->asset_path);

      unlink (path);
    }
  one->item->copied = by_link && !linked;
  return TRUE;
}

static gboolean
save_records (LimIngest *self, GError **error)
{
  g_autoptr (LimRecordBatch) batch = lim_record_batch_new (self->project, error);

  for (guint i = 0; batch != NULL && i < self->chunk->len; i++)
    {
      LimIncoming *one = &g_array_index (self->chunk, LimIncoming, i);

      if (one->record != NULL && one->problem == NULL)
        lim_record_batch_save (batch, one->record, &one->problem);
    }
  return batch != NULL && lim_record_batch_commit (batch, error);
}

/* Only when the name still leads to the file whose bytes are in the project now. */
static void
remove_source (const LimIngest *self, LimIncoming *one)
{
  struct stat now;

  if (self->run->mode != LIM_INGEST_MOVE || one->problem != NULL || one->item->fate == LIM_INGEST_SAME
      || one->item->fate == LIM_INGEST_NEAR)
    return;
  if (lstat (one->source->path, &now) < 0 || now.st_ino != one->seen.st_ino || now.st_dev != one->seen.st_dev
      || !check_unchanged (one, NULL))
    lim_progress_note (self->context->progress, "%s: changed or is a link, so it was not removed", one->source->path);
  else if (unlink (one->source->path) < 0)
    lim_progress_note (self->context->progress, "%s: is in the project now, but could not be removed: %s",
                       one->source->path, g_strerror (errno));
}

gboolean
lim_ingest_bring_in (LimIngest *self, GError **error)
{
  if (!lim_pool_run (0, self->chunk->len, place_one, self, NULL, error)
      || !lim_store_sync_images (self->project, error) || !save_records (self, error))
    return FALSE;
  for (guint i = 0; i < self->chunk->len; i++)
    remove_source (self, &g_array_index (self->chunk, LimIncoming, i));
  return TRUE;
}
