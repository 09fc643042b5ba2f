/* imaging-jpeg.h: pixels as a JPEG file, for pages that show many pictures. */
#pragma once

#include "imaging-decode.h"

/* The bytes of a JPEG file of @quality 1..100 showing @image, without metadata. LIM_ERROR_IO when libvips is missing or
 * cannot write it. Transfer full. */
GBytes *lim_image_encode_jpeg (const LimImage *image, guint quality, GError **error);
