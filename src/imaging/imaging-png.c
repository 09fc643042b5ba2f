#include "imaging-png.h"

#include "base-error.h"
#include "imaging-header.h"
#include "imaging-png-chunk.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum
{
  FAST_LEVEL = 1,
  FLAT_LEVEL = 6
};

static int
paeth (int left, int up, int corner)
{
  int to_left = abs (up - corner), to_up = abs (left - corner), to_corner = abs (left + up - 2 * corner);
  int nearest = to_up <= to_corner ? up : corner;

  return to_left <= to_up && to_left <= to_corner ? left : nearest;
}

/* Each row as its filter type 4 and the differences from the Paeth prediction. */
static guint8 *
filter_paeth (const guint8 *rgb, gsize row_bytes, guint height)
{
  guint8 *out = g_malloc ((row_bytes + 1) * height);
  g_autofree guint8 *zeros = g_malloc0 (row_bytes);
  const guint8 *above = zeros;
  guint8 *to = out;

  for (guint y = 0; y < height; y++, rgb += row_bytes)
    {
      *to++ = 4;
      for (gsize i = 0; i < 3; i++)
        to[i] = (guint8) (rgb[i] - above[i]);
      for (gsize i = 3; i < row_bytes; i++)
        to[i] = (guint8) (rgb[i] - paeth (rgb[i - 3], above[i], above[i - 3]));
      to += row_bytes;
      above = rgb;
    }
  return out;
}

static guint8 *
filter_none (const guint8 *rgb, gsize row_bytes, guint height)
{
  guint8 *out = g_malloc ((row_bytes + 1) * height);

  for (guint y = 0; y < height; y++)
    {
      out[y * (row_bytes + 1)] = 0;
      memcpy (out + y * (row_bytes + 1) + 1, rgb + y * row_bytes, row_bytes);
    }
  return out;
}

static guint8 *
deflate_rows (const guint8 *rows, gsize length, int level, gsize *packed_length)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (level);
  if (compressor == NULL)
    g_error ("out of memory for a compressor");

  gsize bound = libdeflate_zlib_compress_bound (compressor, length);
  guint8 *packed = g_malloc (bound);
  *packed_length = libdeflate_zlib_compress (compressor, rows, length, packed, bound);
  libdeflate_free_compressor (compressor);
  return packed;
}

/* Filtered and packed fast; when that shows the picture to be flat art, where filters hurt, unfiltered and packed
 * well, if that is smaller. */
static guint8 *
pack_pixels (const guint8 *rgb, gsize row_bytes, guint height, gsize *packed_length)
{
  gsize length = (row_bytes + 1) * height;
  g_autofree guint8 *filtered = filter_paeth (rgb, row_bytes, height);
  g_autofree guint8 *packed = deflate_rows (filtered, length, FAST_LEVEL, packed_length);

  if (*packed_length < length / 8)
    {
      g_autofree guint8 *plain = filter_none (rgb, row_bytes, height);
      gsize plain_length;
      g_autofree guint8 *plain_packed = deflate_rows (plain, length, FLAT_LEVEL, &plain_length);

      if (plain_length < *packed_length)
        {
          *packed_length = plain_length;
          return g_steal_pointer (&plain_packed);
        }
    }
  return g_steal_pointer (&packed);
}

GBytes *
lim_png_encode_rgb (const guint8 *rgb, guint width, guint height, const char *const *text, GError **error)
{
  if (width == 0 || height == 0 || width > LIM_IMAGE_MAX_SIDE || height > LIM_IMAGE_MAX_SIDE
      || (guint64) width * height > LIM_IMAGE_MAX_PIXELS)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "a PNG of %ux%u pixels cannot be written: 1..%u a side, %u in all", width, height,
                          LIM_IMAGE_MAX_SIDE, LIM_IMAGE_MAX_PIXELS);

  guint8 header[13] = {
    width >> 24, width >> 16, width >> 8, width & 255, height >> 24, height >> 16, height >> 8, height & 255, 8, 2,
    0,           0,           0
  };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_byte_array_append (out, lim_png_signature, LIM_PNG_SIGNATURE_LENGTH);
  lim_png_append_chunk (out, "IHDR", header, sizeof header);
  for (; text != NULL && text[0] != NULL && text[1] != NULL; text += 2)
    if (!lim_png_append_text (out, text[0], text[1], error))
      return NULL;

  gsize packed_length;
  g_autofree guint8 *packed = pack_pixels (rgb, (gsize) width * 3, height, &packed_length);
  lim_png_append_chunk (out, "IDAT", packed, packed_length);
  lim_png_append_chunk (out, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
