#include "imaging-header.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  LimImageInfo info;

  if (lim_image_probe_bytes (data, size, "input", &info, &error) == (error != NULL))
    g_error ("an answer and an error at once");
  return 0;
}
