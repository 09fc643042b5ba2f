#include "cli-generate.h"

#include "base-text.h"
#include "cli-made.h"
#include "produce.h"

static const LimMark marks[] = {
  [LIM_FATE_NEW] = LIM_MARK_GOOD,   [LIM_FATE_CONTINUE] = LIM_MARK_GOOD, [LIM_FATE_EXISTS] = LIM_MARK_DIM,
  [LIM_FATE_IN_WAY] = LIM_MARK_BAD, [LIM_FATE_BLOCKED] = LIM_MARK_WARN,  [LIM_FATE_CANCELLED] = LIM_MARK_DIM,
};

static void
print_plan (LimCli *cli, const LimGenerateReport *report)
{
  static const LimColumn columns[] = { { .key = "id", .title = "Image" },
                                       { .key = "seed", .title = "Seed", .align = LIM_ALIGN_RIGHT },
                                       { .key = "size", .title = "Size", .align = LIM_ALIGN_RIGHT },
                                       { .key = "state", .title = "State" },
                                       { .key = "note", .title = "Note" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimGenerateItem *item = &g_array_index (report->items, LimGenerateItem, i);
      const LimRecipe *recipe = item->candidate->recipe;
      g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, recipe->seed);
      g_autofree char *size = g_strdup_printf ("%u × %u", recipe->width, recipe->height);

      lim_table_row (table);
      lim_table_string (table, item->candidate->id);
      lim_table_string (table, seed);
      lim_table_string (table, size);
      lim_table_string (table, lim_produce_fate_name (item->fate));
      lim_table_mark (table, marks[item->fate]);
      lim_table_string (table, item->no_image  ? "its image is missing"
                               : item->differs ? "made from another version of the pack"
                                               : "");
    }
  lim_cli_print_table (cli, table);
}

/* How many items have @fate; or, with @fate negative, lack their image. */
static guint
count_items (const LimGenerateReport *report, int fate)
{
  guint n = 0;

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimGenerateItem *item = &g_array_index (report->items, LimGenerateItem, i);

      n += fate < 0 ? item->no_image : (int) item->fate == fate;
    }
  return n;
}

static void
print_json (LimCli *cli, const LimGenerateReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  lim_cli_print_json (cli, lim_generate_report_to_json (report, cli->dry_run, doc));
}

/* What a run passes over because somebody said no. */
static void
print_left_alone (LimCli *cli, const LimGenerateReport *report)
{
  guint blocked = count_items (report, LIM_FATE_BLOCKED), cancelled = count_items (report, LIM_FATE_CANCELLED);

  if (blocked + cancelled > 0)
    lim_cli_print (cli, "%u blocked and %u cancelled are left alone; limner jobs retry makes them.", blocked,
                   cancelled);
}

/* Nothing where nothing costs anything. */
static void
print_cost (LimCli *cli, const LimProduceCost *cost)
{
  if (cost->known > 0)
    lim_cli_print (cli, "That would cost about $%.2f%s, what the prompts and images to start from cost not included.",
                   cost->dollars, cost->unknown > 0 ? ", and more for those without a known price" : "");
  else if (cost->unknown > 0)
    lim_cli_print (cli, "That costs money; how much is not known for this model and quality.");
}

static void
print_text (LimCli *cli, const LimGenerateReport *report)
{
  guint missing = count_items (report, -1);

  if (cli->dry_run)
    {
      g_autofree char *images =
          lim_text_count (count_items (report, LIM_FATE_NEW) + count_items (report, LIM_FATE_CONTINUE), "image",
                          NULL);

      print_plan (cli, report);
      lim_cli_print (cli, "Would make %s with %s; %u exist, %u have a file in the way.", images,
                     report->provider->name, count_items (report, LIM_FATE_EXISTS),
                     count_items (report, LIM_FATE_IN_WAY));
      print_cost (cli, &report->cost);
      print_left_alone (cli, report);
    }
  else
    lim_cli_print_made (cli, report->provider, report->made);
  if (report->beyond_limit > 0)
    {
      g_autofree char *more = lim_text_count (report->beyond_limit, "more image is", "more images are");

      lim_cli_print (cli, "%s left for another time (--limit).", more);
    }
  if (missing > 0)
    lim_cli_print (cli,
                   missing == 1
                       ? "%u of those that exist has no image on the disk: `limner restore` makes it again."
                       : "%u of those that exist have no image on the disk: `limner restore` makes them again.",
                   missing);
  if (report->pack->derived_seed)
    lim_cli_print (cli, "%s has no base_seed; its seeds are made from the name of its lane.", report->pack->name);
  if (report->made->made > 0)
    lim_cli_print (cli, "Next: `limner curate` to judge them, `limner sheet` to see them together.");
}

gboolean
lim_cli_print_generated (LimCli *cli, const LimGenerateReport *report, gboolean well, GError **error)
{
  if (!well && (report->items->len == 0 || (!cli->json && report->made->made + report->made->collected == 0)))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_text (cli, report);
  return well && lim_produce_report_check (report->made, 0, error);
}
