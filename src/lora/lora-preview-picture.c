/* lora-preview-picture.c: the preview as one picture: below each sheet with its numbered rectangles the squares, in the same
 * colours and order; at the end those of top-ups. */

#include "imaging-png.h"
#include "lora-preview.h"

#include <string.h>

#define WIDTH 1240u
#define MARGIN 20u
#define SQUARE 160u
#define GAP 10u
#define ACROSS ((WIDTH - 2 * MARGIN + GAP) / (SQUARE + GAP))
#define DOT 3u /* pixels of a dot of a digit */
#define TALLEST 60000u

static const guint8 colours[][3] = { { 230, 25, 75 },  { 60, 125, 34 }, { 67, 99, 216 }, { 195, 91, 0 },
                                     { 122, 31, 162 }, { 0, 122, 120 }, { 184, 0, 107 }, { 107, 84, 0 } };
static const guint8 ground[3] = { 205, 205, 208 };

/* Five rows of three dots each. */
static const guint16 digits[] = { 075557, 026227, 071747, 071717, 055711, 074717, 074757, 071111, 075757, 075717 };

/* A filled rectangle, as far as it is on @canvas. */
static void
fill (LimImage *canvas, gint64 left, gint64 top, gint64 width, gint64 height, const guint8 colour[3])
{
  for (gint64 y = MAX (top, 0); y < MIN (top + height, (gint64) canvas->height); y++)
    for (gint64 x = MAX (left, 0); x < MIN (left + width, (gint64) canvas->width); x++)
      memcpy (canvas->pixels + 3 * (y * canvas->width + x), colour, 3);
}

static void
draw_number (LimImage *canvas, gint64 left, gint64 top, guint number, const guint8 colour[3])
{
  static const guint8 white[3] = { 255, 255, 255 };
  char text[12];
  gsize length = (gsize) g_snprintf (text, sizeof text, "%u", number);

  fill (canvas, left, top, (gint64) (length * 4 + 1) * DOT, 7 * DOT, colour);
  for (gsize i = 0; i < length; i++)
    for (guint dot = 0; dot < 15; dot++)
      if (digits[text[i] - '0'] & 1u << (14 - dot))
        fill (canvas, left + (gint64) (i * 4 + 1 + dot % 3) * DOT, top + (1 + dot / 3) * DOT, DOT, DOT, white);
}

static void
draw_frame (LimImage *canvas, gint64 left, gint64 top, gint64 width, gint64 height, const guint8 colour[3])
{
  fill (canvas, left, top, width, 3, colour);
  fill (canvas, left, top + height - 3, width, 3, colour);
  fill (canvas, left, top, 3, height, colour);
  fill (canvas, left + width - 3, top, 3, height, colour);
}

static void
put (LimImage *canvas, const LimImage *image, guint left, guint top)
{
  for (guint y = 0; y < image->height && top + y < canvas->height; y++)
    memcpy (canvas->pixels + 3 * ((gsize) (top + y) * canvas->width + left),
            image->pixels + 3 * (gsize) y * image->width, 3 * (gsize) MIN (image->width, canvas->width - left));
}

static guint
height_of_squares (const GPtrArray *items)
{
  return (items->len + ACROSS - 1) / ACROSS * (SQUARE + GAP);
}

static guint
height_of (const LimLoraPreviewSheet *sheet)
{
  return sheet->small != NULL ? MARGIN + sheet->small->height + GAP + height_of_squares (sheet->items) : 0;
}

/* Square @i of those that begin at @top. */
static void
draw_square (LimImage *canvas, const LimLoraPreviewItem *item, guint i, guint top)
{
  const guint8 *colour = colours[i % G_N_ELEMENTS (colours)];
  guint x = MARGIN + i % ACROSS * (SQUARE + GAP), y = top + i / ACROSS * (SQUARE + GAP);

  if (item->square != NULL)
    {
      const LimImageRect all = { .width = item->square->width, .height = item->square->height };
      g_autoptr (LimImage) small = lim_image_letterbox (item->square, &all, SQUARE, ground, NULL);

      put (canvas, small, x, y);
    }
  draw_frame (canvas, x, y, SQUARE, SQUARE, colour);
  draw_number (canvas, x, y, i + 1, colour);
}

static void
draw_sheet (LimImage *canvas, const LimLoraPreviewSheet *sheet, guint top)
{
  double scale = (double) sheet->small->width / sheet->width;
  guint below = top + sheet->small->height + GAP;

  put (canvas, sheet->small, MARGIN, top);
  for (guint i = 0; i < sheet->items->len; i++)
    {
      const LimLoraPreviewItem *item = sheet->items->pdata[i];
      const guint8 *colour = colours[i % G_N_ELEMENTS (colours)];
      gint64 left = MARGIN + (gint64) (item->rect.left * scale), above = top + (gint64) (item->rect.top * scale);

      draw_frame (canvas, left, above, MAX ((gint64) (item->rect.width * scale), 4),
                  MAX ((gint64) (item->rect.height * scale), 4), colour);
      draw_number (canvas, left, above, i + 1, colour);
      draw_square (canvas, item, i, below);
    }
}

GBytes *
lim_lora_preview_picture (const LimLoraSet *set, const LimLoraPreview *preview, GError **error)
{
  g_autoptr (LimImage) canvas = g_new0 (LimImage, 1);
  guint64 height = MARGIN;
  guint top = 0;

  for (guint i = 0; i < preview->sheets->len; i++)
    height += height_of (preview->sheets->pdata[i]);
  height += preview->topups->len > 0 ? MARGIN + height_of_squares (preview->topups) : 0;
  if (height > TALLEST)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: one picture of all sheets would be %" G_GUINT64_FORMAT
                          " pixels high; take the HTML page, or one sheet with --source",
                          set->plan_path, height);
  canvas->width = WIDTH;
  canvas->height = (guint) height;
  canvas->pixels = g_malloc (3 * (gsize) WIDTH * canvas->height);
  fill (canvas, 0, 0, WIDTH, canvas->height, ground);
  for (guint i = 0; i < preview->sheets->len; i++)
    {
      const LimLoraPreviewSheet *sheet = preview->sheets->pdata[i];

      if (sheet->small != NULL)
        draw_sheet (canvas, sheet, top + MARGIN);
      top += height_of (sheet);
    }
  for (guint i = 0; i < preview->topups->len; i++)
    draw_square (canvas, preview->topups->pdata[i], i, top + MARGIN);
  return lim_png_encode_rgb (canvas->pixels, canvas->width, canvas->height, NULL, error);
}
