/* WebP: a RIFF file whose chunks are listed in Google's “WebP Container Specification”. */
#include "imaging-metadata-private.h"

#include "base-error.h"
#include "imaging-header.h"

#include <string.h>

enum
{
  FLAG_XMP = 0x04,
  FLAG_EXIF = 0x08,
  FLAG_ALPHA = 0x10,
};

typedef struct
{
  const guint8 *type, *data;
  gsize length;
} Chunk;

static guint32
le32 (const guint8 *bytes)
{
  return (guint32) bytes[3] << 24 | (guint32) bytes[2] << 16 | (guint32) bytes[1] << 8 | bytes[0];
}

/* The chunks end with the RIFF chunk that holds them, and with the bytes. */
static gsize
end_of (const guint8 *data, gsize length)
{
  return MIN ((guint64) length, (guint64) le32 (data + 4) + 8);
}

static gboolean
next_chunk (const guint8 *data, gsize end, gsize *at, Chunk *chunk)
{
  if (*at > end || end - *at < 8)
    return FALSE;
  *chunk = (Chunk){ .type = data + *at, .data = data + *at + 8, .length = le32 (data + *at + 4) };
  if (chunk->length > end - *at - 8)
    return FALSE;
  *at += 8 + chunk->length + (chunk->length & 1);
  return TRUE;
}

static gboolean
is_type (const Chunk *chunk, const char *type)
{
  return memcmp (chunk->type, type, 4) == 0;
}

/* Some write the mark of a JPEG segment before the TIFF block. */
static void
skip_mark (Chunk *exif)
{
  if (exif->length >= 6 && memcmp (exif->data, "Exif\0\0", 6) == 0)
    {
      exif->data += 6;
      exif->length -= 6;
    }
}

static void
read_texts (LimTexts *texts, const guint8 *data, gsize length)
{
  gsize end = end_of (data, length);
  Chunk chunk;

  for (gsize at = 12; next_chunk (data, end, &at, &chunk);)
    if (is_type (&chunk, "EXIF"))
      {
        skip_mark (&chunk);
        lim_exif_read_texts (texts, chunk.data, chunk.length);
      }
    else if (is_type (&chunk, "XMP ") && chunk.length <= LIM_TEXTS_MAX_ONE)
      lim_texts_add (texts, LIM_XMP_KEYWORD, lim_text_from_bytes (chunk.data, chunk.length));
}

/* -- Writing -- */

static void
put_chunk (GByteArray *out, const char *type, const guint8 *data, gsize length)
{
  guint32 size = GUINT32_TO_LE ((guint32) length);

  g_byte_array_append (out, (const guint8 *) type, 4);
  g_byte_array_append (out, (const guint8 *) &size, 4);
  g_byte_array_append (out, data, (guint) length);
  if (length % 2 != 0)
    g_byte_array_append (out, (const guint8 *) "", 1);
}

/* The header that says what else there is (VP8X), as the file has it or made, with these flags on and off. */
static void
put_header (GByteArray *out, const guint8 *data, const LimImageInfo *info, guint on, guint off)
{
  guint8 header[10] = { info->has_alpha ? FLAG_ALPHA : 0 };

  if (memcmp (data + 12, "VP8X", 4) == 0)
    memcpy (header, data + 20, sizeof header);
  for (guint i = 0; i < 3; i++)
    {
      header[4 + i] = (info->width - 1) >> 8 * i & 255;
      header[7 + i] = (info->height - 1) >> 8 * i & 255;
    }
  header[0] = (guint8) ((header[0] | on) & ~off);
  put_chunk (out, "VP8X", header, sizeof header);
}

static gboolean
is_pixels (const Chunk *chunk)
{
  static const char *const types[] = { "ALPH", "VP8 ", "VP8L", "ANIM", "ANMF", "ICCP" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (is_type (chunk, types[i]))
      return TRUE;
  return FALSE;
}

static guint
find_orientation (const guint8 *data, gsize end)
{
  Chunk chunk;

  for (gsize at = 12; next_chunk (data, end, &at, &chunk);)
    if (is_type (&chunk, "EXIF"))
      {
        skip_mark (&chunk);
        return lim_exif_orientation (chunk.data, chunk.length);
      }
  return 1;
}

/* All chunks but header and EXIF, or, with @pixels_only, what is needed to show the picture; and @exif before XMP. FALSE: one
 * is cut short, or there are no pixels within the length that the file gives itself. */
static gboolean
copy_chunks (GByteArray *out, const guint8 *data, gsize end, gboolean pixels_only, const GByteArray *exif)
{
  gboolean placed = exif->len == 0, has_pixels = FALSE;
  gsize at = 12;
  Chunk chunk;

  while (next_chunk (data, end, &at, &chunk))
    {
      if (!placed && is_type (&chunk, "XMP "))
        {
          put_chunk (out, "EXIF", exif->data, exif->len);
          placed = TRUE;
        }
      has_pixels |= is_type (&chunk, "VP8 ") || is_type (&chunk, "VP8L") || is_type (&chunk, "ANMF");
      if (!is_type (&chunk, "VP8X") && !is_type (&chunk, "EXIF") && (!pixels_only || is_pixels (&chunk)))
        put_chunk (out, (const char *) chunk.type, chunk.data, chunk.length);
    }
  if (!placed)
    put_chunk (out, "EXIF", exif->data, exif->len);
  return at >= end && has_pixels;
}

static GBytes *
rewrite (const guint8 *data, gsize length, const char *name, gboolean pixels_only, const char *parameters,
         GError **error)
{
  gsize end = end_of (data, length);
  g_autoptr (GByteArray) exif = lim_exif_new (find_orientation (data, end), parameters, FALSE);
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) end + exif->len + 64);
  guint off = (exif->len == 0 ? FLAG_EXIF : 0) | (pixels_only ? FLAG_XMP : 0);
  gboolean extended = length >= 30 && memcmp (data + 12, "VP8X", 4) == 0;
  LimImageInfo info;

  if (!lim_image_probe_bytes (data, length, name, &info, error))
    return NULL;
  g_byte_array_append (out, (const guint8 *) "RIFF\0\0\0\0WEBP", 12);
  if (extended || exif->len > 0)
    put_header (out, data, &info, exif->len > 0 ? FLAG_EXIF : 0, off);
  if (!copy_chunks (out, data, end, pixels_only, exif))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: broken WebP: a chunk is cut short; copy or make the file again", name);

  guint32 size = GUINT32_TO_LE (out->len - 8);
  memcpy (out->data + 4, &size, 4);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
embed (const guint8 *data, gsize length, const char *name, const char *parameters, GError **error)
{
  return rewrite (data, length, name, FALSE, parameters, error);
}

static GBytes *
strip (const guint8 *data, gsize length, const char *name, GError **error)
{
  return rewrite (data, length, name, TRUE, NULL, error);
}

const LimContainer lim_container_webp = { read_texts, embed, strip };
