/* cli-picture.h: a picture as the characters that make a terminal show it, through libchafa: sixels, the protocols of
 * kitty and iTerm where the terminal is known to have one, else block characters in as many colours as it has. */
#pragma once

#include "cli-terminal.h"
#include "imaging-decode.h"

typedef struct _LimPainter LimPainter;

/* Finds out what the terminal can do from its environment (TERM, COLORTERM and so on). Without @color, only the shapes of
 * characters are used. Transfer full. */
LimPainter *lim_painter_new (gboolean color);
void lim_painter_free (LimPainter *painter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPainter, lim_painter_free)

/* How large a picture for @columns × @rows cells need be, pixels at the longer side. */
guint lim_painter_side (const LimPainter *painter, const LimTerminalSize *size, guint columns, guint rows);

/* Appends what shows @image as large as it fits in @columns × @rows cells, in the middle of them, the first cell being at
 * row @top and column @left (from 1). The cells must be empty. */
void lim_painter_append (const LimPainter *painter, GString *out, const LimImage *image, const LimTerminalSize *size,
                         guint left, guint top, guint columns, guint rows);

/* Appends what takes earlier pictures off the screen that are no characters. */
void lim_painter_append_clear (const LimPainter *painter, GString *out);
