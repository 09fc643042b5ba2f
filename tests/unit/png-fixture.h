/* png-fixture.h: builds PNG files byte by byte, sound ones and others. Any bytes behind a filter type are a row of some
 * picture, so nothing needs to be filtered. */
#pragma once

#include <gio/gio.h>
#include <string.h>

static const guint png_channels[] = { 1, 0, 3, 1, 2, 0, 4 };

static inline guint32
png_crc (const guint8 *data, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
  return ~crc;
}

static inline void
png_add_be32 (GByteArray *out, guint32 value)
{
  guint32 bytes = GUINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &bytes, 4);
}

static inline void
png_add_chunk (GByteArray *out, const char *type, const void *data, gsize length)
{
  guint start = out->len + 4;

  png_add_be32 (out, (guint32) length);
  g_byte_array_append (out, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (out, data, (guint) length);
  png_add_be32 (out, png_crc (out->data + start, length + 4));
}

/* Signature and IHDR. */
static inline GByteArray *
png_begin (guint width, guint height, guint depth, guint colour, guint interlace)
{
  GByteArray *out = g_byte_array_new ();
  guint8 header[13] = { width >> 24,    width >> 16,  width >> 8,  width & 255,
                        height >> 24,   height >> 16, height >> 8, height & 255,
                        depth & 255,    colour & 255, 0,           0,
                        interlace & 255 };

  g_byte_array_append (out, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  png_add_chunk (out, "IHDR", header, sizeof header);
  return out;
}

static inline GByteArray *
png_pack (const guint8 *rows, gsize length)
{
  g_autoptr (GZlibCompressor) packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6);
  GByteArray *packed = g_byte_array_sized_new ((guint) length + 1024);
  gsize used = 0, made = 0;

  g_byte_array_set_size (packed, (guint) (length + length / 100 + 1024));
  if (g_converter_convert (G_CONVERTER (packer), rows, length, packed->data, packed->len, G_CONVERTER_INPUT_AT_END,
                           &used, &made, NULL)
          != G_CONVERTER_FINISHED
      || used != length)
    g_error ("the rows did not pack in one go");
  g_byte_array_set_size (packed, (guint) made);
  return packed;
}

/* IDAT chunks of at most @piece bytes (0: one). */
static inline void
png_add_pixels (GByteArray *out, const GByteArray *packed, guint piece)
{
  for (guint at = 0; at < packed->len;)
    {
      guint length = piece == 0 ? packed->len : MIN (piece, packed->len - at);

      png_add_chunk (out, "IDAT", packed->data + at, length);
      at += length;
    }
}

static inline GBytes *
png_end (GByteArray *out)
{
  png_add_chunk (out, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (out);
}
