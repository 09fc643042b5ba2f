/* base-clock.h: what time it is, from a source that a test can replace. */
#pragma once

#include <glib.h>

/* A source of time. @now returns microseconds since 1970-01-01 UTC and may be called from any thread. */
typedef struct
{
  gint64 (*now) (gpointer data);
  gpointer data;
} LimClock;

/* The machine's clock. */
extern const LimClock lim_clock_system;

/* A clock that answers @start first and @step microseconds more each time; a @step of 0 stands still. Transfer full. */
LimClock *lim_clock_new_stepping (gint64 start, gint64 step);
void lim_clock_free (LimClock *clock); /* for clocks from lim_clock_new_stepping() */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimClock, lim_clock_free)

/* Microseconds since the epoch. */
gint64 lim_clock_now (const LimClock *clock);

/* “2026-04-12T21:03:02.744Z”: UTC, cut to milliseconds, as JavaScript's toISOString() writes it. Years outside
 * 0001..9999 read as the nearest second inside. Transfer full. */
char *lim_clock_now_iso (const LimClock *clock);
char *lim_clock_iso (gint64 microseconds);

/* Reads ISO 8601 with a zone (“2026-04-12T21:03:02Z”, “…+02:00”). FALSE when @text is no such time. */
gboolean lim_clock_parse_iso (const char *text, gint64 *microseconds);
