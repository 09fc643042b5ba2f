#include "imaging-header.h"

#include "base-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
  HEAD_BYTES = 512,   /* holds any PNG or WebP header, and a JPEG's unless it carries a profile */
  TAIL_BYTES = 4096,  /* where the end mark is looked for, so that a short trailer is no fault */
  MAX_SEGMENTS = 1000 /* of a JPEG before its frame header; real files have a dozen */
};

/* Either an open file or memory; reads past the end come back short. */
typedef struct
{
  const char *name;
  int fd;
  const guint8 *data;
  guint64 size;
  guint8 head[HEAD_BYTES];
  gsize head_length;
} Source;

static const struct
{
  const char *name, *extension, *mime;
} formats[] = {
  [LIM_IMAGE_PNG] = { "png", "png", "image/png" },
  [LIM_IMAGE_JPEG] = { "jpeg", "jpg", "image/jpeg" },
  [LIM_IMAGE_WEBP] = { "webp", "webp", "image/webp" },
};

const char *
lim_image_format_name (LimImageFormat format)
{
  return formats[format].name;
}

const char *
lim_image_format_extension (LimImageFormat format)
{
  return formats[format].extension;
}

const char *
lim_image_format_mime (LimImageFormat format)
{
  return formats[format].mime;
}

static gsize
source_read (const Source *source, guint64 offset, guint8 *buffer, gsize length)
{
  if (offset >= source->size)
    return 0;
  length = MIN (length, source->size - offset);
  if (source->data != NULL)
    {
      memcpy (buffer, source->data + offset, length);
      return length;
    }

  ssize_t got;
  do
    got = pread (source->fd, buffer, length, (off_t) offset);
  while (got < 0 && errno == EINTR);
  return got > 0 ? (gsize) got : 0;
}

static gsize
source_read_tail (const Source *source, guint8 *buffer, gsize length)
{
  guint64 offset = source->size > length ? source->size - length : 0;

  return source_read (source, offset, buffer, length);
}

static guint
be16 (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

static guint32
be32 (const guint8 *bytes)
{
  return (guint32) be16 (bytes) << 16 | be16 (bytes + 2);
}

static guint
le16 (const guint8 *bytes)
{
  return (guint) bytes[1] << 8 | bytes[0];
}

static guint
le24 (const guint8 *bytes)
{
  return (guint) bytes[2] << 16 | le16 (bytes);
}

static guint32
le32 (const guint8 *bytes)
{
  return (guint32) le16 (bytes + 2) << 16 | le16 (bytes);
}

static gboolean
fail_truncated (const Source *source, const char *format, const char *missing, GError **error)
{
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "%s: truncated %s: %" G_GUINT64_FORMAT " bytes and no %s; copy or make the file again",
                   source->name, format, source->size, missing);
}

static gboolean
fail_broken (const Source *source, const char *format, const char *what, GError **error)
{
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: broken %s: %s; copy or make the file again", source->name, format,
                   what);
}

static gboolean
check_size (const Source *source, guint64 width, guint64 height, GError **error)
{
  if (width == 0 || height == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: the picture is %" G_GUINT64_FORMAT "x%" G_GUINT64_FORMAT
                     ", which holds no pixels; make the file again",
                     source->name, width, height);
  if (width > LIM_IMAGE_MAX_SIDE || height > LIM_IMAGE_MAX_SIDE || width * height > LIM_IMAGE_MAX_PIXELS)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: the picture is %" G_GUINT64_FORMAT "x%" G_GUINT64_FORMAT
                     " pixels; at most %u a side and %u in all are read: scale it down",
                     source->name, width, height, LIM_IMAGE_MAX_SIDE, LIM_IMAGE_MAX_PIXELS);
  return TRUE;
}

static gboolean
tail_has (const Source *source, const char *mark, gsize mark_length)
{
  guint8 tail[TAIL_BYTES];
  gsize length = source_read_tail (source, tail, sizeof tail);

  return memmem (tail, length, mark, mark_length) != NULL;
}

/* Samples per pixel by PNG colour type, and the bit depths it allows (PNG specification, table 11.1). */
static const struct
{
  guint channels;
  guint depths; /* bit n set: depth n is allowed */
  gboolean has_palette, has_alpha;
} png_colours[] = {
  [0] = { 1, 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8 | 1u << 16, FALSE, FALSE },
  [2] = { 3, 1u << 8 | 1u << 16, FALSE, FALSE },
  [3] = { 1, 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8, TRUE, FALSE },
  [4] = { 2, 1u << 8 | 1u << 16, FALSE, TRUE },
  [6] = { 4, 1u << 8 | 1u << 16, FALSE, TRUE },
};

static gboolean
probe_png (const Source *source, LimImageInfo *info, GError **error)
{
  const guint8 *head = source->head;

  if (source->head_length < 33)
    return fail_truncated (source, "PNG", "whole header", error);
  if (be32 (head + 8) != 13 || memcmp (head + 12, "IHDR", 4) != 0)
    return fail_broken (source, "PNG", "the first chunk is not IHDR", error);

  guint depth = head[24], colour = head[25];
  if (colour >= G_N_ELEMENTS (png_colours) || png_colours[colour].channels == 0 || depth > 16
      || (png_colours[colour].depths >> depth & 1) == 0)
    return fail_broken (source, "PNG", "impossible bit depth and colour type", error);
  if (!check_size (source, be32 (head + 16), be32 (head + 20), error))
    return FALSE;
  if (!tail_has (source, "\0\0\0\0IEND\xae\x42\x60\x82", 12))
    return fail_truncated (source, "PNG", "IEND chunk at its end", error);

  *info = (LimImageInfo){ .format = LIM_IMAGE_PNG,
                          .width = be32 (head + 16),
                          .height = be32 (head + 20),
                          .bytes = source->size,
                          .bit_depth = depth,
                          .channels = png_colours[colour].channels,
                          .has_palette = png_colours[colour].has_palette,
                          .has_alpha = png_colours[colour].has_alpha };
  return TRUE;
}

/* SOF0 to SOF15 but for DHT, JPG and DAC, which share the range. */
static gboolean
is_frame_header (guint marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
jpeg_read_frame (const Source *source, const guint8 *frame, gsize length, LimImageInfo *info, GError **error)
{
  if (length < 10)
    return fail_truncated (source, "JPEG", "whole frame header", error);

  guint depth = frame[4], height = be16 (frame + 5), width = be16 (frame + 7), channels = frame[9];
  if ((depth != 8 && depth != 12 && depth != 16) || channels == 0 || channels > 4)
    return fail_broken (source, "JPEG", "impossible sample depth or number of components", error);
  if (!check_size (source, width, height, error))
    return FALSE;
  if (!tail_has (source, "\xff\xd9", 2))
    return fail_truncated (source, "JPEG", "end-of-image mark", error);

  *info = (LimImageInfo){ .format = LIM_IMAGE_JPEG,
                          .width = width,
                          .height = height,
                          .bytes = source->size,
                          .bit_depth = depth,
                          .channels = channels };
  return TRUE;
}

static gboolean
probe_jpeg (const Source *source, LimImageInfo *info, GError **error)
{
  guint64 offset = 2;

  for (guint segments = 0; segments < MAX_SEGMENTS; segments++)
    {
      guint8 far[10];
      const guint8 *segment = far;
      gsize length = sizeof far;

      if (offset + sizeof far <= source->head_length)
        segment = source->head + offset;
      else
        length = source_read (source, offset, far, sizeof far);
      if (length < 4)
        return fail_truncated (source, "JPEG", "frame header", error);
      if (segment[0] != 0xff)
        return fail_broken (source, "JPEG", "no marker where one must stand", error);
      if (segment[1] == 0xff || segment[1] == 0x01 || (segment[1] >= 0xd0 && segment[1] <= 0xd7))
        offset += segment[1] == 0xff ? 1 : 2;
      else if (is_frame_header (segment[1]))
        return jpeg_read_frame (source, segment, length, info, error);
      else if (segment[1] == 0xd9 || segment[1] == 0xda || be16 (segment + 2) < 2)
        return fail_broken (source, "JPEG", "no frame header before the pixels", error);
      else
        offset += 2 + be16 (segment + 2);
    }
  return fail_broken (source, "JPEG", "too many segments before the frame header", error);
}

static gboolean
probe_webp (const Source *source, LimImageInfo *info, GError **error)
{
  const guint8 *head = source->head;
  guint64 width, height;
  gboolean has_alpha = FALSE;

  if (source->head_length < 30)
    return fail_truncated (source, "WebP", "whole header", error);
  if (memcmp (head + 12, "VP8X", 4) == 0)
    {
      has_alpha = (head[20] & 0x10) != 0;
      width = (guint64) le24 (head + 24) + 1;
      height = (guint64) le24 (head + 27) + 1;
    }
  else if (memcmp (head + 12, "VP8L", 4) == 0)
    {
      if (head[20] != 0x2f)
        return fail_broken (source, "WebP", "the lossless signature is missing", error);
      guint32 bits = le32 (head + 21);
      width = (bits & 0x3fff) + 1;
      height = (bits >> 14 & 0x3fff) + 1;
      has_alpha = (bits >> 28 & 1) != 0;
    }
  else if (memcmp (head + 12, "VP8 ", 4) == 0)
    {
      if (memcmp (head + 23, "\x9d\x01\x2a", 3) != 0)
        return fail_broken (source, "WebP", "the key frame signature is missing", error);
      width = le16 (head + 26) & 0x3fff;
      height = le16 (head + 28) & 0x3fff;
    }
  else
    return fail_broken (source, "WebP", "the first chunk is not VP8, VP8L or VP8X", error);

  if (!check_size (source, width, height, error))
    return FALSE;
  if ((guint64) le32 (head + 4) + 8 > source->size)
    return fail_truncated (source, "WebP", "bytes up to its RIFF size", error);

  *info = (LimImageInfo){ .format = LIM_IMAGE_WEBP,
                          .width = (guint) width,
                          .height = (guint) height,
                          .bytes = source->size,
                          .bit_depth = 8,
                          .channels = has_alpha ? 4 : 3,
                          .has_alpha = has_alpha };
  return TRUE;
}

static gboolean
probe_source (Source *source, LimImageInfo *info, GError **error)
{
  if (source->size == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: the file is empty (0 bytes); copy or make it again",
                     source->name);

  source->head_length = source_read (source, 0, source->head, HEAD_BYTES);
  if (source->head_length >= 8 && memcmp (source->head, "\x89PNG\r\n\x1a\n", 8) == 0)
    return probe_png (source, info, error);
  if (source->head_length >= 3 && memcmp (source->head, "\xff\xd8\xff", 3) == 0)
    return probe_jpeg (source, info, error);
  if (source->head_length >= 12 && memcmp (source->head, "RIFF", 4) == 0 && memcmp (source->head + 8, "WEBP", 4) == 0)
    return probe_webp (source, info, error);
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "%s: not an image: its first bytes are those of no PNG, JPEG or WebP file", source->name);
}

gboolean
lim_image_probe_bytes (const guint8 *data, gsize length, const char *name, LimImageInfo *info, GError **error)
{
  Source source = { .name = name, .fd = -1, .data = data, .size = length };

  return probe_source (&source, info, error);
}

gboolean
lim_image_probe (const char *path, LimImageInfo *info, GError **error)
{
  /* Without O_NONBLOCK a FIFO of that name would hold us for ever. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return lim_fail_errno (error, errno, path, "open it");

  struct stat status;
  gboolean good;
  if (fstat (fd, &status) != 0)
    good = lim_fail_errno (error, errno, path, "look at it");
  else if (!S_ISREG (status.st_mode))
    good = lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: not an image but a folder or a device", path);
  else
    {
      Source source = { .name = path, .fd = fd, .size = (guint64) status.st_size };

      good = probe_source (&source, info, error);
    }
  close (fd);
  return good;
}
