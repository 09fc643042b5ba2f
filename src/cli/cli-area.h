/* cli-area.h: a few lines at the bottom of the terminal on standard error that are drawn over and over, while other
 * lines scroll by above. The terminal is left as it is: no mode is changed, so nothing has to be brought back. */
#pragma once

#include <glib.h>

typedef struct _LimArea LimArea;

LimArea *lim_area_new (void);
void lim_area_free (LimArea *area);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimArea, lim_area_free)

/* The terminal's size now; 80 × 24 when it does not tell. */
void lim_area_size (guint *columns, guint *rows);

/* A bar of @width columns, filled by @share (0..1) to an eighth of a column. Transfer full. */
char *lim_area_bar (double share, guint width);

/* Each makes what is to be written: @lines (NULL-terminated, without line feeds, with colours only) in the place of those
 * drawn before; @text with its own lines above them, which are gone until they are drawn again; nothing in their place.
 * @columns: how wide the terminal is now: it may have folded the old lines since. Transfer full. */
char *lim_area_draw (LimArea *area, const char *const *lines, guint columns);
char *lim_area_print (LimArea *area, const char *text, guint columns);
char *lim_area_clear (LimArea *area, guint columns);
