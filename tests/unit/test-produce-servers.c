#include "store-fixture.h"

#include "imaging-png.h"
#include "produce.h"

#include <string.h>

#define N_SERVERS 3
#define N_JOBS 12

/* -- A scripted provider of several servers, all in this process -- */

typedef struct
{
  gboolean forgets;    /* what it made is never found again */
  guint slowness;      /* seconds more that a render takes */
  gboolean dead;       /* nobody answers: probe and render fail */
  int dies_in_call;    /* number of its render call, from 1, in which it dies having taken the job; 0: none */
  const char *lacks;   /* checkpoint it has not */
  gint64 rest_ms;      /* its first call asks to wait that long; 0: no */
  GHashTable *made;    /* job id → GBytes: survives its death */
  GPtrArray *recalled; /* job ids it was told to drop */
  int calls, recovered;
  int busy, most_busy; /* renders at once */
} Server;

static struct
{
  GMutex lock;
  guint n_servers, slots;
  Server servers[N_SERVERS];
  const char *hangs; /* id of the image whose render waits until it is cancelled */
  guint ms;          /* a render takes */
  LimProviderServer names[N_SERVERS];
} farm;

static void
farm_clear (void)
{
  for (guint i = 0; i < N_SERVERS; i++)
    {
      g_clear_pointer (&farm.servers[i].made, g_hash_table_unref);
      g_clear_pointer (&farm.servers[i].recalled, g_ptr_array_unref);
    }
}

static void
farm_set_up (guint n_servers, guint slots)
{
  static const char *const names[] = { "north", "south", "west" };

  farm_clear ();
  memset (farm.servers, 0, sizeof farm.servers);
  farm.hangs = NULL;
  farm.ms = 0;
  farm.n_servers = n_servers;
  for (guint i = 0; i < N_SERVERS; i++)
    {
      farm.names[i] = (LimProviderServer){ names[i], slots };
      farm.servers[i].made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
      farm.servers[i].recalled = g_ptr_array_new_with_free_func (g_free);
    }
}

static const LimProviderServer *
farm_servers (gpointer state G_GNUC_UNUSED, guint *n)
{
  *n = farm.n_servers;
  return farm.names;
}

static gboolean
farm_probe (gpointer state G_GNUC_UNUSED, guint server, GCancellable *cancellable G_GNUC_UNUSED, char **about,
            GError **error)
{
  if (farm.servers[server].dead)
    return lim_fail (error, LIM_ERROR_PROVIDER, "nobody at %s", farm.names[server].name);
  *about = g_strdup (farm.names[server].name);
  return TRUE;
}

static gboolean
farm_check (gpointer state G_GNUC_UNUSED, guint server, const LimRecipe *recipe,
            GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  if (g_strcmp0 (recipe->checkpoint, farm.servers[server].lacks) == 0 && recipe->checkpoint != NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s has no %s", farm.names[server].name, recipe->checkpoint);
  return TRUE;
}

static GBytes *
make_png (const LimRecipe *recipe)
{
  g_autofree guint8 *rgb = g_malloc0 ((gsize) recipe->width * recipe->height * 3);

  rgb[0] = (guint8) recipe->seed;
  return lim_png_encode_rgb (rgb, recipe->width, recipe->height, NULL, NULL);
}

static gboolean
unreachable (const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER, "nobody at %s",
                            farm.names[request->server].name);
}

/* What one call finds, under the lock: the server's number of it; 0: nobody is there. */
static int
enter (const LimRenderRequest *request)
{
  Server *server = &farm.servers[request->server];
  int call = 0;

  g_mutex_lock (&farm.lock);
  if (!server->dead)
    {
      call = ++server->calls;
      server->busy++;
      server->most_busy = MAX (server->most_busy, server->busy);
      g_hash_table_replace (server->made, g_strdup (request->job_id), make_png (request->recipe));
      server->dead = call == server->dies_in_call;
    }
  g_mutex_unlock (&farm.lock);
  return call;
}

static void
leave (const LimRenderRequest *request)
{
  g_mutex_lock (&farm.lock);
  farm.servers[request->server].busy--;
  g_mutex_unlock (&farm.lock);
}

static gboolean
farm_render (gpointer state G_GNUC_UNUSED, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  Server *server = &farm.servers[request->server];
  g_autoptr (GBytes) png = make_png (request->recipe);
  int call = enter (request);
  double seconds = g_strcmp0 (farm.hangs, request->asset_id) == 0 ? 3600 : farm.ms / 1000.0 + server->slowness;

  if (call == 0)
    return unreachable (request, reply, error);
  gboolean slept = lim_provider_pause (seconds, request->cancellable);
  leave (request);
  if (!slept)
    return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  if (server->dies_in_call == call)
    return unreachable (request, reply, error);
  if (call == 1 && server->rest_ms > 0)
    {
      reply->retry_after_ms = server->rest_ms;
      return lim_provider_fail (reply, LIM_FAILURE_RATE_LIMIT, error, LIM_ERROR_PROVIDER, "slowly");
    }
  lim_render_tell_progress (request, 0.5);
  lim_render_tell_rendered (request);
  return lim_provider_take_image (reply, png, request->asset_id, error);
}

static gboolean
farm_recover (gpointer state G_GNUC_UNUSED, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  Server *server = &farm.servers[request->server];

  if (server->dead)
    return unreachable (request, reply, error);

  g_mutex_lock (&farm.lock);
  GBytes *png = server->forgets ? NULL : g_hash_table_lookup (server->made, request->job_id);
  g_autoptr (GBytes) kept = png != NULL ? g_bytes_ref (png) : NULL;
  server->recovered++;
  g_mutex_unlock (&farm.lock);
  if (kept == NULL)
    return lim_provider_fail (reply, LIM_FAILURE_LOST, error, LIM_ERROR_PROVIDER, "never heard of it");
  return lim_provider_take_image (reply, kept, request->asset_id, error);
}

static gboolean
farm_cancel (gpointer state G_GNUC_UNUSED, guint server, const char *job_id, GCancellable *cancellable G_GNUC_UNUSED,
             GError **error)
{
  if (farm.servers[server].dead)
    return lim_fail (error, LIM_ERROR_PROVIDER, "nobody at %s", farm.names[server].name);
  g_mutex_lock (&farm.lock);
  g_ptr_array_add (farm.servers[server].recalled, g_strdup (job_id));
  g_mutex_unlock (&farm.lock);
  return TRUE;
}

static const LimImageProvider farm_provider = {
  .name = "farm",
  .help = "several servers",
  .flags = LIM_PROVIDER_NETWORK,
  .servers = farm_servers,
  .probe = farm_probe,
  .check = farm_check,
  .render = farm_render,
  .recover = farm_recover,
  .cancel = farm_cancel,
};

/* -- Runs -- */

static GPtrArray *
new_jobs (guint first, guint n, const char *checkpoint)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();

  g_free (recipe->prompt);
  recipe->prompt = g_strdup ("a crate");
  recipe->checkpoint = g_strdup (checkpoint);
  recipe->width = recipe->height = 4;
  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *id = g_strdup_printf ("crate_%02u", i);
      recipe->seed = i;
      g_ptr_array_add (jobs, lim_produce_job_new (LIM_PRODUCE_NEW, id, recipe));
    }
  return jobs;
}

static gboolean
run_once (Fixture *fixture, GPtrArray *jobs, const LimProduceEvents *events, LimProduceReport *report, GError **error)
{
  g_autoptr (LimClock) clock = lim_clock_new_stepping (1000000, 0);
  g_autoptr (LimRandom) random = lim_random_new_seeded (7);
  g_autoptr (LimSettings) settings = lim_settings_new (NULL);
  const LimContext context = { .clock = clock, .random = random };

  return lim_produce_run (&context, fixture->project, &farm_provider, settings, jobs, events, report, error);
}

/* Every record of the first @n is there, and its picture is the one of its own seed. */
static void
check_pictures (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *record = g_strdup_printf ("records/crate_%02u.json", i);
      g_autofree char *relative = g_strdup_printf ("outputs/candidates/crate_%02u.png", i);
      g_autofree char *path = lim_project_path (fixture->project, relative);
      g_autofree char *data = NULL;
      gsize length;
      g_autoptr (LimRecipe) recipe = lim_recipe_new ();

      g_assert_true (fixture_has (fixture->folder, record));
      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      recipe->width = recipe->height = 4;
      recipe->seed = i;
      g_autoptr (GBytes) expected = make_png (recipe);
      g_assert_cmpmem (data, length, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
    }
}

static LimJobs *
open_memory (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LimJobs *memory = lim_jobs_open (fixture->project, &error);

  g_assert_no_error (error);
  return memory;
}

static guint
count_strays (Fixture *fixture)
{
  g_autoptr (LimJobs) memory = open_memory (fixture);
  g_autoptr (GPtrArray) strays = lim_jobs_list_strays (memory, NULL);

  return strays->len;
}

/* -- Sharing the work -- */

static void
test_shared (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (3, 2);
  farm.ms = 20;
  g_assert_true (run_once (fixture, jobs, NULL, report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report->made, ==, N_JOBS);
  g_assert_cmpstr (report->about, ==, "north · south · west");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (farm.servers[i].calls, >, 0);
      g_assert_cmpint (farm.servers[i].most_busy, <=, 2);
    }
  check_pictures (fixture, N_JOBS);
}

static void
test_vanished_server (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (GPtrArray) more = new_jobs (N_JOBS, 2, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (2, 1);
  farm.ms = 10;
  farm.servers[1].dies_in_call = 2;
  g_assert_true (run_once (fixture, jobs, NULL, report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report->made, ==, N_JOBS);
  check_pictures (fixture, N_JOBS);

  /* What it still has of ours is remembered, and taken back when it is met again. */
  g_assert_cmpuint (count_strays (fixture), ==, 1);
  farm.servers[1].dead = FALSE;
  g_assert_true (run_once (fixture, more, NULL, again, &error));
  g_assert_cmpuint (farm.servers[1].recalled->len, ==, 1);
  g_assert_cmpuint (count_strays (fixture), ==, 0);
}

static void
test_absent_from_the_start (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (2, 1);
  farm.servers[0].dead = TRUE;
  g_assert_true (run_once (fixture, jobs, NULL, report, &error));
  g_assert_cmpint (farm.servers[1].calls, ==, N_JOBS);
}

static void
test_all_gone (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (2, 1);
  farm.ms = 10;
  farm.servers[0].dies_in_call = 3;
  farm.servers[1].dies_in_call = 3;
  g_assert_false (run_once (fixture, jobs, NULL, report, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
  g_assert_cmpuint (report->failed, ==, 0);
  g_assert_cmpuint (report->made + report->left, ==, N_JOBS);

  /* Each finished the picture it died with; it is fetched and not made again, unless the other had begun it anew before
   * it died itself. */
  guint moved = count_strays (fixture);
  g_clear_error (&error);
  farm.servers[0].dead = farm.servers[1].dead = FALSE;
  farm.servers[0].dies_in_call = farm.servers[1].dies_in_call = 0;
  g_assert_true (run_once (fixture, jobs, NULL, again, &error));
  g_assert_cmpuint (moved, <=, 1);
  g_assert_cmpuint (again->collected, ==, 2 - moved);
  g_assert_cmpuint (again->made, ==, report->left - again->collected);
  g_assert_cmpint (farm.servers[0].calls + farm.servers[1].calls, ==, N_JOBS + moved);
  check_pictures (fixture, N_JOBS);
}

static void
test_server_not_configured_any_more (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, 1, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (1, 1);
  farm.servers[0].dies_in_call = 1;
  g_assert_false (run_once (fixture, jobs, NULL, report, &error));

  g_clear_error (&error);
  farm.names[0].name = "elsewhere";
  farm.servers[0].dead = FALSE;
  g_assert_true (run_once (fixture, jobs, NULL, again, &error));
  g_assert_cmpuint (again->made, ==, 1);
  g_assert_cmpint (farm.servers[0].recovered, ==, 0);
}

static void
test_resting_server (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (2, 1);
  farm.ms = 5;
  farm.servers[0].rest_ms = 100000;
  g_assert_true (run_once (fixture, jobs, NULL, report, &error));
  g_assert_cmpuint (report->made, ==, N_JOBS);
  g_assert_cmpint (farm.servers[0].calls, ==, 1);
}

/* The slow one finished the first of its pictures just as it was to be taken away: that one counts. */
static void
test_slow_server (Fixture *fixture, gconstpointer data)
{
  gboolean finished = GPOINTER_TO_INT (data);
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (2, 1);
  farm.ms = 5;
  farm.servers[1].slowness = 3600;
  farm.servers[1].forgets = !finished;
  g_assert_true (run_once (fixture, jobs, NULL, report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (farm.servers[1].recalled->len, ==, 1);
  g_assert_cmpuint (report->collected, ==, finished ? 1 : 0);
  g_assert_cmpuint (report->made, ==, finished ? N_JOBS - 1 : N_JOBS);
  check_pictures (fixture, N_JOBS);
}

/* -- Preflight -- */

static void
test_lacking (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, 4, "good.safetensors");
  g_autoptr (GPtrArray) others = new_jobs (4, 2, "rare.safetensors");
  g_autoptr (GPtrArray) none = new_jobs (6, 2, "none.safetensors");
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (2, 1);
  farm.servers[0].lacks = "rare.safetensors";
  g_ptr_array_extend_and_steal (jobs, g_steal_pointer (&others));
  g_assert_true (run_once (fixture, jobs, NULL, report, &error));
  g_assert_cmpuint (report->made, ==, 6);
  g_assert_cmpint (farm.servers[1].calls, >=, 2);

  farm.servers[0].lacks = farm.servers[1].lacks = "none.safetensors";
  g_assert_false (run_once (fixture, none, NULL, again, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_cmpstr (error->message, ==, "none of 2 images can be made. crate_06: north has no none.safetensors");
  g_assert_cmpint (farm.servers[0].calls + farm.servers[1].calls, ==, 6);
}

/* -- What people ask meanwhile, as a second program -- */

typedef struct
{
  LimJobs *memory;
  GPtrArray *sent; /* ids, in order */
  gboolean asked;
  guint paused_after, resumed;
  guint previews, shares;
} Ear;

static void
ask_cancel (const LimProduceJob *job, LimProduceStage stage, const char *server G_GNUC_UNUSED,
            const char *message G_GNUC_UNUSED, gpointer data)
{
  static const char *const keys[] = { "new/crate_00", "new/crate_11", NULL };
  Ear *ear = data;
  guint n = 0;

  if (stage != LIM_STAGE_SENT || strcmp (job->id, "crate_00") != 0)
    return;
  g_assert_true (lim_jobs_ask_cancel (ear->memory, keys, &n, NULL));
  g_assert_cmpuint (n, ==, 2);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimJobs) memory = open_memory (fixture);
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (LimProduceReport) third = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;
  Ear ear = { .memory = memory };
  const LimProduceEvents events = { .stage = ask_cancel, .data = &ear };

  farm_set_up (1, 1);
  farm.hangs = "crate_00";
  g_assert_true (run_once (fixture, jobs, &events, report, &error));
  g_assert_cmpuint (report->cancelled, ==, 2);
  g_assert_cmpuint (report->made, ==, N_JOBS - 2);
  g_assert_cmpuint (report->failed, ==, 0);
  g_assert_cmpuint (farm.servers[0].recalled->len, ==, 1);

  /* The same command leaves them alone; planned again, they are made. */
  g_assert_true (run_once (fixture, jobs, NULL, again, &error));
  g_assert_cmpuint (again->cancelled, ==, 2);
  g_assert_cmpuint (again->made, ==, 0);
  g_assert_cmpuint (count_strays (fixture), ==, 0);

  g_autoptr (LimJob) row = lim_jobs_get (memory, "new/crate_11", &error);
  g_assert_cmpint (row->state, ==, LIM_JOB_CANCELLED);
  row->state = LIM_JOB_PLANNED;
  g_assert_true (lim_jobs_put (memory, row, &error));
  g_assert_true (run_once (fixture, jobs, NULL, third, &error));
  g_assert_cmpuint (third->made, ==, 1);
}

static void
ask_move (const LimProduceJob *job, LimProduceStage stage, const char *server G_GNUC_UNUSED,
          const char *message G_GNUC_UNUSED, gpointer data)
{
  static const char *const keys[] = { "new/crate_11", NULL };
  Ear *ear = data;

  if (stage != LIM_STAGE_SENT)
    return;
  g_ptr_array_add (ear->sent, g_strdup (job->id));
  if (ear->sent->len == 1)
    g_assert_true (lim_jobs_move (ear->memory, keys, TRUE, NULL));
}

static void
test_moved (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimJobs) memory = open_memory (fixture);
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (g_free);
  Ear ear = { .memory = memory, .sent = sent };
  const LimProduceEvents events = { .stage = ask_move, .data = &ear };

  farm_set_up (1, 1);
  farm.ms = 100;
  g_assert_true (run_once (fixture, jobs, &events, report, NULL));
  g_assert_cmpuint (sent->len, ==, N_JOBS);
  g_assert_cmpstr (sent->pdata[N_JOBS - 1], ==, "crate_10");
}

static gpointer
resume_later (gpointer data)
{
  Ear *ear = data;

  g_usleep (300000);
  g_assert_true (lim_jobs_set_paused (ear->memory, FALSE, NULL));
  return NULL;
}

static void
on_paused (gboolean paused, gpointer data)
{
  Ear *ear = data;

  if (paused)
    {
      ear->paused_after = ear->sent->len;
      g_thread_unref (g_thread_new ("resume", resume_later, ear));
    }
  else
    ear->resumed = ear->sent->len;
}

static void
ask_pause (const LimProduceJob *job, LimProduceStage stage, const char *server G_GNUC_UNUSED,
           const char *message G_GNUC_UNUSED, gpointer data)
{
  Ear *ear = data;

  if (stage != LIM_STAGE_SENT)
    return;
  g_ptr_array_add (ear->sent, g_strdup (job->id));
  if (ear->sent->len == 1)
    g_assert_true (lim_jobs_set_paused (ear->memory, TRUE, NULL));
}

static void
test_paused (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimJobs) memory = open_memory (fixture);
  g_autoptr (GPtrArray) jobs = new_jobs (0, N_JOBS, NULL);
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (g_free);
  Ear ear = { .memory = memory, .sent = sent };
  const LimProduceEvents events = { .stage = ask_pause, .paused = on_paused, .data = &ear };

  farm_set_up (1, 1);
  farm.ms = 60;
  g_assert_true (run_once (fixture, jobs, &events, report, NULL));
  g_assert_cmpuint (report->made, ==, N_JOBS);
  g_assert_cmpuint (ear.paused_after, >, 0);
  g_assert_cmpuint (ear.resumed, <=, ear.paused_after + 1); /* one may have been on its way */
  g_assert_cmpuint (ear.resumed, <, N_JOBS);
}

/* -- Rows -- */

static void
test_job_from_row (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) jobs = new_jobs (0, 1, "some.safetensors");
  LimProduceJob *job = jobs->pdata[0];
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  farm_set_up (1, 1);
  job->folder = g_strdup ("outputs/painterly");
  job->blocks = g_strdup ("{\"lineage\":{\"phase\":\"painterly\"}}");
  job->workflow_id = g_strdup ("lane");
  job->batch_index = 3;
  lim_recipe_add_lora (job->recipe, "detail", 0.5, 0.25);
  farm.servers[0].dies_in_call = 1;
  g_assert_false (run_once (fixture, jobs, NULL, report, NULL));

  g_autoptr (LimJobs) memory = open_memory (fixture);
  g_autoptr (LimJob) row = lim_jobs_get (memory, "new/crate_00", &error);
  g_assert_cmpint (row->state, ==, LIM_JOB_SENT);
  g_assert_cmpstr (row->server, ==, "north");
  g_autoptr (LimProduceJob) same = lim_produce_job_from_row (row, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (same->id, ==, "crate_00");
  g_assert_cmpstr (same->folder, ==, job->folder);
  g_assert_cmpstr (same->blocks, ==, job->blocks);
  g_assert_cmpstr (same->workflow_id, ==, "lane");
  g_assert_cmpint (same->batch_index, ==, 3);
  g_assert_cmpstr (same->recipe->checkpoint, ==, "some.safetensors");
  g_assert_cmpuint (same->recipe->loras->len, ==, 1);

  /* And what is made of it goes where the job says. */
  g_autoptr (GPtrArray) again = g_ptr_array_new ();
  g_autoptr (LimProduceReport) second = lim_produce_report_new ();
  g_ptr_array_add (again, same);
  farm.servers[0].dead = FALSE;
  g_assert_true (run_once (fixture, again, NULL, second, &error));
  g_assert_cmpuint (second->collected, ==, 1);
  g_assert_true (fixture_has (fixture->folder, "outputs/painterly/crate_00.png"));

  g_free (row->request);
  row->request = g_strdup ("{\"prompt\":");
  g_assert_null (lim_produce_job_from_row (row, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static void
add_with (const char *path, void (*test) (Fixture *fixture, gconstpointer data), gpointer data)
{
  g_test_add (path, Fixture, data, fixture_set_up, test, fixture_tear_down);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  add_with (path, test, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/produce/servers/share-the-work-within-their-slots", test_shared);
  add ("/produce/servers/work-of-a-vanished-one-moves-on", test_vanished_server);
  add ("/produce/servers/one-absent-from-the-start", test_absent_from_the_start);
  add ("/produce/servers/all-gone-stops-and-collects-later", test_all_gone);
  add ("/produce/servers/not-configured-any-more", test_server_not_configured_any_more);
  add ("/produce/servers/one-that-asked-for-rest-gets-none", test_resting_server);
  add_with ("/produce/servers/work-of-a-slow-one-moves-on", test_slow_server, GINT_TO_POINTER (FALSE));
  add_with ("/produce/servers/a-slow-one-may-finish-after-all", test_slow_server, GINT_TO_POINTER (TRUE));
  add ("/produce/servers/what-one-lacks-another-makes", test_lacking);
  add ("/produce/wishes/cancel", test_cancelled);
  add ("/produce/wishes/move", test_moved);
  add ("/produce/wishes/pause", test_paused);
  add ("/produce/row/tells-the-whole-job", test_job_from_row);

  int result = g_test_run ();
  farm_clear ();
  return result;
}
