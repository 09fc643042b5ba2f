#include "imaging-decode-private.h"
#include "imaging-png-write-deflate.h"
#include "imaging-png.h"

#include <libdeflate.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_stream (const guint8 *data, gsize size)
{
  gsize packed_length, made = 0;
  g_autofree guint8 *packed = lim_png_deflate_runs (data, size, &packed_length);
  g_autofree guint8 *back = g_malloc (size);
  struct libdeflate_decompressor *unpacker = libdeflate_alloc_decompressor ();

  if (libdeflate_zlib_decompress (unpacker, packed, packed_length, back, size, &made) != LIBDEFLATE_SUCCESS
      || made != size || memcmp (back, data, size) != 0)
    g_error ("the stream came back changed");
  libdeflate_free_decompressor (unpacker);
}

/* The bytes over and over, as wide as the first one says: a picture of some size even from a short input. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 3)
    return 0;

  guint width = data[0] + 1u, height = data[1] % 64 + 1u;
  gsize length = 3 * (gsize) width * height;
  g_autofree guint8 *rgb = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    rgb[i] = (guint8) (data[2 + i % (size - 2)] + (data[1] & 0x80 ? i / (size - 2) : 0));
  check_stream (data, size);
  check_stream (rgb, length);

  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, width, height, NULL, NULL);
  g_autoptr (LimImage) slow = lim_image_load_rgb_by_vips (png, "input", 0, NULL);
  if (slow == NULL || slow->width != width || slow->height != height || memcmp (slow->pixels, rgb, length) != 0)
    g_error ("other pixels than were written");
  return 0;
}
