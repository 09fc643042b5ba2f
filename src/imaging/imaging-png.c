#include "imaging-png.h"

#include "base-error.h"
#include "imaging-header.h"
#include "imaging-png-chunk.h"
#include "imaging-png-write.h"

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
  g_autofree guint8 *packed = lim_png_pack_rgb (rgb, width, height, &packed_length);
  lim_png_append_chunk (out, "IDAT", packed, packed_length);
  lim_png_append_chunk (out, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
