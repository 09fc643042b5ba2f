#include "imaging-decode-private.h"
#include "imaging-png-decode.h"

#include "../unit/png-fixture.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const char *const types[] = { "PLTE", "tRNS", "gAMA", "tEXt", "iCCP", "eXIf", "quIT", "CgBI" };

/* A picture of up to 64x64 whose checksums fit, so that what lies behind them is reached: @data is the header, some
 * chunks, and the rows (or with the top bit, a stream that may be broken). */
static GBytes *
assemble (const guint8 *data, gsize size)
{
  static const guint8 colours[] = { 0, 2, 3, 4, 6 };
  guint width = data[0] % 64 + 1, height = data[1] % 64 + 1, colour = colours[data[2] % 5], n_chunks = data[3] % 4;
  GByteArray *out = png_begin (width, height, data[3] & 0x40 ? 16 : 8, colour, data[3] & 0x20 ? 1 : 0);
  gboolean raw = data[3] & 0x80;

  data += 4, size -= 4;
  for (; n_chunks > 0 && size > 2; n_chunks--)
    {
      gsize length = MIN (data[1], size - 2);

      png_add_chunk (out, types[data[0] % G_N_ELEMENTS (types)], data + 2, length);
      data += 2 + length, size -= 2 + length;
    }

  gsize whole = (width * png_channels[colour] + 1) * height;
  g_autofree guint8 *rows = g_malloc0 (whole);
  if (size > 0)
    memcpy (rows, data, MIN (size, whole));
  for (gsize at = 0; !raw && at < whole; at += whole / height)
    rows[at] %= 6;
  g_autoptr (GByteArray) packed = raw ? g_byte_array_new () : png_pack (rows, whole);
  if (raw)
    g_byte_array_append (packed, rows, (guint) MIN (size, whole));
  png_add_pixels (out, packed, 300);
  return png_end (out);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 6)
    return 0;

  g_autoptr (GBytes) png = data[0] == 0x89 ? g_bytes_new (data, size) : assemble (data, size);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (png, &length);
  g_autoptr (LimPngPixels) pixels = lim_png_decode (bytes, length);
  gboolean sound = lim_png_is_sound (bytes, length);
  LimImageInfo info;

  if (pixels == NULL)
    return 0;
  if (!sound)
    g_error ("decoded, but not sound");
  if (!lim_image_probe_bytes (bytes, length, "input", &info, NULL))
    return 0;

  g_autoptr (GError) error = NULL;
  g_autoptr (LimImage) fast = lim_image_load_rgb_bytes (png, "input", 0, &error);
  g_autoptr (LimImage) slow = lim_image_load_rgb_by_vips (png, "input", 0, &error);
  if (fast == NULL || slow == NULL)
    g_error ("taken, but: %s", error->message);
  if (fast->width != slow->width || fast->height != slow->height
      || memcmp (fast->pixels, slow->pixels, 3 * (gsize) fast->width * fast->height) != 0)
    g_error ("other pixels than libvips reads");
  return 0;
}
