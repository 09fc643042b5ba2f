#include "imaging-png.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autofree guint8 *png = g_malloc (size + sizeof signature);

  memcpy (png, signature, sizeof signature);
  if (size > 0)
    memcpy (png + sizeof signature, data, size);
  g_auto (GStrv) text = lim_png_read_text (png, size + sizeof signature, "input", NULL);
  for (guint i = 0; text != NULL && text[i] != NULL; i++)
    if (!g_utf8_validate (text[i], -1, NULL))
      g_error ("text that is no UTF-8");
  return 0;
}
