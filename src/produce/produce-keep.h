/* produce-keep.h: a picture and its record to the disk, without ever replacing either. */
#pragma once

#include "produce-private.h"

/* The text of the new record of @job for the picture in @reply, and where it wants the picture. Transfer full, both. */
char *lim_produce_write_record (const LimProduceRun *run, const LimProduceJob *job, const LimRenderReply *reply,
                                char **asset_path);

/* Writes @image at @asset_path, whole and durably. LIM_ERROR_CONFLICT when another file is there; the same bytes are
 * fine. */
gboolean lim_produce_store_image (const LimProject *project, const char *asset_path, GBytes *image, GError **error);

/* Writes @text as the record @id, durably. LIM_ERROR_CONFLICT when there is one. */
gboolean lim_produce_create_record (const LimProject *project, const char *id, const char *text, GError **error);

/* Writes the block `restored` into the record of @job: provider, restored_at, quality, bytes, width, height. What the
 * record says of the first picture stays. LIM_ERROR_CONFLICT when the new picture has another format than the old. */
gboolean lim_produce_note_restored (const LimProduceRun *run, const LimProduceJob *job, const LimRenderReply *reply,
                                    GError **error);
