/* cli-canvas.h: text laid into a rectangle of the screen, row by row, each filled to its full width so that nothing old
 * stays behind. Pure: it makes a string with escape sequences. */
#pragma once

#include <glib.h>

typedef enum
{
  LIM_INK_PLAIN,
  LIM_INK_BOLD,
  LIM_INK_DIM,
  LIM_INK_GOOD,
  LIM_INK_WARN,
  LIM_INK_BAD,
  LIM_INK_REVERSE,
  LIM_N_INKS,
} LimInk;

typedef struct
{
  GString *out;        /* borrowed */
  guint left, top;     /* first cell, from 1 */
  guint width, height; /* cells */
  gboolean color;      /* else bold, dim and reverse only */
  guint row, used;     /* where the next text goes: rows done, cells used in this row */
  gboolean begun;      /* the row has been placed */
} LimCanvas;

/* Appends @text to the row, made harmless and cut to what is left of it. */
void lim_canvas_text (LimCanvas *canvas, LimInk ink, const char *text);
void lim_canvas_printf (LimCanvas *canvas, LimInk ink, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Goes on at cell @column of the row, if that is not passed yet. */
void lim_canvas_to (LimCanvas *canvas, guint column);

/* Fills the row and goes to the next. Beyond the last row nothing is drawn any more. */
void lim_canvas_end_row (LimCanvas *canvas);

/* Appends @text wrapped at words, from the present cell on, later rows indented by @indent, in at most @max_rows rows
 * (0: all that are left); what does not fit ends in “…”. Ends the last row. */
void lim_canvas_wrap (LimCanvas *canvas, LimInk ink, const char *text, guint indent, guint max_rows);

guint lim_canvas_rows_left (const LimCanvas *canvas);

/* Empties the rows that are left. */
void lim_canvas_finish (LimCanvas *canvas);
