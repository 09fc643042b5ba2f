#include "store-fixture.h"

#include "store-jobs.h"

static LimJob *
new_job (const char *key, LimJobState state)
{
  LimJob *job = lim_job_new (key);

  job->state = state;
  job->request = g_strdup ("{\"prompt\":\"é ‘\"}");
  job->attempt = 3;
  return job;
}

static void
test_kept (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lim_jobs_open_existing (fixture->project, &error));
  g_assert_no_error (error);
  g_assert_false (fixture_has (fixture->folder, ".limner"));

  g_autoptr (LimJobs) jobs = lim_jobs_open (fixture->project, &error);
  g_assert_no_error (error);
  for (LimJobState state = 0; state < LIM_N_JOB_STATES; state++)
    {
      g_autoptr (LimJob) job = new_job (lim_job_state_name (state), state);
      g_assert_true (lim_jobs_put (jobs, job, &error));
    }

  /* Another opening sees it all, as another process would. */
  g_autoptr (LimJobs) others = lim_jobs_open_existing (fixture->project, &error);
  g_autoptr (GPtrArray) list = lim_jobs_list (others, &error);
  g_assert_cmpuint (list->len, ==, LIM_N_JOB_STATES);
  for (guint i = 0; i < list->len; i++)
    {
      const LimJob *job = list->pdata[i];
      g_assert_cmpstr (job->key, ==, lim_job_state_name (job->state));
      g_assert_cmpstr (job->request, ==, "{\"prompt\":\"é ‘\"}");
      g_assert_cmpuint (job->attempt, ==, 3);
      g_assert_null (job->record);
    }
}

static void
test_replaced (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) jobs = lim_jobs_open (fixture->project, &error);
  g_autoptr (LimJob) first = new_job ("k", LIM_JOB_SENT);
  g_autoptr (LimJob) second = new_job ("k", LIM_JOB_DONE);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();

  g_ptr_array_add (both, first);
  g_ptr_array_add (both, second);
  g_assert_true (lim_jobs_put_all (jobs, both, &error));
  g_autoptr (LimJob) found = lim_jobs_get (jobs, "k", &error);
  g_assert_cmpint (found->state, ==, LIM_JOB_DONE);
  g_assert_null (lim_jobs_get (jobs, "other", &error));
  g_assert_no_error (error);
}

/* A file that is no database is told and kept. */
static void
test_broken (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const char content[] = "this is a text, long enough to be looked at for a header";
  g_autoptr (GError) error = NULL;

  fixture_write (fixture->folder, ".limner/jobs.db", content);
  g_assert_null (lim_jobs_open (fixture->project, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "Move it away"));
  g_autofree char *kept = fixture_read (fixture->folder, ".limner/jobs.db");
  g_assert_cmpstr (kept, ==, content);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/jobs/kept", Fixture, NULL, fixture_set_up, test_kept, fixture_tear_down);
  g_test_add ("/store/jobs/replaced", Fixture, NULL, fixture_set_up, test_replaced, fixture_tear_down);
  g_test_add ("/store/jobs/broken", Fixture, NULL, fixture_set_up, test_broken, fixture_tear_down);
  return g_test_run ();
}
