#include "cli-made.h"

#include "base-text.h"
#include "style-generate.h"

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
      lim_table_mark (table, item->fate == LIM_FATE_IN_WAY   ? LIM_MARK_BAD
                             : item->fate == LIM_FATE_EXISTS ? LIM_MARK_DIM
                                                             : LIM_MARK_GOOD);
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
  LimJson *root = lim_json_new_object (doc), *items = lim_json_new_array (doc);

  lim_json_set_string (root, "pack", report->pack->name);
  lim_json_set_string (root, "lane", report->pack->lane);
  lim_json_set_string (root, "provider", report->provider->name);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "beyond_limit", report->beyond_limit);
  lim_cli_made_to_json (report->made, root, doc);
  for (guint i = 0; i < report->items->len; i++)
    {
      const LimGenerateItem *item = &g_array_index (report->items, LimGenerateItem, i);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", item->candidate->id);
      lim_json_set_string (object, "subject", item->candidate->subject_id);
      lim_json_set_string (object, "state", lim_produce_fate_name (item->fate));
      lim_json_set_bool (object, "image_missing", item->no_image);
      lim_json_set_bool (object, "differs", item->differs);
      lim_recipe_to_json (item->candidate->recipe, object, doc);
      lim_json_append (items, object);
    }
  lim_json_set (root, "images", items);
  lim_cli_print_json (cli, root);
}

static void
print_summary (LimCli *cli, const LimGenerateReport *report)
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
    }
  else
    lim_cli_print_made (cli, report->provider, report->made);
  if (report->beyond_limit > 0)
    lim_cli_print (cli, "%u more are left for another time (--limit).", report->beyond_limit);
  if (missing > 0)
    lim_cli_print (cli, "%u of those that exist have no image on the disk: `limner restore` makes them again.",
                   missing);
  if (report->pack->derived_seed)
    lim_cli_print (cli, "%s has no base_seed; its seeds are made from the name of its lane.", report->pack->name);
  if (report->made->made > 0)
    lim_cli_print (cli, "Next: `limner curate` to judge them, `limner sheet` to see them together.");
}

static gboolean
run (LimCli *cli, GError **error)
{
  const LimGenerateOptions options = { .pack = cli->words[0],
                                       .provider = lim_settings_string (cli->options, "provider"),
                                       .only = lim_settings_list (cli->options, "only"),
                                       .limit = (guint) lim_settings_int (cli->options, "limit"),
                                       .dry_run = cli->dry_run };
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  gboolean well = lim_style_generate (&cli->context, cli->project, &options, report, error);

  if (!well && (report->items->len == 0 || report->made->made + report->made->collected == 0))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_summary (cli, report);
  return well && lim_cli_check_made (report->made, 0, error);
}

static const LimOptionRow options[] = {
  { .name = "limit",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 100000,
    .placeholder = "N",
    .help = "stop after N new images" },
  { .name = "only",
    .type = LIM_OPTION_LIST,
    .placeholder = "ID",
    .help = "only these images, or all of these subjects" },
  LIM_CLI_OPTION_PROVIDER,
  { 0 },
};

static const char *const examples[] = {
  "generate inputs/prompts/wave1.json",
  "every candidate of the pack that does not exist yet",
  "generate wave1 --dry-run",
  "what that would be, with ids and seeds",
  "generate wave1 --limit 4 --provider comfyui",
  "four of them, on a ComfyUI server",
  NULL,
};

const LimCommand lim_command_generate = {
  .name = "generate",
  .group = "style",
  .summary = "Make the candidates that a prompt pack asks for",
  .usage = "PACK",
  .details = "Ids, seeds and file names follow from the pack, so running it again goes on where it stopped, and what "
             "exists\n"
             "is never made again or replaced. Every image is noted before work starts; after a crash or Ctrl-C the "
             "same\n"
             "command completes the rest and collects what a server finished meanwhile.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_FILE,
  .options = options,
  .run = run,
};
