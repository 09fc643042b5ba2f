/* imaging-marks.h: what image files hold: digest of the bytes, digest of the pixels, perceptual fingerprint.
 *
 * It takes decoding every image whole, so what was found is remembered in a file by inode, size and time of change; a
 * file that was not touched is not read again. Losing that file loses nothing. */
#pragma once

#include "base-context.h"
#include "imaging-header.h"

/* What is known of an image file. The marks come from decoding it whole. */
typedef struct
{
  char *path;             /* as the file is opened */
  LimImageInfo info;      /* header; info.bytes is the file's size */
  gint64 mtime_ns;        /* when the marks were taken */
  char sha256[65];        /* of the file's bytes */
  char pixels_sha256[65]; /* of the pixels as people see them */
  guint64 fingerprint;    /* perceptual; 0: without contrast, so like nothing */
  gboolean bare;          /* sha256 and info.bytes are those of the file without its metadata */
  gboolean has_hidden;    /* of a bare one: a text hides in its pixels and stays */
  const char *fault; /* why there are no marks (static text): no_image, image_undecodable, image_format; else NULL */
} LimImageFile;

/* Fills the @n @images, whose paths are set, on several threads. One that cannot be read gets a fault and is no error.
 * @memory: the file to remember in, or NULL. LIM_ERROR_CANCELLED is the only failure. */
gboolean lim_image_marks_take (LimImageFile *const *images, guint n, const char *memory, const LimContext *context,
                               GError **error);

/* Remembers the marks of @images, which are filled already, and forgets all others. Best effort. */
void lim_image_marks_remember (LimImageFile *const *images, guint n, const char *memory);

/* Turns the marks of @file into those of the same picture without its metadata (imaging-metadata.h), which
 * lim_image_file_read() then gives. Errors as lim_image_strip(), and LIM_ERROR_CONFLICT when the file changed. */
gboolean lim_image_marks_strip (LimImageFile *file, GError **error);

/* The bytes that the marks of @file are of; LIM_ERROR_CONFLICT when they are not those any more. Transfer full. */
GBytes *lim_image_file_read (const LimImageFile *file, GError **error);
