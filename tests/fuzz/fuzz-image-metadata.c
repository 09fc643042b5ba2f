#include "imaging-metadata.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Whatever is written must be readable again, and stripping must leave nothing for a second time. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_auto (GStrv) texts = lim_image_read_texts (bytes, "input", NULL, NULL);
  g_autofree char *hidden = lim_image_read_hidden (bytes);
  g_autoptr (GBytes) embedded = lim_image_embed_parameters (bytes, "input", "a text, ein Text, 文", NULL);
  g_autoptr (GBytes) stripped = lim_image_strip (bytes, "input", NULL);

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!g_utf8_validate (texts[i], -1, NULL))
      g_error ("text that is no UTF-8");
  if (embedded != NULL)
    {
      g_auto (GStrv) again = lim_image_read_texts (embedded, "embedded", NULL, NULL);

      if (again == NULL)
        g_error ("an image that is none any more");
    }
  if (stripped != NULL)
    {
      g_autoptr (GBytes) twice = lim_image_strip (stripped, "stripped", NULL);

      if (twice == NULL || !g_bytes_equal (stripped, twice))
        g_error ("stripping left something");
    }
  return 0;
}
