#include "base-finding.h"
#include "cli-command.h"
#include "cli-editor.h"
#include "cli-finding.h"
#include "cli-problem.h"

#include "base-text.h"
#include "lora-caption-edit.h"
#include "lora-caption-lint.h"
#include "lora-caption.h"

#include <string.h>

/* -- What changes -- */

static void
print_edits (LimCli *cli, const GPtrArray *edits)
{
  static const LimColumn columns[] = { { .key = "id", .title = "Image" },
                                       { .key = "before", .title = "Before" },
                                       { .key = "after", .title = "After" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < edits->len; i++)
    {
      const LimLoraEdit *edit = edits->pdata[i];

      lim_table_row (table);
      lim_table_string (table, edit->id);
      lim_table_string (table, edit->before);
      lim_table_mark (table, LIM_MARK_DIM);
      lim_table_string (table, edit->after);
      lim_table_mark (table, LIM_MARK_GOOD);
    }
  lim_cli_print_table (cli, table);
}

static const char *
option (const LimCli *cli, const char *name)
{
  return lim_settings_is_set (cli->options, name) ? lim_settings_string (cli->options, name) : NULL;
}

static GPtrArray *
edits_of_bulk (LimCli *cli, const LimLoraSet *set, GError **error)
{
  const char *const *only = lim_settings_list (cli->options, "only");
  const LimLoraBulk bulk = { .find = option (cli, "find"),
                             .replace = option (cli, "replace"),
                             .add = option (cli, "add"),
                             .remove = option (cli, "remove"),
                             .only = only != NULL && only[0] != NULL ? only : NULL };

  return lim_lora_bulk (set, &bulk, error);
}

static GPtrArray *
edits_of_editor (const LimLoraSet *set, GError **error)
{
  g_autofree char *before = lim_lora_captions_to_text (set);
  g_autofree char *after = lim_cli_edit_text ("captions", before, error);

  return after != NULL ? lim_lora_captions_from_text (set, after, error) : NULL;
}

/* Writes @edits into the plan; *@set is the new one then. */
static gboolean
apply (LimCli *cli, LimLoraSet **set, const GPtrArray *edits, const char *what, GError **error)
{
  g_autofree char *captions = lim_text_count (edits->len, "caption", NULL);
  LimLoraSet *fresh;

  if (edits->len > 0 && (cli->dry_run || !cli->json))
    print_edits (cli, edits);
  lim_cli_print (cli, "%s %s in %s.", cli->dry_run ? "Would change" : "Changed", captions, (*set)->plan_path);
  if (cli->dry_run || edits->len == 0)
    return TRUE;
  if (!lim_lora_edits_apply (*set, edits, what, error))
    return FALSE;
  lim_cli_print (cli, "`limner lora caption %s --undo` takes that back.", (*set)->subject);
  fresh = lim_lora_set_open (cli->project, (*set)->subject, NULL, error);
  if (fresh == NULL)
    return FALSE;
  lim_lora_set_free (*set);
  *set = fresh;
  return TRUE;
}

static gboolean
undo (LimCli *cli, LimLoraSet **set, GError **error)
{
  g_autofree char *what = NULL;
  LimLoraSet *fresh;

  if (!lim_lora_undo (*set, cli->dry_run, &what, error))
    return FALSE;
  lim_cli_print (cli, "%s: %s", cli->dry_run ? "Would take back" : "Took back", what);
  fresh = lim_lora_set_open (cli->project, (*set)->subject, NULL, error);
  if (fresh == NULL)
    return FALSE;
  lim_lora_set_free (*set);
  *set = fresh;
  return TRUE;
}

/* The words of the bulk edit, as the way back names it. Transfer full. */
static char *
say_bulk (const LimCli *cli)
{
  static const char *const names[] = { "find", "replace", "add", "remove" };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (option (cli, names[i]) != NULL)
      g_string_append_printf (text, "%s--%s “%s”", text->len > 0 ? " " : "", names[i], option (cli, names[i]));
  return g_string_free (text, FALSE);
}

/* Changes the plan as the options ask, if they do, which *@changed tells. */
static gboolean
change_plan (LimCli *cli, LimLoraSet **set, gboolean *changed, GError **error)
{
  gboolean editing = lim_settings_flag (cli->options, "edit");
  g_autofree char *what = editing ? g_strdup ("--edit") : say_bulk (cli);
  g_autoptr (GPtrArray) edits = NULL;

  *changed = TRUE;
  if (lim_settings_flag (cli->options, "undo"))
    return undo (cli, set, error);
  *changed = *what != '\0';
  if (!*changed)
    return TRUE;
  edits = editing ? edits_of_editor (*set, error) : edits_of_bulk (cli, *set, error);
  return edits != NULL && apply (cli, set, edits, what, error);
}

/* -- The files -- */

static void
print_report (LimCli *cli, const LimLoraCaptionReport *report)
{
  static const LimColumn columns[] = { { .key = "file", .title = "File" },
                                       { .key = "state", .title = "State" },
                                       { .key = "caption", .title = "Caption" },
                                       { .key = "id", .title = "Image" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimLoraCaptionItem *item = report->items->pdata[i];

      if (!cli->json && item->state == LIM_LORA_CAPTION_CURRENT)
        continue;
      lim_table_row (table);
      lim_table_string (table, item->name);
      lim_table_string (table, lim_lora_caption_state_name (item->state));
      lim_table_mark (table, item->state == LIM_LORA_CAPTION_BY_HAND ? LIM_MARK_WARN : LIM_MARK_GOOD);
      lim_table_string (table, item->state == LIM_LORA_CAPTION_BY_HAND ? item->before : item->after);
      lim_table_string (table, item->id);
    }
  if (cli->json || lim_table_n_rows (table) > 0)
    lim_cli_print_table (cli, table);
}

static gboolean
write_captions (LimCli *cli, const LimLoraSet *set, GError **error)
{
  LimLoraHand hand = lim_settings_flag (cli->options, "take")             ? LIM_LORA_HAND_TAKE
                     : lim_settings_flag (cli->options, "replace-edited") ? LIM_LORA_HAND_REPLACE
                                                                          : LIM_LORA_HAND_TELL;
  g_autoptr (LimLoraCaptionReport) report = lim_lora_caption_report_new ();

  if (!lim_lora_caption (&cli->context, set, hand, cli->dry_run, report, error))
    return FALSE;
  print_report (cli, report);
  g_autofree char *captions = lim_text_count (report->n_written, "caption", NULL);
  lim_cli_print (cli, "%s %s in %s; %u say what the plan says.", cli->dry_run ? "Would write" : "Wrote", captions,
                 report->folder, report->n_current);
  if (report->n_taken > 0)
    lim_cli_print (cli, "%s %u changed by hand into %s.", cli->dry_run ? "Would take" : "Took", report->n_taken,
                   set->plan_path);
  lim_cli_print_problems (cli, report->problems);
  if (report->problems->len == 0)
    return TRUE;
  return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u captions are left as they are; the reasons stand above",
                   report->problems->len);
}

static gboolean
lint (LimCli *cli, const LimLoraSet *set, GError **error)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  guint n_errors = 0;

  if (!lim_lora_caption_lint (set, findings, error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

      lim_cli_print_json (cli, lim_findings_to_json (findings, doc));
    }
  else
    lim_cli_print_findings (cli, findings);
  lim_findings_first (findings, LIM_FINDING_ERROR, &n_errors);
  if (findings->len == 0)
    lim_cli_print (cli, "The captions are as they should be.");
  return n_errors == 0 || lim_fail (error, LIM_ERROR_BAD_INPUT, "%u errors in the captions", n_errors);
}

static gboolean
check_options (LimCli *cli, GError **error)
{
  static const char *const bulk[] = { "find", "add", "remove" };
  static const char *const ways[] = { "edit", "undo", "lint", "take", "replace-edited" };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    n += lim_settings_flag (cli->options, ways[i]) ? 1 : 0;
  gboolean bulky = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (bulk); i++)
    bulky = bulky || option (cli, bulk[i]) != NULL;
  if (n + bulky > 1)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--edit, --undo, --lint, --take, --replace-edited and --find, --add or --remove "
                     "exclude each other; give one at a time");
  if ((option (cli, "replace") != NULL) > (option (cli, "find") != NULL))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--replace TEXT needs --find TEXT; to replace files that were edited by hand, "
                     "give --replace-edited");
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  LimLoraSet *set = check_options (cli, error) ? lim_lora_set_open (cli->project, cli->words[0], NULL, error) : NULL;
  gboolean well, changed;

  if (set == NULL)
    return FALSE;
  if (lim_settings_flag (cli->options, "lint"))
    well = lint (cli, set, error);
  else
    well =
        change_plan (cli, &set, &changed, error) && ((changed && cli->dry_run) || write_captions (cli, set, error));
  lim_lora_set_free (set);
  return well;
}

static const LimOptionRow options[] = {
  { .name = "find", .type = LIM_OPTION_STRING, .placeholder = "TEXT", .help = "replace this text in all captions" },
  { .name = "replace", .type = LIM_OPTION_STRING, .placeholder = "TEXT", .help = "by this; else by nothing" },
  { .name = "add", .type = LIM_OPTION_STRING, .placeholder = "TAG", .help = "add this tag where it is missing" },
  { .name = "remove", .type = LIM_OPTION_STRING, .placeholder = "TAG", .help = "remove this tag" },
  { .name = "only",
    .type = LIM_OPTION_LIST,
    .placeholder = "ID",
    .help = "change only the captions of these images" },
  { .name = "edit", .type = LIM_OPTION_FLAG, .help = "change them all in $EDITOR" },
  { .name = "undo", .type = LIM_OPTION_FLAG, .help = "take the last change back" },
  { .name = "lint", .type = LIM_OPTION_FLAG, .help = "only say what may be wrong with them" },
  { .name = "take", .type = LIM_OPTION_FLAG, .help = "put captions that were edited by hand into the plan" },
  { .name = "replace-edited",
    .type = LIM_OPTION_FLAG,
    .help = "write the plan's over captions that were edited by hand" },
  { 0 },
};

static const char *const examples[] = {
  "lora caption ada",
  "write the captions the plan asks for",
  "lora caption ada --find \"neutral pose\" --replace \"standing\" --dry-run",
  "what that would change; without --dry-run it does, and --undo takes it back",
  "lora caption ada --lint",
  "missing trigger word, order, words twice, words that belong to the trigger",
  NULL,
};

const LimCommand lim_command_lora_caption = {
  .name = "lora caption",
  .group = "lora",
  .summary = "Write and change the captions of the training images",
  .usage = "[SUBJECT]",
  .details = "One line of text beside each image: trigger word, framing, view, pose or action, expression, "
             "background, tags.\n"
             "They come from the plan; changes in bulk or in the editor are made in the plan, and the files follow. "
             "A file that\n"
             "was edited by hand is left and named, until you take it into the plan or replace it.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = 1,
  .options = options,
  .run = run,
};
