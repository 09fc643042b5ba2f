#include "cli-repeat.h"

typedef struct
{
  const char *id, *reason;
  gboolean told; /* at once */
} Failure;

static const struct
{
  const char *holds;
  Failure failures[6];
  const char *sum; /* NULL: nothing */
} runs[] = {
  { "nothing failed: nothing to sum up", { { 0 } }, NULL },
  { "each with its own reason is told at once", { { "a", "no disk", TRUE }, { "b", "no ink", TRUE } }, NULL },
  { "those of the same reason are counted",
    { { "a", "no ink", TRUE }, { "b", "no ink", FALSE }, { "c", "no ink", FALSE } },
    "… and 2 more: no ink" },
  { "one that was counted is named", { { "a", "no ink", TRUE }, { "b", "no ink", FALSE } }, "b: no ink" },
  { "reasons that take turns are counted each by itself",
    { { "a", "no ink", TRUE },
      { "b", "no disk", TRUE },
      { "c", "no ink", FALSE },
      { "d", "no disk", FALSE },
      { "e", "no ink", FALSE } },
    "… and 2 more: no ink\nd: no disk" },
};

static void
test_same_reasons_are_counted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr (LimRepeat) repeat = lim_repeat_new ();

      g_test_message ("%s", runs[i].holds);
      for (const Failure *failure = runs[i].failures; failure->id != NULL; failure++)
        {
          g_autofree char *line = lim_repeat_hear (repeat, failure->id, failure->reason);
          g_autofree char *whole = g_strdup_printf ("%s: %s", failure->id, failure->reason);

          g_assert_cmpstr (line, ==, failure->told ? whole : NULL);
        }
      g_autofree char *sum = lim_repeat_sum (repeat);
      g_assert_cmpstr (sum, ==, runs[i].sum);
      g_autofree char *again = lim_repeat_sum (repeat);
      g_assert_null (again);
    }
}

static void
test_a_long_reason_is_cut_the_second_time (void)
{
  g_autoptr (LimRepeat) repeat = lim_repeat_new ();
  g_autofree char *reason = g_strnfill (4000, 'x');
  g_autofree char *line = lim_repeat_hear (repeat, "a", reason);

  for (guint i = 0; i < 2; i++)
    g_assert_null (lim_repeat_hear (repeat, "b", reason));
  g_autofree char *sum = lim_repeat_sum (repeat);

  g_assert_cmpuint (g_utf8_strlen (line, -1), ==, 4003);
  g_assert_cmpuint (g_utf8_strlen (sum, -1), <, 130);
  g_assert_true (g_str_has_suffix (sum, "x…"));
}

static void
test_countless_reasons_take_no_room (void)
{
  g_autoptr (LimRepeat) repeat = lim_repeat_new ();

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *reason = g_strdup_printf ("reason %u", i);
      g_autofree char *line = lim_repeat_hear (repeat, "a", reason);

      g_assert_nonnull (line);
    }
  g_assert_null (lim_repeat_sum (repeat));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/repeat/counted", test_same_reasons_are_counted);
  g_test_add_func ("/cli/repeat/long", test_a_long_reason_is_cut_the_second_time);
  g_test_add_func ("/cli/repeat/countless", test_countless_reasons_take_no_room);
  return g_test_run ();
}
