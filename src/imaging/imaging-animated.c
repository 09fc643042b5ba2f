#include "imaging-animated.h"

#include <string.h>

static gboolean
is_animated_png (const guint8 *data, gsize length)
{
  gsize at = 8;

  while (length - at >= 12)
    {
      gsize size = (gsize) data[at] << 24 | (gsize) data[at + 1] << 16 | (gsize) data[at + 2] << 8 | data[at + 3];

      if (memcmp (data + at + 4, "acTL", 4) == 0)
        return TRUE;
      if (memcmp (data + at + 4, "IDAT", 4) == 0 || size > length - at - 12)
        return FALSE;
      at += 12 + size;
    }
  return FALSE;
}

gboolean
lim_image_is_animated (const guint8 *data, gsize length)
{
  static const guint8 png[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

  if (length >= 8 && memcmp (data, png, 8) == 0)
    return is_animated_png (data, length);
  return length >= 21 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBPVP8X", 8) == 0
         && (data[20] & 2) != 0;
}
