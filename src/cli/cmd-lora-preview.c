#include "base-finding.h"
#include "base-problem.h"
#include "cli-command.h"
#include "cli-finding.h"
#include "cli-problem.h"

#include "base-file.h"
#include "base-text.h"
#include "lora-preview.h"
#include "store-document.h"

static const char *const states[] = {
  [LIM_LORA_APPROVED] = "approved", [LIM_LORA_UNSEEN] = "not yet", [LIM_LORA_CHANGED] = "changed"
};

static const char *
state_of (const LimLoraPreviewItem *item)
{
  return item->square == NULL ? "impossible" : states[item->state];
}

static void
add_row (LimTable *table, const LimLoraPreviewItem *item, const char *source)
{
  g_autofree char *remarks = NULL;

  g_ptr_array_add (item->remarks, NULL);
  remarks = g_strjoinv (" ", (char **) item->remarks->pdata);
  g_ptr_array_set_size (item->remarks, (int) item->remarks->len - 1);
  lim_table_row (table);
  lim_table_string (table, item->crop->id);
  lim_table_string (table, source);
  lim_table_string (table, state_of (item));
  lim_table_mark (table, item->square == NULL               ? LIM_MARK_BAD
                         : item->state == LIM_LORA_APPROVED ? LIM_MARK_GOOD
                                                            : LIM_MARK_WARN);
  lim_table_string (table, remarks);
}

static void
fill_table (LimTable *table, const LimLoraPreview *preview)
{
  for (guint s = 0; s < preview->sheets->len; s++)
    {
      const LimLoraPreviewSheet *sheet = preview->sheets->pdata[s];

      for (guint i = 0; i < sheet->items->len; i++)
        add_row (table, sheet->items->pdata[i], sheet->source->file);
    }
  for (guint i = 0; i < preview->topups->len; i++)
    add_row (table, preview->topups->pdata[i], ((const LimLoraPreviewItem *) preview->topups->pdata[i])->original);
}

static const LimColumn columns[] = { { .key = "id", .title = "Crop" },
                                     { .key = "source", .title = "Source" },
                                     { .key = "approval", .title = "Approval" },
                                     { .key = "remarks", .title = "Remarks" },
                                     { 0 } };

static void
print_json (LimCli *cli, const LimLoraPreview *preview, const LimTable *table, const GPtrArray *findings,
            const char *path, guint n_approved)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *problems = lim_json_new_array (doc);

  lim_json_set_string (root, "path", path);
  lim_json_set_string (root, "seen", preview->seen);
  lim_json_set_int (root, "newly_approved", n_approved);
  lim_json_set_int (root, "unmade_topups", preview->n_unmade);
  lim_json_set (root, "crops", lim_table_to_json_node (table, doc));
  lim_json_set (root, "findings", lim_findings_to_json (findings, doc));
  lim_problems_append_json (preview->problems, problems, doc);
  lim_json_set (root, "problems", problems);
  lim_cli_print_json (cli, root);
}

static gboolean
write_preview (LimCli *cli, const LimLoraSet *set, const LimLoraPreview *preview, const char *path, GError **error)
{
  gboolean png = lim_settings_flag (cli->options, "png");
  g_autoptr (GBytes) bytes =
      png ? lim_lora_preview_picture (set, preview, error) : lim_lora_preview_page (set, preview, error);

  return bytes != NULL && lim_lora_ensure_gitignore (cli->project, error)
         && lim_file_write_bytes (path, bytes, error);
}

static gboolean
approve (LimCli *cli, const LimLoraSet *set, const LimLoraPreview *preview, const char *page, guint *n,
         GError **error)
{
  g_autofree char *who = lim_cli_reviewer (cli, error);

  return who != NULL && lim_lora_approve (&cli->context, set, preview, page, who, n, error);
}

static void
print_result (LimCli *cli, const LimLoraSet *set, const LimLoraPreview *preview, const char *path, gboolean approved,
              guint n_approved)
{
  g_autofree char *crops = lim_text_count (preview->n_crops - preview->topups->len, "crop", NULL);
  g_autofree char *topups = lim_text_count (preview->topups->len, "top-up", NULL);
  g_autofree char *remarks = lim_text_count (preview->n_remarks, "remark", NULL);
  g_autofree char *newly = lim_text_count (n_approved, "picture", NULL);

  if (approved)
    {
      lim_cli_print (cli, "Approved %s as the preview shows them. Now: limner lora crop %s", newly, set->subject);
      if (preview->topups->len > 0)
        lim_cli_print (cli, "and limner lora topup %s, which puts the top-ups into the training folder.",
                       set->subject);
      return;
    }
  if (preview->n_crops == 0 && preview->n_unmade == 0)
    {
      lim_cli_print (cli,
                     "%s has nothing to show: list crops under its sources, and take `exclude` out of those that are "
                     "to be used.",
                     set->plan_path);
      return;
    }
  lim_cli_print (cli, "%s%s%s", lim_cli_style (cli, "bold"), path, lim_cli_style (cli, "off"));
  lim_cli_print (cli, "%s and %s, %u of them approved, %s.", crops, topups, preview->n_approved, remarks);
  if (preview->n_unmade > 0)
    lim_cli_print (cli, "%u more top-ups of the plan are not made yet: limner lora topup %s", preview->n_unmade,
                   set->subject);
  if (preview->n_approved < preview->n_crops)
    lim_cli_print (cli, "Look at it; if all is as it should be: limner lora preview %s --approve", set->subject);
}

static gboolean
run (LimCli *cli, GError **error)
{
  static const char *const names[] = { LIM_LORA_PREVIEW, "preview.png" };
  const char *out = lim_settings_string (cli->options, "out");
  gboolean approving = lim_settings_flag (cli->options, "approve");
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], findings, error);
  g_autoptr (LimLoraPreview) preview =
      set != NULL ? lim_lora_preview (&cli->context, set, lim_settings_string (cli->options, "source"),
                                      lim_settings_string (cli->options, "crop"), error)
                  : NULL;
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  guint n_approved = 0;

  if (!cli->json)
    lim_cli_print_findings (cli, findings);
  if (preview == NULL)
    return FALSE;
  g_autofree char *usual = lim_lora_path (set, names[lim_settings_flag (cli->options, "png") && !approving]);
  g_autofree char *path = out != NULL ? g_strdup (out) : lim_store_resolve (cli->project, usual, error);
  if (path == NULL)
    return FALSE;
  if (approving ? !approve (cli, set, preview, path, &n_approved, error)
                : !write_preview (cli, set, preview, path, error))
    return FALSE;
  fill_table (table, preview);
  if (cli->json)
    print_json (cli, preview, table, findings, path, n_approved);
  else if (!approving)
    lim_cli_print_table (cli, table);
  print_result (cli, set, preview, path, approving, n_approved);
  lim_cli_print_problems (cli, preview->problems);
  if (preview->problems->len + preview->n_impossible == 0)
    return TRUE;
  return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u pictures cannot be made, %u files cannot be read; see above",
                   preview->n_impossible, preview->problems->len);
}

static const LimOptionRow options[] = {
  { .name = "approve", .type = LIM_OPTION_FLAG, .help = "record that you have looked and that it is right" },
  { .name = "source",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "only this sheet, as the plan names it" },
  { .name = "crop", .type = LIM_OPTION_STRING, .placeholder = "ID", .help = "only this crop or top-up" },
  { .name = "png", .type = LIM_OPTION_FLAG, .help = "one picture instead of the HTML page" },
  { .name = "out",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "write it there; else dataset/SUBJECT/" LIM_LORA_PREVIEW },
  { 0 },
};

static const char *const examples[] = {
  "lora preview ada",
  "every crop on its sheet and as it will look",
  "lora preview ada --approve",
  "you have looked at that page, and it is right",
  NULL,
};

const LimCommand lim_command_lora_preview = {
  .name = "lora preview",
  .group = "lora",
  .summary = "Show what the plan's crops mean and what top-ups came to, and approve them",
  .usage = "[SUBJECT]",
  .details =
      "The page shows each sheet with its rectangles and each crop as it will look, with remarks: a rectangle that\n"
      "leaves the sheet, overlaps a neighbour or cuts through a figure. Below them stand the top-ups that were\n"
      "made. --approve records who approved which crops, with the hash of what the page shows; a crop that changes\n"
      "afterwards has to be looked at again.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_REVIEWER,
  .max_words = 1,
  .options = options,
  .run = run,
};
