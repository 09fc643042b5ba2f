#include "store-fixture.h"

#include "imaging-png.h"
#include "produce.h"
#include "store-record.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_JOBS 4

/* -- A scripted provider. Its “server” is a folder: a file per picture it ever made, so that it survives our death -- */

typedef struct
{
  const char *server; /* folder; NULL: nobody can be asked later */
  int fail_call;      /* number of the render call, from 0, that fails; -1: none */
  guint fail_times;   /* how many calls from there on */
  LimFailure failure;
  gint64 retry_after_ms;
  int die_in_call; /* SIGKILL after the server made this call's picture, before we hear of it */
  GCancellable *cancel_in_call_0;
  int calls;
} Script;

static Script script;

static GBytes *
make_png (const LimRecipe *recipe)
{
  g_autofree guint8 *rgb = g_malloc0 ((gsize) recipe->width * recipe->height * 3);

  rgb[0] = (guint8) recipe->seed;
  return lim_png_encode_rgb (rgb, recipe->width, recipe->height, NULL, NULL);
}

static char *
server_path (const char *job_id)
{
  return g_build_filename (script.server, job_id, NULL);
}

static gboolean
scripted_render (gpointer state G_GNUC_UNUSED, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  int call = script.calls++;
  g_autoptr (GBytes) png = make_png (request->recipe);

  if (call == 0 && script.cancel_in_call_0 != NULL)
    g_cancellable_cancel (script.cancel_in_call_0);
  if (g_cancellable_is_cancelled (request->cancellable))
    return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  if (script.fail_call >= 0 && call >= script.fail_call && call < script.fail_call + (int) script.fail_times)
    {
      reply->retry_after_ms = script.retry_after_ms;
      return lim_provider_fail (reply, script.failure, error, LIM_ERROR_PROVIDER, "scripted");
    }
  if (script.server != NULL)
    {
      g_autofree char *path = server_path (request->job_id);
      g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));
    }
  if (call == script.die_in_call)
    raise (SIGKILL);
  return lim_provider_take_image (reply, png, request->asset_id, error);
}

static gboolean
scripted_recover (gpointer state G_GNUC_UNUSED, const LimRenderRequest *request, LimRenderReply *reply,
                  GError **error)
{
  g_autofree char *path = server_path (request->job_id);
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return lim_provider_fail (reply, LIM_FAILURE_LOST, error, LIM_ERROR_PROVIDER, "never heard of it");

  g_autoptr (GBytes) png = g_bytes_new (data, length);
  return lim_provider_take_image (reply, png, request->asset_id, error);
}

static const LimProviderServer *
one_at_a_time (gpointer state G_GNUC_UNUSED, guint *n)
{
  static const LimProviderServer server = { "script", 1 };

  *n = 1;
  return &server;
}

static const LimProviderServer *
two_at_a_time (gpointer state G_GNUC_UNUSED, guint *n)
{
  static const LimProviderServer server = { "script", 2 };

  *n = 1;
  return &server;
}

static const LimImageProvider forgetful = {
  .name = "forgetful",
  .help = "cannot be asked later",
  .servers = one_at_a_time,
  .render = scripted_render,
};
static const LimImageProvider remembering = {
  .name = "remembering",
  .help = "can",
  .servers = one_at_a_time,
  .render = scripted_render,
  .recover = scripted_recover,
};
static const LimImageProvider placeholder = {
  .name = "placeholder",
  .help = "a stand-in",
  .servers = two_at_a_time,
  .flags = LIM_PROVIDER_PLACEHOLDER,
  .render = scripted_render,
};

static gboolean
five_cents (gpointer state G_GNUC_UNUSED, const LimRecipe *recipe G_GNUC_UNUSED, double *dollars)
{
  *dollars = 0.05;
  return TRUE;
}

static const LimImageProvider paid = {
  .name = "paid",
  .help = "costs money, and cannot be asked later",
  .servers = one_at_a_time,
  .render = scripted_render,
  .price = five_cents,
};

/* -- Runs -- */

static GPtrArray *
new_jobs (void)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();

  g_free (recipe->prompt);
  recipe->prompt = g_strdup ("a crate");
  recipe->width = recipe->height = 4;
  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autofree char *id = g_strdup_printf ("crate_v%u", i + 1);
      recipe->seed = 100 + i;
      LimProduceJob *job = lim_produce_job_new (LIM_PRODUCE_NEW, id, recipe);
      job->workflow_id = g_strdup ("props");
      job->batch_index = i;
      g_ptr_array_add (jobs, job);
    }
  return jobs;
}

typedef struct
{
  int stage, job; /* where to die; -1: nowhere */
  int seen;
} Watch;

static void
on_stage (const LimProduceJob *job G_GNUC_UNUSED, LimProduceStage stage, const char *server G_GNUC_UNUSED,
          const char *message G_GNUC_UNUSED, gpointer data)
{
  Watch *watch = data;

  if ((int) stage == watch->stage && watch->seen++ == watch->job)
    raise (SIGKILL);
}

/* One run as a program would make it, opening the project anew. */
static gboolean
run_once (const char *folder, const LimImageProvider *provider, GPtrArray *jobs, Watch *watch, guint64 random_seed,
          GCancellable *cancellable, LimProduceReport *report, GError **error)
{
  g_autoptr (LimProject) project = lim_project_open (folder, NULL, error);
  g_autoptr (LimClock) clock = lim_clock_new_stepping (1000000, 0);
  g_autoptr (LimRandom) random = lim_random_new_seeded (random_seed);
  g_autoptr (LimSettings) settings = lim_settings_new (NULL);
  const LimContext context = { .clock = clock, .random = random, .cancellable = cancellable };
  LimProduceEvents events = { .stage = on_stage, .data = watch };

  g_assert_nonnull (project);
  return lim_produce_run (&context, project, provider, settings, jobs, watch != NULL ? &events : NULL, report, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Paths and contents of all that a run leaves for people, as one text. */
static char *
describe_results (const char *folder)
{
  static const char *const folders[] = { "records", "outputs/candidates" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folder, folders[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        g_ptr_array_add (names, g_build_filename (folders[i], name, NULL));
      g_ptr_array_sort (names, compare_names);
      for (guint j = 0; j < names->len; j++)
        {
          g_autofree char *file = g_build_filename (folder, names->pdata[j], NULL);
          g_autofree char *data = NULL;
          gsize length;

          g_assert_true (g_file_get_contents (file, &data, &length, NULL));
          g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
          g_string_append_printf (text, "%s %s\n", (char *) names->pdata[j], hash);
        }
    }
  return g_string_free (text, FALSE);
}

static char *
new_project (void)
{
  char *folder = fixture_folder ();

  fixture_write (folder, "canon/constitution.md", "# Canon\n");
  return folder;
}

static char *
uninterrupted_results (const LimImageProvider *provider)
{
  g_autofree char *folder = new_project ();
  g_autofree char *server = fixture_folder ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  script = (Script){ .server = server, .fail_call = -1, .die_in_call = -1 };
  g_assert_true (run_once (folder, provider, jobs, NULL, 1, NULL, report, &error));
  g_assert_cmpuint (report->made, ==, N_JOBS);

  char *results = describe_results (folder);
  fixture_remove (folder);
  fixture_remove (server);
  return results;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* -- The plain case -- */

static void
test_made_once (void)
{
  g_autofree char *folder = new_project ();
  g_autoptr (GError) error = NULL;

  script = (Script){ .fail_call = -1, .die_in_call = -1 };
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) jobs = new_jobs ();
      g_autoptr (LimProduceReport) report = lim_produce_report_new ();

      g_assert_true (run_once (folder, &placeholder, jobs, NULL, 1, NULL, report, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (report->made, ==, i == 0 ? N_JOBS : 0);
      g_assert_cmpuint (report->existed, ==, i == 0 ? 0 : N_JOBS);
    }
  g_assert_cmpint (script.calls, ==, N_JOBS);

  g_autofree char *record = fixture_read (folder, "records/crate_v3.json");
  g_assert_nonnull (strstr (record, "\"asset_path\": \"outputs/candidates/crate_v3.png\""));
  g_assert_nonnull (strstr (record, "\"seed\": 102"));
  g_assert_nonnull (strstr (record, "\"batch_index\": 2"));
  g_assert_nonnull (strstr (record, "\"workflow_id\": \"props\""));
  g_assert_nonnull (strstr (record, "\"quality\": \"placeholder\""));
  g_assert_nonnull (strstr (record, "\"created_at\": \"1970-01-01T00:00:01.000Z\""));
  fixture_remove (folder);
}

/* -- Killed anywhere -- */

static void
run_and_die (const char *folder, const LimImageProvider *provider, Watch *watch)
{
  pid_t child = fork ();

  if (child == 0)
    {
      g_autoptr (GPtrArray) jobs = new_jobs ();
      g_autoptr (LimProduceReport) report = lim_produce_report_new ();

      run_once (folder, provider, jobs, watch, 2, NULL, report, NULL);
      _exit (0); /* not reached when the death was well placed */
    }

  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
}

static void
check_after_death (const LimImageProvider *provider, Watch *watch, int die_in_call, const char *expected)
{
  g_autofree char *folder = new_project ();
  g_autofree char *server = fixture_folder ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  script = (Script){ .server = server, .fail_call = -1, .die_in_call = die_in_call };
  run_and_die (folder, provider, watch);

  script.die_in_call = -1;
  script.calls = 0;
  g_assert_true (run_once (folder, provider, jobs, NULL, 3, NULL, report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report->failed, ==, 0);
  g_assert_cmpuint (report->made + report->collected + report->existed, ==, N_JOBS);

  g_autofree char *results = describe_results (folder);
  g_assert_cmpstr (results, ==, expected);
  if (provider->recover != NULL)
    g_assert_cmpuint (count_files (server), ==, N_JOBS); /* the server painted none twice */
  fixture_remove (folder);
  fixture_remove (server);
}

static void
test_killed (gconstpointer data)
{
  const LimImageProvider *provider = data;
  g_autofree char *expected = uninterrupted_results (provider);

  for (int stage = LIM_STAGE_SENT; stage <= LIM_STAGE_DONE; stage++)
    for (int job = 0; job < N_JOBS; job++)
      {
        Watch watch = { .stage = stage, .job = job };
        check_after_death (provider, &watch, -1, expected);
      }
}

static void
test_killed_before_the_answer (gconstpointer data)
{
  const LimImageProvider *provider = data;
  g_autofree char *expected = uninterrupted_results (provider);

  for (int call = 0; provider->recover != NULL && call < N_JOBS; call++)
    {
      Watch watch = { .stage = -1 };
      check_after_death (provider, &watch, call, expected);
    }
}

/* -- Failures -- */

static const struct
{
  const char *holds;
  LimFailure failure;
  guint times;
  gint64 retry_after_ms;
  guint made, failed, blocked, left; /* of the first run, whose second image fails */
  int code;                          /* the run's error; -1: it went through */
} policies[] = {
  { "a bad picture is noted and the others are made", LIM_FAILURE_IMAGE, 1, 0, 3, 1, 0, 0, -1 },
  { "a timeout is noted and the others are made", LIM_FAILURE_TIMEOUT, 1, 0, 3, 1, 0, 0, -1 },
  { "content policy blocks one image", LIM_FAILURE_POLICY, 1, 0, 3, 0, 1, 0, -1 },
  { "a rate limit is waited out once", LIM_FAILURE_RATE_LIMIT, 1, 1, 4, 0, 0, 0, -1 },
  { "a second rate limit for the same image skips it", LIM_FAILURE_RATE_LIMIT, 2, 1, 3, 1, 0, 0, -1 },
  { "a rate limit of an hour is not waited for", LIM_FAILURE_RATE_LIMIT, 1, 3600000, 3, 1, 0, 0, -1 },
  { "lost on the server: sent again", LIM_FAILURE_LOST, 3, 0, 4, 0, 0, 0, -1 },
  { "lost four times: skipped", LIM_FAILURE_LOST, 4, 0, 3, 1, 0, 0, -1 },
  { "trouble on the server: tried again", LIM_FAILURE_SERVER, 3, 0, 4, 0, 0, 0, -1 },
  { "trouble on the server four times: skipped", LIM_FAILURE_SERVER, 4, 0, 3, 1, 0, 0, -1 },
  { "a wrong key stops the batch", LIM_FAILURE_AUTH, 1, 0, 1, 0, 0, 3, LIM_ERROR_PROVIDER },
  { "nobody there stops the batch", LIM_FAILURE_UNREACHABLE, 1, 0, 1, 0, 0, 3, LIM_ERROR_PROVIDER },
};

/* The second image was blocked: another run leaves it alone until its job is planned again. */
static void
check_blocked_stays (const char *folder)
{
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProject) project = lim_project_open (folder, NULL, NULL);
  g_autoptr (LimJobs) memory = lim_jobs_open (project, NULL);
  int calls = script.calls;

  g_assert_true (run_once (folder, &remembering, jobs, NULL, 2, NULL, report, NULL));
  g_assert_cmpint (script.calls, ==, calls);
  g_assert_cmpuint (report->blocked, ==, 1);
  g_assert_cmpuint (report->existed, ==, 3);

  g_autoptr (LimJob) row = lim_jobs_get (memory, "new/crate_v2", NULL);
  g_assert_cmpint (row->state, ==, LIM_JOB_BLOCKED);
  row->state = LIM_JOB_PLANNED;
  g_assert_true (lim_jobs_put (memory, row, NULL));
}

static char *expected_of_policies; /* what a run without trouble leaves */

static void
test_policy (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const char *expected = expected_of_policies;
  g_autofree char *folder = new_project ();
  g_autofree char *server = fixture_folder ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", policies[i].holds);
  script = (Script){ .server = server,
                     .fail_call = 1,
                     .fail_times = policies[i].times,
                     .die_in_call = -1,
                     .failure = policies[i].failure,
                     .retry_after_ms = policies[i].retry_after_ms };
  g_assert_true (run_once (folder, &remembering, jobs, NULL, 1, NULL, report, &error) == (policies[i].code < 0));
  g_assert_cmpuint (report->made, ==, policies[i].made);
  g_assert_cmpuint (report->failed, ==, policies[i].failed);
  g_assert_cmpuint (report->blocked, ==, policies[i].blocked);
  g_assert_cmpuint (report->left, ==, policies[i].left);
  g_assert_cmpuint (report->problems->len, ==, policies[i].failed + policies[i].blocked);
  if (policies[i].code >= 0)
    g_assert_error (error, LIM_ERROR, policies[i].code);
  for (guint j = 0; j < report->problems->len; j++)
    {
      const LimProblem *problem = report->problems->pdata[j];
      g_assert_cmpstr (problem->id, ==, "crate_v2");
    }

  /* Once the trouble is over, the same command completes the work; what was blocked has to be asked for anew. */
  script.fail_call = -1;
  if (policies[i].blocked > 0)
    check_blocked_stays (folder);
  g_clear_error (&error);
  g_assert_true (run_once (folder, &remembering, jobs, NULL, 2, NULL, again, &error));
  g_autofree char *results = describe_results (folder);
  g_assert_cmpstr (results, ==, expected);
  fixture_remove (folder);
  fixture_remove (server);
}

/* What costs money is never sent twice by itself. */
static void
test_paid (void)
{
  g_autofree char *folder = new_project ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  script = (Script){ .fail_call = 1, .fail_times = 1, .die_in_call = -1, .failure = LIM_FAILURE_SERVER };
  g_assert_true (run_once (folder, &paid, jobs, NULL, 1, NULL, report, &error));
  g_assert_cmpint (script.calls, ==, N_JOBS);
  g_assert_cmpuint (report->failed, ==, 1);

  /* But the person may say so. */
  g_assert_true (run_once (folder, &paid, jobs, NULL, 2, NULL, again, &error));
  g_assert_cmpuint (again->made, ==, 1);
  fixture_remove (folder);
}

static void
test_cancelled (void)
{
  g_autofree char *expected = uninterrupted_results (&forgetful);
  g_autofree char *folder = new_project ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  script = (Script){ .fail_call = -1, .die_in_call = -1, .cancel_in_call_0 = cancellable };
  g_assert_false (run_once (folder, &forgetful, jobs, NULL, 1, cancellable, report, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
  g_assert_cmpstr (error->message, ==, "stopped after 0 of 4; the same command goes on from here");
  g_assert_cmpuint (report->left, ==, N_JOBS);

  script.cancel_in_call_0 = NULL;
  g_clear_error (&error);
  g_assert_true (run_once (folder, &forgetful, jobs, NULL, 2, NULL, again, &error));
  g_autofree char *results = describe_results (folder);
  g_assert_cmpstr (results, ==, expected);
  fixture_remove (folder);
}

/* -- What must not be touched -- */

static void
test_file_in_the_way (void)
{
  g_autofree char *folder = new_project ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  script = (Script){ .fail_call = -1, .die_in_call = -1 };
  fixture_write (folder, "outputs/candidates/crate_v2.png", "somebody's own");
  g_assert_true (run_once (folder, &forgetful, jobs, NULL, 1, NULL, report, &error));
  g_assert_cmpuint (report->made, ==, 3);
  g_assert_cmpuint (report->failed, ==, 1);

  const LimProblem *problem = report->problems->pdata[0];
  g_assert_nonnull (strstr (problem->reason, "outputs/candidates/crate_v2.png lies where"));
  g_autofree char *kept = fixture_read (folder, "outputs/candidates/crate_v2.png");
  g_assert_cmpstr (kept, ==, "somebody's own");
  g_assert_false (fixture_has (folder, "records/crate_v2.json"));
  fixture_remove (folder);
}

static void
test_record_is_kept (void)
{
  g_autofree char *folder = new_project ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;

  script = (Script){ .fail_call = -1, .die_in_call = -1 };
  fixture_write (folder, "records/crate_v2.json", "{\"id\":\"crate_v2\"}");
  g_assert_true (run_once (folder, &forgetful, jobs, NULL, 1, NULL, report, &error));
  g_assert_cmpuint (report->made, ==, 3);
  g_assert_cmpuint (report->existed, ==, 1);
  g_autofree char *kept = fixture_read (folder, "records/crate_v2.json");
  g_assert_cmpstr (kept, ==, "{\"id\":\"crate_v2\"}");
  fixture_remove (folder);
}

/* -- Restore -- */

static void
test_restored (void)
{
  g_autofree char *folder = new_project ();
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();
  g_autoptr (LimProduceReport) report = lim_produce_report_new ();
  g_autoptr (LimProduceReport) again = lim_produce_report_new ();
  g_autoptr (GError) error = NULL;
  LimProduceJob *job;

  script = (Script){ .fail_call = -1, .die_in_call = -1 };
  fixture_write (folder, "records/old_v1.json",
                 "{\"id\":\"old_v1\",\"asset_path\":\"outputs/approved/old_v1.png\",\"image\":{\"bytes\":9},"
                 "\"provenance\":{\"prompt\":\"p\",\"cfg\":2.0}}");
  recipe->width = recipe->height = 4;
  job = lim_produce_job_new (LIM_PRODUCE_RESTORE, "old_v1", recipe);
  job->asset_path = g_strdup ("outputs/approved/old_v1.png");
  g_ptr_array_add (jobs, job);

  g_assert_true (run_once (folder, &placeholder, jobs, NULL, 1, NULL, report, &error));
  g_assert_cmpuint (report->made, ==, 1);
  g_assert_true (fixture_has (folder, "outputs/approved/old_v1.png"));

  g_autofree char *record = fixture_read (folder, "records/old_v1.json");
  g_assert_true (g_str_has_prefix (record,
                                   "{\"id\":\"old_v1\",\"asset_path\":\"outputs/approved/old_v1.png\","
                                   "\"image\":{\"bytes\":9},\"provenance\":{\"prompt\":\"p\",\"cfg\":2.0},"
                                   "\"restored\":{\"provider\":\"placeholder\","
                                   "\"restored_at\":\"1970-01-01T00:00:01.000Z\",\"quality\":\"placeholder\","));

  g_assert_true (run_once (folder, &placeholder, jobs, NULL, 2, NULL, again, &error));
  g_assert_cmpuint (again->existed, ==, 1);
  fixture_remove (folder);
}

/* -- Plan -- */

static void
test_plan_writes_nothing (void)
{
  g_autofree char *folder = new_project ();
  g_autoptr (GPtrArray) jobs = new_jobs ();
  g_autoptr (GError) error = NULL;

  fixture_write (folder, "records/crate_v2.json", "{}");
  fixture_write (folder, "outputs/candidates/crate_v3.webp", "x");
  g_autoptr (LimProject) project = lim_project_open (folder, NULL, &error);
  g_autoptr (GArray) fates = lim_produce_plan (project, jobs, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_array_index (fates, LimProduceFate, 0), ==, LIM_FATE_NEW);
  g_assert_cmpint (g_array_index (fates, LimProduceFate, 1), ==, LIM_FATE_EXISTS);
  g_assert_cmpint (g_array_index (fates, LimProduceFate, 2), ==, LIM_FATE_IN_WAY);
  g_assert_false (fixture_has (folder, ".limner"));
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  expected_of_policies = uninterrupted_results (&remembering);
  g_test_add_func ("/produce/made-once", test_made_once);
  g_test_add_data_func ("/produce/killed/forgetful", &forgetful, test_killed);
  g_test_add_data_func ("/produce/killed/remembering", &remembering, test_killed);
  g_test_add_data_func ("/produce/killed-before-the-answer", &remembering, test_killed_before_the_answer);
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autofree char *path = g_strdup_printf ("/produce/policy/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_policy);
    }
  g_test_add_func ("/produce/paid", test_paid);
  g_test_add_func ("/produce/cancelled", test_cancelled);
  g_test_add_func ("/produce/file-in-the-way", test_file_in_the_way);
  g_test_add_func ("/produce/record-is-kept", test_record_is_kept);
  g_test_add_func ("/produce/restored", test_restored);
  g_test_add_func ("/produce/plan-writes-nothing", test_plan_writes_nothing);
  int status = g_test_run ();
  g_free (expected_of_policies);
  return status;
}
