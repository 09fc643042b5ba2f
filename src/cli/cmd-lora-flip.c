#include "base-problem.h"
#include "cli-command.h"
#include "cli-problem.h"

#include "base-text.h"
#include "lora-flip.h"

static const LimColumn columns[] = {
  { .key = "id", .title = "Image" },        { .key = "state", .title = "Copy" },
  { .key = "file", .title = "File" },       { .key = "reason", .title = "Why not" },
  { .key = "caption", .title = "Caption" }, { 0 }
};

static void
fill_table (LimTable *table, const LimLoraFlipReport *report)
{
  for (guint i = 0; i < report->items->len; i++)
    {
      const LimLoraFlipItem *item = report->items->pdata[i];
      gboolean has = item->state == LIM_LORA_FLIP_MADE || item->state == LIM_LORA_FLIP_EXISTING;

      lim_table_row (table);
      lim_table_string (table, item->image->id);
      lim_table_string (table, lim_lora_flip_state_name (item->state));
      lim_table_mark (table, has                                    ? LIM_MARK_GOOD
                             : item->state == LIM_LORA_FLIP_REFUSED ? LIM_MARK_WARN
                                                                    : LIM_MARK_DIM);
      lim_table_string (table, has ? item->name : NULL);
      lim_table_string (table, item->reason);
      lim_table_string (table, has ? item->caption : NULL);
    }
}

static void
print_json (LimCli *cli, const LimTable *table, const LimLoraFlipReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *problems = lim_json_new_array (doc);

  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "made", report->n_made);
  lim_json_set_int (root, "existing", report->n_existing);
  lim_json_set_int (root, "refused", report->n_refused);
  lim_json_set (root, "images", lim_table_to_json_node (table, doc));
  lim_problems_append_json (report->problems, problems, doc);
  lim_json_set (root, "problems", problems);
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *const *only = lim_settings_list (cli->options, "only");
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], NULL, error);
  g_autoptr (LimLoraFlipReport) report = lim_lora_flip_report_new ();
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  if (set == NULL
      || !lim_lora_flip (&cli->context, set, only != NULL && only[0] != NULL ? only : NULL,
                         lim_settings_flag (cli->options, "force"), cli->dry_run, report, error))
    return FALSE;
  fill_table (table, report);
  if (cli->json)
    print_json (cli, table, report);
  else
    lim_cli_print_table (cli, table);
  g_autofree char *copies = lim_text_count (report->n_made, "mirrored copy", "mirrored copies");
  lim_cli_print (cli, "%s %s; %u were there already, %u refused.", cli->dry_run ? "Would make" : "Made", copies,
                 report->n_existing, report->n_refused);
  if (report->n_missing > 0)
    lim_cli_print (cli, "%u images are not made yet: limner lora crop %s", report->n_missing, set->subject);
  lim_cli_print_problems (cli, report->problems);
  if (report->problems->len > 0)
    return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u copies could not be made; the reasons stand above",
                     report->problems->len);
  if (report->n_insisted > 0)
    return lim_fail (
        error, LIM_ERROR_REFUSED,
        "%u of the images asked for must not be mirrored; the reasons stand above. If one does not show the "
        "feature, say so in the plan: shows: []",
        report->n_insisted);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "only", .type = LIM_OPTION_LIST, .placeholder = "ID", .help = "only these images" },
  { .name = "force", .type = LIM_OPTION_FLAG, .help = "replace copies and captions that were changed by hand" },
  { 0 },
};

static const char *const examples[] = {
  "lora flip ada --dry-run",
  "which images may be mirrored, and why the others may not",
  "lora flip ada",
  "make the copies, with left and right exchanged in their captions",
  NULL,
};

const LimCommand lim_command_lora_flip = {
  .name = "lora flip",
  .group = "lora",
  .summary = "Make mirrored copies, only where nothing one-sided shows",
  .usage = "[SUBJECT]",
  .details =
      "A trainer that flips at random teaches that a detail may sit on either side. Instead, copies are made here, "
      "of\n"
      "images that show none of the plan's features with a side, as their view, framing or `shows` says. The plan's\n"
      "`flips` says which: safe, none, or a list of ids. Everything else is refused, with the reason.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = 1,
  .options = options,
  .run = run,
};
