/* export-marks.h: what the images of an export hold: digest of the bytes, digest of the pixels, perceptual fingerprint.
 *
 * It takes decoding every image whole, so what was found is remembered in a file by inode, size and time of change; a
 * file that was not touched is not read again. Losing that file loses nothing. */
#pragma once

#include "base-context.h"
#include "export-unit.h"

/* Fills the @n @images, whose paths are set, on several threads. An image that cannot be exported gets a fault
 * (no_image, image_undecodable, image_format) and is no error. @memory: the file to remember in, or NULL.
 * LIM_ERROR_CANCELLED is the only failure. */
gboolean lim_export_marks_take (LimExportImage *const *images, guint n, const char *memory, const LimContext *context,
                                GError **error);
