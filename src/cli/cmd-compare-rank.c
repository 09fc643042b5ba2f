#include "cli-command.h"

#include "base-problem.h"
#include "style-canon.h"
#include "style-rank.h"

#include <string.h>

/* The drawing comes last: it is for people, and programs get the columns before it. */
#define N_COLUMNS_FOR_PROGRAMS 10
static const LimColumn columns[] = {
  { .key = "place", .title = "#", .align = LIM_ALIGN_RIGHT },
  { .key = "id", .title = "Id" },
  { .key = "lane", .title = "Lane" },
  { .key = "group", .title = "Group", .align = LIM_ALIGN_RIGHT },
  { .key = "strength", .title = "Strength", .align = LIM_ALIGN_RIGHT },
  { .key = "low", .title = "Low", .align = LIM_ALIGN_RIGHT },
  { .key = "high", .title = "High", .align = LIM_ALIGN_RIGHT },
  { .key = "wins", .title = "Won", .align = LIM_ALIGN_RIGHT },
  { .key = "losses", .title = "Lost", .align = LIM_ALIGN_RIGHT },
  { .key = "ties", .title = "Tied", .align = LIM_ALIGN_RIGHT },
  { .key = "interval", .title = "95 %" },
  { 0 },
};

/* Where the interval lies among all: “──●─── ”, ten cells from the lowest low to the highest high. */
static char *
draw_interval (const LimRankEntry *entry, double low, double high)
{
  GString *bar = g_string_new (NULL);
  double span = high > low ? high - low : 1;
  guint width = 24, from = (guint) ((entry->low - low) / span * (width - 1)),
        to = (guint) ((entry->high - low) / span * (width - 1)),
        at = (guint) ((entry->strength - low) / span * (width - 1));

  for (guint i = 0; i < width; i++)
    g_string_append (bar, i == at ? "●" : i >= from && i <= to ? "─" : " ");
  return g_string_free (bar, FALSE);
}

static void
add_entry (LimTable *table, const LimRankEntry *entry, guint place, double low, double high, gboolean drawn)
{
  g_autofree char *interval = drawn ? draw_interval (entry, low, high) : NULL;

  lim_table_row (table);
  lim_table_int (table, place);
  lim_table_string (table, entry->id);
  lim_table_string (table, entry->lane);
  lim_table_int (table, entry->group);
  lim_table_double (table, entry->strength, 2);
  lim_table_double (table, entry->low, 2);
  lim_table_double (table, entry->high, 2);
  lim_table_int (table, entry->wins);
  lim_table_int (table, entry->losses);
  lim_table_int (table, entry->ties);
  if (drawn)
    lim_table_string (table, interval);
}

static void
say_remarks (LimCli *cli, const LimRanking *ranking, guint n_compared)
{
  g_autoptr (GPtrArray) cycles = lim_ranking_cycles (ranking);

  lim_cli_print (cli, "%s", n_compared == 0 ? "Nothing is compared yet." : "");
  if (n_compared < lim_ranking_length (ranking))
    lim_cli_print (cli, "%u images were never compared.", lim_ranking_length (ranking) - n_compared);
  if (lim_ranking_n_groups (ranking) > 1)
    lim_cli_print (
        cli,
        "No chain of comparisons connects the %u groups; strengths of different groups say nothing of each other.",
        lim_ranking_n_groups (ranking));
  for (guint i = 0; i < MIN (cycles->len, 5); i++)
    {
      g_autofree char *circle = g_strjoinv (" > ", cycles->pdata[i]);

      lim_cli_print (cli, "A circle: %s > %s. One of these answers is worth asking again.", circle,
                     ((char **) cycles->pdata[i])[0]);
    }
  lim_cli_print (cli, "Next:  limner compare next");
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GPtrArray) problems = lim_problems_new ();
  LimColumn for_programs[N_COLUMNS_FOR_PROGRAMS + 1] = { 0 };
  memcpy (for_programs, columns, N_COLUMNS_FOR_PROGRAMS * sizeof *columns);
  g_autoptr (LimTable) table = lim_table_new (NULL, cli->json ? for_programs : columns);
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);
  g_autoptr (LimRanking) ranking =
      canon != NULL
          ? lim_style_rank (cli->project, canon, lim_settings_string (cli->options, "lane"), problems, error)
          : NULL;
  double low = 0, high = 0;
  guint n_compared = 0;

  if (ranking == NULL)
    return FALSE;
  for (guint i = 0; i < lim_ranking_length (ranking) && lim_ranking_at (ranking, i)->group > 0; i++, n_compared++)
    {
      low = MIN (low, lim_ranking_at (ranking, i)->low);
      high = MAX (high, lim_ranking_at (ranking, i)->high);
    }
  for (guint i = 0; i < n_compared; i++)
    add_entry (table, lim_ranking_at (ranking, i), i + 1, low, high, !cli->json);
  lim_cli_print_table (cli, table);
  if (!cli->json)
    say_remarks (cli, ranking, n_compared);
  for (guint i = 0; i < problems->len; i++)
    lim_cli_warn (cli, "left out: %s", ((const LimProblem *) problems->pdata[i])->reason);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "lane", .type = LIM_OPTION_STRING, .placeholder = "LANE", .help = "rank the images of one lane" },
  { 0 },
};

static const char *const examples[] = { "compare rank", "the order, with 95 % intervals",
                                        "compare rank --lane costume --json", "of one lane", NULL };

const LimCommand lim_command_compare_rank = {
  .name = "compare rank",
  .group = "style",
  .summary = "Rank images by the comparisons, with intervals",
  .usage = "",
  .details =
      "Strengths follow the model of Bradley and Terry; a difference of 1 means the better one wins about three\n"
      "times in four. An interval that is wide asks for more comparisons.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .options = options,
  .run = run,
};
