/* imaging-header.h: what an image file claims to be, from a few small reads and without decoding it.
 *
 * Every byte is taken as hostile. This is the gate that all files pass before a decoder sees them. */
#pragma once

#include <glib.h>

typedef enum
{
  LIM_IMAGE_PNG,
  LIM_IMAGE_JPEG,
  LIM_IMAGE_WEBP,
} LimImageFormat;

/* Larger pictures are refused: pixels per side, and pixels in all. */
#define LIM_IMAGE_MAX_SIDE 65535u
#define LIM_IMAGE_MAX_PIXELS (1u << 28)

typedef struct
{
  LimImageFormat format;
  guint width;  /* pixels, as stored: before an EXIF orientation is applied */
  guint height; /* pixels */
  guint64 bytes;
  guint bit_depth; /* per sample: 1, 2, 4, 8 or 16; 8 for WebP */
  guint channels;  /* samples per pixel; 1 for a PNG with a palette */
  gboolean has_palette;
  gboolean has_alpha; /* an alpha channel; a PNG's tRNS chunk is not looked for */
} LimImageInfo;

/* Reads the header and the end of the file at @path and fills @info.
 *
 * LIM_ERROR_BAD_INPUT, naming @path, when the file is empty, is no PNG, JPEG or WebP, has a broken header, no pixels
 * or more than the limits above, or stops before its end (PNG without IEND, JPEG without EOI, WebP shorter than its
 * RIFF size). Bytes after the end are allowed. LIM_ERROR_NOT_FOUND or LIM_ERROR_IO when it cannot be read. */
gboolean lim_image_probe (const char *path, LimImageInfo *info, GError **error);

/* The same for @length bytes in memory. @name stands for the path in messages. Pure. */
gboolean lim_image_probe_bytes (const guint8 *data, gsize length, const char *name, LimImageInfo *info,
                                GError **error);

/* "png", "jpeg", "webp"; and the usual file name ending "png", "jpg", "webp"; and "image/png" and so on. */
const char *lim_image_format_name (LimImageFormat format);
const char *lim_image_format_extension (LimImageFormat format);
const char *lim_image_format_mime (LimImageFormat format);
