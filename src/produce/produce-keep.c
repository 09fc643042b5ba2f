#include "produce-keep.h"

#include "base-file.h"
#include "base-hash.h"
#include "store-record.h"

#include <string.h>

#define WORKFLOW_VERSION "1.0.0"

static const char *
quality_of (const LimImageProvider *provider)
{
  return provider->flags & LIM_PROVIDER_PLACEHOLDER ? "placeholder" : NULL;
}

char *
lim_produce_write_record (const LimProduceRun *run, const LimProduceJob *job, const LimRenderReply *reply,
                          char **asset_path)
{
  g_autofree char *now = lim_clock_now_iso (run->context->clock);
  g_autoptr (LimJsonDoc) blocks =
      job->blocks != NULL ? lim_json_parse ("blocks", job->blocks, -1, NULL) : NULL; /* our own text */
  const LimRenderFacts facts = {
    .folder = job->folder,
    .workflow_id = job->workflow_id,
    .workflow_version = WORKFLOW_VERSION,
    .provider = run->provider->name,
    .quality = quality_of (run->provider),
    .created_at = now,
    .format = lim_image_format_name (reply->info.format),
    .width = reply->info.width,
    .height = reply->info.height,
    .bytes = reply->info.bytes,
    .generation_time_ms = reply->elapsed_ms,
    .batch_index = job->batch_index,
    .device = reply->device,
    .schema_version = job->schema_version,
    .blocks = blocks != NULL ? lim_json_root (blocks) : NULL,
  };
  g_autoptr (LimRecord) record = lim_record_new_generated (job->id, job->recipe, &facts);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (record->doc);

  *asset_path = g_strdup (record->asset_path);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Whether the file @path holds just @image. */
static gboolean
holds (const char *path, GBytes *image)
{
  gsize length;
  const void *data = g_bytes_get_data (image, &length);
  g_autofree char *wanted = lim_sha256_hex (data, (gssize) length);
  g_autofree char *found = lim_sha256_file_hex (path, NULL);

  return g_strcmp0 (wanted, found) == 0;
}

gboolean
lim_produce_store_image (const LimProject *project, const char *asset_path, GBytes *image, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, asset_path, error);
  g_autoptr (GError) cause = NULL;
  gsize length;
  const void *data = g_bytes_get_data (image, &length);

  if (path == NULL)
    return FALSE;
  if (lim_file_create (path, data, length, &cause))
    return TRUE;
  if (g_error_matches (cause, LIM_ERROR, LIM_ERROR_CONFLICT) && holds (path, image))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
lim_produce_create_record (const LimProject *project, const char *id, const char *text, GError **error)
{
  g_autofree char *relative = g_strdup_printf ("records/%s.json", id);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return lim_store_save_document (project, relative, bytes, NULL, error);
}

static void
set_restored (const LimProduceRun *run, const LimRenderReply *reply, LimRecord *record)
{
  g_autofree char *now = lim_clock_now_iso (run->context->clock);
  LimJson *block = lim_json_new_object (record->doc);

  lim_json_set_string (block, "provider", run->provider->name);
  lim_json_set_string (block, "restored_at", now);
  if (quality_of (run->provider) != NULL)
    lim_json_set_string (block, "quality", quality_of (run->provider));
  lim_json_set_string (block, "format", lim_image_format_name (reply->info.format));
  lim_json_set_int (block, "width", reply->info.width);
  lim_json_set_int (block, "height", reply->info.height);
  lim_json_set_int (block, "bytes", (gint64) reply->info.bytes);
  lim_json_set (record->root, "restored", block);
}

static gboolean
check_format (const LimProduceJob *job, const LimRenderReply *reply, GError **error)
{
  const char *extension = lim_image_format_extension (reply->info.format);
  const char *dot = strrchr (job->asset_path, '.');

  if (dot != NULL
      && (g_ascii_strcasecmp (dot + 1, extension) == 0
          || (reply->info.format == LIM_IMAGE_JPEG && g_ascii_strcasecmp (dot + 1, "jpeg") == 0)))
    return TRUE;
  return lim_fail (error, LIM_ERROR_CONFLICT, "the record wants %s, the provider made a file of type %s",
                   job->asset_path, extension);
}

/* Judging the record meanwhile is no reason to lose the picture: it is read again, once. */
gboolean
lim_produce_note_restored (const LimProduceRun *run, const LimProduceJob *job, const LimRenderReply *reply,
                           GError **error)
{
  if (!check_format (job, reply, error))
    return FALSE;
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (LimRecord) record = lim_store_load_record (run->project, job->id, error);
      g_autoptr (GError) cause = NULL;

      if (record == NULL)
        return FALSE;
      set_restored (run, reply, record);
      if (lim_store_save_record (run->project, record, &cause))
        return TRUE;
      if (attempt == 1 || !g_error_matches (cause, LIM_ERROR, LIM_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
    }
}
