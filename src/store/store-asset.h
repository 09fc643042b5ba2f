/* store-asset.h: the images of a project: where a record's image lies, and bringing it where the record says. */
#pragma once

#include "record.h"
#include "store-document.h"

/* Where the image of @record lies, relative to the project: at its asset_path, else under the same name in the folder of
 * a status or in backgrounds/, else as <id> with png, jpg, jpeg or webp in the folder of a status. NULL without @error
 * when it is nowhere, as for records kept without their images. LIM_ERROR_BAD_INPUT when a symbolic link leads out of
 * the project. Transfer full. */
char *lim_store_find_image (const LimProject *project, const LimRecord *record, GError **error);

/* Brings the image of @record, which is saved already, to its asset_path: from @from (relative), or, when that is NULL
 * or not there, from where lim_store_find_image() finds it under the same name. Already there is fine; nowhere is fine
 * too, and *@missing (may be NULL) tells it. Another file in the way is LIM_ERROR_CONFLICT. The caller holds the write
 * lock. */
gboolean lim_store_move_asset (const LimProject *project, const LimLock *lock, const LimRecord *record,
                               const char *from, gboolean *missing, GError **error);

/* All files under outputs/ and backgrounds/, as a set of paths relative to the project: for asking after many images at
 * once. Transfer full. */
GHashTable *lim_store_list_images (const LimProject *project, GError **error);
