/* metadata-fixture.h: the smallest PNG, JPEG and WebP files with whatever metadata a test wants. Their pixels are noise that
 * no decoder is asked for. */
#pragma once

#include "png-fixture.h"

static inline void
fixture_add (GByteArray *out, const void *data, gsize length)
{
  g_byte_array_append (out, data, (guint) length);
}

/* A PNG with the chunk @type, and pixels that do decode: 4 × 2, RGB. */
static inline GBytes *
fixture_png (const char *type, const void *data, gsize length)
{
  static const guint8 rows[26] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 13, 14, 15 };
  GByteArray *out = png_begin (4, 2, 8, 2, 0);
  g_autoptr (GByteArray) packed = png_pack (rows, sizeof rows);

  png_add_pixels (out, packed, 0);
  if (type != NULL)
    png_add_chunk (out, type, data, length);
  return png_end (out);
}

static inline void
fixture_segment (GByteArray *out, guint marker, const void *data, gsize length)
{
  guint8 head[4] = { 0xff, marker & 255, (length + 2) >> 8, (length + 2) & 255 };

  fixture_add (out, head, 4);
  fixture_add (out, data, length);
}

/* A JPEG with segment @marker (0: none) after JFIF, two scans with a restart and a stuffed byte in them. */
static inline GBytes *
fixture_jpeg (guint marker, const void *data, gsize length)
{
  GByteArray *out = g_byte_array_new ();

  fixture_add (out, "\xff\xd8", 2);
  fixture_segment (out, 0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0", 14);
  if (marker != 0)
    fixture_segment (out, marker, data, length);
  fixture_segment (out, 0xdb, "\0table", 6);
  fixture_segment (out, 0xc0, "\x08\0\2\0\4\1\1\x11\0", 9);
  fixture_segment (out, 0xda, "\1\1\0\0\x3f\0", 6);
  fixture_add (out, "pixels\xff\0more\xff\xd0then", 17);
  fixture_segment (out, 0xda, "\1\1\0\0\x3f\0", 6);
  fixture_add (out, "second\xff\xd9", 8);
  return g_byte_array_free_to_bytes (out);
}

static inline void
fixture_riff (GByteArray *out, const char *type, const void *data, gsize length)
{
  guint32 size = GUINT32_TO_LE ((guint32) length);

  fixture_add (out, type, 4);
  fixture_add (out, &size, 4);
  fixture_add (out, data, length);
  if (length % 2 != 0)
    fixture_add (out, "", 1);
}

/* A lossless WebP of 4 × 2; with a chunk @type it is of the extended kind. */
static inline GBytes *
fixture_webp (const char *type, const void *data, gsize length)
{
  GByteArray *out = g_byte_array_new ();

  fixture_add (out, "RIFF\0\0\0\0WEBP", 12);
  if (type != NULL)
    fixture_riff (out, "VP8X", (const guint8[10]){ 0x0c, 0, 0, 0, 3, 0, 0, 1, 0, 0 }, 10);
  fixture_riff (out, "VP8L", "\x2f\x03\x40\x00\x00pixels of it", 17);
  if (type != NULL)
    fixture_riff (out, type, data, length);
  guint32 size = GUINT32_TO_LE (out->len - 8);
  memcpy (out->data + 4, &size, 4);
  return g_byte_array_free_to_bytes (out);
}

/* A TIFF block with one text in its first directory (@outer_tag, 0: none), an orientation, and a UserComment of @length
 * bytes behind the pointer to the second. */
static inline GByteArray *
fixture_exif (gboolean big, guint orientation, guint outer_tag, const char *outer, const void *comment, gsize length)
{
  GByteArray *out = g_byte_array_new ();
  guint n = 2 + (outer_tag != 0), outer_length = outer != NULL ? (guint) strlen (outer) + 1 : 0;
  guint32 values = 8 + 2 + 12 * n + 4, inner = values + outer_length;
  guint32 words[64] = { 0 };
  guint sizes[64] = { 0 }, k = 0;

#define FIXTURE_PUT(value, size) (words[k] = (value), sizes[k++] = (size))
#define FIXTURE_ENTRY(tag, type, count, value)                                                                       \
  (FIXTURE_PUT (tag, 2), FIXTURE_PUT (type, 2), FIXTURE_PUT (count, 4), FIXTURE_PUT (value, 4))
  FIXTURE_PUT (n, 2);
  if (outer_tag != 0)
    FIXTURE_ENTRY (outer_tag, 2, outer_length, values);
  FIXTURE_ENTRY (0x0112, 3, 1, big ? orientation << 16 : orientation);
  FIXTURE_ENTRY (0x8769, 4, 1, inner);
  FIXTURE_PUT (0, 4);
  guint n_outer = k;
  FIXTURE_PUT (1, 2);
  FIXTURE_ENTRY (0x9286, 7, (guint32) length, inner + 2 + 12 + 4);
  FIXTURE_PUT (0, 4);
#undef FIXTURE_ENTRY
#undef FIXTURE_PUT

  fixture_add (out, big ? "MM\0*\0\0\0\x08" : "II*\0\x08\0\0\0", 8);
  for (guint i = 0; i < k; i++)
    {
      if (i == n_outer)
        fixture_add (out, outer, outer_length);
      for (guint j = 0; j < sizes[i]; j++)
        fixture_add (out, &(guint8){ words[i] >> 8 * (big ? sizes[i] - 1 - j : j) & 255 }, 1);
    }
  fixture_add (out, comment, length);
  return out;
}
