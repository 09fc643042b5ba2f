#include "imaging-tree.h"

#include "base-error.h"
#include "imaging-decode.h"
#include "imaging-png.h"

#include <string.h>

enum
{
  PER_ROW = 4, /* large pictures beside their origin */
  GAP = 24,    /* between pictures; lines run in it */
  FRAME = 6,
  BROAD_FRAME = 12,
  LINE = 4,
  MOST_PIXELS = 1 << 26
};

static const guint8 paper[3] = { 0xf4, 0xf1, 0xea };
static const guint8 ink[3] = { 0x9a, 0x94, 0x88 };
static const guint8 nothing[3] = { 0xdd, 0xd8, 0xcd };

typedef struct
{
  guint8 *pixels;
  guint width, height;
} Sheet;

typedef struct
{
  guint x, y, side;
} Place;

static void
fill (Sheet *sheet, guint x, guint y, guint width, guint height, const guint8 *colour)
{
  for (guint row = y; row < MIN (y + height, sheet->height); row++)
    for (guint column = x; column < MIN (x + width, sheet->width); column++)
      memcpy (sheet->pixels + ((gsize) row * sheet->width + column) * 3, colour, 3);
}

/* -- Where everything goes -- */

static guint
count_followers (const LimTreeLeaf *leaves, guint n, guint at)
{
  guint end = at + 1;

  while (end < n && !leaves[end].is_origin)
    end++;
  return end - at - 1;
}

/* How many large pictures stand side by side, the origin counted in. */
static guint
count_columns (const LimTreeLeaf *leaves, guint n)
{
  guint columns = 2;

  for (guint i = 0; i < n; i++)
    if (leaves[i].is_origin)
      columns = MAX (columns, 1 + MIN (PER_ROW, count_followers (leaves, n, i)));
  return columns;
}

/* Places leaves of no origin in rows of small ones, two for a large one, from @y down; returns where the next row begins. */
static guint
place_small (Place *places, guint n, guint side, guint columns, guint y)
{
  guint small = (side + GAP) / 2 - GAP / 2, step = small + GAP / 2, per_row = columns * 2;

  for (guint i = 0; i < n; i++)
    places[i] = (Place){ GAP + i % per_row * step, y + i / per_row * step, small };
  return n == 0 ? y : y + ((n - 1) / per_row + 1) * step + GAP / 2;
}

static guint
place_family (Place *places, guint n_followers, guint side, guint y)
{
  guint rows = MAX (1, (n_followers + PER_ROW - 1) / PER_ROW);

  places[0] = (Place){ GAP, y, side };
  for (guint i = 0; i < n_followers; i++)
    places[i + 1] = (Place){ GAP + (i % PER_ROW + 1) * (side + GAP), y + i / PER_ROW * (side + GAP), side };
  return y + rows * (side + GAP);
}

/* Families first, what belongs to none below. Returns the height. */
static guint
place_all (const LimTreeLeaf *leaves, guint n, guint side, Place *places)
{
  guint n_loose = 0, y = GAP;

  while (n_loose < n && !leaves[n_loose].is_origin)
    n_loose++;
  for (guint at = n_loose; at < n;)
    {
      guint n_followers = count_followers (leaves, n, at);

      y = place_family (places + at, n_followers, side, y);
      at += n_followers + 1;
    }
  return place_small (places, n_loose, side, count_columns (leaves, n), y);
}

/* -- Drawing -- */

/* A trunk down the gap beside the origin, and a branch along each row, behind the pictures. */
static void
draw_lines (Sheet *sheet, const Place *places, guint n_followers)
{
  guint trunk = places[0].x + places[0].side + GAP / 2 - LINE / 2, half = places[0].side / 2;

  if (n_followers == 0)
    return;
  fill (sheet, places[0].x + places[0].side, places[0].y + half, GAP, LINE, ink);
  fill (sheet, trunk, places[0].y + half, LINE, places[n_followers].y - places[0].y + LINE, ink);
  for (guint i = 1; i <= n_followers; i++)
    {
      guint from = MIN (trunk, places[i].x);

      fill (sheet, from, places[i].y + half, places[i].x - from, LINE, ink);
    }
}

/* The picture in the middle of its square. */
static void
draw_picture (Sheet *sheet, Place inside, const LimImage *image)
{
  guint width = MIN (image->width, inside.side), height = MIN (image->height, inside.side);
  guint left = inside.x + (inside.side - width) / 2, top = inside.y + (inside.side - height) / 2;

  for (guint row = 0; row < height; row++)
    memcpy (sheet->pixels + ((gsize) (top + row) * sheet->width + left) * 3,
            image->pixels + (gsize) row * image->width * 3, (gsize) width * 3);
}

static void
draw_leaf (Sheet *sheet, const LimTreeLeaf *leaf, Place place)
{
  guint frame = leaf->emphasised ? BROAD_FRAME : FRAME;
  Place inside = { place.x + frame, place.y + frame, place.side - 2 * frame };
  g_autoptr (LimImage) image = leaf->path != NULL ? lim_image_load_rgb (leaf->path, inside.side, NULL) : NULL;

  fill (sheet, place.x, place.y, place.side, place.side, leaf->frame);
  fill (sheet, inside.x, inside.y, inside.side, inside.side, nothing);
  if (image != NULL)
    draw_picture (sheet, inside, image);
}

GBytes *
lim_tree_draw (const LimTreeLeaf *leaves, guint n, guint side, GError **error)
{
  g_autofree Place *places = g_new0 (Place, MAX (n, 1));
  Sheet sheet = { .width = GAP + count_columns (leaves, n) * (side + GAP) };
  g_autofree guint8 *pixels = NULL;

  sheet.height = place_all (leaves, n, side, places);
  if ((guint64) sheet.width * sheet.height > MOST_PIXELS)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%u pictures are too many for one", n);
  sheet.pixels = pixels = g_malloc ((gsize) sheet.width * sheet.height * 3);
  fill (&sheet, 0, 0, sheet.width, sheet.height, paper);
  for (guint i = 0; i < n; i++)
    if (leaves[i].is_origin)
      draw_lines (&sheet, places + i, count_followers (leaves, n, i));
  for (guint i = 0; i < n; i++)
    draw_leaf (&sheet, &leaves[i], places[i]);
  return lim_png_encode_rgb (sheet.pixels, sheet.width, sheet.height, NULL, error);
}
