#include "cli-live.h"

#include "base-text.h"
#include "cli-area.h"
#include "cli-production.h"
#include "cli-repeat.h"

#include <stdio.h>

#define TICK (G_USEC_PER_SEC / 10)             /* between two drawings */
#define LINE_INTERVAL (10 * G_USEC_PER_SEC)    /* without a terminal: a sign of life every ten seconds, */
#define LINE_IMAGES 100u                       /* and every so many images, */
#define SHORTEST_INTERVAL (2 * G_USEC_PER_SEC) /* though not more often than this */

struct _LimLive
{
  GMutex *lock;
  gboolean terminal, color, silent;
  GCancellable *cancellable;
  LimProduceEvents events;

  gboolean working; /* between begin and end */
  char *title;
  guint64 total, done;
  gint64 started;
  LimProduction *production; /* NULL: none is going on */
  LimRepeat *failures;

  /* On a terminal */
  LimArea *area;
  char **shown; /* what stands in the area; NULL: nothing */
  guint shown_columns;
  GString *notes;  /* lines that wait to be printed above it */
  GThread *ticker; /* writes; everybody else only says what is new */
  gboolean writing;
  GCond changed;
  gboolean closing;

  /* Else */
  gint64 told_at;
  guint64 told; /* images that a line has counted */
};

/* -- Drawing -- */

static gboolean
is_drawn (const LimLive *self)
{
  return self->terminal && !self->silent;
}

/* What is to be written now: the notes that wait, and the lines below them unless they stand there already. */
static char *
compose (LimLive *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint columns, rows;

  lim_area_size (&columns, &rows);
  if (self->notes->len > 0)
    {
      g_autofree char *text = lim_area_print (self->area, self->notes->str, columns);

      g_string_append (out, text);
      g_string_set_size (self->notes, 0);
      g_clear_pointer (&self->shown, g_strfreev);
    }

  g_auto (GStrv) lines = lim_production_draw (self->production, g_get_monotonic_time (), columns, rows, self->color,
                                              g_cancellable_is_cancelled (self->cancellable));
  if (self->shown == NULL || self->shown_columns != columns
      || !g_strv_equal ((const char *const *) self->shown, (const char *const *) lines))
    {
      g_autofree char *text = lim_area_draw (self->area, (const char *const *) lines, columns);

      g_string_append (out, text);
      g_strfreev (self->shown);
      self->shown = g_steal_pointer (&lines);
      self->shown_columns = columns;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Without the lock: a terminal that is held (Ctrl-S) must not hold the run. */
static void
draw (LimLive *self)
{
  g_autofree char *text = compose (self);

  self->writing = TRUE;
  g_mutex_unlock (self->lock);
  fputs (text, stderr);
  fflush (stderr);
  g_mutex_lock (self->lock);
  self->writing = FALSE;
  g_cond_broadcast (&self->changed);
}

/* Ten times a second at most, whatever happens, and also when nothing does: the time left changes all the same. */
static gpointer
tick (gpointer data)
{
  LimLive *self = data;

  g_mutex_lock (self->lock);
  while (!self->closing)
    if (self->production == NULL)
      g_cond_wait (&self->changed, self->lock);
    else
      {
        gint64 next = g_get_monotonic_time () + TICK;

        draw (self);
        while (!self->closing && self->production != NULL && g_cond_wait_until (&self->changed, self->lock, next))
          ;
      }
  g_mutex_unlock (self->lock);
  return NULL;
}

static void
print_above (LimLive *self, const char *text)
{
  g_autofree char *harmless = lim_text_harmless_lines (text);

  if (is_drawn (self) && self->production != NULL)
    g_string_append_printf (self->notes, "%s%s", self->notes->len > 0 ? "\n" : "", harmless);
  else
    fprintf (stderr, self->terminal ? "\r\033[K%s\n" : "%s\n", harmless);
}

/* What waits is printed, and the lines are gone. */
static void
leave_area (LimLive *self)
{
  guint columns, rows;

  while (self->writing)
    g_cond_wait (&self->changed, self->lock);
  lim_area_size (&columns, &rows);

  g_autofree char *text = self->notes->len > 0 ? lim_area_print (self->area, self->notes->str, columns)
                                               : lim_area_clear (self->area, columns);
  g_string_set_size (self->notes, 0);
  g_clear_pointer (&self->shown, g_strfreev);
  fputs (text, stderr);
  fflush (stderr);
}

static void
begin (LimLive *self)
{
  self->production = lim_production_new (self->title, self->total, self->started);
  if (is_drawn (self) && self->ticker == NULL)
    self->ticker = g_thread_new ("progress", tick, self);
  g_cond_broadcast (&self->changed);
}

/* -- Plain lines -- */

static void
tell_pace (LimLive *self, gint64 now)
{
  gint64 silence = now - self->told_at;

  if (self->silent || self->terminal || self->done == self->total
      || !(silence >= LINE_INTERVAL || (self->done - self->told >= LINE_IMAGES && silence >= SHORTEST_INTERVAL)))
    return;

  g_autofree char *summary = lim_production_summary (self->production, now);
  self->told_at = now;
  self->told = self->done;
  fprintf (stderr, "%s: %s\n", self->title, summary);
}

/* “Making images: 48 on 127.0.0.1:8188, gpu.lan:8188” */
static void
tell_start (LimLive *self, const LimServerState *servers, guint n)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = lim_production_server_name (servers[i].name);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  fprintf (stderr, "%s: %" G_GUINT64_FORMAT " on %s\n", self->title, self->total, names->str);
}

/* -- What the engine tells -- */

static void
hear_servers (LimLive *self, const LimServerState *servers, guint n)
{
  g_autofree char *news = NULL;
  gboolean begins = self->production == NULL, plain = !self->terminal && !self->silent;

  if (begins)
    begin (self);
  if (begins && plain && (n > 1 || *servers[0].name != '\0'))
    tell_start (self, servers, n);
  news = lim_production_news (self->production, servers, n);
  lim_production_servers (self->production, servers, n);
  if (news != NULL && plain)
    fprintf (stderr, "%s\n", news);
}

static void
on_servers (const LimServerState *servers, guint n, gpointer data)
{
  LimLive *self = data;

  g_mutex_lock (self->lock);
  if (self->working && n > 0)
    hear_servers (self, servers, n);
  g_mutex_unlock (self->lock);
}

static void
tell_again (LimLive *self, const char *id, const char *message)
{
  g_autofree char *text = g_strdup_printf ("%s is tried again: %s", id, message);

  if (!self->silent)
    print_above (self, text);
}

static void
tell_failure (LimLive *self, const char *id, const char *message)
{
  g_autofree char *text = lim_repeat_hear (self->failures, id, message);

  if (text != NULL)
    print_above (self, text);
}

static void
on_stage (const LimProduceJob *job, LimProduceStage stage, const char *server, const char *message, gpointer data)
{
  LimLive *self = data;

  g_mutex_lock (self->lock);
  if (self->production != NULL)
    lim_production_stage (self->production, job->id, stage, server);
  if (stage == LIM_STAGE_AGAIN && message != NULL && self->production != NULL)
    tell_again (self, job->id, message);
  if (stage == LIM_STAGE_FAILED && message != NULL)
    tell_failure (self, job->id, message);
  g_mutex_unlock (self->lock);
}

static void
on_progress (const LimProduceJob *job, const char *server, double share, gpointer data)
{
  LimLive *self = data;

  g_mutex_lock (self->lock);
  if (self->production != NULL)
    lim_production_progress (self->production, job->id, server, share);
  g_mutex_unlock (self->lock);
}

static void
on_paused (gboolean paused, gpointer data)
{
  LimLive *self = data;

  g_mutex_lock (self->lock);
  if (self->production != NULL)
    {
      lim_production_set_paused (self->production, paused, g_get_monotonic_time ());
      if (!self->silent)
        print_above (self, paused ? "Paused: what the servers have is finished. `limner jobs resume` goes on."
                                  : "Going on.");
    }
  g_mutex_unlock (self->lock);
}

/* -- The whole of it -- */

LimLive *
lim_live_new (GMutex *lock, gboolean terminal, gboolean color, GCancellable *cancellable)
{
  LimLive *self = g_new0 (LimLive, 1);

  self->lock = lock;
  self->terminal = terminal;
  self->color = color;
  self->cancellable = g_object_ref (cancellable);
  self->area = lim_area_new ();
  self->notes = g_string_new (NULL);
  self->failures = lim_repeat_new ();
  g_cond_init (&self->changed);
  self->events = (LimProduceEvents){
    .servers = on_servers, .stage = on_stage, .progress = on_progress, .paused = on_paused, .data = self
  };
  return self;
}

const LimProduceEvents *
lim_live_events (LimLive *self)
{
  return &self->events;
}

/* The ticker sleeps with the lock, so it is woken and waited for without. */
static void
end_ticker (LimLive *self)
{
  g_mutex_lock (self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (self->lock);
  if (self->ticker != NULL)
    g_thread_join (self->ticker);
}

void
lim_live_free (LimLive *self)
{
  if (self == NULL)
    return;
  end_ticker (self);
  g_cond_clear (&self->changed);
  lim_production_free (self->production);
  lim_area_free (self->area);
  g_string_free (self->notes, TRUE);
  lim_repeat_free (self->failures);
  g_strfreev (self->shown);
  g_object_unref (self->cancellable);
  g_free (self->title);
  g_free (self);
}

void
lim_live_silence (LimLive *self)
{
  self->silent = TRUE;
}

void
lim_live_begin (LimLive *self, guint64 total, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
  self->total = total;
  self->done = self->told = 0;
  self->started = self->told_at = g_get_monotonic_time ();
  self->working = TRUE;
}

gboolean
lim_live_step (LimLive *self, guint64 n)
{
  gint64 now = g_get_monotonic_time ();

  self->done += n;
  if (self->production == NULL)
    return FALSE;
  lim_production_step (self->production, n, now);
  tell_pace (self, now);
  return TRUE;
}

gboolean
lim_live_note (LimLive *self, const char *message)
{
  if (self->production == NULL)
    return FALSE;
  print_above (self, message);
  return TRUE;
}

void
lim_live_settle (LimLive *self)
{
  g_autofree char *failures = lim_repeat_sum (self->failures);

  if (failures != NULL)
    print_above (self, failures);
}

gboolean
lim_live_end (LimLive *self)
{
  lim_live_settle (self);
  self->working = FALSE;
  if (self->production == NULL)
    return FALSE;
  leave_area (self);
  g_clear_pointer (&self->production, lim_production_free);
  return TRUE;
}
