#include "cli-progress.h"

#include "base-text.h"
#include "cli-area.h"
#include "cli-live.h"

#include <stdio.h>
#include <string.h>

#define REDRAW_INTERVAL (G_USEC_PER_SEC / 15)
#define LINE_INTERVAL (10 * G_USEC_PER_SEC) /* without a terminal: a sign of life every ten seconds */

typedef struct
{
  LimProgress progress;
  guint width;
  gboolean color, silent;
  char *title, *unit, *item;
  guint64 total, done;
  gint64 started, drawn;
  LimLive *live; /* hears of the same, and shows it when it is a run that makes images */
} Terminal;

/* “12.3/s, 40 s left” */
static char *
pace (const Terminal *terminal, gint64 now)
{
  double seconds = (double) (now - terminal->started) / G_USEC_PER_SEC;
  double rate = seconds > 0 ? (double) terminal->done / seconds : 0;

  if (terminal->done == 0 || rate <= 0)
    return g_strdup ("");
  g_autofree char *speed = rate >= 10    ? g_strdup_printf ("%.0f/s", rate)
                           : rate >= 0.5 ? g_strdup_printf ("%.1f/s", rate)
                                         : g_strdup_printf ("%.1f/min", rate * 60);
  if (terminal->total <= terminal->done)
    return g_steal_pointer (&speed);
  g_autofree char *left = lim_text_duration ((double) (terminal->total - terminal->done) / rate);
  return g_strdup_printf ("%s, %s left", speed, left);
}

static void
draw (Terminal *terminal, gint64 now)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *speed = pace (terminal, now);

  terminal->drawn = now;
  if (terminal->total > 0)
    {
      g_autofree char *bar =
          lim_area_bar ((double) terminal->done / (double) terminal->total, terminal->width >= 100 ? 30 : 16);

      g_string_append_printf (line, "%s %s %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "  %s", terminal->title, bar,
                              terminal->done, terminal->total, speed);
    }
  else
    g_string_append_printf (line, "%s %" G_GUINT64_FORMAT " %ss  %s", terminal->title, terminal->done, terminal->unit,
                            speed);
  if (terminal->item != NULL && (glong) terminal->width > g_utf8_strlen (line->str, -1) + 10)
    {
      glong room = (glong) terminal->width - g_utf8_strlen (line->str, -1) - 4;
      g_autofree char *item = g_utf8_substring (terminal->item, 0, MIN (room, g_utf8_strlen (terminal->item, -1)));

      g_string_append_printf (line, terminal->color ? "  \033[2m%s\033[0m" : "  %s", item);
    }
  fprintf (stderr, "\r\033[K%s", line->str);
  fflush (stderr);
}

static void
begin (LimProgress *progress, guint64 total, const char *unit, const char *title)
{
  Terminal *terminal = (Terminal *) progress;

  g_free (terminal->title);
  g_free (terminal->unit);
  g_clear_pointer (&terminal->item, g_free);
  terminal->title = g_strdup (title);
  terminal->unit = g_strdup (unit);
  terminal->total = total;
  terminal->done = 0;
  terminal->started = terminal->drawn = g_get_monotonic_time ();
  lim_live_begin (terminal->live, total, title);
  if (terminal->width > 0 && !terminal->silent) /* the first step may take its time */
    draw (terminal, terminal->started - REDRAW_INTERVAL);
}

static void
step (LimProgress *progress, guint64 n, const char *item)
{
  Terminal *terminal = (Terminal *) progress;
  gint64 now = g_get_monotonic_time ();

  terminal->done += n;
  if (lim_live_step (terminal->live, n))
    return;
  if (item != NULL)
    {
      g_free (terminal->item);
      terminal->item = g_strdup (item);
    }
  if (terminal->silent || terminal->title == NULL) /* refused before the work began */
    return;
  if (terminal->width > 0 && now - terminal->drawn >= REDRAW_INTERVAL)
    draw (terminal, now);
  else if (terminal->width == 0 && now - terminal->drawn >= LINE_INTERVAL)
    {
      g_autofree char *speed = pace (terminal, now);

      terminal->drawn = now;
      fprintf (stderr, "%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " done, %s\n", terminal->title,
               terminal->done, terminal->total, speed);
    }
}

static void
note (LimProgress *progress, const char *message)
{
  Terminal *terminal = (Terminal *) progress;

  if (!lim_live_note (terminal->live, message))
    fprintf (stderr, terminal->width > 0 ? "\r\033[K%s\n" : "%s\n", message);
}

static void
end (LimProgress *progress)
{
  Terminal *terminal = (Terminal *) progress;

  if (!lim_live_end (terminal->live) && terminal->width > 0 && !terminal->silent)
    fputs ("\r\033[K", stderr);
}

static const LimProgressMethods methods = { .begin = begin, .step = step, .note = note, .end = end };

LimProgress *
lim_cli_progress_new (guint width, gboolean color, GCancellable *cancellable)
{
  Terminal *terminal = g_new0 (Terminal, 1);

  lim_progress_init (&terminal->progress, &methods);
  terminal->width = width;
  terminal->color = color;
  terminal->live = lim_live_new (&terminal->progress.lock, width > 0, color, cancellable);
  return &terminal->progress;
}

const LimProduceEvents *
lim_cli_progress_events (LimProgress *progress)
{
  return lim_live_events (((Terminal *) progress)->live);
}

void
lim_cli_progress_silence (LimProgress *progress)
{
  Terminal *terminal = (Terminal *) progress;

  g_mutex_lock (&progress->lock);
  terminal->silent = TRUE;
  lim_live_silence (terminal->live);
  g_mutex_unlock (&progress->lock);
}

void
lim_cli_progress_settle (LimProgress *progress)
{
  g_mutex_lock (&progress->lock);
  lim_live_settle (((Terminal *) progress)->live);
  g_mutex_unlock (&progress->lock);
}

void
lim_cli_progress_free (LimProgress *progress)
{
  Terminal *terminal = (Terminal *) progress;

  if (progress == NULL)
    return;
  lim_live_free (terminal->live);
  lim_progress_clear (progress);
  g_free (terminal->title);
  g_free (terminal->unit);
  g_free (terminal->item);
  g_free (terminal);
}
