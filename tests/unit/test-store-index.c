#include "store-fixture.h"

#include "base-random.h"
#include "store-index.h"
#include "store-judge.h"

#include <math.h>

#define N 30
#define N_ROUNDS 60

/* Ids that begin with “s” are ships; even numbers are of the reef. */
static void
detect (const LimRecord *record, const char **lane, const char **faction, gpointer data)
{
  gint *n_calls = data;

  if (n_calls != NULL)
    g_atomic_int_inc (n_calls);
  *lane = record->id[0] == 's' ? "ship" : "costume";
  *faction = (record->id[strlen (record->id) - 1] - '0') % 2 == 0 ? "reef" : NULL;
}

static LimIndex *
open_index (const Fixture *fixture, gint *n_calls, const char *version)
{
  g_autoptr (GError) error = NULL;
  LimIndex *index = lim_index_open (fixture->project, detect, n_calls, version, &error);

  g_assert_no_error (error);
  return index;
}

static void
judge (const Fixture *fixture, const char *id, LimStatus status, double score)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, id, &error);
  g_autoptr (LimJudgment) judgment = lim_judgment_new (status, "a clear silhouette");

  lim_scores_set (judgment->scores, "shape", score);
  judgment->reviewer = g_strdup ("human:ada");
  judgment->reviewed_at = g_strdup ("2026-04-12T21:03:02.744Z");
  g_assert_true (lim_store_judge (fixture->project, record, judgment, NULL, &error));
}

/* -- The index equals the files -- */

static void
append_row (GString *out, const LimIndexRow *row)
{
  g_string_append_printf (out, "%s %s %s %s %s %s %s %s %.3f %s %d %s %s %u %u %u %u %s\n", row->id,
                          lim_status_name (row->status), row->lane, row->faction, row->subject, row->asset_path,
                          row->reviewer, row->explanation, isnan (row->mean_score) ? -1 : row->mean_score,
                          row->judgment_hash, row->bound, row->bound_rules, row->bound_judgment, row->n_pass,
                          row->n_partial, row->n_fail, row->oddities, row->problem != NULL ? "bad" : "good");
}

static gboolean
append_from_index (const LimIndexRow *row, gpointer data, G_GNUC_UNUSED GError **error)
{
  append_row (data, row);
  return TRUE;
}

static char *
dump_index (LimIndex *index)
{
  GString *out = g_string_new (NULL);
  LimIndexQuery all = { .status = -1 };
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_index_for_each (index, &all, append_from_index, out, &error));
  return g_string_free (out, FALSE);
}

/* The same lines from the files alone, by an index that has never seen anything. */
static char *
dump_files (const Fixture *fixture)
{
  g_autofree char *state = lim_project_path (fixture->project, ".limner");
  g_autofree char *aside = lim_project_path (fixture->project, ".limner-aside");

  g_assert_cmpint (g_rename (state, aside), ==, 0);
  LimIndex *index = open_index (fixture, NULL, "1");
  g_assert_true (lim_index_refresh (index, NULL, NULL));
  char *dump = dump_index (index);
  lim_index_free (index);
  fixture_remove (state);
  g_assert_cmpint (g_rename (aside, state), ==, 0);
  return dump;
}

static void
change_something (const Fixture *fixture, LimRandom *random)
{
  g_autofree char *id = g_strdup_printf ("a_v%d", 1 + (int) lim_random_below (random, N));
  g_autofree char *relative = g_strdup_printf ("records/%s.json", id);
  g_autofree char *path = lim_project_path (fixture->project, relative);
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, id, NULL);

  switch (lim_random_below (random, 6))
    {
    case 0:
      g_unlink (path);
      break;
    case 1:
      fixture_write (fixture->folder, relative, "{ broken");
      break;
    case 2:
      fixture_add_record (fixture->folder, id);
      break;
    case 3: /* in place, same size: only the time tells */
      {
        g_autofree char *text = fixture_read (fixture->folder, relative);
        char *prompt = text != NULL ? strstr (text, "candidates/") : NULL;
        FILE *file = prompt != NULL ? fopen (path, "r+") : NULL;

        if (file != NULL)
          {
            memcpy (prompt, "cAndidates", 10);
            fputs (text, file);
            fclose (file);
          }
        break;
      }
    default:
      if (record != NULL && record->status == LIM_STATUS_CANDIDATE)
        judge (fixture, id, LIM_STATUS_APPROVED + (LimStatus) lim_random_below (random, 3), lim_random_unit (random));
    }
}

static void
test_equals_the_files (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (11);
  g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");

  for (int round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;

      for (guint64 i = lim_random_below (random, 4); i > 0; i--)
        change_something (fixture, random);
      if (round % 10 == 9) /* another process later */
        {
          g_clear_pointer (&index, lim_index_free);
          index = open_index (fixture, NULL, "1");
        }
      g_assert_true (lim_index_refresh (index, NULL, &error));
      g_autofree char *found = dump_index (index);
      g_autofree char *expected = round % 4 == 0 ? dump_files (fixture) : g_strdup (found);
      g_assert_cmpstr (found, ==, expected);
    }
}

static void
test_reads_only_what_changed (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint n_calls = 0;
  guint n_changed = 0;
  g_autoptr (LimIndex) index = open_index (fixture, &n_calls, "1");

  g_assert_true (lim_index_refresh (index, &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, N);
  g_usleep (30000); /* files that were changed within the clock's tick are read once more */
  g_assert_true (lim_index_refresh (index, NULL, &error));
  n_calls = 0;
  g_assert_true (lim_index_refresh (index, &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, 0);
  judge (fixture, "a_v3", LIM_STATUS_APPROVED, 0.8);
  g_assert_true (lim_index_refresh (index, &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpint (n_calls, ==, 1);

  g_autoptr (LimIndex) other = open_index (fixture, &n_calls, "2");
  g_assert_true (lim_index_refresh (other, &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, N); /* other rules, other lanes: all again */
}

/* -- Asking -- */

static const struct
{
  const char *holds;
  LimIndexQuery query;
  guint64 total;
  const char *ids;
} questions[] = {
  { "all by id, a page of two", { .status = -1, .limit = 2, .offset = 1 }, 6, "a_v2 a_v3" },
  { "by status", { .status = LIM_STATUS_APPROVED }, 2, "a_v1 s_v2" },
  { "by lane", { .status = -1, .lane = "ship" }, 2, "s_v1 s_v2" },
  { "by lane and status", { .status = LIM_STATUS_APPROVED, .lane = "ship" }, 1, "s_v2" },
  { "by faction", { .status = -1, .faction = "reef" }, 2, "a_v2 s_v2" },
  { "without a faction", { .status = -1, .faction = "" }, 4, "a_v1 a_v3 broken s_v1" },
  { "by words of the explanation", { .status = -1, .text = "SILHOUETTE" }, 3, "a_v1 a_v3 s_v2" },
  { "by part of the id, an underscore being one", { .status = -1, .text = "s_v" }, 2, "s_v1 s_v2" },
  { "a percent sign is no wildcard", { .status = -1, .text = "%" }, 0, "" },
  { "best first, unscored last", { .status = -1, .order = LIM_INDEX_BEST_FIRST, .limit = 4 }, 6, "a_v1 s_v2 a_v3 *" },
  { "worst first, unscored last",
    { .status = -1, .order = LIM_INDEX_WORST_FIRST, .limit = 4 },
    6,
    "a_v3 s_v2 a_v1 *" },
  { "what cannot be read is listed, but has no status", { .status = LIM_STATUS_CANDIDATE }, 2, "a_v2 s_v1" },
  { "beyond the end", { .status = -1, .offset = 99 }, 6, "" },
};

static void
prepare_six (const Fixture *fixture)
{
  fixture_add_record (fixture->folder, "s_v1");
  fixture_add_record (fixture->folder, "s_v2");
  fixture_write (fixture->folder, "records/broken.json", "{");
  judge (fixture, "a_v1", LIM_STATUS_APPROVED, 0.9);
  judge (fixture, "s_v2", LIM_STATUS_APPROVED, 0.8);
  judge (fixture, "a_v3", LIM_STATUS_REJECTED, 0.2);
}

static void
test_questions (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  prepare_six (fixture);
  g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 total = 0;
      g_autoptr (GPtrArray) rows = lim_index_page (index, &questions[i].query, &total, &error);
      g_autoptr (GString) ids = g_string_new (NULL);

      g_test_message ("%s", questions[i].holds);
      g_assert_no_error (error);
      for (guint k = 0; k < rows->len; k++)
        g_string_append_printf (ids, "%s%s", k > 0 ? " " : "", ((LimIndexRow *) rows->pdata[k])->id);
      g_assert_true (g_pattern_match_simple (questions[i].ids, ids->str));
      g_assert_cmpuint (total, ==, questions[i].total);
    }
}

static void
test_groups (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 n = 0, n_scored = 0, n_unreadable = 0;

  prepare_six (fixture);
  g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");
  g_assert_true (lim_index_refresh (index, NULL, &error));
  g_autoptr (GPtrArray) groups = lim_index_groups (index, &error);
  for (guint i = 0; i < groups->len; i++)
    {
      LimIndexGroup *group = groups->pdata[i];

      n += group->n;
      n_scored += group->scored ? group->n : 0;
      n_unreadable += group->unreadable ? group->n : 0;
      g_assert_false (group->bound);
    }
  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpuint (n_scored, ==, 3);
  g_assert_cmpuint (n_unreadable, ==, 1);
}

/* The binding of a row: what lim_canon_binding_state_of() asks for. */
static void
test_binding_columns (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LimIndexQuery all = { .status = -1 };

  fixture_write (fixture->folder, "records/b.json",
                 "{\"id\": \"b\", \"asset_path\": \"outputs/approved/b.png\", \"provenance\": {}, \"judgment\": "
                 "{\"status\": \"approved\", \"criteria_scores\": {\"x\": 0.8}}, \"canon\": {\"binding\": "
                 "{\"rules_hash\": \"r\", \"judgment_hash\": \"j\"}, \"assertions\": [{}], \"pass_count\": 4, "
                 "\"partial_count\": 2, \"fail_count\": 1}}");
  g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");
  g_autoptr (GPtrArray) rows = lim_index_page (index, &all, NULL, &error);
  g_assert_no_error (error);
  LimIndexRow *row = rows->pdata[0];
  g_assert_true (row->bound);
  g_assert_cmpstr (row->bound_rules, ==, "r");
  g_assert_cmpstr (row->bound_judgment, ==, "j");
  g_assert_cmpuint (row->n_pass * 100 + row->n_partial * 10 + row->n_fail, ==, 421);
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "b", NULL);
  g_autofree char *hash = lim_record_judgment_hash (record);
  g_assert_cmpstr (row->judgment_hash, ==, hash);

  g_autoptr (GPtrArray) groups = lim_index_groups (index, &error);
  LimIndexGroup *group = groups->pdata[0];
  g_assert_true (group->knows_judgment);
  g_assert_false (group->judgment_is_same);
}

static void
test_page_shows_edits_in_place (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");
  LimIndexQuery all = { .status = -1 };
  g_autofree char *path = lim_project_path (fixture->project, "records/a_v1.json");

  g_usleep (30000);
  g_clear_pointer (&index, lim_index_free);
  index = open_index (fixture, NULL, "1");
  g_ptr_array_unref (lim_index_page (index, &all, NULL, &error));

  FILE *file = fopen (path, "w"); /* truncates and rewrites: the folder does not notice */
  fputs ("{\"id\": \"a_v1\", \"asset_path\": \"outputs/candidates/changed.png\"}", file);
  fclose (file);
  g_autoptr (GPtrArray) rows = lim_index_page (index, &all, NULL, &error);
  g_assert_cmpstr (((LimIndexRow *) rows->pdata[0])->asset_path, ==, "outputs/candidates/changed.png");
}

/* -- A cache may be lost -- */

static void
test_broken_database_is_made_anew (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const char *const contents[] = { "this is no database, but it is longer than a header is ............", "" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      fixture_write (fixture->folder, ".limner/index.db", contents[i]);
      g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");
      guint n_changed = 0;

      g_assert_true (lim_index_refresh (index, &n_changed, &error));
      g_assert_cmpuint (n_changed, ==, N);
    }
}

/* Good header, rubbish behind it: seen only when the pages are read. */
static void
test_damaged_pages_are_made_anew (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = lim_project_path (fixture->project, ".limner/index.db");
  LimIndex *index = open_index (fixture, NULL, "1");

  g_assert_true (lim_index_refresh (index, NULL, &error));
  lim_index_free (index); /* the last one out writes all to the file */
  gsize length;
  g_autofree char *bytes = NULL;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  memset (bytes + 4096, 'x', length - 4096);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));

  g_autoptr (LimIndex) again = open_index (fixture, NULL, "1");
  g_assert_true (lim_index_refresh (again, NULL, &error));
  g_assert_no_error (error);
  LimIndexQuery all = { .status = -1 };
  guint64 total = 0;
  g_autoptr (GPtrArray) rows = lim_index_page (again, &all, &total, &error);
  g_assert_cmpuint (total, ==, N);
}

static void
test_unwritable_lives_in_memory (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LimIndexQuery all = { .status = -1 };
  guint64 total = 0;

  fixture_write (fixture->folder, ".limner", "a file where the folder should be");
  g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");
  g_autoptr (GPtrArray) rows = lim_index_page (index, &all, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, N);
}

/* -- Filters that the index does not know itself -- */

static gboolean
wants_reef (const LimIndexGroup *group, gpointer data G_GNUC_UNUSED)
{
  return g_strcmp0 (group->faction, "reef") == 0;
}

static gboolean
wants_disagreed (const LimIndexGroup *group, gpointer data G_GNUC_UNUSED)
{
  return group->disagreed;
}

static gboolean
skips_ships (const char *id, gpointer data G_GNUC_UNUSED)
{
  return id[0] == 's';
}

/* How many @query lists, which must be how many rows the page has. */
static guint
count_page (LimIndex *index, const LimIndexQuery *query)
{
  guint64 total = 0;
  g_autoptr (GPtrArray) rows = lim_index_page (index, query, &total, NULL);

  g_assert_nonnull (rows);
  g_assert_cmpuint (rows->len, ==, total);
  return rows->len;
}

static void
judge_as (const Fixture *fixture, const char *id, const char *reviewer, LimStatus status)
{
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, id, NULL);
  g_autoptr (LimJudgment) judgment = lim_judgment_new (status, "seen");

  judgment->reviewer = g_strdup (reviewer);
  judgment->reviewed_at = g_strdup ("2026-04-12T21:03:02.744Z");
  g_assert_true (lim_store_judge (fixture->project, record, judgment, NULL, NULL));
}

static void
test_filters (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const char *const ids[] = { "a0", "a1", "a2", "s0", "s1" };
  LimIndexQuery query = { .status = -1 };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    fixture_add_record (fixture->folder, ids[i]);
  g_autoptr (LimIndex) index = open_index (fixture, NULL, "1");
  g_assert_cmpuint (count_page (index, &query), ==, 5);
  query.wants = wants_reef;
  g_assert_cmpuint (count_page (index, &query), ==, 3);
  query.skips = skips_ships;
  g_assert_cmpuint (count_page (index, &query), ==, 2);
  query.wants = wants_disagreed;
  g_assert_cmpuint (count_page (index, &query), ==, 0);
  judge_as (fixture, "a0", "human:ada", LIM_STATUS_APPROVED);
  judge_as (fixture, "a0", "human:ada", LIM_STATUS_REJECTED); /* a change of mind */
  judge_as (fixture, "a1", "human:ada", LIM_STATUS_APPROVED);
  judge_as (fixture, "a1", "human:bert", LIM_STATUS_APPROVED); /* of one mind */
  judge_as (fixture, "a2", "human:ada", LIM_STATUS_APPROVED);
  judge_as (fixture, "a2", "human:bert", LIM_STATUS_REJECTED);
  g_assert_cmpuint (count_page (index, &query), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, n, function)                                                                                       \
  g_test_add (path, Fixture, GINT_TO_POINTER (n), fixture_set_up, function, fixture_tear_down)
  ADD ("/index/equals-the-files", N, test_equals_the_files);
  ADD ("/index/reads-only-what-changed", N, test_reads_only_what_changed);
  ADD ("/index/questions", 3, test_questions);
  ADD ("/index/groups", 3, test_groups);
  ADD ("/index/filters of groups, and of what somebody else knows", 0, test_filters);
  ADD ("/index/binding-columns", 0, test_binding_columns);
  ADD ("/index/page-shows-edits-in-place", 2, test_page_shows_edits_in_place);
  ADD ("/index/broken-database", N, test_broken_database_is_made_anew);
  ADD ("/index/damaged-pages", N, test_damaged_pages_are_made_anew);
  ADD ("/index/unwritable", N, test_unwritable_lives_in_memory);
  return g_test_run ();
}
