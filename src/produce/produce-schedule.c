#include "produce-schedule.h"

#define STRIKES 3u /* in a row */
#define GRACE (10 * G_USEC_PER_SEC)

typedef enum
{
  WAITING,
  OUT,     /* a server has it */
  FETCHED, /* out, but the server is done with it */
  ENDED,
} JobState;

typedef struct
{
  JobState state;
  gint64 priority;
  GQuark models;
  int holder;         /* with WAITING: the server that may have it; with OUT: that has it; -1 */
  guint64 *forbidden; /* a bit per server; NULL: none. Owned */
} Job;

typedef struct
{
  LimServerHealth health;
  gint64 until;     /* with RESTING and GONE */
  gint64 lost_at;   /* with GONE: since when */
  gboolean probing; /* somebody looks for it now */
  guint busy;       /* slots in use */
  guint ramp;       /* slots it may use for now */
  guint strikes;
  GQuark loaded; /* models of the job it got last; 0: unknown */
} Server;

struct _LimSchedule
{
  const LimProviderServer *names;
  Server *servers;
  guint n_servers;
  GArray *jobs; /* of Job */
  guint first;  /* all jobs before it have ended */
  guint n_left;
  gboolean moved; /* some job has a priority of its own */
  gboolean paused;
};

static void
clear_job (gpointer data)
{
  g_free (((Job *) data)->forbidden);
}

LimSchedule *
lim_schedule_new (const LimProviderServer *servers, guint n)
{
  LimSchedule *schedule = g_new0 (LimSchedule, 1);

  schedule->names = servers;
  schedule->n_servers = n;
  schedule->servers = g_new0 (Server, n);
  for (guint i = 0; i < n; i++)
    schedule->servers[i].ramp = servers[i].slots;
  schedule->jobs = g_array_new (FALSE, TRUE, sizeof (Job));
  g_array_set_clear_func (schedule->jobs, clear_job);
  return schedule;
}

void
lim_schedule_free (LimSchedule *schedule)
{
  if (schedule == NULL)
    return;
  g_array_unref (schedule->jobs);
  g_free (schedule->servers);
  g_free (schedule);
}

static Job *
job_at (const LimSchedule *schedule, guint job)
{
  return &g_array_index (schedule->jobs, Job, job);
}

guint
lim_schedule_add (LimSchedule *schedule, const char *models, gint64 priority, int holder)
{
  const Job job = { WAITING, priority, g_quark_from_string (models), holder, NULL };

  g_array_append_val (schedule->jobs, job);
  schedule->n_left++;
  schedule->moved |= priority != 0;
  return schedule->jobs->len - 1;
}

void
lim_schedule_forbid (LimSchedule *schedule, guint job, guint server)
{
  Job *entry = job_at (schedule, job);

  if (entry->forbidden == NULL)
    entry->forbidden = g_new0 (guint64, schedule->n_servers / 64 + 1);
  entry->forbidden[server / 64] |= G_GUINT64_CONSTANT (1) << server % 64;
}

static gboolean
is_forbidden (const Job *job, guint server)
{
  return job->forbidden != NULL && job->forbidden[server / 64] >> server % 64 & 1;
}

void
lim_schedule_set_priority (LimSchedule *schedule, guint job, gint64 priority)
{
  job_at (schedule, job)->priority = priority;
  schedule->moved |= priority != 0;
}

void
lim_schedule_set_paused (LimSchedule *schedule, gboolean paused)
{
  schedule->paused = paused;
}

/* -- Taking -- */

/* When @server may have the waiting @job; G_MAXINT64: not as things are. */
static gint64
open_from (const LimSchedule *schedule, const Job *job, guint server)
{
  if (job->state != WAITING || is_forbidden (job, server))
    return G_MAXINT64;
  if (job->holder < 0 || job->holder == (int) server)
    return 0;

  const Server *holder = &schedule->servers[job->holder];
  return holder->health == LIM_SERVER_GONE ? holder->lost_at + GRACE : G_MAXINT64;
}

static gboolean
is_loaded_elsewhere (const LimSchedule *schedule, GQuark models, guint server)
{
  for (guint i = 0; i < schedule->n_servers; i++)
    if (i != server && schedule->servers[i].health == LIM_SERVER_READY && schedule->servers[i].loaded == models)
      return TRUE;
  return FALSE;
}

/* How well the job suits the server, smaller is better; see the rules in the header. */
static guint
rank_of (const LimSchedule *schedule, const Job *job, guint server)
{
  if (job->holder == (int) server)
    return 0;
  if (job->models == schedule->servers[server].loaded)
    return 1;
  return is_loaded_elsewhere (schedule, job->models, server) ? 3 : 2;
}

/* The best waiting job for @server; -1: none, and *wake is made earlier if one will be open to it. */
static int
find_best (LimSchedule *schedule, guint server, gint64 now, gint64 *wake)
{
  int best = -1;
  guint best_rank = G_MAXUINT;

  while (schedule->first < schedule->jobs->len && job_at (schedule, schedule->first)->state == ENDED)
    schedule->first++;
  for (guint i = schedule->first; i < schedule->jobs->len; i++)
    {
      const Job *job = job_at (schedule, i);

      gint64 from = open_from (schedule, job, server);

      if (from > now)
        *wake = MIN (*wake, from);
      if (from > now || (best >= 0 && job->priority > job_at (schedule, (guint) best)->priority))
        continue;

      guint rank = rank_of (schedule, job, server);
      if (best < 0 || job->priority < job_at (schedule, (guint) best)->priority || rank < best_rank)
        {
          best = (int) i;
          best_rank = rank;
        }
      if (best_rank <= 1 && !schedule->moved)
        break; /* nothing later can be better; long lists are not read to their end each time */
    }
  return best;
}

/* Whether anything can still change: a job is out, or a server that answers may take a waiting one. */
static gboolean
has_hope (const LimSchedule *schedule)
{
  for (guint i = schedule->first; i < schedule->jobs->len; i++)
    {
      const Job *job = job_at (schedule, i);

      if (job->state == OUT || job->state == FETCHED)
        return TRUE;
      for (guint server = 0; job->state == WAITING && server < schedule->n_servers; server++)
        if (schedule->servers[server].health != LIM_SERVER_GONE && open_from (schedule, job, server) != G_MAXINT64)
          return TRUE;
    }
  return FALSE;
}

/* TRUE: @server may be given something now. */
static gboolean
wake_up (Server *server, gint64 now, gint64 *wake, LimTake *instead)
{
  if (server->health == LIM_SERVER_READY)
    return TRUE;
  if (server->probing || now < server->until)
    {
      *wake = server->probing ? G_MAXINT64 : server->until;
      *instead = LIM_TAKE_WAIT;
      return FALSE;
    }
  if (server->health == LIM_SERVER_RESTING)
    {
      server->health = LIM_SERVER_READY;
      return TRUE;
    }
  server->probing = TRUE;
  *instead = LIM_TAKE_PROBE;
  return FALSE;
}

LimTake
lim_schedule_take (LimSchedule *schedule, guint server, gint64 now, guint *job, gint64 *wake)
{
  Server *entry = &schedule->servers[server];
  LimTake instead = LIM_TAKE_WAIT;

  *wake = G_MAXINT64;
  if (schedule->n_left == 0 || !has_hope (schedule))
    return LIM_TAKE_END;
  if (!wake_up (entry, now, wake, &instead))
    return instead;
  if (schedule->paused || entry->busy >= MIN (entry->ramp, schedule->names[server].slots))
    return LIM_TAKE_WAIT;

  int best = find_best (schedule, server, now, wake);
  if (best < 0)
    return LIM_TAKE_WAIT;

  Job *taken = job_at (schedule, (guint) best);
  taken->state = OUT;
  taken->holder = (int) server;
  entry->busy++;
  entry->loaded = taken->models;
  *job = (guint) best;
  return LIM_TAKE_JOB;
}

/* -- What becomes of a job -- */

void
lim_schedule_rendered (LimSchedule *schedule, guint job)
{
  Job *entry = job_at (schedule, job);

  if (entry->state != OUT)
    return;
  entry->state = FETCHED;
  schedule->servers[entry->holder].busy--;
}

void
lim_schedule_end (LimSchedule *schedule, guint job)
{
  Job *entry = job_at (schedule, job);

  if (entry->state == ENDED)
    return;
  lim_schedule_rendered (schedule, job);
  entry->state = ENDED;
  entry->holder = -1;
  schedule->n_left--;
}

void
lim_schedule_give_back (LimSchedule *schedule, guint job, gboolean held)
{
  Job *entry = job_at (schedule, job);

  lim_schedule_rendered (schedule, job);
  entry->state = WAITING;
  if (!held)
    entry->holder = -1;
}

gboolean
lim_schedule_is_waiting (const LimSchedule *schedule, guint job)
{
  return job_at (schedule, job)->state == WAITING;
}

int
lim_schedule_server_of (const LimSchedule *schedule, guint job)
{
  const Job *entry = job_at (schedule, job);

  return entry->state == OUT || entry->state == FETCHED ? entry->holder : -1;
}

static gboolean
any_waits (const LimSchedule *schedule)
{
  for (guint i = schedule->first; i < schedule->jobs->len; i++)
    if (job_at (schedule, i)->state == WAITING)
      return TRUE;
  return FALSE;
}

gboolean
lim_schedule_has_idle_for (const LimSchedule *schedule, guint job)
{
  const Job *entry = job_at (schedule, job);

  if (entry->state != OUT || schedule->paused || any_waits (schedule))
    return FALSE;
  for (guint i = 0; i < schedule->n_servers; i++)
    {
      const Server *server = &schedule->servers[i];

      if ((int) i != entry->holder && server->health == LIM_SERVER_READY && server->busy == 0
          && !is_forbidden (entry, i))
        return TRUE;
    }
  return FALSE;
}

guint
lim_schedule_n_left (const LimSchedule *schedule)
{
  return schedule->n_left;
}

/* -- Servers -- */

void
lim_schedule_praise (LimSchedule *schedule, guint server)
{
  Server *entry = &schedule->servers[server];

  entry->strikes = 0;
  entry->ramp = MIN (entry->ramp + 1, schedule->names[server].slots);
}

static gboolean
has_ready_server_but (const LimSchedule *schedule, guint server)
{
  for (guint i = 0; i < schedule->n_servers; i++)
    if (i != server && schedule->servers[i].health == LIM_SERVER_READY)
      return TRUE;
  return FALSE;
}

gboolean
lim_schedule_strike (LimSchedule *schedule, guint server, gint64 now, gint64 until)
{
  if (++schedule->servers[server].strikes < STRIKES || !has_ready_server_but (schedule, server))
    return FALSE;
  lim_schedule_rest (schedule, server, LIM_SERVER_RESTING, now, until);
  return TRUE;
}

void
lim_schedule_rest (LimSchedule *schedule, guint server, LimServerHealth health, gint64 now, gint64 until)
{
  Server *entry = &schedule->servers[server];

  if (health == LIM_SERVER_GONE && entry->health != LIM_SERVER_GONE)
    entry->lost_at = now;
  entry->health = health;
  entry->until = until;
  entry->probing = FALSE;
  entry->ramp = 1;
  entry->strikes = 0;
  entry->loaded = 0;
}

void
lim_schedule_ready (LimSchedule *schedule, guint server)
{
  Server *entry = &schedule->servers[server];

  entry->health = LIM_SERVER_READY;
  entry->probing = FALSE;
}

LimServerHealth
lim_schedule_health (const LimSchedule *schedule, guint server)
{
  return schedule->servers[server].health;
}

guint
lim_schedule_n_busy (const LimSchedule *schedule, guint server)
{
  return schedule->servers[server].busy;
}
