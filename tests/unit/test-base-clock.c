#include "base-clock.h"

static const struct
{
  const char *holds;
  gint64 microseconds;
  const char *iso;
} times[] = {
  { "the epoch", 0, "1970-01-01T00:00:00.000Z" },
  { "milliseconds are cut, not rounded", 1776027782744999, "2026-04-12T21:03:02.744Z" },
  { "a moment before the epoch counts down from it", -1, "1969-12-31T23:59:59.999Z" },
  { "a leap day", 1709164800000000, "2024-02-29T00:00:00.000Z" },
  { "a time beyond year 9999 stays four digits", G_MAXINT64, "9999-12-31T23:59:59.775Z" },
  { "a time before year 1 stays four digits", G_MININT64, "0001-01-01T00:00:00.224Z" },
};

static void
test_iso (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *iso = lim_clock_iso (times[i].microseconds);

      if (g_strcmp0 (iso, times[i].iso) != 0)
        g_error ("%s: got %s, expected %s", times[i].holds, iso, times[i].iso);
    }
}

static void
test_stepping (void)
{
  g_autoptr (LimClock) clock = lim_clock_new_stepping (1776027782744000, 1000000);
  g_autofree char *first = lim_clock_now_iso (clock);
  g_autofree char *second = lim_clock_now_iso (clock);

  g_assert_cmpstr (first, ==, "2026-04-12T21:03:02.744Z");
  g_assert_cmpstr (second, ==, "2026-04-12T21:03:03.744Z");
}

static void
test_parse (void)
{
  gint64 time = 0;

  g_assert_true (lim_clock_parse_iso ("2026-04-12T21:03:02.744Z", &time));
  g_assert_cmpint (time, ==, 1776027782744000);
  g_assert_true (lim_clock_parse_iso ("2026-04-12T23:03:02.744+02:00", &time));
  g_assert_cmpint (time, ==, 1776027782744000);
  g_assert_false (lim_clock_parse_iso ("yesterday", &time));
  g_assert_false (lim_clock_parse_iso (NULL, &time));
}

static void
test_system (void)
{
  g_assert_cmpint (lim_clock_now (&lim_clock_system), >, 1700000000000000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/iso", test_iso);
  g_test_add_func ("/base/clock/stepping", test_stepping);
  g_test_add_func ("/base/clock/parse", test_parse);
  g_test_add_func ("/base/clock/system", test_system);
  return g_test_run ();
}
