#include "cli-command.h"
#include "cli-problem.h"

#include "base-text.h"
#include "lora-crop.h"

static void
print_json (LimCli *cli, const LimLoraCropReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  lim_cli_print_json (cli, lim_lora_crop_report_to_json (report, cli->dry_run, doc));
}

static void
print_plan (LimCli *cli, const LimLoraCropReport *report)
{
  static const LimColumn columns[] = { { .key = "id", .title = "Crop" },
                                       { .key = "file", .title = "Image" },
                                       { .key = "source", .title = "Source" },
                                       { .key = "state", .title = "State" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimLoraCropItem *item = report->items->pdata[i];

      lim_table_row (table);
      lim_table_string (table, item->crop->id);
      lim_table_string (table, item->name);
      lim_table_string (table, item->crop->source->file);
      lim_table_string (table,
                        item->state == LIM_LORA_CROP_MADE ? "to be made" : lim_lora_crop_state_name (item->state));
    }
  lim_cli_print_table (cli, table);
}

static void
print_stale (LimCli *cli, const LimLoraCropReport *report)
{
  g_autofree char *files = lim_text_count (report->stale->len, "file", NULL);
  g_autoptr (GPtrArray) first = g_ptr_array_new ();

  if (report->n_pruned > 0)
    lim_cli_print (cli, "Removed %u that the plan no longer asks for.", report->n_pruned);
  if (report->stale->len == 0)
    return;
  for (guint i = 0; i < report->stale->len && i < 8; i++)
    g_ptr_array_add (first, report->stale->pdata[i]);
  g_ptr_array_add (first, NULL);
  g_autofree char *list = lim_text_list ((const char *const *) first->pdata);
  lim_cli_warn (cli,
                "%s in %s the plan does not ask for, and a trainer would read: %s%s. --prune removes those limner "
                "made and nobody changed",
                files, report->folder, list, report->stale->len > 8 ? ", …" : "");
}

/* Why there is nothing to make. */
static void
print_none (LimCli *cli, const LimLoraSet *set)
{
  guint n = 0;

  for (guint i = 0; i < set->plan->sources->len; i++)
    n += ((const LimPlanSource *) set->plan->sources->pdata[i])->crops->len;
  g_autofree char *crops = lim_text_count (n, "crop", NULL);
  if (n == 0)
    lim_cli_print (cli, "The plan has no crops yet; list them under its sources.");
  else
    lim_cli_print (cli, "%s in %s, and `exclude` leaves all out; take it out of those that are to be used.", crops,
                   set->plan_path);
}

static void
print_summary (LimCli *cli, const LimLoraSet *set, const LimLoraCropReport *report)
{
  g_autofree char *images = lim_text_count (report->n_made, "image", NULL);
  g_autofree char *sheets = lim_text_count (report->n_sheets, "sheet", NULL);

  if (cli->dry_run)
    print_plan (cli, report);
  if (report->renamed_from != NULL)
    lim_cli_print (cli, "%s %s to %s, as the plan calls it now.", cli->dry_run ? "Would rename" : "Renamed",
                   report->renamed_from, report->folder);
  if (report->items->len == 0)
    print_none (cli, set);
  else if (cli->dry_run)
    lim_cli_print (cli, "Would make %s in %s; %u are there already.", images, report->folder, report->n_existing);
  else
    lim_cli_print (cli, "Made %s from %s in %s; %u were there already.", images, sheets, report->folder,
                   report->n_existing);
  if (report->n_caches > 0)
    lim_cli_print (cli, "Removed %u of a trainer's caches of pictures that were replaced.", report->n_caches);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const LimLoraCropOptions options = {
    .yes = lim_settings_flag (cli->options, "yes"),
    .force = lim_settings_flag (cli->options, "force"),
    .prune = lim_settings_flag (cli->options, "prune"),
    .dry_run = cli->dry_run,
  };
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], NULL, error);
  g_autoptr (LimLoraCropReport) report = lim_lora_crop_report_new ();

  if (set == NULL)
    return FALSE;
  gboolean well = lim_lora_crop (&cli->context, set, &options, report, error);
  if (!well && report->n_made == 0)
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_summary (cli, set, report);
  print_stale (cli, report);
  lim_cli_print_problems (cli, report->problems);
  if (!well || report->problems->len == 0)
    return well;
  return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of %u crops have no image; the reasons stand above",
                   report->n_failed, report->items->len);
}

static const LimOptionRow options[] = {
  { .name = "yes", .type = LIM_OPTION_FLAG, .help = "also crops nobody has approved in the preview" },
  { .name = "force", .type = LIM_OPTION_FLAG, .help = "replace images that were changed by hand" },
  { .name = "prune", .type = LIM_OPTION_FLAG, .help = "remove images the plan no longer asks for" },
  { 0 },
};

static const char *const examples[] = {
  "lora crop ada --dry-run", "which images would be made, under which names", "lora crop ada", "make them", NULL,
};

const LimCommand lim_command_lora_crop = {
  .name = "lora crop",
  .group = "lora",
  .summary = "Cut the training images from their sheets, as exact squares",
  .usage = "[SUBJECT]",
  .details =
      "Each crop of the plan is fitted whole into a square on the plan's background and written as an 8-bit sRGB "
      "PNG\n"
      "below dataset/SUBJECT/train. An image keeps its number for good (made.json). What is there and up to date is\n"
      "passed over, so the same command goes on where it stopped; the same plan and sheets give the same bytes.\n"
      "Crops must have been approved as they are: see lora preview.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = 1,
  .options = options,
  .run = run,
};
