/* produce-schedule.h: which server makes which job next. Pure bookkeeping: no thread, no clock and no network of its own,
 * so every rule can be tested by hand. Times are monotonic microseconds that the caller gives.
 *
 * The rules, in this order:
 *
 *   - a server gets no more jobs at once than it has slots; one that just came back gets a single job until that went well
 *   - a job that a server may already have goes to that server, and to another only when that one was gone for ten seconds:
 *     most come back, and then nothing is rendered twice
 *   - lower priority first
 *   - within a priority: what needs the models that the server has loaded; then what no other server has loaded; then the
 *     oldest, so that no server stands idle for the sake of a checkpoint
 *   - a server that lacks what a job needs never gets it */
#pragma once

#include "produce.h"

typedef struct _LimSchedule LimSchedule;

/* @servers is borrowed and must outlive the schedule. */
LimSchedule *lim_schedule_new (const LimProviderServer *servers, guint n);
void lim_schedule_free (LimSchedule *schedule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSchedule, lim_schedule_free)

/* -- Jobs, numbered from 0 as they are added -- */

/* @models: what a server has to have loaded for it, any text. @holder: the server that may have it already; -1: none. */
guint lim_schedule_add (LimSchedule *schedule, const char *models, gint64 priority, int holder);

/* @server lacks what @job needs. */
void lim_schedule_forbid (LimSchedule *schedule, guint job, guint server);

void lim_schedule_set_priority (LimSchedule *schedule, guint job, gint64 priority);

/* Nothing new is given out while paused. */
void lim_schedule_set_paused (LimSchedule *schedule, gboolean paused);

typedef enum
{
  LIM_TAKE_JOB,   /* *job is the server's now */
  LIM_TAKE_PROBE, /* the server's rest is over; the caller looks whether it is there, and says ready or rest */
  LIM_TAKE_WAIT,  /* nothing for this server until something changes, or until *wake */
  LIM_TAKE_END,   /* every job has ended, or no server can be expected to do what is left */
} LimTake;

/* The next for @server. *wake: when to ask again at the latest; G_MAXINT64: not by itself. */
LimTake lim_schedule_take (LimSchedule *schedule, guint server, gint64 now, guint *job, gint64 *wake);

/* The server is done with @job; only fetching is left. May be said once or not at all. */
void lim_schedule_rendered (LimSchedule *schedule, guint job);

/* @job needs no more: done, failed, cancelled. */
void lim_schedule_end (LimSchedule *schedule, guint job);

/* @job waits again. @held: the server may still have it. */
void lim_schedule_give_back (LimSchedule *schedule, guint job, gboolean held);

/* Whether nobody works on @job. */
gboolean lim_schedule_is_waiting (const LimSchedule *schedule, guint job);

/* The server that works on @job; -1: none. */
int lim_schedule_server_of (const LimSchedule *schedule, guint job);

/* Whether a server works on @job while no job waits and another server, that could make it, stands idle. */
gboolean lim_schedule_has_idle_for (const LimSchedule *schedule, guint job);

/* Jobs that have not ended. */
guint lim_schedule_n_left (const LimSchedule *schedule);

/* -- Servers -- */

/* A job of @server went well: its strikes are forgotten, and it gets one more at once. */
void lim_schedule_praise (LimSchedule *schedule, guint server);

/* A job of @server failed in a way that speaks against the server. TRUE: it was one too often, and another server is there to
 * do the work, so this one rests until @until. */
gboolean lim_schedule_strike (LimSchedule *schedule, guint server, gint64 now, gint64 until);

/* No more jobs for @server before @until; then, when it was GONE, it has to be found again first. */
void lim_schedule_rest (LimSchedule *schedule, guint server, LimServerHealth health, gint64 now, gint64 until);
void lim_schedule_ready (LimSchedule *schedule, guint server);

LimServerHealth lim_schedule_health (const LimSchedule *schedule, guint server);
guint lim_schedule_n_busy (const LimSchedule *schedule, guint server);
