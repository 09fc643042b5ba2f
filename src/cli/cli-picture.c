#include "cli-picture.h"

#include <chafa.h>
#include <string.h>

/* A block character shows up to 8 × 8 pixels of a picture. */
#define SYMBOL_PIXELS 8u
#define MAX_SIDE 1600u

struct _LimPainter
{
  ChafaTermInfo *info;
  ChafaPixelMode pixels;
  ChafaCanvasMode colors;
};

static const struct
{
  ChafaTermSeq sequence; /* that a terminal has when it knows the mode */
  ChafaPixelMode mode;
} pixel_modes[] = {
  { CHAFA_TERM_SEQ_BEGIN_KITTY_IMMEDIATE_IMAGE_V1, CHAFA_PIXEL_MODE_KITTY },
  { CHAFA_TERM_SEQ_BEGIN_ITERM2_IMAGE, CHAFA_PIXEL_MODE_ITERM2 },
  { CHAFA_TERM_SEQ_BEGIN_SIXELS, CHAFA_PIXEL_MODE_SIXELS },
};

static const struct
{
  ChafaTermSeq sequence;
  ChafaCanvasMode mode;
} color_modes[] = {
  { CHAFA_TERM_SEQ_SET_COLOR_FGBG_DIRECT, CHAFA_CANVAS_MODE_TRUECOLOR },
  { CHAFA_TERM_SEQ_SET_COLOR_FGBG_256, CHAFA_CANVAS_MODE_INDEXED_240 },
  { CHAFA_TERM_SEQ_SET_COLOR_FGBG_16, CHAFA_CANVAS_MODE_INDEXED_16 },
};

LimPainter *
lim_painter_new (gboolean color)
{
  LimPainter *self = g_new0 (LimPainter, 1);
  g_auto (GStrv) environment = g_get_environ ();

  self->info = chafa_term_db_detect (chafa_term_db_get_default (), environment);
  self->pixels = CHAFA_PIXEL_MODE_SYMBOLS;
  self->colors = CHAFA_CANVAS_MODE_FGBG;
  for (guint i = G_N_ELEMENTS (color_modes); color && i > 0; i--)
    if (chafa_term_info_have_seq (self->info, color_modes[i - 1].sequence))
      self->colors = color_modes[i - 1].mode;
  for (guint i = G_N_ELEMENTS (pixel_modes); color && i > 0; i--)
    if (chafa_term_info_have_seq (self->info, pixel_modes[i - 1].sequence))
      self->pixels = pixel_modes[i - 1].mode;
  return self;
}

void
lim_painter_free (LimPainter *self)
{
  if (self == NULL)
    return;
  chafa_term_info_unref (self->info);
  g_free (self);
}

/* Most cells are about twice as high as wide. */
static void
cell_of (const LimTerminalSize *size, guint *width, guint *height)
{
  *width = size->cell_width > 0 ? size->cell_width : 8;
  *height = size->cell_height > 0 ? size->cell_height : 16;
}

guint
lim_painter_side (const LimPainter *self, const LimTerminalSize *size, guint columns, guint rows)
{
  guint width, height;

  cell_of (size, &width, &height);
  if (self->pixels == CHAFA_PIXEL_MODE_SYMBOLS)
    return CLAMP (MAX (columns, rows * 2) * SYMBOL_PIXELS, 64, MAX_SIDE);
  return CLAMP (MAX (columns * width, rows * height), 64, MAX_SIDE);
}

static ChafaCanvas *
make_canvas (const LimPainter *self, guint cell_width, guint cell_height, gint columns, gint rows)
{
  ChafaCanvasConfig *config = chafa_canvas_config_new ();
  ChafaSymbolMap *symbols = chafa_symbol_map_new ();
  ChafaCanvas *canvas;

  chafa_symbol_map_add_by_tags (symbols, CHAFA_SYMBOL_TAG_SPACE);
  chafa_symbol_map_add_by_tags (symbols, CHAFA_SYMBOL_TAG_BLOCK);
  if (self->colors == CHAFA_CANVAS_MODE_FGBG)
    chafa_symbol_map_add_by_tags (symbols, CHAFA_SYMBOL_TAG_STIPPLE | CHAFA_SYMBOL_TAG_BORDER);
  chafa_canvas_config_set_symbol_map (config, symbols);
  chafa_canvas_config_set_geometry (config, columns, rows);
  chafa_canvas_config_set_cell_geometry (config, (gint) cell_width, (gint) cell_height);
  chafa_canvas_config_set_pixel_mode (config, self->pixels);
  chafa_canvas_config_set_canvas_mode (config, self->colors);
  chafa_canvas_config_set_work_factor (config, 0.5f);
  canvas = chafa_canvas_new (config);
  chafa_symbol_map_unref (symbols);
  chafa_canvas_config_unref (config);
  return canvas;
}

/* The lines of a drawing each at its place, as raw mode has no line feed that returns. */
static void
append_placed (GString *out, const char *drawing, guint left, guint top)
{
  g_auto (GStrv) lines = g_strsplit (drawing, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, "\033[%u;%uH%s", top + i, left, lines[i]);
  g_string_append (out, "\033[0m");
}

void
lim_painter_append (const LimPainter *self, GString *out, const LimImage *image, const LimTerminalSize *size,
                    guint left, guint top, guint columns, guint rows)
{
  guint cell_width, cell_height;
  gint width = (gint) columns, height = (gint) rows;

  cell_of (size, &cell_width, &cell_height);
  chafa_calc_canvas_geometry ((gint) image->width, (gint) image->height, &width, &height,
                              (float) cell_width / (float) cell_height, TRUE, FALSE);
  width = CLAMP (width, 1, (gint) columns);
  height = CLAMP (height, 1, (gint) rows);

  ChafaCanvas *canvas = make_canvas (self, cell_width, cell_height, width, height);
  chafa_canvas_draw_all_pixels (canvas, CHAFA_PIXEL_RGB8, image->pixels, (gint) image->width, (gint) image->height,
                                (gint) image->width * 3);
  GString *drawing = chafa_canvas_print (canvas, self->info);
  left += (columns - (guint) width) / 2;
  top += (rows - (guint) height) / 2;
  if (self->pixels == CHAFA_PIXEL_MODE_SYMBOLS)
    append_placed (out, drawing->str, left, top);
  else
    g_string_append_printf (out, "\033[%u;%uH%s", top, left, drawing->str);
  g_string_free (drawing, TRUE);
  chafa_canvas_unref (canvas);
}

void
lim_painter_append_clear (const LimPainter *self, GString *out)
{
  if (self->pixels == CHAFA_PIXEL_MODE_KITTY)
    g_string_append (out, "\033_Ga=d\033\\");
}
