#include "store-fixture.h"

#include "store-comparison.h"
#include "store-record.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define N 40

/* -- Reading -- */

static void
test_list_and_load (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write (fixture->folder, "records/.hidden.json", "{}");
  fixture_write (fixture->folder, "records/notes.txt", "");
  fixture_write (fixture->folder, "records/sub.json/x", "");
  g_autoptr (GPtrArray) ids = lim_store_list_records (fixture->project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, N);
  g_assert_cmpstr (ids->pdata[0], ==, "a_v1");
  g_assert_cmpstr (ids->pdata[1], ==, "a_v10");

  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "a_v2", &error);
  g_assert_no_error (error);
  g_autofree char *hash = lim_record_content_hash (record);
  g_assert_cmpuint (strlen (hash), ==, 64);
  g_assert_cmpstr (record->asset_path, ==, "outputs/candidates/a_v2.png");

  g_assert_null (lim_store_load_record (fixture->project, "a_v2x", &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“a_v2”"));
  g_clear_error (&error);
  g_assert_null (lim_store_load_record (fixture->project, "../x", &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static void
test_empty_project (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = lim_store_list_records (fixture->project, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 0);
  g_assert_true (lim_store_for_each_record (fixture->project, NULL, 2, NULL, NULL, NULL, NULL, &error));
}

typedef struct
{
  gint seen[N + 8]; /* atomic */
  GString *bad;
  LimRecord *kept;
} Walk;

static gboolean
walk (gsize index, LimRecord **record, gpointer data, G_GNUC_UNUSED GError **error)
{
  Walk *state = data;

  g_atomic_int_inc (&state->seen[index]);
  if (strcmp ((*record)->id, "a_v7") == 0)
    state->kept = g_steal_pointer (record);
  return TRUE;
}

static void
note_bad (G_GNUC_UNUSED gsize index, const char *id, const GError *error, gpointer data)
{
  Walk *state = data;

  g_assert_nonnull (strstr (error->message, id));
  g_string_append_printf (state->bad, "%s ", id);
}

static void
test_bad_files_stop_nothing (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *loop = lim_project_path (fixture->project, "records/b_loop.json");

  fixture_write (fixture->folder, "records/b_broken.json", "{\"id\": ");
  fixture_write (fixture->folder, "records/b_empty.json", "");
  fixture_write (fixture->folder, "records/b_list.json", "[]");
  g_assert_cmpint (symlink ("b_loop.json", loop), ==, 0);
  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      Walk state = { .bad = g_string_new (NULL) };

      g_assert_true (
          lim_store_for_each_record (fixture->project, NULL, n_threads, walk, note_bad, &state, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (state.bad->str, ==, "b_broken b_empty b_list b_loop ");
      for (int i = 0; i < N + 4; i++)
        g_assert_cmpint (state.seen[i], ==, i < N);
      g_assert_cmpstr (state.kept->id, ==, "a_v7");
      lim_record_free (state.kept);
      g_string_free (state.bad, TRUE);
    }
}

/* -- Saving -- */

static void
test_save_keeps_bytes (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = fixture_read (fixture->folder, "records/a_v1.json");
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "a_v1", &error);
  g_autofree char *hash = lim_record_content_hash (record);

  lim_json_set_string (record->root, "note", "x");
  g_assert_true (lim_store_save_record (fixture->project, record, &error));
  g_autofree char *new_hash = lim_record_content_hash (record);
  g_assert_cmpstr (new_hash, !=, hash);
  g_autofree char *after = fixture_read (fixture->folder, "records/a_v1.json");
  g_assert_nonnull (strstr (after, FIXTURE_ODD_BYTES));
  lim_json_remove (record->root, "note");
  g_assert_true (lim_store_save_record (fixture->project, record, &error)); /* the new content counts */
  g_autofree char *again = fixture_read (fixture->folder, "records/a_v1.json");
  g_assert_cmpstr (again, ==, before);
}

static void
test_changed_meanwhile_is_conflict (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) mine = lim_store_load_record (fixture->project, "a_v1", NULL);
  g_autoptr (LimRecord) theirs = lim_store_load_record (fixture->project, "a_v1", NULL);
  g_autofree char *path = lim_project_path (fixture->project, "records/a_v1.json");

  lim_json_set_string (theirs->root, "who", "they");
  lim_json_set_string (mine->root, "who", "I");
  g_assert_true (lim_store_save_record (fixture->project, theirs, &error));
  g_assert_false (lim_store_save_record (fixture->project, mine, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "a_v1"));
  g_clear_error (&error);
  g_autofree char *text = fixture_read (fixture->folder, "records/a_v1.json");
  g_assert_nonnull (strstr (text, "they"));

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_false (lim_store_save_record (fixture->project, theirs, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  g_assert_false (fixture_has (fixture->folder, "records/a_v1.json"));
}

static LimRecord *
new_record (const char *id)
{
  g_autofree char *text = g_strdup_printf ("{\"id\": \"%s\"}", id);

  return lim_record_from_doc (id, lim_json_parse (id, text, -1, NULL), NULL);
}

static void
test_new_record_never_overwrites (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) fresh = new_record ("fresh"), taken = new_record ("a_v1");

  g_assert_true (lim_store_save_record (fixture->project, fresh, &error));
  g_assert_true (lim_store_has_record (fixture->project, "fresh"));
  g_assert_false (lim_store_save_record (fixture->project, taken, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
}

static gboolean
save_in_batch (G_GNUC_UNUSED gsize index, LimRecord **record, gpointer data, GError **error)
{
  lim_json_set_string ((*record)->root, "batch", "yes");
  return lim_record_batch_save (data, *record, error);
}

static guint
count_containing (const Fixture *fixture, const char *needle)
{
  g_autoptr (GPtrArray) ids = lim_store_list_records (fixture->project, NULL);
  guint count = 0;

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("records/%s.json", (char *) ids->pdata[i]);
      g_autofree char *text = fixture_read (fixture->folder, name);

      count += strstr (text, needle) != NULL;
    }
  return count;
}

static void
test_batch (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) early = lim_store_load_record (fixture->project, "a_v1", NULL);
  LimRecordBatch *batch = lim_record_batch_new (fixture->project, &error);

  g_assert_no_error (error);
  g_assert_true (lim_store_for_each_record (fixture->project, NULL, 2, save_in_batch, NULL, batch, NULL, &error));
  lim_record_batch_free (batch);
  g_assert_cmpuint (count_containing (fixture, "batch"), ==, 0); /* not committed: nothing happened */

  batch = lim_record_batch_new (fixture->project, &error);
  g_assert_true (lim_store_for_each_record (fixture->project, NULL, 2, save_in_batch, NULL, batch, NULL, &error));
  g_assert_true (lim_record_batch_commit (batch, &error));
  lim_record_batch_free (batch);
  g_assert_cmpuint (count_containing (fixture, "batch"), ==, N);

  batch = lim_record_batch_new (fixture->project, &error);
  g_assert_false (lim_record_batch_save (batch, early, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  lim_record_batch_free (batch);

  g_autofree char *records = lim_project_path (fixture->project, "records");
  g_autoptr (GDir) dir = g_dir_open (records, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    g_assert_false (lim_file_is_temporary_name (name));
}

/* Sets “first” and “last”, with more or less text between, so that a mixture of two versions shows. */
static gboolean
save_version (gsize index, LimRecord **record, gpointer data, GError **error)
{
  LimRecordBatch *batch = data;
  gint64 version = lim_json_get_int ((*record)->root, "first", 0) + 1;
  g_autofree char *filling = g_strnfill ((gsize) (version * 977 + (gint64) index * 131) % 9000, 'x');

  lim_json_set_int ((*record)->root, "first", version);
  lim_json_set_string ((*record)->root, "filling", filling);
  lim_json_set_int ((*record)->root, "last", version);
  return lim_record_batch_save (batch, *record, error);
}

static gboolean
write_batch (const LimProject *project, GError **error)
{
  g_autoptr (LimRecordBatch) batch = lim_record_batch_new (project, error);

  return batch != NULL && lim_store_for_each_record (project, NULL, 1, save_version, NULL, batch, NULL, error)
         && lim_record_batch_commit (batch, error);
}

static gboolean
check_version (G_GNUC_UNUSED gsize index, LimRecord **record, gpointer data, G_GNUC_UNUSED GError **error)
{
  gint64 first = lim_json_get_int ((*record)->root, "first", 0);

  g_assert_cmpint (first, ==, lim_json_get_int ((*record)->root, "last", 0));
  g_assert_cmpuint ((*record)->oddities, ==, 0);
  g_atomic_int_inc ((gint *) data);
  return TRUE;
}

static void
fail_on_bad (G_GNUC_UNUSED gsize index, G_GNUC_UNUSED const char *id, const GError *error,
             G_GNUC_UNUSED gpointer data)
{
  g_assert_no_error (error);
}

static void
check_all_versions (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint n_checked = 0;

  g_assert_true (
      lim_store_for_each_record (fixture->project, NULL, 1, check_version, fail_on_bad, &n_checked, NULL, &error));
  g_assert_cmpint (n_checked, ==, N);
}

/* The second batch writes over what was the record before the first; a link to that is somebody's backup. */
static void
test_batch_leaves_hard_links_alone (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *record = lim_project_path (fixture->project, "records/a_v1.json");
  g_autofree char *backup = lim_project_path (fixture->project, "backup.json");
  g_autofree char *before = fixture_read (fixture->folder, "records/a_v1.json");

  g_assert_cmpint (link (record, backup), ==, 0);
  for (int i = 1; i <= 3; i++)
    {
      g_assert_true (write_batch (fixture->project, &error));
      g_autofree char *kept = fixture_read (fixture->folder, "backup.json");
      g_assert_cmpstr (kept, ==, before);
      g_autoptr (LimRecord) now = lim_store_load_record (fixture->project, "a_v1", NULL);
      g_assert_cmpint (lim_json_get_int (now->root, "first", 0), ==, i);
    }
}

/* What somebody removes between saving and commit stays removed; the rest is written. */
static void
test_batch_goes_on_without_vanished (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *gone = lim_project_path (fixture->project, "records/a_v2.json");
  g_autoptr (LimRecordBatch) batch = lim_record_batch_new (fixture->project, &error);

  g_assert_true (lim_store_for_each_record (fixture->project, NULL, 1, save_in_batch, NULL, batch, NULL, &error));
  g_assert_cmpint (g_remove (gone), ==, 0);
  g_assert_false (lim_record_batch_commit (batch, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "a_v2"));
  g_assert_cmpuint (count_containing (fixture, "batch"), ==, N - 1);
  g_assert_false (fixture_has (fixture->folder, "records/a_v2.json"));
}

/* A record is one version or another, while a batch runs and after it was killed. */
static void
test_batch_killed_at_any_moment (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (3);

  for (int i = 0; i < 40; i++)
    {
      pid_t child = fork ();

      if (child == 0)
        while (write_batch (fixture->project, NULL))
          ;
      gint64 end = g_get_monotonic_time () + (gint64) lim_random_below (random, 30000);
      do
        check_all_versions (fixture);
      while (g_get_monotonic_time () < end);
      g_assert_cmpint (kill (child, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
      check_all_versions (fixture);
    }
}

/* -- Several processes -- */

/* Runs @work in @n processes; returns how many of them ended with status 0. */
static int
in_processes (const Fixture *fixture, int n, int (*work) (const Fixture *fixture, int number))
{
  pid_t children[8];
  int succeeded = 0;

  g_assert_cmpint (n, <=, (int) G_N_ELEMENTS (children));
  for (int i = 0; i < n; i++)
    if ((children[i] = fork ()) == 0)
      _exit (work (fixture, i));
  for (int i = 0; i < n; i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_true (WIFEXITED (status));
      succeeded += WEXITSTATUS (status) == 0;
    }
  return succeeded;
}

/* Reads, waits until all have read, saves. */
static int
save_after_all_have_read (const Fixture *fixture, int number)
{
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "a_v1", NULL);
  g_autofree char *mark = g_strdup_printf ("marks/%d", number);
  g_autoptr (GError) error = NULL;

  fixture_write (fixture->folder, mark, "");
  for (int i = 0; i < 4; i++)
    for (g_autofree char *other = g_strdup_printf ("marks/%d", i); !fixture_has (fixture->folder, other);)
      g_usleep (500);
  lim_json_set_int (record->root, "writer", number);
  if (lim_store_save_record (fixture->project, record, &error))
    return 0;
  return g_error_matches (error, LIM_ERROR, LIM_ERROR_CONFLICT) ? 1 : 2;
}

static void
test_one_of_several_writers_wins (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_cmpint (in_processes (fixture, 4, save_after_all_have_read), ==, 1);
}

static LimComparison *
comparison_of (const char *a, const char *b)
{
  LimComparison *comparison = lim_comparison_new ();

  comparison->asset_a_id = g_strdup (a);
  comparison->asset_b_id = g_strdup (b);
  comparison->chosen = LIM_CHOSEN_B;
  comparison->source = g_strdup ("human");
  comparison->reasoning = g_strdup ("clearer");
  return comparison;
}

static int
compare_often (const Fixture *fixture, G_GNUC_UNUSED int number)
{
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (LimComparison) comparison = comparison_of ("a_v1", "a_v2");

      if (!lim_store_create_comparison (fixture->project, comparison, NULL, NULL))
        return 1;
    }
  return 0;
}

static void
test_comparison_ids_never_collide (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write (fixture->folder, "comparisons/cmp_006.json",
                 "{\"asset_a_id\": \"a_v1\", \"asset_b_id\": \"a_v2\", \"chosen\": \"a\"}");
  fixture_write (fixture->folder, "comparisons/broken.json", "{");
  g_assert_cmpint (in_processes (fixture, 4, compare_often), ==, 4);
  g_autoptr (GPtrArray) ids = lim_store_list_comparisons (fixture->project, &error);
  g_assert_cmpuint (ids->len, ==, 82);
  g_assert_cmpstr (ids->pdata[1], ==, "cmp_006");
  g_assert_cmpstr (ids->pdata[81], ==, "cmp_086");
  g_autoptr (GPtrArray) all = lim_store_load_comparisons (fixture->project, NULL, NULL, &error);
  g_assert_cmpuint (all->len, ==, 81);

  g_autoptr (LimRandom) random = lim_random_new_seeded (1);
  g_autoptr (LimComparison) comparison = comparison_of ("a_v1", "a_v2");
  g_assert_true (lim_store_create_comparison (fixture->project, comparison, random, &error));
  g_assert_true (g_pattern_match_simple ("cmp_087_????", comparison->id));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, n, function)                                                                                       \
  g_test_add (path, Fixture, GINT_TO_POINTER (n), fixture_set_up, function, fixture_tear_down)
  ADD ("/record/list-and-load", N, test_list_and_load);
  ADD ("/record/empty-project", 0, test_empty_project);
  ADD ("/record/bad-files-stop-nothing", N, test_bad_files_stop_nothing);
  ADD ("/record/save-keeps-bytes", 1, test_save_keeps_bytes);
  ADD ("/record/changed-meanwhile-is-conflict", 1, test_changed_meanwhile_is_conflict);
  ADD ("/record/new-record-never-overwrites", 1, test_new_record_never_overwrites);
  ADD ("/record/batch", N, test_batch);
  ADD ("/record/batch-leaves-hard-links-alone", N, test_batch_leaves_hard_links_alone);
  ADD ("/record/batch-goes-on-without-vanished", N, test_batch_goes_on_without_vanished);
  ADD ("/record/batch-killed-at-any-moment", N, test_batch_killed_at_any_moment);
  ADD ("/record/one-of-several-writers-wins", 1, test_one_of_several_writers_wins);
  ADD ("/comparison/ids-never-collide", 0, test_comparison_ids_never_collide);
  return g_test_run ();
}
