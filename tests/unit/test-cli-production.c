#include "cli-area.h"
#include "cli-production.h"

#include "base-text.h"

#include <string.h>

#define SECOND G_USEC_PER_SEC

static const LimServerState two_servers[] = {
  { .name = "http://127.0.0.1:8188", .health = LIM_SERVER_READY, .slots = 2, .busy = 2, .made = 12 },
  { .name = "https://gpu.lan",
    .health = LIM_SERVER_RESTING,
    .slots = 2,
    .made = 4,
    .message = "asked to wait\x1b[2J a minute" },
};

static char *
draw (const LimProduction *production, gint64 now, guint columns, guint rows)
{
  g_auto (GStrv) lines = lim_production_draw (production, now, columns, rows, FALSE, FALSE);

  return g_strjoinv ("\n", lines);
}

/* -- What is drawn -- */

static void
test_a_run_in_the_middle (void)
{
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 48, 0);

  lim_production_servers (run, two_servers, 2);
  lim_production_stage (run, "crate_1", LIM_STAGE_SENT, "http://127.0.0.1:8188");
  lim_production_stage (run, "crate_2", LIM_STAGE_SENT, "http://127.0.0.1:8188");
  lim_production_progress (run, "crate_2", "http://127.0.0.1:8188", 0.45);
  lim_production_stage (run, "crate_0", LIM_STAGE_FAILED, "https://gpu.lan");
  for (gint64 i = 1; i <= 12; i++)
    lim_production_step (run, 1, i * 8 * SECOND);

  g_autofree char *wide = draw (run, 96 * SECOND, 80, 24);
  g_assert_cmpstr (wide, ==,
                   "Making images ██████▊····················  12/48  7.5/min  5 min left  1 failed\n"
                   "  127.0.0.1:8188  ready    2/2  12 made  ███▋····  45 %  crate_2\n"
                   "  gpu.lan         resting  0/2   4 made  asked to wait [2J a minute");
  g_autofree char *narrow = draw (run, 96 * SECOND, 60, 24);
  g_assert_cmpstr (narrow, ==,
                   "█████▎···············  12/48  7.5/min  5 min left  1 failed\n"
                   "  127.0.0.1:8188  ready    2/2  12 made   45 %  crate_2\n"
                   "  gpu.lan         resting  0/2   4 made  asked to wait [2J…");
}

static const struct
{
  const char *holds;
  guint columns, rows;
} sizes[] = {
  { "the usual one", 80, 24 },
  { "a narrow one", 60, 24 },
  { "a telephone's", 30, 10 },
  { "hardly any", 5, 4 },
  { "none", 1, 1 },
  { "nothing at all", 0, 0 },
  { "more columns than are of use", 500, 100 },
};

/* However small the terminal and long the names, no line is wider than it and there are fewer than it has. */
static void
test_it_fits (void)
{
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 1000000, 0);
  LimServerState servers[40];

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      servers[i] = two_servers[i % 2];
      servers[i].name = g_strdup_printf ("http://a-rather-long-name-of-a-machine-%u.example.org:8188/日本語", i);
    }
  lim_production_servers (run, servers, G_N_ELEMENTS (servers));
  lim_production_stage (run, "costume_tide_lockkeeper_with_a_long_id_v1", LIM_STAGE_SENT, servers[0].name);
  lim_production_progress (run, "costume_tide_lockkeeper_with_a_long_id_v1", servers[0].name, 7);
  lim_production_step (run, 999, SECOND);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_auto (GStrv) lines = lim_production_draw (run, 2 * SECOND, sizes[i].columns, sizes[i].rows, FALSE, TRUE);

      g_test_message ("%s", sizes[i].holds);
      g_assert_cmpuint (g_strv_length (lines), <=, MAX (sizes[i].rows, 2) - 1);
      for (char **line = lines; *line != NULL; line++)
        {
          g_assert_true (g_utf8_validate (*line, -1, NULL));
          g_assert_cmpuint (lim_text_display_width (*line), <, MAX (sizes[i].columns, 2));
        }
    }
  g_autofree char *tall = draw (run, 2 * SECOND, 80, 24);
  g_assert_nonnull (strstr (tall, "… and 20 more servers: 10 ready, 10 resting"));
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    g_free ((char *) servers[i].name);
}

static void
test_a_provider_without_servers_is_one_line (void)
{
  static const LimServerState here = { .name = "", .slots = 16, .busy = 16 };
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 4, 0);

  lim_production_servers (run, &here, 1);
  g_autofree char *text = draw (run, 0, 80, 24);
  g_assert_cmpstr (text, ==, "Making images ······························  0/4");
}

static void
test_colour_only_where_it_is_wanted (void)
{
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 4, 0);

  lim_production_servers (run, two_servers, 2);
  g_auto (GStrv) lines = lim_production_draw (run, 0, 80, 24, TRUE, FALSE);
  g_assert_nonnull (strstr (lines[1], "\033[32mready\033[0m"));
  g_autofree char *plain = draw (run, 0, 80, 24);
  g_assert_null (strchr (plain, '\033'));
}

static void
test_paused_and_stopping_take_the_place_of_the_rate (void)
{
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 4, 0);

  lim_production_step (run, 1, SECOND);
  lim_production_set_paused (run, TRUE, SECOND);
  g_autofree char *paused = draw (run, 2 * SECOND, 80, 24);
  g_assert_nonnull (strstr (paused, "1/4  paused"));
  g_assert_null (strstr (paused, "left"));
  g_auto (GStrv) stopping = lim_production_draw (run, 2 * SECOND, 80, 24, FALSE, TRUE);
  g_assert_nonnull (strstr (stopping[0], "1/4  stopping"));

  /* The time that passed in the pause does not count. */
  lim_production_set_paused (run, FALSE, 1000 * SECOND);
  lim_production_step (run, 1, 1001 * SECOND);
  g_assert_cmpfloat (lim_production_rate (run, 1001 * SECOND), ==, 1);
}

/* -- What it is drawn from -- */

static void
test_the_rate_is_that_of_late (void)
{
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 1000, 0);

  g_assert_cmpfloat (lim_production_rate (run, SECOND), ==, 0);
  lim_production_step (run, 500, SECOND); /* what existed already */
  for (gint64 i = 1; i <= 100; i++)
    lim_production_step (run, 1, (1 + i * 10) * SECOND);
  g_assert_cmpfloat (lim_production_rate (run, 1001 * SECOND), ==, 0.1);
  g_assert_cmpfloat (lim_production_rate (run, 2001 * SECOND), <, 0.03); /* nothing comes any more */

  g_autofree char *summary = lim_production_summary (run, 1001 * SECOND);
  g_assert_cmpstr (summary, ==, "600 of 1000 done, 6.0/min, 67 min left");
}

/* A job that moves is shown where it went; one that ends is not shown. */
static void
test_a_job_is_at_one_server (void)
{
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 2, 0);
  LimServerState servers[] = { { .name = "a", .slots = 1 }, { .name = "b", .slots = 1 } };

  lim_production_servers (run, servers, 2);
  lim_production_stage (run, "x", LIM_STAGE_SENT, "a");
  lim_production_progress (run, "x", "a", 0.5);
  lim_production_stage (run, "x", LIM_STAGE_AGAIN, "a");
  lim_production_stage (run, "x", LIM_STAGE_SENT, "b");
  g_autofree char *moved = draw (run, 0, 80, 24);
  g_assert_nonnull (strstr (moved, "b  ready    0/1  0 made  x"));
  g_assert_null (strstr (moved, "%"));
  lim_production_stage (run, "x", LIM_STAGE_RENDERED, "b");
  lim_production_progress (run, "y", "nobody", 0.5);
  g_autofree char *ended = draw (run, 0, 80, 24);
  g_assert_null (strchr (ended, 'x'));
}

static void
test_news_are_servers_that_come_and_go (void)
{
  g_autoptr (LimProduction) run = lim_production_new ("Making images", 2, 0);
  LimServerState state = { .name = "http://a", .health = LIM_SERVER_READY };

  g_assert_null (lim_production_news (run, &state, 1));
  state.health = LIM_SERVER_GONE;
  state.message = "no answer";
  g_autofree char *gone = lim_production_news (run, &state, 1);
  g_assert_cmpstr (gone, ==, "a is gone: no answer");
  lim_production_servers (run, &state, 1);
  g_assert_null (lim_production_news (run, &state, 1));
}

/* -- The area it is drawn in -- */

static void
test_area (void)
{
  static const char *const three[] = { "one", "\033[1mtwo\033[0m", "three", NULL }, *const none[] = { NULL };
  g_autoptr (LimArea) area = lim_area_new ();

  g_autofree char *first = lim_area_draw (area, three, 80);
  g_assert_cmpstr (first, ==, "\rone\033[K\n\033[1mtwo\033[0m\033[K\nthree\033[K\033[J\r");
  g_autofree char *again = lim_area_draw (area, three, 80);
  g_assert_true (g_str_has_prefix (again, "\r\033[2Aone"));
  g_autofree char *folded = lim_area_draw (area, three, 2); /* “one” and “two” take two rows each now */
  g_assert_true (g_str_has_prefix (folded, "\r\033[4Aone"));
  g_autofree char *above = lim_area_print (area, "news", 80);
  g_assert_cmpstr (above, ==, "\r\033[2A\033[Jnews\n");
  g_autofree char *after = lim_area_draw (area, three, 80);
  g_assert_true (g_str_has_prefix (after, "\rone"));
  g_autofree char *clear = lim_area_clear (area, 80);
  g_assert_cmpstr (clear, ==, "\r\033[2A\033[J");
  g_autofree char *nothing = lim_area_clear (area, 0);
  g_assert_cmpstr (nothing, ==, "");
  g_autofree char *empty = lim_area_draw (area, none, 0);
  g_assert_cmpstr (empty, ==, "\r\033[J\r");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/production/middle", test_a_run_in_the_middle);
  g_test_add_func ("/cli/production/fits", test_it_fits);
  g_test_add_func ("/cli/production/one-line", test_a_provider_without_servers_is_one_line);
  g_test_add_func ("/cli/production/colour", test_colour_only_where_it_is_wanted);
  g_test_add_func ("/cli/production/paused", test_paused_and_stopping_take_the_place_of_the_rate);
  g_test_add_func ("/cli/production/rate", test_the_rate_is_that_of_late);
  g_test_add_func ("/cli/production/one-server", test_a_job_is_at_one_server);
  g_test_add_func ("/cli/production/news", test_news_are_servers_that_come_and_go);
  g_test_add_func ("/cli/area", test_area);
  return g_test_run ();
}
