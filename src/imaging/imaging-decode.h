/* imaging-decode.h: image files to pixels. Every file passes lim_image_probe_bytes() before a decoder sees it. */
#pragma once

#include "imaging-header.h"

/* A picture as people see it: upright (EXIF orientation applied), 8-bit sRGB (profiles, CMYK and 16 bits converted),
 * opaque (transparency over white). */
typedef struct
{
  guint width, height;
  guint8 *pixels; /* width * height * 3 bytes, rows from the top, R G B */
} LimImage;

void lim_image_free (LimImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimImage, lim_image_free)

/* Decodes the whole file and drops the pixels: TRUE when every byte a decoder needs is there and sound.
 * LIM_ERROR_BAD_INPUT, naming @path, otherwise. @info may be NULL. */
gboolean lim_image_verify (const char *path, LimImageInfo *info, GError **error);

/* The same for bytes that came from somewhere else; @name stands for the path in messages. */
gboolean lim_image_verify_bytes (GBytes *bytes, const char *name, LimImageInfo *info, GError **error);

/* The pixels of @path, scaled down so that no side exceeds @max_side (0: as large as it is; never scaled up).
 * Errors as lim_image_verify(). Transfer full. */
LimImage *lim_image_load_rgb (const char *path, guint max_side, GError **error);

/* The same for bytes in memory; @name stands for the path in messages. */
LimImage *lim_image_load_rgb_bytes (GBytes *bytes, const char *name, guint max_side, GError **error);

/* The same, with transparency over the colour @ground (R G B). */
LimImage *lim_image_load_rgb_over (GBytes *bytes, const char *name, guint max_side, const guint8 ground[3],
                                   GError **error);

typedef enum
{
  LIM_THUMB_JPEG,
  LIM_THUMB_WEBP,
} LimThumbFormat;

/* A small copy of @path that fits a square of @side pixels, as the bytes of a JPEG or WebP file of @quality 1..100,
 * without metadata. Never scaled up. Errors as lim_image_verify(). Transfer full. */
GBytes *lim_image_thumbnail (const char *path, guint side, LimThumbFormat format, guint quality, GError **error);
