#include "cli-progress.h"

#include "base-text.h"
#include "cli-area.h"
#include "cli-production.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define REDRAW_INTERVAL (G_USEC_PER_SEC / 15)
#define TICK (G_USEC_PER_SEC / 10)             /* between two drawings of a run that makes images */
#define LINE_INTERVAL (10 * G_USEC_PER_SEC)    /* without a terminal: a sign of life every ten seconds */
#define LINE_IMAGES 100u                       /* and every so many images, */
#define SHORTEST_INTERVAL (2 * G_USEC_PER_SEC) /* though not more often than this */

typedef struct
{
  LimProgress progress;
  guint width;
  gboolean color, silent;
  char *title, *unit, *item;
  guint64 total, done;
  gint64 started, drawn;
  gboolean working; /* between begin and end */
  GCancellable *cancellable;

  /* A run that makes images */
  LimProduceEvents events;
  LimProduction *production; /* NULL: none is going on; the first word of servers begins it */
  guint64 told;              /* without a terminal: images that a line has counted */
  LimArea *area;
  GThread *ticker; /* draws it on a terminal; everybody else only says what is new */
  GCond changed;
  gboolean closing;
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
append_bar (GString *line, double fraction, guint width)
{
  static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
  guint steps = (guint) lround (CLAMP (fraction, 0, 1) * width * 8);
  guint used = steps / 8 + (steps % 8 != 0);

  for (guint i = 0; i < steps / 8; i++)
    g_string_append (line, "█");
  g_string_append (line, eighths[steps % 8]);
  for (; used < width; used++)
    g_string_append (line, "·");
}

static void
draw (Terminal *terminal, gint64 now)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *speed = pace (terminal, now);

  terminal->drawn = now;
  if (terminal->total > 0)
    {
      g_string_append_printf (line, "%s ", terminal->title);
      append_bar (line, (double) terminal->done / (double) terminal->total, terminal->width >= 100 ? 30 : 16);
      g_string_append_printf (line, " %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "  %s", terminal->done,
                              terminal->total, speed);
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

/* -- A run that makes images -- */

static void
put (const char *text)
{
  fputs (text, stderr);
  fflush (stderr);
}

static void
draw_production (Terminal *terminal)
{
  guint columns, rows;

  lim_area_size (&columns, &rows);
  g_auto (GStrv) lines = lim_production_draw (terminal->production, g_get_monotonic_time (), columns, rows,
                                              terminal->color, g_cancellable_is_cancelled (terminal->cancellable));
  g_autofree char *text = lim_area_draw (terminal->area, (const char *const *) lines, columns);
  put (text);
}

/* Ten times a second at most, whatever happens, and also when nothing does: the time left changes all the same. */
static gpointer
tick (gpointer data)
{
  Terminal *terminal = data;

  g_mutex_lock (&terminal->progress.lock);
  while (!terminal->closing)
    if (terminal->production == NULL)
      g_cond_wait (&terminal->changed, &terminal->progress.lock);
    else
      {
        draw_production (terminal);
        g_cond_wait_until (&terminal->changed, &terminal->progress.lock, g_get_monotonic_time () + TICK);
      }
  g_mutex_unlock (&terminal->progress.lock);
  return NULL;
}

static gboolean
is_on_terminal (const Terminal *terminal)
{
  return terminal->width > 0 && !terminal->silent;
}

static void
print_above (Terminal *terminal, const char *text)
{
  g_autofree char *harmless = lim_text_harmless_lines (text);
  guint columns, rows;

  lim_area_size (&columns, &rows);
  g_autofree char *all = is_on_terminal (terminal) ? lim_area_print (terminal->area, harmless, columns)
                                                   : g_strconcat (harmless, "\n", NULL);
  put (all);
  if (is_on_terminal (terminal))
    draw_production (terminal);
}

static void
begin_production (Terminal *terminal)
{
  terminal->production = lim_production_new (terminal->title, terminal->total, terminal->started);
  terminal->told = 0;
  if (is_on_terminal (terminal) && terminal->ticker == NULL)
    terminal->ticker = g_thread_new ("progress", tick, terminal);
  g_cond_broadcast (&terminal->changed);
}

static void
end_production (Terminal *terminal)
{
  guint columns, rows;

  lim_area_size (&columns, &rows);
  g_autofree char *text = lim_area_clear (terminal->area, columns);
  put (text);
  g_clear_pointer (&terminal->production, lim_production_free);
}

/* Without a terminal. */
static void
tell_production (Terminal *terminal, gint64 now)
{
  gint64 silence = now - terminal->drawn;

  if (terminal->silent || terminal->width > 0 || terminal->done == terminal->total
      || !(silence >= LINE_INTERVAL
           || (terminal->done - terminal->told >= LINE_IMAGES && silence >= SHORTEST_INTERVAL)))
    return;

  g_autofree char *summary = lim_production_summary (terminal->production, now);
  terminal->drawn = now;
  terminal->told = terminal->done;
  fprintf (stderr, "%s: %s\n", terminal->title, summary);
}

/* “Making images: 48 on 127.0.0.1:8188, gpu.lan:8188” */
static void
tell_start (Terminal *terminal, const LimServerState *servers, guint n)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = lim_production_server_name (servers[i].name);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  fprintf (stderr, "%s: %" G_GUINT64_FORMAT " on %s\n", terminal->title, terminal->total, names->str);
}

static void
hear_servers (Terminal *terminal, const LimServerState *servers, guint n)
{
  g_autofree char *news = NULL;
  gboolean begins = terminal->production == NULL, plain = terminal->width == 0 && !terminal->silent;

  if (begins)
    begin_production (terminal);
  if (begins && plain && (n > 1 || *servers[0].name != '\0'))
    tell_start (terminal, servers, n);
  news = lim_production_news (terminal->production, servers, n);
  lim_production_servers (terminal->production, servers, n);
  if (news != NULL && plain)
    fprintf (stderr, "%s\n", news);
}

static void
on_servers (const LimServerState *servers, guint n, gpointer data)
{
  Terminal *terminal = data;

  g_mutex_lock (&terminal->progress.lock);
  if (terminal->working && n > 0)
    hear_servers (terminal, servers, n);
  g_mutex_unlock (&terminal->progress.lock);
}

static void
on_stage (const LimProduceJob *job, LimProduceStage stage, const char *server, const char *message, gpointer data)
{
  Terminal *terminal = data;

  g_mutex_lock (&terminal->progress.lock);
  if (terminal->production != NULL)
    {
      lim_production_stage (terminal->production, job->id, stage, server);
      if (stage == LIM_STAGE_AGAIN && message != NULL && !terminal->silent)
        {
          g_autofree char *text = g_strdup_printf ("%s is tried again: %s", job->id, message);

          print_above (terminal, text);
        }
    }
  g_mutex_unlock (&terminal->progress.lock);
}

static void
on_progress (const LimProduceJob *job, const char *server, double share, gpointer data)
{
  Terminal *terminal = data;

  g_mutex_lock (&terminal->progress.lock);
  if (terminal->production != NULL)
    lim_production_progress (terminal->production, job->id, server, share);
  g_mutex_unlock (&terminal->progress.lock);
}

static void
on_paused (gboolean paused, gpointer data)
{
  Terminal *terminal = data;

  g_mutex_lock (&terminal->progress.lock);
  if (terminal->production != NULL)
    {
      lim_production_set_paused (terminal->production, paused, g_get_monotonic_time ());
      if (!terminal->silent)
        print_above (terminal, paused ? "Paused: what the servers have is finished. `limner jobs resume` goes on."
                                      : "Going on.");
    }
  g_mutex_unlock (&terminal->progress.lock);
}

const LimProduceEvents *
lim_cli_progress_events (LimProgress *progress)
{
  return &((Terminal *) progress)->events;
}

/* -- What all long work tells -- */

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
  terminal->working = TRUE;
}

static void
step (LimProgress *progress, guint64 n, const char *item)
{
  Terminal *terminal = (Terminal *) progress;
  gint64 now = g_get_monotonic_time ();

  terminal->done += n;
  if (terminal->production != NULL)
    {
      lim_production_step (terminal->production, n, now);
      tell_production (terminal, now);
      return;
    }
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

  if (terminal->production != NULL)
    print_above (terminal, message);
  else
    fprintf (stderr, terminal->width > 0 ? "\r\033[K%s\n" : "%s\n", message);
}

static void
end (LimProgress *progress)
{
  Terminal *terminal = (Terminal *) progress;

  terminal->working = FALSE;
  if (terminal->production != NULL)
    end_production (terminal);
  else if (terminal->width > 0 && !terminal->silent)
    fputs ("\r\033[K", stderr);
}

static const LimProgressMethods methods = { .begin = begin, .step = step, .note = note, .end = end };

LimProgress *
lim_cli_progress_new (guint width, gboolean color, GCancellable *cancellable)
{
  Terminal *terminal = g_new0 (Terminal, 1);

  lim_progress_init (&terminal->progress, &methods);
  g_cond_init (&terminal->changed);
  terminal->width = width;
  terminal->color = color;
  terminal->cancellable = g_object_ref (cancellable);
  terminal->area = lim_area_new ();
  terminal->events = (LimProduceEvents){
    .servers = on_servers, .stage = on_stage, .progress = on_progress, .paused = on_paused, .data = terminal
  };
  return &terminal->progress;
}

void
lim_cli_progress_silence (LimProgress *progress)
{
  ((Terminal *) progress)->silent = TRUE;
}

/* The ticker sleeps with the lock, so it is woken and waited for without. */
static void
end_ticker (Terminal *terminal)
{
  g_mutex_lock (&terminal->progress.lock);
  terminal->closing = TRUE;
  g_cond_broadcast (&terminal->changed);
  g_mutex_unlock (&terminal->progress.lock);
  if (terminal->ticker != NULL)
    g_thread_join (terminal->ticker);
}

void
lim_cli_progress_free (LimProgress *progress)
{
  Terminal *terminal = (Terminal *) progress;

  if (progress == NULL)
    return;
  end_ticker (terminal);
  lim_progress_clear (progress);
  g_cond_clear (&terminal->changed);
  lim_production_free (terminal->production);
  lim_area_free (terminal->area);
  g_object_unref (terminal->cancellable);
  g_free (terminal->title);
  g_free (terminal->unit);
  g_free (terminal->item);
  g_free (terminal);
}
