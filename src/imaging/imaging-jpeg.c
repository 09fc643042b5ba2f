#include "imaging-jpeg.h"

#include "base-error.h"
#include "imaging-vips.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VipsImage, g_object_unref)

GBytes *
lim_image_encode_jpeg (const LimImage *image, guint quality, GError **error)
{
  void *data = NULL;
  gsize length = 0;

  if (!lim_vips_start (error))
    return NULL;

  g_autoptr (VipsImage) plain =
      lim_vips.image_new_from_memory (image->pixels, 3 * (gsize) image->width * image->height, (int) image->width,
                                      (int) image->height, 3, VIPS_FORMAT_UCHAR);
  g_autoptr (VipsImage) coloured = NULL;
  if (plain == NULL || lim_vips.copy (plain, &coloured, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0
      || lim_vips.jpegsave_buffer (coloured, &data, &length, "Q", (int) quality, "strip", TRUE, NULL) != 0)
    return lim_fail_null (error, LIM_ERROR_IO, "a picture cannot be written as JPEG: %s", lim_vips.error_buffer ());
  return g_bytes_new_take (data, length);
}
