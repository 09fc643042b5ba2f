#include "imaging-decode.h"

#include "base-error.h"

#include <string.h>
#include <vips/vips.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VipsImage, g_object_unref)

void
lim_image_free (LimImage *image)
{
  if (image == NULL)
    return;
  g_free (image->pixels);
  g_free (image);
}

static gpointer
fail_decode (const char *name, GError **error)
{
  g_autofree char *reason = vips_error_buffer_copy ();

  g_strdelimit (g_strchomp (reason), "\n", ';');
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: the picture cannot be decoded (%s); copy or make it again",
                        name, reason[0] != '\0' ? reason : "no reason given");
}

static GBytes *
read_file (const char *path, LimImageInfo *info, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *data;
  gsize length;

  /* Before the file is read whole, so that a giant that is no image costs nothing. */
  if (!lim_image_probe (path, info, error))
    return NULL;
  if (!g_file_get_contents (path, &data, &length, &cause))
    return lim_fail_null (error, LIM_ERROR_IO, "%s: cannot read it: %s", path, cause->message);
  return g_bytes_new_take (data, length);
}

/* Loads by buffer: a file name would be searched for loader options in brackets. */
static VipsImage *
open_sequential (GBytes *bytes, const LimImageInfo *info)
{
  gsize length;
  void *data = (void *) g_bytes_get_data (bytes, &length);
  VipsImage *image = NULL;

  if (info->format == LIM_IMAGE_PNG)
    vips_pngload_buffer (data, length, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
  else if (info->format == LIM_IMAGE_JPEG)
    vips_jpegload_buffer (data, length, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR,
                          NULL);
  else
    vips_webpload_buffer (data, length, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR,
                          NULL);
  return image;
}

gboolean
lim_image_verify_bytes (GBytes *bytes, const char *name, LimImageInfo *info, GError **error)
{
  LimImageInfo found;

  if (!lim_image_probe_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), name, &found, error))
    return FALSE;

  g_autoptr (VipsImage) image = open_sequential (bytes, &found);
  double mean;
  if (image == NULL || vips_avg (image, &mean, NULL) != 0)
    return fail_decode (name, error) != NULL;
  if (info != NULL)
    *info = found;
  return TRUE;
}

gboolean
lim_image_verify (const char *path, LimImageInfo *info, GError **error)
{
  LimImageInfo found;
  g_autoptr (GBytes) bytes = read_file (path, &found, error);

  return bytes != NULL && lim_image_verify_bytes (bytes, path, info, error);
}

/* Only a picture with a profile, or in CMYK, is sent through the colour manager: it also shifts plain sRGB. */
static gboolean
needs_colour_management (GBytes *bytes, const LimImageInfo *info, gboolean *needs)
{
  g_autoptr (VipsImage) header = open_sequential (bytes, info);

  if (header == NULL)
    return FALSE;
  *needs = vips_image_get_typeof (header, VIPS_META_ICC_NAME) != 0 || header->Type == VIPS_INTERPRETATION_CMYK;
  return TRUE;
}

static VipsImage *
open_upright (GBytes *bytes, const LimImageInfo *info, guint side)
{
  gsize length;
  void *data = (void *) g_bytes_get_data (bytes, &length);
  gboolean managed = FALSE;
  VipsImage *upright = NULL;

  if (!needs_colour_management (bytes, info, &managed))
    return NULL;
  vips_thumbnail_buffer (data, length, &upright, (int) side, "height", (int) side, "size", VIPS_SIZE_DOWN, "fail_on",
                         VIPS_FAIL_ON_ERROR, managed ? "export_profile" : NULL, "srgb", NULL);
  return upright;
}

/* Upright, at most @side a side, 8-bit sRGB, opaque, three bands. Takes the chance to shrink while loading. */
static VipsImage *
open_shown (GBytes *bytes, const LimImageInfo *info, guint side)
{
  g_autoptr (VipsImage) upright = open_upright (bytes, info, side);
  g_autoptr (VipsImage) coloured = NULL;
  g_autoptr (VipsImage) opaque = NULL;
  g_autoptr (VipsImage) banded = NULL;
  VipsImage *image = NULL;

  if (upright == NULL || vips_colourspace (upright, &coloured, VIPS_INTERPRETATION_sRGB, NULL) != 0)
    return NULL;

  if (vips_image_hasalpha (coloured))
    {
      double white[] = { 255, 255, 255 };
      VipsArrayDouble *background = vips_array_double_new (white, 3);
      int failed = vips_flatten (coloured, &opaque, "background", background, NULL);

      vips_area_unref (VIPS_AREA (background));
      if (failed != 0)
        return NULL;
    }
  else
    opaque = g_object_ref (coloured);

  if (vips_extract_band (opaque, &banded, 0, "n", MIN (3, opaque->Bands), NULL) != 0
      || vips_cast_uchar (banded, &image, NULL) != 0)
    return NULL;
  if (image->Bands != 3)
    {
      vips_error ("limner", "%d bands after the conversion to sRGB", image->Bands);
      g_clear_object (&image);
    }
  return image;
}

LimImage *
lim_image_load_rgb_bytes (GBytes *bytes, const char *name, guint max_side, GError **error)
{
  LimImageInfo info;

  if (!lim_image_probe_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), name, &info, error))
    return NULL;

  g_autoptr (VipsImage) shown = open_shown (bytes, &info, max_side != 0 ? max_side : LIM_IMAGE_MAX_SIDE);
  gsize length = 0;
  void *pixels = shown != NULL ? vips_image_write_to_memory (shown, &length) : NULL;
  if (pixels == NULL)
    return fail_decode (name, error);

  LimImage *image = g_new (LimImage, 1);
  *image = (LimImage){ .width = (guint) shown->Xsize, .height = (guint) shown->Ysize, .pixels = pixels };
  return image;
}

LimImage *
lim_image_load_rgb (const char *path, guint max_side, GError **error)
{
  LimImageInfo info;
  g_autoptr (GBytes) bytes = read_file (path, &info, error);

  return bytes != NULL ? lim_image_load_rgb_bytes (bytes, path, max_side, error) : NULL;
}

GBytes *
lim_image_thumbnail (const char *path, guint side, LimThumbFormat format, guint quality, GError **error)
{
  LimImageInfo info;
  g_autoptr (GBytes) bytes = read_file (path, &info, error);
  if (bytes == NULL)
    return NULL;

  g_autoptr (VipsImage) shown = open_shown (bytes, &info, side);
  void *data = NULL;
  gsize length = 0;
  int failed = 1;
  if (shown != NULL && format == LIM_THUMB_JPEG)
    failed = vips_jpegsave_buffer (shown, &data, &length, "Q", (int) quality, "strip", TRUE, NULL);
  else if (shown != NULL)
    failed = vips_webpsave_buffer (shown, &data, &length, "Q", (int) quality, "strip", TRUE, NULL);
  if (failed != 0)
    return fail_decode (path, error);
  return g_bytes_new_take (data, length);
}
