#include "base-clock.h"

typedef struct
{
  LimClock clock;
  GMutex lock;
  gint64 next, step;
} SteppingClock;

static gint64
system_now (gpointer data)
{
  (void) data;
  return g_get_real_time ();
}

const LimClock lim_clock_system = { .now = system_now };

static gint64
stepping_now (gpointer data)
{
  SteppingClock *stepping = data;

  g_mutex_lock (&stepping->lock);
  gint64 now = stepping->next;
  stepping->next += stepping->step;
  g_mutex_unlock (&stepping->lock);
  return now;
}

LimClock *
lim_clock_new_stepping (gint64 start, gint64 step)
{
  SteppingClock *stepping = g_new0 (SteppingClock, 1);

  stepping->clock = (LimClock){ .now = stepping_now, .data = stepping };
  stepping->next = start;
  stepping->step = step;
  g_mutex_init (&stepping->lock);
  return &stepping->clock;
}

void
lim_clock_free (LimClock *clock)
{
  if (clock == NULL)
    return;
  SteppingClock *stepping = clock->data;
  g_mutex_clear (&stepping->lock);
  g_free (stepping);
}

gint64
lim_clock_now (const LimClock *clock)
{
  return clock->now (clock->data);
}

char *
lim_clock_iso (gint64 microseconds)
{
  static const gint64 first = G_GINT64_CONSTANT (-62135596800), last = G_GINT64_CONSTANT (253402300799);
  gint64 seconds = microseconds / G_USEC_PER_SEC, rest = microseconds % G_USEC_PER_SEC;

  if (rest < 0)
    {
      seconds--;
      rest += G_USEC_PER_SEC;
    }
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (CLAMP (seconds, first, last));
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time), g_date_time_get_second (time),
                          (int) (rest / 1000));
}

char *
lim_clock_now_iso (const LimClock *clock)
{
  return lim_clock_iso (lim_clock_now (clock));
}

gboolean
lim_clock_parse_iso (const char *text, gint64 *microseconds)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (time == NULL)
    return FALSE;
  *microseconds = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}
