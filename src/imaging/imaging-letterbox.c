#include "imaging-letterbox.h"

#include "base-error.h"
#include "imaging-resample.h"

#include <string.h>

static void
copy (const LimPixelArea *from, const LimPixelArea *to)
{
  for (guint y = 0; y < from->height; y++)
    memcpy (to->pixels + y * to->stride, from->pixels + y * from->stride, 3 * (gsize) from->width);
}

/* @rect of @image. */
static LimPixelArea
area_of (const LimImage *image, const LimImageRect *rect)
{
  gsize stride = 3 * (gsize) image->width;

  return (LimPixelArea){ .pixels = image->pixels + rect->top * stride + 3 * (gsize) rect->left,
                         .stride = stride,
                         .width = rect->width,
                         .height = rect->height };
}

static guint
fitted (guint length, guint longest, guint side)
{
  return MAX (1, (guint) (((guint64) length * side * 2 + longest) / (2 * (guint64) longest)));
}

LimImageRect
lim_letterbox_place (guint width, guint height, guint side)
{
  guint longest = MAX (width, height);
  LimImageRect place = { .width = fitted (width, longest, side), .height = fitted (height, longest, side) };

  place.left = (side - place.width) / 2;
  place.top = (side - place.height) / 2;
  return place;
}

static gboolean
check_rect (const LimImage *sheet, const LimImageRect *rect, GError **error)
{
  if (rect->width == 0 || rect->height == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "the rectangle is empty: width and height must be at least 1");
  if (rect->left < sheet->width && rect->width <= sheet->width - rect->left && rect->top < sheet->height
      && rect->height <= sheet->height - rect->top)
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "the rectangle reaches from %u,%u to %" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT
                   ", but the picture has only %u x %u pixels",
                   rect->left, rect->top, (guint64) rect->left + rect->width, (guint64) rect->top + rect->height,
                   sheet->width, sheet->height);
}

static LimImage *
new_square (guint side, const guint8 background[3])
{
  LimImage *square = g_new (LimImage, 1);
  gsize row = 3 * (gsize) side;

  *square = (LimImage){ .width = side, .height = side, .pixels = g_malloc (row * side) };
  for (guint x = 0; x < side; x++)
    memcpy (square->pixels + 3 * (gsize) x, background, 3);
  for (guint y = 1; y < side; y++)
    memcpy (square->pixels + y * row, square->pixels, row);
  return square;
}

LimImage *
lim_image_letterbox (const LimImage *sheet, const LimImageRect *rect, guint side, const guint8 background[3],
                     GError **error)
{
  g_return_val_if_fail (side >= 1 && side <= LIM_LETTERBOX_MAX_SIDE, NULL);
  if (!check_rect (sheet, rect, error))
    return NULL;

  LimImage *square = new_square (side, background);
  LimImageRect place = lim_letterbox_place (rect->width, rect->height, side);
  const LimPixelArea from = area_of (sheet, rect), to = area_of (square, &place);

  if (place.width == rect->width && place.height == rect->height)
    copy (&from, &to);
  else
    lim_resample_rgb (&from, &to);
  return square;
}

LimImage *
lim_image_mirrored (const LimImage *image)
{
  LimImage *mirrored = g_new (LimImage, 1);
  gsize width = image->width;

  *mirrored =
      (LimImage){ .width = image->width, .height = image->height, .pixels = g_malloc (3 * width * image->height) };
  for (gsize y = 0; y < image->height; y++)
    for (gsize x = 0; x < width; x++)
      memcpy (mirrored->pixels + 3 * (y * width + x), image->pixels + 3 * (y * width + width - 1 - x), 3);
  return mirrored;
}
