/* base-progress.h: what long work says about itself while it runs; who listens (terminal, studio, test) is not its
 * business. */
#pragma once

#include <glib.h>

typedef struct _LimProgress LimProgress;

/* What a listener does. A method may be NULL. Calls come one at a time, whatever thread they come from, and in this
 * order: begin, any number of step and note, end; then perhaps the next begin. A note may come outside of it too. A
 * method must not call back into the same LimProgress. Texts are borrowed for the call. */
typedef struct
{
  void (*begin) (LimProgress *progress, guint64 total, const char *unit, const char *title);
  void (*step) (LimProgress *progress, guint64 n, const char *item);
  void (*note) (LimProgress *progress, const char *message);
  void (*end) (LimProgress *progress);
} LimProgressMethods;

/* First member of a listener's own struct. */
struct _LimProgress
{
  const LimProgressMethods *methods;
  GMutex lock;
};

/* For listeners. */
void lim_progress_init (LimProgress *progress, const LimProgressMethods *methods);
void lim_progress_clear (LimProgress *progress);

/* For work. @progress may be NULL: nobody listens. All may be called from several threads.
 *
 * Begins a stretch of @total steps (0: unknown) of @unit (“record”, in the singular) under @title (“Binding”). */
void lim_progress_begin (LimProgress *progress, guint64 total, const char *unit, const char *title);

/* @n more steps are done; @item says which (an id), or NULL. */
void lim_progress_step (LimProgress *progress, guint64 n, const char *item);

/* A line that should stay on the screen: “rec_7: the image is missing, skipped”. */
void lim_progress_note (LimProgress *progress, const char *format, ...) G_GNUC_PRINTF (2, 3);

void lim_progress_end (LimProgress *progress);
