#include "dress-made.h"

#include "store-fixture.h"

#include <string.h>

#define NAME "story/briefs/a.yaml"
#define MEMORY "story/made.jsonl"

static LimMadeState
look (const Fixture *place, const char *from)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimMade) made = lim_made_open (place->project, &lim_clock_system, &error);
  LimMadeState state = LIM_MADE_MISSING;

  g_assert_no_error (error);
  g_assert_true (lim_made_look (made, NAME, from, &state, NULL, &error));
  g_assert_no_error (error);
  return state;
}

static gboolean
make (const Fixture *place, const char *text, const char *from, const char *by, const char *expected, GError **error)
{
  g_autoptr (LimMade) made = lim_made_open (place->project, &lim_clock_system, NULL);
  g_autoptr (GBytes) bytes = expected != NULL ? g_bytes_new (expected, strlen (expected)) : NULL;

  return lim_made_write (made, NAME, text, from, by, bytes, error);
}

static void
test_a_file_is_told_from_what_people_made_of_it (Fixture *place, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_MISSING);
  g_assert_true (make (place, "one\n", "f1", "model", NULL, NULL));
  g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_FRESH);
  g_assert_cmpint (look (place, NULL), ==, LIM_MADE_FRESH);
  g_assert_cmpint (look (place, "f2"), ==, LIM_MADE_STALE);
  fixture_write (place->folder, NAME, "one, edited\n");
  g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_EDITED);
  fixture_write (place->folder, NAME, "one\n");
  g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_FRESH);
}

static void
test_what_a_person_had_put_in_place_is_theirs (Fixture *place, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (make (place, "one\n", NULL, LIM_MADE_HAND, NULL, NULL));
  g_assert_cmpint (look (place, NULL), ==, LIM_MADE_BY_HAND);
  g_assert_true (make (place, "one\n", NULL, "model", "one\n", NULL));
  g_assert_cmpint (look (place, NULL), ==, LIM_MADE_FRESH);
}

static void
test_nothing_is_written_over_what_was_not_seen (Fixture *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture_write (place->folder, NAME, "mine\n");
  g_assert_false (make (place, "one\n", "f1", "model", NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_EDITED);
}

static void
test_a_crash_between_memory_and_file_costs_nothing (Fixture *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *memory = NULL, *cut = NULL;

  g_assert_true (make (place, "one\n", "f1", "model", NULL, NULL));
  g_assert_true (make (place, "two\n", "f2", "model", "one\n", NULL));
  /* The memory knew of the second, and the file never came. */
  fixture_write (place->folder, NAME, "one\n");
  g_assert_cmpint (look (place, "f2"), ==, LIM_MADE_STALE);
  /* The line of the second was cut short. */
  memory = fixture_read (place->folder, MEMORY);
  cut = g_strndup (memory, strlen (memory) - 20);
  fixture_write (place->folder, MEMORY, cut);
  g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_FRESH);
  g_assert_true (make (place, "three\n", "f3", "model", "one\n", NULL));
  g_assert_cmpint (look (place, "f3"), ==, LIM_MADE_FRESH);
}

static void
test_odd_memories_are_passed_over (Fixture *place, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const odd[] = {
    "", "\n\n", "not json\n", "[]\n{}\n3\n", "{\"file\": 3, \"content\": null}\n", "\xff\xfe\n"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      fixture_write (place->folder, MEMORY, odd[i]);
      fixture_write (place->folder, NAME, "one\n");
      g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_EDITED);
      g_assert_true (make (place, "two\n", "f1", "model", "one\n", NULL));
      g_assert_cmpint (look (place, "f1"), ==, LIM_MADE_FRESH);
    }
}

#define ADD(name, function)                                                                                          \
  g_test_add ("/dress-made/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-file-is-told-from-what-people-made-of-it", test_a_file_is_told_from_what_people_made_of_it);
  ADD ("what-a-person-had-put-in-place-is-theirs", test_what_a_person_had_put_in_place_is_theirs);
  ADD ("nothing-is-written-over-what-was-not-seen", test_nothing_is_written_over_what_was_not_seen);
  ADD ("a-crash-between-memory-and-file-costs-nothing", test_a_crash_between_memory_and_file_costs_nothing);
  ADD ("odd-memories-are-passed-over", test_odd_memories_are_passed_over);
  return g_test_run ();
}
