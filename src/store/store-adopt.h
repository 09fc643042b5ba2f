/* store-adopt.h: files from elsewhere that become images of the project. */
#pragma once

#include "store-document.h"

/* Puts what the descriptor @from holds, from its start, at @asset_path (relative), where nothing may be yet
 * (LIM_ERROR_CONFLICT). With @by_link as a hard link where the file systems allow it, and *@linked (may be NULL) tells; else
 * as a copy, which shares blocks where that is possible. Nothing is durable before lim_store_sync_images(), and the record
 * comes after that: a crash leaves an image without a record, never the other way round. */
gboolean lim_store_adopt_image (const LimProject *project, int from, const char *asset_path, gboolean by_link,
                                gboolean *linked, GError **error);

/* Makes what was adopted durable, all of it with one sync. */
gboolean lim_store_sync_images (const LimProject *project, GError **error);
