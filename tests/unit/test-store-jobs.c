#include "store-fixture.h"

#include "store-jobs.h"

#include <sqlite3.h>

/* -- Help -- */

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
put (LimJobs *jobs, const char *key, LimJobState state, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJob) job = new_job (key, state);

  job->message = g_strdup (message);
  lim_jobs_put (jobs, job, &error);
  g_assert_no_error (error);
}

static LimJobs *
open_jobs (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LimJobs *jobs = lim_jobs_open (fixture->project, &error);

  g_assert_no_error (error);
  return jobs;
}

static LimJob *
get (LimJobs *jobs, const char *key)
{
  g_autoptr (GError) error = NULL;
  LimJob *job = lim_jobs_get (jobs, key, &error);

  g_assert_no_error (error);
  return job;
}

/* “a b c”: the keys of @array in its order. Transfer full. */
static char *
keys_of (const GPtrArray *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < array->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((const LimJob *) array->pdata[i])->key);
  return g_string_free (text, FALSE);
}

static void
assert_order (LimJobs *jobs, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = lim_jobs_list (jobs, &error);

  g_assert_no_error (error);
  g_autofree char *keys = keys_of (list);
  g_assert_cmpstr (keys, ==, expected);
}

/* Runs @sql on the file itself, as another program would. */
static void
run_sql (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->folder, ".limner/jobs.db", NULL);
  sqlite3 *db;

  g_autofree char *parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0777), ==, 0);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* -- Keeping -- */

static void
test_kept (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lim_jobs_open_existing (fixture->project, &error));
  g_assert_no_error (error);
  g_assert_false (fixture_has (fixture->folder, ".limner"));

  g_autoptr (LimJobs) jobs = open_jobs (fixture);
  for (LimJobState state = 0; state < LIM_N_JOB_STATES; state++)
    put (jobs, lim_job_state_name (state), state, NULL);

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

static gpointer
open_at_once (gpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) jobs = lim_jobs_open (fixture->project, &error);

  g_assert_no_error (error);
  return NULL;
}

static void
test_opened_at_once (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("opens", open_at_once, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_page (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const struct
  {
    const char *holds;
    LimJobQuery query;
    const char *keys;
    guint total;
  } pages[] = {
    { "without a word all come, in the order they are to be made", { 0 }, "new/a new/b new/c restore/a", 4 },
    { "states choose", { .states = 1u << LIM_JOB_PLANNED | 1u << LIM_JOB_DONE }, "new/a new/b", 2 },
    { "what a run still has to do comes in its order",
      { .states = 1u << LIM_JOB_PLANNED | 1u << LIM_JOB_SENT | 1u << LIM_JOB_RENDERED },
      "new/a",
      1 },
    { "what no limner wrote counts as failed", { .states = 1u << LIM_JOB_FAILED }, "new/c restore/a", 2 },
    { "a part of the key is found", { .text = "ESTORE" }, "restore/a", 1 },
    { "and a part of what the server said", { .text = "out of memory" }, "new/c", 1 },
    { "what changed last is first", { .latest = TRUE, .limit = 1 }, "new/b", 4 },
    { "a page of a long list", { .offset = 1, .limit = 2 }, "new/b new/c", 4 },
    { "behind the end there is nothing", { .offset = 9, .limit = 2 }, "", 4 },
  };
  g_autoptr (LimJobs) jobs = open_jobs (fixture);
  g_autoptr (GError) error = NULL;
  guint counts[LIM_N_JOB_STATES];

  put (jobs, "new/a", LIM_JOB_PLANNED, NULL);
  put (jobs, "new/b", LIM_JOB_DONE, NULL);
  put (jobs, "new/c", LIM_JOB_FAILED, "GPU: Out of memory");
  put (jobs, "restore/a", LIM_JOB_SENT, NULL);
  run_sql (fixture, "UPDATE jobs SET state = 'dreamt' WHERE key = 'restore/a';"
                    "UPDATE jobs SET updated_at = '2026-01-01T00:00:00.000Z';"
                    "UPDATE jobs SET updated_at = '2026-01-02T00:00:00.000Z' WHERE key = 'new/b'");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      guint total = 99;
      g_autoptr (GPtrArray) rows = lim_jobs_page (jobs, &pages[i].query, &total, &error);

      g_assert_no_error (error);
      g_autofree char *keys = keys_of (rows);
      g_test_message ("%s", pages[i].holds);
      g_assert_cmpstr (keys, ==, pages[i].keys);
      g_assert_cmpuint (total, ==, pages[i].total);
      if (rows->len > 0)
        g_assert_null (((const LimJob *) rows->pdata[0])->request);
    }
  g_assert_true (lim_jobs_count (jobs, counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts[LIM_JOB_PLANNED], ==, 1);
  g_assert_cmpuint (counts[LIM_JOB_FAILED], ==, 2);
  g_assert_cmpuint (counts[LIM_JOB_SENT], ==, 0);
}

static void
test_every_field_is_kept (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (LimJobs) jobs = open_jobs (fixture);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) texts = g_strsplit ("k request graph provider server sent path hash record message "
                                     "2026-01-02T03:04:05.000Z 2026-01-02T03:04:06.000Z",
                                     " ", -1);
  const LimJob job = { .key = texts[0],
                       .state = LIM_JOB_RENDERED,
                       .request = texts[1],
                       .graph = texts[2],
                       .provider = texts[3],
                       .server = texts[4],
                       .sent_id = texts[5],
                       .attempt = 7,
                       .asset_path = texts[6],
                       .image_sha256 = texts[7],
                       .record = texts[8],
                       .message = texts[9],
                       .elapsed_ms = 1234,
                       .created_at = texts[10],
                       .updated_at = texts[11] };

  g_assert_true (lim_jobs_put (jobs, &job, &error));

  g_autoptr (LimJob) found = get (jobs, "k");
  g_autoptr (LimJob) copy = lim_job_copy (found);
  const LimJob *both[] = { found, copy };
  for (guint i = 0; i < 2; i++)
    {
      const LimJob *one = both[i];
      const char *back[] = { one->key,    one->request, one->graph,      one->provider,
                             one->server, one->sent_id, one->asset_path, one->image_sha256,
                             one->record, one->message, one->created_at, one->updated_at };
      for (guint j = 0; texts[j] != NULL; j++)
        g_assert_cmpstr (back[j], ==, texts[j]);
      g_assert_cmpint (one->state, ==, LIM_JOB_RENDERED);
      g_assert_cmpuint (one->attempt, ==, 7);
      g_assert_cmpint (one->elapsed_ms, ==, 1234);
    }
}

static void
test_replaced (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) jobs = open_jobs (fixture);
  g_autoptr (LimJob) first = new_job ("k", LIM_JOB_SENT);
  g_autoptr (LimJob) second = new_job ("k", LIM_JOB_DONE);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();

  first->created_at = g_strdup ("2026-01-01T00:00:00.000Z");
  second->created_at = g_strdup ("2027-01-01T00:00:00.000Z");
  g_ptr_array_add (both, first);
  g_ptr_array_add (both, second);
  g_assert_true (lim_jobs_put_all (jobs, both, &error));
  g_autoptr (LimJob) found = get (jobs, "k");
  g_assert_cmpint (found->state, ==, LIM_JOB_DONE);
  g_assert_cmpstr (found->created_at, ==, "2026-01-01T00:00:00.000Z");
  g_assert_nonnull (found->updated_at);
  g_assert_null (lim_jobs_get (jobs, "other", &error));
  g_assert_no_error (error);
}

static void
test_states (void)
{
  LimJobState state = LIM_JOB_DONE;

  for (guint i = 0; i < LIM_N_JOB_STATES; i++)
    {
      g_assert_true (lim_job_state_parse (lim_job_state_name (i), &state));
      g_assert_cmpuint (state, ==, i);
      g_assert_cmpint (lim_job_state_is_final (i), ==, i >= LIM_JOB_DONE);
    }
  g_assert_false (lim_job_state_parse ("Done", &state));
  g_assert_false (lim_job_state_parse (NULL, &state));
}

/* -- History -- */

static void
test_history (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const struct
  {
    LimJobState state;
    const char *message;
  } steps[] = { { LIM_JOB_PLANNED, NULL },
                { LIM_JOB_SENT, NULL },
                { LIM_JOB_FAILED, "KSampler: out of “memory”" },
                { LIM_JOB_DONE, NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) jobs = open_jobs (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      put (jobs, "k", steps[i].state, steps[i].message);
      put (jobs, "k", steps[i].state, steps[i].message); /* again: told once */
      put (jobs, "other", LIM_JOB_PLANNED, NULL);
    }
  g_autoptr (GPtrArray) events = lim_jobs_history (jobs, "k", &error);
  g_assert_cmpuint (events->len, ==, G_N_ELEMENTS (steps));
  for (guint i = 0; i < events->len; i++)
    {
      const LimJobEvent *event = events->pdata[i];

      g_assert_cmpint (event->state, ==, steps[i].state);
      g_assert_cmpstr (event->message, ==, steps[i].message);
      g_assert_cmpuint (event->attempt, ==, 3);
      g_assert_cmpuint (strlen (event->at), ==, strlen ("2026-01-02T03:04:05.000Z"));
    }
}

static void
test_clear_forgets_final_states_only (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) jobs = open_jobs (fixture);
  guint n = 99;

  for (LimJobState state = 0; state < LIM_N_JOB_STATES; state++)
    put (jobs, lim_job_state_name (state), state, NULL);
  g_assert_true (lim_jobs_clear (jobs, 1u << LIM_JOB_FAILED | 1u << LIM_JOB_SENT, &n, &error));
  g_assert_cmpuint (n, ==, 1);
  assert_order (jobs, "planned sent rendered done blocked cancelled");

  g_autoptr (GPtrArray) gone = lim_jobs_history (jobs, "failed", &error);
  g_autoptr (GPtrArray) kept = lim_jobs_history (jobs, "done", &error);
  g_assert_cmpuint (gone->len, ==, 0);
  g_assert_cmpuint (kept->len, ==, 1);

  g_assert_true (lim_jobs_clear (jobs, G_MAXUINT, &n, &error));
  g_assert_cmpuint (n, ==, 3);
  assert_order (jobs, "planned sent rendered");
}

/* -- Wishes: @fixture's file is opened twice, as a run and the person beside it do -- */

static void
test_version_changes_when_the_other_writes (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (LimJobs) run = open_jobs (fixture);
  g_autoptr (LimJobs) person = open_jobs (fixture);
  gint64 before = lim_jobs_version (run);

  g_assert_cmpint (before, >=, 0);
  put (run, "k", LIM_JOB_PLANNED, NULL);
  g_assert_cmpint (lim_jobs_version (run), ==, before);
  g_assert_true (lim_jobs_set_paused (person, TRUE, NULL));
  g_assert_cmpint (lim_jobs_version (run), !=, before);
  before = lim_jobs_version (run);
  g_assert_cmpint (lim_jobs_version (run), ==, before);
}

static void
test_pausing (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (LimJobs) run = open_jobs (fixture);
  g_autoptr (LimJobs) person = open_jobs (fixture);
  gboolean paused = TRUE;

  g_assert_true (lim_jobs_get_paused (run, &paused, NULL));
  g_assert_false (paused);
  for (gboolean wanted = TRUE; wanted >= FALSE; wanted--)
    {
      g_assert_true (lim_jobs_set_paused (person, wanted, NULL));
      g_assert_true (lim_jobs_get_paused (run, &paused, NULL));
      g_assert_cmpint (paused, ==, wanted);
    }
}

static void
test_wishes_outlive_what_a_run_puts (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) run = open_jobs (fixture);
  g_autoptr (LimJobs) person = open_jobs (fixture);
  const char *keys[] = { "b", "done", "unknown", NULL }, *moved[] = { "b", NULL };
  guint n = 0;

  put (run, "a", LIM_JOB_PLANNED, NULL);
  put (run, "b", LIM_JOB_PLANNED, NULL);
  put (run, "done", LIM_JOB_DONE, NULL);
  g_assert_true (lim_jobs_ask_cancel (person, keys, &n, &error));
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (lim_jobs_move (person, moved, TRUE, &error));

  /* The run goes on with what it knows of the job: sent, taken back, sent again. */
  put (run, "b", LIM_JOB_SENT, NULL);
  put (run, "b", LIM_JOB_PLANNED, NULL);
  put (run, "b", LIM_JOB_SENT, NULL);
  g_autoptr (GPtrArray) wishes = lim_jobs_list_wishes (run, &error);
  g_autofree char *order = keys_of (wishes);
  g_assert_cmpstr (order, ==, "b a");
  g_assert_true (((LimJob *) wishes->pdata[0])->unwanted);
  g_assert_cmpint (((LimJob *) wishes->pdata[0])->priority, <, 0);
  g_assert_cmpint (((LimJob *) wishes->pdata[0])->state, ==, LIM_JOB_SENT);
  g_assert_false (((LimJob *) wishes->pdata[1])->unwanted);

  /* Over, it keeps the mark; begun again, it is wanted again, in the place it was given. */
  put (run, "b", LIM_JOB_CANCELLED, NULL);
  g_autoptr (LimJob) over = get (run, "b");
  g_assert_true (over->unwanted);
  put (run, "b", LIM_JOB_PLANNED, NULL);
  g_autoptr (LimJob) again = get (run, "b");
  g_assert_false (again->unwanted);
  g_assert_cmpint (again->priority, <, 0);
}

static void
test_order (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const struct
  {
    const char *holds;
    const char *keys[4];
    gboolean first;
    const char *order;
  } moves[] = {
    { "to the front, in the order given", { "d", "b" }, TRUE, "d b a c e" },
    { "before what was moved to the front already", { "e" }, TRUE, "e d b a c" },
    { "behind all others", { "e", "d" }, FALSE, "b a c e d" },
    { "behind what was moved behind already", { "a" }, FALSE, "b c e d a" },
    { "unknown ones change nothing", { "x" }, TRUE, "b c e d a" },
    { "none at all changes nothing", { NULL }, FALSE, "b c e d a" },
  };
  g_autoptr (LimJobs) jobs = open_jobs (fixture);

  for (const char *key = "a\0b\0c\0d\0e\0"; *key != '\0'; key += 2)
    put (jobs, key, LIM_JOB_PLANNED, NULL);
  assert_order (jobs, "a b c d e");
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", moves[i].holds);
      g_assert_true (lim_jobs_move (jobs, moves[i].keys, moves[i].first, &error));
      assert_order (jobs, moves[i].order);
    }
  put (jobs, "f", LIM_JOB_PLANNED, NULL); /* after what nobody moved, before what was put behind */
  assert_order (jobs, "b c f e d a");
}

static gpointer
put_many (gpointer jobs)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      put (jobs, key, i % LIM_N_JOB_STATES, NULL);
    }
  return NULL;
}

/* Two threads of a run on one opening, and a person's program on another. */
static void
test_threads_and_processes_share_it (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) run = open_jobs (fixture);
  g_autoptr (LimJobs) person = open_jobs (fixture);
  GThread *threads[] = { g_thread_new ("one", put_many, run), g_thread_new ("two", put_many, run) };
  const char *keys[] = { "k7", "k0", NULL };

  put_many (person);
  g_assert_true (lim_jobs_move (person, keys, TRUE, &error));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_autoptr (GPtrArray) list = lim_jobs_list (run, &error);
  g_assert_cmpuint (list->len, ==, 50);
  g_assert_cmpstr (((LimJob *) list->pdata[0])->key, ==, "k7");
  g_assert_cmpstr (((LimJob *) list->pdata[1])->key, ==, "k0");
}

/* -- Strays -- */

static void
test_strays (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJobs) jobs = open_jobs (fixture);

  g_assert_true (lim_jobs_add_stray (jobs, "comfyui", "http://b", "2", &error));
  g_assert_true (lim_jobs_add_stray (jobs, "comfyui", "http://a", "1", &error));
  g_assert_true (lim_jobs_add_stray (jobs, "comfyui", "http://a", "1", &error));
  g_assert_true (lim_jobs_drop_stray (jobs, "2", &error));
  g_assert_true (lim_jobs_drop_stray (jobs, "3", &error));
  g_autoptr (GPtrArray) strays = lim_jobs_list_strays (jobs, &error);
  g_assert_cmpuint (strays->len, ==, 1);
  const LimStray *stray = strays->pdata[0];
  g_assert_cmpstr (stray->provider, ==, "comfyui");
  g_assert_cmpstr (stray->server, ==, "http://a");
  g_assert_cmpstr (stray->sent_id, ==, "1");
}

/* -- Files of others -- */

static const char version_1[] =
    "CREATE TABLE jobs (key TEXT PRIMARY KEY, state TEXT NOT NULL, request TEXT, provider TEXT, sent_id TEXT, "
    "attempt INTEGER NOT NULL, asset_path TEXT, image_sha256 TEXT, record TEXT, message TEXT, updated_at TEXT) "
    "WITHOUT ROWID;"
    "INSERT INTO jobs VALUES ('new/a', 'sent', '{}', 'comfyui', 'id-a', 2, NULL, NULL, NULL, NULL, "
    "'2026-01-01T00:00:00.000Z'),"
    "('new/b', 'rendered', '{}', 'comfyui', 'id-b', 1, 'outputs/b.png', 'f00', '{\"id\": \"b\"}', 'slow', NULL);"
    "PRAGMA user_version = 1;";

static void
test_version_1_is_brought_up_to_date (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run_sql (fixture, version_1);
  g_autoptr (LimJobs) jobs = lim_jobs_open_existing (fixture->project, &error);
  g_assert_no_error (error);
  assert_order (jobs, "new/a new/b");

  g_autoptr (LimJob) a = get (jobs, "new/a"), b = get (jobs, "new/b");
  g_assert_cmpint (a->state, ==, LIM_JOB_SENT);
  g_assert_cmpstr (a->sent_id, ==, "id-a");
  g_assert_cmpuint (a->attempt, ==, 2);
  g_assert_cmpstr (a->created_at, ==, "2026-01-01T00:00:00.000Z");
  g_assert_cmpstr (b->record, ==, "{\"id\": \"b\"}");
  g_assert_cmpstr (b->image_sha256, ==, "f00");
  g_assert_cmpstr (b->asset_path, ==, "outputs/b.png");

  g_autoptr (GPtrArray) events = lim_jobs_history (jobs, "new/b", &error);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpstr (((LimJobEvent *) events->pdata[0])->message, ==, "slow");

  /* Only once; and all that is new works. */
  g_autoptr (LimJobs) again = open_jobs (fixture);
  const char *keys[] = { "new/b", NULL };
  g_assert_true (lim_jobs_move (again, keys, TRUE, &error));
  assert_order (jobs, "new/b new/a");
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

static const struct
{
  const char *holds, *sql;
  LimErrorCode code;
} strangers[] = {
  { "tables of our name that nobody numbered", "CREATE TABLE jobs (x)", LIM_ERROR_BAD_INPUT },
  { "our number on other tables", "CREATE TABLE jobs (x); PRAGMA user_version = 2", LIM_ERROR_BAD_INPUT },
  { "our number on no tables", "PRAGMA user_version = 2", LIM_ERROR_BAD_INPUT },
  { "the first number on other tables", "CREATE TABLE jobs (x); PRAGMA user_version = 1", LIM_ERROR_BAD_INPUT },
  { "a name in the way of bringing it up to date",
    "CREATE TABLE jobs (key, state); CREATE TABLE old_jobs (x); PRAGMA user_version = 1", LIM_ERROR_BAD_INPUT },
  { "the file of a newer limner", "PRAGMA user_version = 3", LIM_ERROR_IO },
};

static void
test_strangers_are_refused (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", strangers[i].holds);
      run_sql (fixture, strangers[i].sql);
      g_assert_null (lim_jobs_open (fixture->project, &error));
      g_assert_error (error, LIM_ERROR, (int) strangers[i].code);

      g_autofree char *folder = g_build_filename (fixture->folder, ".limner", NULL);
      fixture_remove (folder);
    }
}

/* Values of no type and no range that limner writes are read as something harmless. */
static void
test_odd_values_are_read (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lim_jobs_free (open_jobs (fixture));
  run_sql (fixture, "INSERT INTO jobs (key, state, priority, unwanted, attempt, elapsed_ms, request, message) VALUES "
                    "(x'ff00fe', 'asleep', 9223372036854775807, -5, -1, -1, 1.5, x'c328');"
                    "INSERT INTO jobs (key, state, priority) VALUES ('k', 'planned', -9223372036854775807 - 1);"
                    "INSERT INTO events (key, at, state, attempt) VALUES ('k', x'ff', 'asleep', 1e300);"
                    "INSERT INTO wishes VALUES ('paused', 'perhaps')");
  g_autoptr (LimJobs) jobs = open_jobs (fixture);
  g_autoptr (GPtrArray) list = lim_jobs_list (jobs, &error);
  g_assert_cmpuint (list->len, ==, 2);
  const LimJob *odd = list->pdata[1];
  g_assert_cmpint (odd->state, ==, LIM_JOB_FAILED);
  g_assert_true (g_utf8_validate (odd->key, -1, NULL));
  g_assert_true (g_utf8_validate (odd->message, -1, NULL));
  g_assert_true (odd->unwanted == FALSE && odd->attempt == 0 && odd->elapsed_ms == 0);

  const char *keys[] = { "k", NULL };
  gboolean paused;
  g_assert_true (lim_jobs_move (jobs, keys, FALSE, &error));
  g_assert_true (lim_jobs_get_paused (jobs, &paused, &error));
  g_autoptr (GPtrArray) events = lim_jobs_history (jobs, "k", &error);
  g_assert_cmpint (((LimJobEvent *) events->pdata[0])->state, ==, LIM_JOB_FAILED);
}

/* Bytes overwritten anywhere end in an error or in rows, never in a crash. */
static void
test_scribbled_files_do_no_harm (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, ".limner/jobs.db", NULL);
  g_autofree char *whole = NULL;
  gsize length;

  run_sql (fixture, version_1);
  lim_jobs_free (open_jobs (fixture));
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (guint seed = 0; seed < 200; seed++)
    {
      g_autofree char *bytes = g_memdup2 (whole, length);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 20; i++)
        bytes[g_rand_int_range (random, 100, (gint32) length)] = (char) g_rand_int (random);
      g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
      g_autoptr (LimJobs) jobs = lim_jobs_open (fixture->project, &error);
      g_autoptr (GPtrArray) list = jobs != NULL ? lim_jobs_list (jobs, NULL) : NULL;
      g_autoptr (LimJob) job = new_job ("new/a", LIM_JOB_DONE);
      if (jobs != NULL)
        lim_jobs_put (jobs, job, NULL);
      else
        g_assert_nonnull (error);
    }
}

#define ADD(path, data, function)                                                                                    \
  g_test_add ("/store/jobs/" path, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/jobs/states", test_states);
  ADD ("kept", NULL, test_kept);
  ADD ("every-field", NULL, test_every_field_is_kept);
  ADD ("page", NULL, test_page);
  ADD ("opened-at-once", NULL, test_opened_at_once);
  ADD ("replaced", NULL, test_replaced);
  ADD ("history", NULL, test_history);
  ADD ("clear", NULL, test_clear_forgets_final_states_only);
  ADD ("version", NULL, test_version_changes_when_the_other_writes);
  ADD ("pausing", NULL, test_pausing);
  ADD ("wishes", NULL, test_wishes_outlive_what_a_run_puts);
  ADD ("order", NULL, test_order);
  ADD ("shared", NULL, test_threads_and_processes_share_it);
  ADD ("strays", NULL, test_strays);
  ADD ("version-1", NULL, test_version_1_is_brought_up_to_date);
  ADD ("broken", NULL, test_broken);
  ADD ("strangers", NULL, test_strangers_are_refused);
  ADD ("odd-values", NULL, test_odd_values_are_read);
  ADD ("scribbled", NULL, test_scribbled_files_do_no_harm);
  return g_test_run ();
}
