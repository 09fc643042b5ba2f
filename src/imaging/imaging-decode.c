#include "imaging-decode.h"

#include "base-error.h"
#include "imaging-decode-private.h"
#include "imaging-png-decode.h"
#include "imaging-shrink.h"
#include "imaging-vips.h"

#include <string.h>

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
  g_autofree char *reason = lim_vips.error_buffer_copy ();

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
    lim_vips.pngload_buffer (data, length, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR,
                             NULL);
  else if (info->format == LIM_IMAGE_JPEG)
    lim_vips.jpegload_buffer (data, length, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR,
                              NULL);
  else
    lim_vips.webpload_buffer (data, length, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR,
                              NULL);
  return image;
}

/* Also forgets what libvips said about earlier files: it keeps remarks on pictures that it did read. */
static gboolean
probe_bytes (GBytes *bytes, const char *name, LimImageInfo *info, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  lim_vips_forget_errors ();
  return lim_image_probe_bytes (data, length, name, info, error);
}

static gboolean
verify_by_vips (GBytes *bytes, const char *name, const LimImageInfo *info, GError **error)
{
  double mean;

  if (!lim_vips_start (error))
    return FALSE;

  g_autoptr (VipsImage) image = open_sequential (bytes, info);
  if (image == NULL || lim_vips.avg (image, &mean, NULL) != 0)
    return fail_decode (name, error) != NULL;
  return TRUE;
}

gboolean
lim_image_verify_by_vips (GBytes *bytes, const char *name, GError **error)
{
  LimImageInfo info;

  return probe_bytes (bytes, name, &info, error) && verify_by_vips (bytes, name, &info, error);
}

static gboolean
is_sound_png (GBytes *bytes, const LimImageInfo *info)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return info->format == LIM_IMAGE_PNG && lim_png_is_sound (data, length);
}

gboolean
lim_image_verify_bytes (GBytes *bytes, const char *name, LimImageInfo *info, GError **error)
{
  LimImageInfo found;

  if (!probe_bytes (bytes, name, &found, error))
    return FALSE;
  if (!is_sound_png (bytes, &found) && !verify_by_vips (bytes, name, &found, error))
    return FALSE;
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
  *needs = lim_vips.image_get_typeof (header, VIPS_META_ICC_NAME) != 0 || header->Type == VIPS_INTERPRETATION_CMYK;
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
  lim_vips.thumbnail_buffer (data, length, &upright, (int) side, "height", (int) side, "size", VIPS_SIZE_DOWN,
                             "fail_on", VIPS_FAIL_ON_ERROR, managed ? "export_profile" : NULL, "srgb", NULL);
  return upright;
}

static const guint8 white[3] = { 255, 255, 255 };

/* 8-bit sRGB, opaque over @ground, three bands. */
static VipsImage *
show (VipsImage *upright, const guint8 ground[3])
{
  g_autoptr (VipsImage) coloured = NULL;
  g_autoptr (VipsImage) opaque = NULL;
  g_autoptr (VipsImage) banded = NULL;
  VipsImage *image = NULL;

  if (lim_vips.colourspace (upright, &coloured, VIPS_INTERPRETATION_sRGB, NULL) != 0)
    return NULL;

  if (lim_vips.image_hasalpha (coloured))
    {
      double colour[] = { ground[0], ground[1], ground[2] };
      VipsArrayDouble *background = lim_vips.array_double_new (colour, 3);
      int failed = lim_vips.flatten (coloured, &opaque, "background", background, NULL);

      lim_vips.area_unref (&background->area);
      if (failed != 0)
        return NULL;
    }
  else
    opaque = g_object_ref (coloured);

  if (lim_vips.extract_band (opaque, &banded, 0, "n", MIN (3, opaque->Bands), NULL) != 0
      || lim_vips.cast_uchar (banded, &image, NULL) != 0)
    return NULL;
  if (image->Bands != 3)
    {
      lim_vips.error ("limner", "%d bands after the conversion to sRGB", image->Bands);
      g_clear_object (&image);
    }
  return image;
}

/* Upright and at most @side a side. Takes the chance to shrink while loading. */
static VipsImage *
open_shown (GBytes *bytes, const LimImageInfo *info, guint side, const guint8 ground[3])
{
  g_autoptr (VipsImage) upright = open_upright (bytes, info, side);

  return upright != NULL ? show (upright, ground) : NULL;
}

/* The same from pixels that are decoded already; @pixels must outlive the picture. */
static VipsImage *
shown_pixels (const LimPngPixels *pixels, guint side, const guint8 ground[3])
{
  gsize length = (gsize) pixels->width * pixels->height * pixels->bands;
  g_autoptr (VipsImage) plain =
      lim_vips.image_new_from_memory (pixels->samples, length, (int) pixels->width, (int) pixels->height,
                                      (int) pixels->bands, VIPS_FORMAT_UCHAR);
  g_autoptr (VipsImage) stored = NULL;
  g_autoptr (VipsImage) upright = NULL;

  if (plain == NULL
      || lim_vips.copy (plain, &stored, "interpretation",
                        pixels->bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, NULL)
             != 0)
    return NULL;
  /* Else the resizer computes rows over and over: it keeps them only for sources that cannot go back. */
  lim_vips.image_set_int (stored, VIPS_META_SEQUENTIAL, 1);
  if (lim_vips.thumbnail_image (stored, &upright, (int) side, "height", (int) side, "size", VIPS_SIZE_DOWN, NULL)
      != 0)
    return NULL;
  return show (upright, ground);
}

static LimImage *
image_of_shown (VipsImage *shown, const char *name, GError **error)
{
  gsize length = 0;
  void *pixels = shown != NULL ? lim_vips.image_write_to_memory (shown, &length) : NULL;
  if (pixels == NULL)
    return fail_decode (name, error);

  LimImage *image = g_new (LimImage, 1);
  *image = (LimImage){ .width = (guint) shown->Xsize, .height = (guint) shown->Ysize, .pixels = pixels };
  return image;
}

static LimImage *
load_by_vips (GBytes *bytes, const char *name, const LimImageInfo *info, guint side, const guint8 ground[3],
              GError **error)
{
  if (!lim_vips_start (error))
    return NULL;

  g_autoptr (VipsImage) shown = open_shown (bytes, info, side, ground);
  return image_of_shown (shown, name, error);
}

LimImage *
lim_image_load_rgb_by_vips (GBytes *bytes, const char *name, guint max_side, GError **error)
{
  LimImageInfo info;

  if (!probe_bytes (bytes, name, &info, error))
    return NULL;
  return load_by_vips (bytes, name, &info, max_side != 0 ? max_side : LIM_IMAGE_MAX_SIDE, white, error);
}

/* NULL when the fast decoder leaves the file to libvips. */
static LimPngPixels *
decode_png (GBytes *bytes, const LimImageInfo *info)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return info->format == LIM_IMAGE_PNG ? lim_png_decode (data, length) : NULL;
}

/* What transparency and shrinking do to pixels stays libvips' affair, so that no fingerprint depends on the way a file
 * was read. */
static LimImage *
image_of_pixels (LimPngPixels *pixels, const char *name, guint side, const guint8 ground[3], GError **error)
{
  if (MAX (pixels->width, pixels->height) <= side && lim_png_pixels_are_opaque (pixels))
    {
      LimImage *image = g_new (LimImage, 1);

      *image =
          (LimImage){ .width = pixels->width, .height = pixels->height, .pixels = lim_png_pixels_take_rgb (pixels) };
      return image;
    }
  if (!lim_vips_start (error))
    return NULL;

  g_autoptr (VipsImage) shown = shown_pixels (pixels, side, ground);
  return image_of_shown (shown, name, error);
}

LimImage *
lim_image_load_rgb_over (GBytes *bytes, const char *name, guint max_side, const guint8 ground[3], GError **error)
{
  guint side = max_side != 0 ? max_side : LIM_IMAGE_MAX_SIDE;
  LimImageInfo info;

  if (!probe_bytes (bytes, name, &info, error))
    return NULL;

  g_autoptr (LimPngPixels) pixels = decode_png (bytes, &info);
  return pixels != NULL ? image_of_pixels (pixels, name, side, ground, error)
                        : load_by_vips (bytes, name, &info, side, ground, error);
}

LimImage *
lim_image_load_rgb_bytes (GBytes *bytes, const char *name, guint max_side, GError **error)
{
  return lim_image_load_rgb_over (bytes, name, max_side, white, error);
}

LimImage *
lim_image_load_rgb (const char *path, guint max_side, GError **error)
{
  LimImageInfo info;
  g_autoptr (GBytes) bytes = read_file (path, &info, error);

  return bytes != NULL ? lim_image_load_rgb_bytes (bytes, path, max_side, error) : NULL;
}

static GBytes *
encode_thumbnail (VipsImage *shown, const char *name, LimThumbFormat format, guint quality, GError **error)
{
  void *data = NULL;
  gsize length = 0;
  int failed = 1;

  if (shown != NULL && format == LIM_THUMB_JPEG)
    failed = lim_vips.jpegsave_buffer (shown, &data, &length, "Q", (int) quality, "strip", TRUE, NULL);
  else if (shown != NULL)
    failed = lim_vips.webpsave_buffer (shown, &data, &length, "Q", (int) quality, "strip", TRUE, NULL);
  if (failed != 0)
    return fail_decode (name, error);
  return g_bytes_new_take (data, length);
}

GBytes *
lim_image_thumbnail_by_vips (GBytes *bytes, const char *name, guint side, LimThumbFormat format, guint quality,
                             GError **error)
{
  LimImageInfo info;
  if (!probe_bytes (bytes, name, &info, error) || !lim_vips_start (error))
    return NULL;

  g_autoptr (VipsImage) shown = open_shown (bytes, &info, side, white);
  return encode_thumbnail (shown, name, format, quality, error);
}

static guint
shrunk (guint length, guint longest, guint side)
{
  return MAX (1, (guint) (((guint64) length * side + longest / 2) / longest));
}

/* Averaging loses nothing a thumbnail would show once four pixels or more fall into one, and takes a tenth of the time
 * of libvips' kernel. */
static LimShrink *
shrink_opaque (const LimPngPixels *pixels, guint side)
{
  guint longest = MAX (pixels->width, pixels->height);
  g_autofree guint8 *rgb = g_malloc (3 * (gsize) pixels->width);
  LimShrink *shrink = lim_shrink_new (pixels->width, pixels->height, shrunk (pixels->width, longest, side),
                                      shrunk (pixels->height, longest, side));

  for (guint y = 0; y < pixels->height; y++)
    {
      lim_png_pixels_row_rgb (pixels, y, rgb);
      lim_shrink_add_row (shrink, rgb);
    }
  return shrink;
}

static GBytes *
thumbnail_of_pixels (const LimPngPixels *pixels, const char *name, guint side, LimThumbFormat format, guint quality,
                     GError **error)
{
  guint longest = MAX (pixels->width, pixels->height);

  if (!lim_vips_start (error))
    return NULL;
  if (longest / 2 >= side && lim_png_pixels_are_opaque (pixels))
    {
      guint width = shrunk (pixels->width, longest, side), height = shrunk (pixels->height, longest, side);
      g_autoptr (LimShrink) shrink = shrink_opaque (pixels, side);
      g_autoptr (VipsImage) small =
          lim_vips.image_new_from_memory (lim_shrink_pixels (shrink), 3 * (gsize) width * height, (int) width,
                                          (int) height, 3, VIPS_FORMAT_UCHAR);
      g_autoptr (VipsImage) shown = small != NULL ? show (small, white) : NULL;
      return encode_thumbnail (shown, name, format, quality, error);
    }

  g_autoptr (VipsImage) shown = shown_pixels (pixels, side, white);
  return encode_thumbnail (shown, name, format, quality, error);
}

GBytes *
lim_image_thumbnail (const char *path, guint side, LimThumbFormat format, guint quality, GError **error)
{
  LimImageInfo info;
  g_autoptr (GBytes) bytes = read_file (path, &info, error);
  if (bytes == NULL)
    return NULL;

  g_autoptr (LimPngPixels) pixels = decode_png (bytes, &info);
  return pixels != NULL ? thumbnail_of_pixels (pixels, path, side, format, quality, error)
                        : lim_image_thumbnail_by_vips (bytes, path, side, format, quality, error);
}
