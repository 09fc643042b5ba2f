/* cli-terminal.h: the terminal as a whole screen that is drawn by us and read key by key.
 *
 * While it is open the terminal is in raw mode on its alternate screen. Closing brings back what was there; so do
 * stopping (Ctrl-Z, SIGTSTP), which closes and opens again on return, and the signals that end the program, which the
 * caller hears of through the cancellable. One at a time per process. */
#pragma once

#include <gio/gio.h>

#include "cli-keys.h"

typedef struct _LimTerminal LimTerminal;

typedef enum
{
  LIM_TERMINAL_KEY,    /* a key was pressed */
  LIM_TERMINAL_REDRAW, /* another size, or back from a stop: what stood on the screen is gone */
  LIM_TERMINAL_WOKEN,  /* lim_terminal_wake() was called */
  LIM_TERMINAL_ENDED,  /* cancelled, or nobody is there any more */
} LimTerminalEvent;

/* LIM_ERROR_USAGE when standard input or output is no terminal. Transfer full. */
LimTerminal *lim_terminal_open (GCancellable *cancellable, GError **error);
void lim_terminal_close (LimTerminal *terminal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTerminal, lim_terminal_close)

/* The size in character cells, and of a cell in pixels (0 where the terminal does not tell). */
typedef struct
{
  guint columns, rows;
  guint cell_width, cell_height;
} LimTerminalSize;

LimTerminalSize lim_terminal_size (LimTerminal *terminal);

/* Writes @text to the screen at once. */
void lim_terminal_write (LimTerminal *terminal, const char *text, gsize length);

/* Waits for what comes next. */
LimTerminalEvent lim_terminal_wait (LimTerminal *terminal, LimKey *key);

/* Makes lim_terminal_wait() return. From any thread. */
void lim_terminal_wake (LimTerminal *terminal);

/* Gives the screen back for a while, to another program, and takes it again. */
void lim_terminal_leave (LimTerminal *terminal);
void lim_terminal_enter (LimTerminal *terminal);
