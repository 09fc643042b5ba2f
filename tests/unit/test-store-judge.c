#include "store-fixture.h"

#include "base-random.h"
#include "store-asset.h"
#include "store-index.h"
#include "store-judge.h"
#include "store-repair.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <utime.h>
#include <unistd.h>

#define KILLS 200
#define N_VICTIMS 6

static gboolean
judge (const Fixture *fixture, const char *id, LimStatus status, gboolean *missing, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, id, error);
  g_autoptr (LimJudgment) judgment = lim_judgment_new (status, "because");

  return record != NULL && lim_store_judge (fixture->project, record, judgment, missing, error);
}

/* -- Judging -- */

static void
test_judge_moves_and_keeps_bytes (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean missing = TRUE;

  g_assert_true (judge (fixture, "a_v1", LIM_STATUS_APPROVED, &missing, &error));
  g_assert_false (missing);
  g_autofree char *image = fixture_read (fixture->folder, "outputs/approved/a_v1.png");
  g_assert_cmpstr (image, ==, "a_v1");
  g_assert_false (fixture_has (fixture->folder, "outputs/candidates/a_v1.png"));
  g_autofree char *text = fixture_read (fixture->folder, "records/a_v1.json");
  g_assert_nonnull (strstr (text, FIXTURE_ODD_BYTES));
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "a_v1", NULL);
  g_assert_cmpint (record->status, ==, LIM_STATUS_APPROVED);
  g_assert_false (fixture_has (fixture->folder, ".limner/pending/move-a_v1"));
}

static void
test_undo_goes_back (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) record = NULL;

  g_assert_true (judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, &error));
  g_assert_true (judge (fixture, "a_v1", LIM_STATUS_REJECTED, NULL, &error));
  record = lim_store_load_record (fixture->project, "a_v1", NULL);
  g_assert_true (lim_store_undo_judgment (fixture->project, record, NULL, &error));
  g_assert_true (fixture_has (fixture->folder, "outputs/approved/a_v1.png"));
  g_assert_true (lim_store_undo_judgment (fixture->project, record, NULL, &error));
  g_assert_true (fixture_has (fixture->folder, "outputs/candidates/a_v1.png"));
  g_assert_false (lim_store_undo_judgment (fixture->project, record, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
}

static void
test_image_is_missing (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *image = lim_project_path (fixture->project, "outputs/candidates/a_v1.png");
  gboolean missing = FALSE;

  g_assert_cmpint (g_remove (image), ==, 0);
  g_assert_true (judge (fixture, "a_v1", LIM_STATUS_REJECTED, &missing, &error));
  g_assert_true (missing);
}

static void
test_changed_record_is_conflict (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) old = lim_store_load_record (fixture->project, "a_v1", NULL);
  g_autoptr (LimJudgment) judgment = lim_judgment_new (LIM_STATUS_REJECTED, "late");

  g_assert_true (judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, &error));
  g_assert_false (lim_store_judge (fixture->project, old, judgment, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  g_assert_true (fixture_has (fixture->folder, "outputs/approved/a_v1.png"));
  g_assert_false (fixture_has (fixture->folder, ".limner/pending/move-a_v1"));
}

static void
test_file_in_the_way_is_conflict (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = fixture_read (fixture->folder, "records/a_v1.json");

  fixture_write (fixture->folder, "outputs/approved/a_v1.png", "another");
  g_assert_false (judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  g_autofree char *after = fixture_read (fixture->folder, "records/a_v1.json");
  g_autofree char *theirs = fixture_read (fixture->folder, "outputs/approved/a_v1.png");
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (theirs, ==, "another");
}

/* -- A disk that says no. Each in a process of its own, whose status is 0 when all held -- */

static void
in_process (const Fixture *fixture, gboolean (*holds) (const Fixture *fixture))
{
  int status;
  pid_t child = fork ();

  if (child == 0)
    _exit (holds (fixture) ? 0 : 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

/* A limit on the size of files stands in for a disk that fills up in the middle of the record. */
static gboolean
judging_fails_when_full (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  struct rlimit limit = { 200, 200 };

  signal (SIGXFSZ, SIG_IGN);
  return setrlimit (RLIMIT_FSIZE, &limit) == 0 && !judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, &error)
         && g_error_matches (error, LIM_ERROR, LIM_ERROR_IO) && strstr (error->message, "a_v1.json") != NULL;
}

static void
test_full_disk_loses_nothing (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *before = fixture_read (fixture->folder, "records/a_v1.json");
  g_autoptr (GPtrArray) repairs = lim_repairs_new ();

  in_process (fixture, judging_fails_when_full);
  g_autofree char *after = fixture_read (fixture->folder, "records/a_v1.json");
  g_assert_cmpstr (after, ==, before);
  g_assert_true (fixture_has (fixture->folder, "outputs/candidates/a_v1.png"));
  g_assert_true (lim_store_repair (fixture->project, repairs, NULL));
  g_assert_cmpuint (repairs->len, ==, 0);
  g_assert_true (judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, NULL));
}

static gboolean
reading_works_and_judging_fails (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) repairs = lim_repairs_new ();

  if (geteuid () == 0 && seteuid (65534) != 0) /* for root nothing is read-only */
    return FALSE;
  g_autoptr (LimProject) project = lim_store_open (fixture->folder, NULL, repairs, &error);
  g_autoptr (LimRecord) record = project != NULL ? lim_store_load_record (project, "a_v1", &error) : NULL;
  g_autoptr (LimIndex) index = record != NULL ? lim_index_open (project, NULL, NULL, "1", &error) : NULL;
  LimIndexQuery all = { .status = -1 };
  g_autoptr (GPtrArray) rows = index != NULL ? lim_index_page (index, &all, NULL, &error) : NULL;

  return rows != NULL && rows->len == 1 && !judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, &error)
         && g_error_matches (error, LIM_ERROR, LIM_ERROR_IO) && strstr (error->message, ".limner") != NULL;
}

static void
test_read_only_project_is_read (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  in_process (fixture, reading_works_and_judging_fails);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
}

/* -- Where images are -- */

/* Where an image may lie, and where it is after an approval. */
static const struct
{
  const char *holds, *lies_at, *ends_at;
} places[] = {
  { "where asset_path says", "outputs/candidates/a_v1.png", "outputs/approved/a_v1.png" },
  { "in the folder of another status", "outputs/rejected/a_v1.png", "outputs/approved/a_v1.png" },
  { "already where it belongs", "outputs/approved/a_v1.png", "outputs/approved/a_v1.png" },
  { "beside, in backgrounds/", "backgrounds/a_v1.png", "outputs/approved/a_v1.png" },
  { "in another format: it keeps its name, and the record follows", "outputs/candidates/a_v1.jpg",
    "outputs/approved/a_v1.jpg" },
};

static void
test_images_are_found (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *outputs = lim_project_path (fixture->project, "outputs");
      gboolean missing = TRUE;

      g_test_message ("%s", places[i].holds);
      fixture_remove (outputs);
      fixture_add_record (fixture->folder, "a_v1");
      fixture_remove (outputs);
      fixture_write (fixture->folder, places[i].lies_at, "pixels");
      g_assert_true (judge (fixture, "a_v1", LIM_STATUS_APPROVED, &missing, &error));
      g_assert_no_error (error);
      g_assert_false (missing);
      g_assert_true (fixture_has (fixture->folder, places[i].ends_at));
      g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "a_v1", NULL);
      g_assert_cmpstr (record->asset_path, ==, places[i].ends_at);
    }
}

static void
test_link_out_of_the_project (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = lim_project_path (fixture->project, "outputs/candidates/a_v1.png");

  g_assert_cmpint (g_remove (link), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_false (judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

/* -- Repair -- */

static void
test_repair_all_brings_images_home (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) repairs = lim_repairs_new ();
  g_autofree char *from = lim_project_path (fixture->project, "outputs/approved/a_v1.png");
  g_autofree char *to = lim_project_path (fixture->project, "outputs/candidates/a_v1.png");

  g_assert_true (judge (fixture, "a_v1", LIM_STATUS_APPROVED, NULL, &error));
  g_assert_cmpint (g_rename (from, to), ==, 0);
  g_assert_true (
      lim_store_repair (fixture->project, repairs, &error)); /* nothing was noted, so nothing is looked for */
  g_assert_cmpuint (repairs->len, ==, 0);
  g_assert_true (lim_store_repair_all (fixture->project, NULL, TRUE, repairs, &error));
  g_assert_cmpuint (repairs->len, ==, 1);
  g_assert_true (fixture_has (fixture->folder, "outputs/candidates/a_v1.png"));
  g_assert_true (lim_store_repair_all (fixture->project, NULL, FALSE, repairs, &error));
  g_assert_cmpuint (repairs->len, ==, 2);
  g_assert_true (fixture_has (fixture->folder, "outputs/approved/a_v1.png"));
}

static void
test_repair_all_leaves_disagreeing_records (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) repairs = lim_repairs_new ();

  /* Rejected by an old script that moved the image and left asset_path as it was. */
  fixture_write (fixture->folder, "records/old.json",
                 "{\"id\": \"old\", \"asset_path\": \"outputs/candidates/old.png\", \"provenance\": {}, "
                 "\"judgment\": {\"status\": \"rejected\"}}");
  fixture_write (fixture->folder, "outputs/rejected/old.png", "pixels");
  g_assert_true (lim_store_repair_all (fixture->project, NULL, FALSE, repairs, &error));
  g_assert_cmpuint (repairs->len, ==, 0);
  g_assert_true (fixture_has (fixture->folder, "outputs/rejected/old.png"));
}

static pid_t
ended_process (void)
{
  pid_t child = fork ();

  if (child == 0)
    _exit (0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  return child;
}

static void
make_old (const Fixture *fixture, const char *relative)
{
  g_autofree char *path = lim_project_path (fixture->project, relative);
  struct utimbuf long_ago = { 1000000, 1000000 };

  g_assert_cmpint (g_utime (path, &long_ago), ==, 0);
}

static void
test_leftovers_go_when_their_process_ended (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GPtrArray) repairs = lim_repairs_new ();
  g_autofree char *dead = g_strdup_printf ("records/.limner-tmp-%d-1", (int) ended_process ());
  g_autofree char *alive = g_strdup_printf ("records/.limner-tmp-%d-1", (int) getpid ());

  fixture_write (fixture->folder, dead, "half");
  fixture_write (fixture->folder, alive, "half");
  make_old (fixture, alive);
  g_assert_true (lim_store_repair_all (fixture->project, NULL, FALSE, repairs, NULL));
  g_assert_true (fixture_has (fixture->folder, dead)); /* too young */
  make_old (fixture, dead);
  g_assert_true (lim_store_repair_all (fixture->project, NULL, TRUE, repairs, NULL));
  g_assert_true (fixture_has (fixture->folder, dead)); /* only told */
  g_assert_true (lim_store_repair_all (fixture->project, NULL, FALSE, repairs, NULL));
  g_assert_false (fixture_has (fixture->folder, dead));
  g_assert_true (fixture_has (fixture->folder, alive));
  g_assert_cmpuint (repairs->len, ==, 2);
}

/* -- Killed at any moment -- */

static G_GNUC_NORETURN void
judge_for_ever (const Fixture *fixture, guint64 seed)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (seed);

  for (;;)
    {
      g_autofree char *id = g_strdup_printf ("a_v%d", 1 + (int) lim_random_below (random, N_VICTIMS));
      LimStatus status = LIM_STATUS_APPROVED + (LimStatus) lim_random_below (random, 3);

      if (!judge (fixture, id, status, NULL, NULL))
        _exit (1);
    }
}

static void
check_one_place_each (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) images = lim_store_list_images (fixture->project, &error);
  guint n_images = 0;
  GHashTableIter iter;
  gpointer path;

  g_assert_no_error (error);
  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    n_images++;
  g_assert_cmpuint (n_images, ==, N_VICTIMS);
  for (int i = 1; i <= N_VICTIMS; i++)
    {
      g_autofree char *id = g_strdup_printf ("a_v%d", i);
      g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, id, &error);

      g_assert_no_error (error); /* parses: old or new, never half */
      g_assert_cmpuint (record->oddities, ==, 0);
      g_assert_true (g_hash_table_contains (images, record->asset_path));
      g_autofree char *pixels = fixture_read (fixture->folder, record->asset_path);
      g_assert_cmpstr (pixels, ==, id);
    }
}

static void
test_killed_at_any_moment (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (7);
  guint n_finished = 0;

  for (guint i = 0; i < KILLS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) repairs = lim_repairs_new ();
      pid_t child = fork ();

      if (child == 0)
        judge_for_ever (fixture, i);
      g_usleep (1 + (gulong) lim_random_below (random, 12000));
      g_assert_cmpint (kill (child, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);

      g_assert_true (lim_store_repair (fixture->project, repairs, &error));
      g_assert_no_error (error);
      n_finished += repairs->len;
      check_one_place_each (fixture);
      if (i % 20 == 0) /* histories grow; the test need not grow with them */
        for (int k = 1; k <= N_VICTIMS; k++)
          {
            g_autofree char *id = g_strdup_printf ("a_v%d", k);
            g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, id, NULL);

            lim_json_remove (record->root, "judgment_history");
            g_assert_true (lim_store_save_record (fixture->project, record, NULL));
          }
    }
  g_test_message ("%u of %d kills left a move to finish", n_finished, KILLS);
}

/* The one state a kill can leave, made on purpose: the record is saved and the image has not moved. */
static void
test_interrupted_move_is_finished_on_open (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) repairs = lim_repairs_new ();
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "a_v1", NULL);
  g_autoptr (LimJudgment) judgment = lim_judgment_new (LIM_STATUS_REJECTED, "because");

  fixture_write (fixture->folder, ".limner/pending/move-a_v1", "outputs/candidates/a_v1.png");
  lim_record_judge (record, judgment);
  g_assert_true (lim_store_save_record (fixture->project, record, &error));
  g_autoptr (LimProject) opened = lim_store_open (fixture->folder, NULL, repairs, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (repairs->len, ==, 1);
  g_assert_nonnull (strstr (((LimRepair *) repairs->pdata[0])->text, "outputs/rejected/a_v1.png"));
  g_assert_true (fixture_has (fixture->folder, "outputs/rejected/a_v1.png"));
  g_assert_false (fixture_has (fixture->folder, ".limner/pending/move-a_v1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, n, function)                                                                                       \
  g_test_add (path, Fixture, GINT_TO_POINTER (n), fixture_set_up, function, fixture_tear_down)
  ADD ("/judge/moves-and-keeps-bytes", 1, test_judge_moves_and_keeps_bytes);
  ADD ("/judge/undo-goes-back", 1, test_undo_goes_back);
  ADD ("/judge/image-is-missing", 1, test_image_is_missing);
  ADD ("/judge/changed-record-is-conflict", 1, test_changed_record_is_conflict);
  ADD ("/judge/file-in-the-way-is-conflict", 1, test_file_in_the_way_is_conflict);
  ADD ("/judge/full-disk-loses-nothing", 1, test_full_disk_loses_nothing);
  ADD ("/judge/read-only-project-is-read", 1, test_read_only_project_is_read);
  ADD ("/judge/images-are-found", 1, test_images_are_found);
  ADD ("/judge/link-out-of-the-project", 1, test_link_out_of_the_project);
  ADD ("/repair/brings-images-home", 2, test_repair_all_brings_images_home);
  ADD ("/repair/leaves-disagreeing-records", 1, test_repair_all_leaves_disagreeing_records);
  ADD ("/repair/leftovers-go", 1, test_leftovers_go_when_their_process_ended);
  ADD ("/repair/interrupted-move-on-open", 1, test_interrupted_move_is_finished_on_open);
  ADD ("/repair/killed-at-any-moment", N_VICTIMS, test_killed_at_any_moment);
  return g_test_run ();
}
