#include "produce-schedule.h"

/* A session with a schedule is a list of steps; each says what it expects. */

typedef enum
{
  ADD,  /* a job for models a ('a' in text), held by server `n` (-1: none) */
  TAKE, /* server `server` gets job `n`; -1: nothing now; -2: the end; -3: it is to look whether the server is there */
  RENDERED, /* job n */
  END,
  AGAIN,
  HELD,
  FORBID, /* job n on server */
  MOVE,   /* job n before all others */
  PAUSE,
  RESUME,
  REST, /* server for n seconds */
  GONE, /* server for n seconds */
  READY,
  PRAISE,
  STRIKE, /* n: whether it has to rest now */
  NOW,    /* n seconds have passed in all */
} StepKind;

typedef struct
{
  StepKind kind;
  int server;
  int n;
  const char *models;
} Step;

#define MAX_STEPS 32

static const struct
{
  const char *holds;
  Step steps[MAX_STEPS];
} sessions[] = {
  { "jobs go out in order, as many as there are slots",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { TAKE, 0, 0 },
      { TAKE, 0, 1 },
      { TAKE, 0, -1 },
      { END, 0, 0 },
      { TAKE, 0, 2 },
      { END, 0, 1 },
      { TAKE, 0, -1 },
      { END, 0, 2 },
      { TAKE, 0, -2 } } },
  { "a slot is free when its picture is rendered, and the run waits for the fetching",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { TAKE, 0, 0 },
      { TAKE, 0, 1 },
      { RENDERED, 0, 0 },
      { TAKE, 0, 2 },
      { END, 0, 1 },
      { END, 0, 2 },
      { TAKE, 0, -1 },
      { END, 0, 0 },
      { TAKE, 0, -2 } } },
  { "a server stays with the models it has loaded",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "b" },
      { ADD, 0, -1, "a" },
      { ADD, 0, -1, "b" },
      { TAKE, 0, 0 },
      { TAKE, 0, 2 },
      { TAKE, 1, 1 },
      { TAKE, 1, 3 } } },
  { "rather load other models than stand idle",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "b" },
      { ADD, 0, -1, "b" },
      { TAKE, 0, 0 },
      { TAKE, 1, 1 },
      { TAKE, 0, 2 } } },
  { "a second server helps with the only models there are",
    { { ADD, 0, -1, "a" }, { ADD, 0, -1, "a" }, { TAKE, 0, 0 }, { TAKE, 1, 1 } } },
  { "a job that a server may have goes to that one, and first",
    { { ADD, 0, -1, "a" }, { ADD, 0, 1, "a" }, { TAKE, 1, 1 }, { TAKE, 0, 0 } } },
  { "and to no other while it is only resting",
    { { ADD, 0, 1, "a" }, { REST, 1, 50 }, { TAKE, 0, -1 }, { TAKE, 1, -1 }, { NOW, 0, 50 }, { TAKE, 1, 0 } } },
  { "and to another one when it was gone for ten seconds",
    { { ADD, 0, 1, "a" },
      { GONE, 1, 50 },
      { TAKE, 0, -1 },
      { NOW, 0, 9 },
      { TAKE, 0, -1 },
      { NOW, 0, 10 },
      { TAKE, 0, 0 } } },
  { "but to its own when that comes back sooner",
    { { ADD, 0, 1, "a" },
      { GONE, 1, 5 },
      { NOW, 0, 5 },
      { TAKE, 1, -3 },
      { READY, 1, 0 },
      { NOW, 0, 20 },
      { TAKE, 0, -1 },
      { TAKE, 1, 0 } } },
  { "what is held after a failure waits for its server",
    { { ADD, 0, -1, "a" }, { TAKE, 1, 0 }, { HELD, 0, 0 }, { TAKE, 0, -1 }, { TAKE, 1, 0 } } },
  { "what is given back is anyone's", { { ADD, 0, -1, "a" }, { TAKE, 1, 0 }, { AGAIN, 0, 0 }, { TAKE, 0, 0 } } },
  { "a server never gets what it cannot make",
    { { ADD, 0, -1, "a" }, { ADD, 0, -1, "a" }, { FORBID, 0, 0 }, { TAKE, 0, 1 }, { TAKE, 0, -1 }, { TAKE, 1, 0 } } },
  { "what no server that is there can make ends the run",
    { { ADD, 0, -1, "a" }, { FORBID, 0, 0 }, { GONE, 1, 50 }, { TAKE, 0, -2 } } },
  { "all servers gone ends the run",
    { { ADD, 0, -1, "a" }, { GONE, 0, 50 }, { GONE, 1, 50 }, { TAKE, 0, -2 }, { TAKE, 1, -2 } } },
  { "but not while one still works on a job",
    { { ADD, 0, -1, "a" }, { TAKE, 0, 0 }, { GONE, 1, 50 }, { TAKE, 1, -1 }, { AGAIN, 0, 0 }, { TAKE, 0, 0 } } },
  { "a server that was gone is looked for by one thread, and gets one job until that went well",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { GONE, 0, 50 },
      { NOW, 0, 50 },
      { TAKE, 0, -3 },
      { TAKE, 0, -1 },
      { READY, 0, 0 },
      { TAKE, 0, 0 },
      { TAKE, 0, -1 },
      { PRAISE, 0, 0 },
      { TAKE, 0, 1 } } },
  { "and rests again when it is not found",
    { { ADD, 0, -1, "a" }, { GONE, 0, 50 }, { NOW, 0, 50 }, { TAKE, 0, -3 }, { GONE, 0, 99 }, { TAKE, 0, -1 } } },
  { "three failures in a row send a server to rest while another is there",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { STRIKE, 0, 0 },
      { STRIKE, 0, 0 },
      { STRIKE, 0, 1 },
      { TAKE, 0, -1 },
      { TAKE, 1, 0 } } },
  { "a success forgives the failures before it",
    { { ADD, 0, -1, "a" }, { STRIKE, 0, 0 }, { STRIKE, 0, 0 }, { PRAISE, 0, 0 }, { STRIKE, 0, 0 }, { TAKE, 0, 0 } } },
  { "the last server goes on in spite of failures",
    { { ADD, 0, -1, "a" }, { GONE, 1, 50 }, { STRIKE, 0, 0 }, { STRIKE, 0, 0 }, { STRIKE, 0, 0 }, { TAKE, 0, 0 } } },
  { "a job that was moved up goes first, whatever models are loaded",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { ADD, 0, -1, "b" },
      { TAKE, 0, 0 },
      { MOVE, 0, 2 },
      { TAKE, 0, 2 } } },
  { "nothing new while paused; what is out may end",
    { { ADD, 0, -1, "a" },
      { ADD, 0, -1, "a" },
      { TAKE, 0, 0 },
      { PAUSE, 0, 0 },
      { TAKE, 0, -1 },
      { END, 0, 0 },
      { TAKE, 0, -1 },
      { RESUME, 0, 0 },
      { TAKE, 0, 1 } } },
  { "nothing to do is the end at once", { { TAKE, 0, -2 } } },
  { "a job that ended while it waited is not given out",
    { { ADD, 0, -1, "a" }, { ADD, 0, -1, "a" }, { END, 0, 0 }, { TAKE, 0, 1 }, { END, 0, 1 }, { TAKE, 0, -2 } } },
};

static void
check_take (LimSchedule *schedule, const Step *step, gint64 now)
{
  static const LimTake others[] = { LIM_TAKE_WAIT, LIM_TAKE_END, LIM_TAKE_PROBE };
  guint job = G_MAXUINT;
  gint64 wake = 0;
  LimTake take = lim_schedule_take (schedule, (guint) step->server, now, &job, &wake);

  if (step->n < 0)
    {
      g_assert_cmpint (take, ==, others[-step->n - 1]);
      return;
    }
  g_assert_cmpint (take, ==, LIM_TAKE_JOB);
  g_assert_cmpuint (job, ==, step->n);
  g_assert_cmpint (lim_schedule_server_of (schedule, job), ==, step->server);
}

static void
do_step (LimSchedule *schedule, const Step *step, gint64 *now)
{
  guint server = (guint) step->server, job = (guint) step->n;

  switch (step->kind)
    {
    case ADD:
      lim_schedule_add (schedule, step->models, 0, step->n);
      return;
    case TAKE:
      check_take (schedule, step, *now);
      return;
    case RENDERED:
      lim_schedule_rendered (schedule, job);
      return;
    case END:
      lim_schedule_end (schedule, job);
      return;
    case AGAIN:
    case HELD:
      lim_schedule_give_back (schedule, job, step->kind == HELD);
      g_assert_true (lim_schedule_is_waiting (schedule, job));
      return;
    case FORBID:
      lim_schedule_forbid (schedule, job, server);
      return;
    case MOVE:
      lim_schedule_set_priority (schedule, job, -1);
      return;
    case PAUSE:
    case RESUME:
      lim_schedule_set_paused (schedule, step->kind == PAUSE);
      return;
    case REST:
    case GONE:
      lim_schedule_rest (schedule, server, step->kind == REST ? LIM_SERVER_RESTING : LIM_SERVER_GONE, *now,
                         *now + step->n * G_USEC_PER_SEC);
      return;
    case READY:
      lim_schedule_ready (schedule, server);
      return;
    case PRAISE:
      lim_schedule_praise (schedule, server);
      return;
    case STRIKE:
      g_assert_cmpint (lim_schedule_strike (schedule, server, *now, *now + G_USEC_PER_SEC), ==, step->n);
      return;
    case NOW:
      *now = step->n * G_USEC_PER_SEC;
      return;
    }
}

static void
test_session (gconstpointer data)
{
  static const LimProviderServer servers[] = { { "one", 2 }, { "two", 2 } };
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimSchedule) schedule = lim_schedule_new (servers, G_N_ELEMENTS (servers));
  gint64 now = 0;

  g_test_message ("%s", sessions[i].holds);
  for (const Step *step = sessions[i].steps; step < sessions[i].steps + MAX_STEPS; step++)
    if (step->kind != ADD || step->models != NULL)
      do_step (schedule, step, &now);
}

/* Whatever happens in whatever order: no job is out twice, none is forgotten, no server has more than its slots. */
static void
test_chance (void)
{
  static const LimProviderServer servers[] = { { "one", 1 }, { "two", 2 }, { "three", 3 } };
  const guint n_jobs = 60;
  g_autoptr (GRand) dice = g_rand_new_with_seed (20);
  g_autoptr (LimSchedule) schedule = lim_schedule_new (servers, G_N_ELEMENTS (servers));
  gboolean out[60] = { FALSE };
  guint ended = 0;

  for (guint i = 0; i < n_jobs; i++)
    lim_schedule_add (schedule, i % 3 == 0 ? "a" : "b", g_rand_int_range (dice, -1, 2),
                      g_rand_int_range (dice, -1, 3));
  for (gint64 now = 0; ended < n_jobs; now += G_USEC_PER_SEC)
    {
      guint server = (guint) g_rand_int_range (dice, 0, 3), job = 0;
      gint64 wake;

      g_assert_cmpint (now, <, G_GINT64_CONSTANT (1000000) * G_USEC_PER_SEC);
      switch (lim_schedule_take (schedule, server, now, &job, &wake))
        {
        case LIM_TAKE_JOB:
          g_assert_false (out[job]);
          g_assert_cmpuint (lim_schedule_n_busy (schedule, server), <=, servers[server].slots);
          out[job] = TRUE;
          break;
        case LIM_TAKE_PROBE:
          lim_schedule_ready (schedule, server);
          break;
        case LIM_TAKE_WAIT:
          break;
        case LIM_TAKE_END:
          g_assert_cmpint (lim_schedule_health (schedule, server), ==, LIM_SERVER_GONE);
          lim_schedule_ready (schedule, server);
          break;
        }
      job = (guint) g_rand_int_range (dice, 0, (int) n_jobs);
      if (!out[job])
        continue;
      switch (g_rand_int_range (dice, 0, 6))
        {
        case 0:
          lim_schedule_rendered (schedule, job);
          break;
        case 1:
          lim_schedule_give_back (schedule, job, g_rand_boolean (dice));
          out[job] = FALSE;
          break;
        case 2:
          lim_schedule_rest (schedule, server, LIM_SERVER_GONE, now, now + 5 * G_USEC_PER_SEC);
          break;
        default:
          lim_schedule_praise (schedule, server);
          lim_schedule_end (schedule, job);
          out[job] = FALSE;
          ended++;
        }
      g_assert_cmpuint (lim_schedule_n_left (schedule), ==, n_jobs - ended);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sessions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/produce/schedule/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_session);
    }
  g_test_add_func ("/produce/schedule/chance", test_chance);
  return g_test_run ();
}
