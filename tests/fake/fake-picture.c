#include "fake-picture.h"

#include "base-random.h"
#include "imaging-decode.h"
#include "imaging-png.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SQUARES 4 /* a side */

static guint32
colour_of (const char *identity, guint square)
{
  return (guint32) (lim_hash_u64 (square, identity) & 0xffffff);
}

/* Rows of one row of squares are alike: one is made, the others copied. */
static GBytes *
encode (const guint32 *colours, guint squares, guint width, guint height, const char *const *text)
{
  gsize stride = (gsize) width * 3;
  g_autofree guint8 *rgb = g_malloc (stride * height);

  for (guint y = 0; y < height; y++)
    {
      guint8 *row = rgb + y * stride;
      const guint32 *line = colours + (gsize) (y * squares / height) * squares;

      if (y > 0 && y * squares / height == (y - 1) * squares / height)
        {
          memcpy (row, row - stride, stride);
          continue;
        }
      for (guint x = 0; x < width; x++, row += 3)
        {
          guint32 colour = line[x * squares / width];

          row[0] = (guint8) (colour >> 16);
          row[1] = (guint8) (colour >> 8);
          row[2] = (guint8) colour;
        }
    }
  return lim_png_encode_rgb (rgb, width, height, text, NULL);
}

GBytes *
fake_picture_png (const char *identity, guint width, guint height, const char *const *text)
{
  guint32 colours[SQUARES * SQUARES];

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    colours[i] = colour_of (identity, i);
  return encode (colours, SQUARES, width, height, text);
}

GBytes *
fake_picture_plain (guint32 colour, guint width, guint height, const char *const *text)
{
  return encode (&colour, 1, width, height, text);
}

char *
fake_picture_corner (const char *identity)
{
  return g_strdup_printf ("#%06x", colour_of (identity, 0));
}

GBytes *
fake_picture_convert (GBytes *png, const char *format)
{
  gboolean jpeg = strcmp (format, "jpeg") == 0 || strcmp (format, "jpg") == 0;
  g_autofree char *path = NULL;
  gsize length;
  const char *data = g_bytes_get_data (png, &length);
  GBytes *converted = NULL;
  int file;

  if (!jpeg && strcmp (format, "webp") != 0)
    return g_bytes_ref (png);
  file = g_file_open_tmp ("limner-fake-XXXXXX.png", &path, NULL);
  if (file >= 0 && write (file, data, length) == (gssize) length)
    converted = lim_image_thumbnail (path, LIM_IMAGE_MAX_SIDE, jpeg ? LIM_THUMB_JPEG : LIM_THUMB_WEBP, 90, NULL);
  if (file >= 0)
    close (file);
  if (path != NULL)
    g_unlink (path);
  return converted != NULL ? converted : g_bytes_ref (png);
}
