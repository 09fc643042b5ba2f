#include "cli-command.h"
#include "cli-problem.h"

#include "base-file.h"
#include "base-text.h"
#include "lora-audit.h"

static const LimColumn columns[] = { { .key = "file", .title = "File" },
                                     { .key = "use", .title = "Use" },
                                     { .key = "kind", .title = "Kind" },
                                     { .key = "size", .title = "Size", .align = LIM_ALIGN_RIGHT },
                                     { .key = "ground", .title = "Ground" },
                                     { .key = "figures", .title = "Figures", .align = LIM_ALIGN_RIGHT },
                                     { .key = "writing", .title = "Writing", .align = LIM_ALIGN_RIGHT },
                                     { .key = "edge", .title = "Edges", .align = LIM_ALIGN_RIGHT },
                                     { .key = "remarks", .title = "Remarks" },
                                     { 0 } };

static char *
join_remarks (const LimLoraAuditItem *item)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < item->remarks->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "; " : "", (const char *) item->remarks->pdata[i]);
  return g_string_free (out, FALSE);
}

static char *
ground_of (const LimLoraAuditItem *item)
{
  return item->plain ? g_strdup_printf ("#%02x%02x%02x", item->ground[0], item->ground[1], item->ground[2]) : NULL;
}

static void
add_row (LimTable *table, const LimLoraAuditItem *item)
{
  static const LimMark marks[] = { LIM_MARK_GOOD, LIM_MARK_WARN, LIM_MARK_BAD };
  g_autofree char *size = g_strdup_printf ("%u × %u", item->width, item->height);
  g_autofree char *writing = g_strdup_printf ("%.1f %%", 100 * item->text);
  g_autofree char *ground = ground_of (item), *remarks = join_remarks (item);
  gboolean read = item->kind != LIM_LORA_BROKEN;

  lim_table_row (table);
  lim_table_string (table, item->file);
  lim_table_string (table, lim_lora_use_name (item->use));
  lim_table_mark (table, marks[item->use]);
  lim_table_string (table, lim_lora_picture_kind_name (item->kind));
  lim_table_string (table, read ? size : "");
  lim_table_string (table, ground != NULL ? ground : "");
  if (read)
    lim_table_int (table, item->figures->len);
  else
    lim_table_null (table);
  lim_table_string (table, read ? writing : "");
  if (item->edge > 0)
    lim_table_double (table, item->edge, 1);
  else
    lim_table_null (table);
  lim_table_string (table, remarks);
}

/* What there was to do besides looking, and what came of it. */
typedef struct
{
  char *page; /* NULL: none was asked for */
  char *yaml; /* NULL: nothing to propose */
  gboolean write;
  guint n_sources, n_crops;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_free (outcome->page);
  g_free (outcome->yaml);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
print_json (LimCli *cli, const LimLoraAudit *audit, const Outcome *outcome)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *items = lim_json_new_array (doc);

  lim_json_set_int (root, "usable", audit->n_usable);
  lim_json_set_int (root, "partial", audit->n_partial);
  lim_json_set_int (root, "excluded", audit->n_excluded);
  lim_json_set_int (root, "figures", audit->n_figures);
  lim_json_set_int (root, "passed_over", audit->n_passed_over);
  lim_json_set_string (root, "page", outcome->page);
  lim_json_set_string (root, "proposal", outcome->yaml);
  lim_json_set_int (root, "sources_written", outcome->write && !cli->dry_run ? outcome->n_sources : 0);
  lim_json_set_int (root, "crops_written", outcome->write && !cli->dry_run ? outcome->n_crops : 0);
  for (guint i = 0; i < audit->items->len; i++)
    lim_json_append (items, lim_lora_audit_item_to_json (audit->items->pdata[i], doc));
  lim_json_set (root, "pictures", items);
  lim_cli_print_json (cli, root);
}

static void
print_text (LimCli *cli, const LimLoraAudit *audit, const LimLoraSet *set, const Outcome *outcome)
{
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  g_autofree char *pictures = lim_text_count (audit->items->len, "picture", NULL);
  g_autofree char *figures = lim_text_count (audit->n_figures, "figure", NULL);
  g_autofree char *sources = lim_text_count (outcome->n_sources, "source", NULL);
  g_autofree char *crops = lim_text_count (outcome->n_crops, "crop", NULL);

  for (guint i = 0; i < audit->items->len; i++)
    add_row (table, audit->items->pdata[i]);
  lim_cli_print_table (cli, table);
  lim_cli_print (cli, "%s: %u usable, %u with care, %u excluded; %s apart on plain ground.", pictures,
                 audit->n_usable, audit->n_partial, audit->n_excluded, figures);
  if (outcome->page != NULL)
    lim_cli_print (cli, "%s%s%s", lim_cli_style (cli, "bold"), outcome->page, lim_cli_style (cli, "off"));
  if (outcome->write)
    lim_cli_print (cli, "%s %s and %s in %s. Each crop stays excluded until you have set its view and framing.",
                   cli->dry_run ? "Would put" : "Put", sources, crops, set->plan_path);
  else if (outcome->yaml != NULL)
    {
      lim_cli_print (cli, "\nFor the plan, below its `sources:`%s:\n", set != NULL ? " (--write puts it there)" : "");
      lim_cli_print (cli, "%s", outcome->yaml);
    }
}

static gboolean
write_page (LimCli *cli, const LimLoraSet *set, const LimLoraAudit *audit, Outcome *outcome, GError **error)
{
  const char *out = lim_settings_string (cli->options, "html");
  g_autofree char *usual =
      set != NULL ? lim_lora_path (set, LIM_LORA_AUDIT_PAGE) : g_strdup ("exports/" LIM_LORA_AUDIT_PAGE);
  g_autofree char *title =
      g_strconcat (set != NULL ? set->subject : lim_project_name (cli->project), ": audit", NULL);

  outcome->page = out != NULL ? g_strdup (out) : lim_project_path (cli->project, usual);
  g_autoptr (GBytes) bytes = lim_lora_audit_page (audit, title, error);
  return bytes != NULL && lim_lora_ensure_gitignore (cli->project, error)
         && lim_file_write_bytes (outcome->page, bytes, error);
}

/* The set that was named, or the only one there is; NULL without error when there is none to choose. */
static gboolean
choose_set (LimCli *cli, LimLoraSet **set, GError **error)
{
  const char *subject = lim_settings_string (cli->options, "subject");
  g_autoptr (GPtrArray) subjects = lim_lora_subjects (cli->project);

  if (subject == NULL && subjects->len != 1)
    {
      if (lim_settings_flag (cli->options, "write"))
        return lim_fail (error, LIM_ERROR_USAGE, "--write needs to know which plan: --subject NAME%s",
                         subjects->len == 0 ? "; begin one with `limner lora init NAME`" : "");
      return TRUE;
    }
  *set = lim_lora_set_open (cli->project, subject, NULL, error);
  return *set != NULL;
}

static gboolean
run (LimCli *cli, GError **error)
{
  gboolean page = lim_settings_flag (cli->options, "sheet") || lim_settings_string (cli->options, "html") != NULL;
  g_autoptr (LimLoraSet) set = NULL;
  g_auto (Outcome) outcome = { .write = lim_settings_flag (cli->options, "write") };

  if (!choose_set (cli, &set, error))
    return FALSE;
  g_autoptr (LimLoraAudit) audit =
      lim_lora_audit (&cli->context, cli->project, set, (const char *const *) cli->words, page, error);
  if (audit == NULL || (page && !write_page (cli, set, audit, &outcome, error))
      || (outcome.write
          && !lim_lora_audit_write (set, audit, cli->dry_run, &outcome.n_sources, &outcome.n_crops, error)))
    return FALSE;
  outcome.yaml = lim_lora_audit_yaml (audit);
  if (cli->json)
    print_json (cli, audit, &outcome);
  else
    print_text (cli, audit, set, &outcome);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "subject",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "compare with this set's plan; else with the only one there is" },
  { .name = "write",
    .type = LIM_OPTION_FLAG,
    .help = "put what was found into the plan's sources; what it says stays" },
  { .name = "sheet",
    .type = LIM_OPTION_FLAG,
    .help = "write a contact sheet with every picture and its figures: dataset/NAME/" LIM_LORA_AUDIT_PAGE },
  { .name = "html", .type = LIM_OPTION_STRING, .placeholder = "FILE", .help = "write the contact sheet there" },
  { 0 },
};

static const char *const examples[] = {
  "lora audit --sheet",
  "what lies in inputs/references, as a table and a contact sheet",
  "lora audit ~/art/ada --json",
  "another folder, for a program",
  "lora audit --subject ada --write",
  "put sheets and the figures on them into dataset/ada/plan.yaml",
  NULL,
};

const LimCommand lim_command_lora_audit = {
  .name = "lora audit",
  .group = "lora",
  .summary = "Take stock of source pictures, and find the figures on sheets",
  .usage = "[DIR…]",
  .details =
      "For each picture: its size, what it is (sheet, annotated sheet, figure, scene), the colour it stands on, how\n"
      "much of it is writing (estimated from strokes), how many pixels its edges take, what it doubles; and whether\n"
      "it is usable, usable with care, or not, with the reason. Figures that stand apart on plain ground are\n"
      "proposed as crops. Which way a figure looks only a person can tell: the crops are excluded until you said so.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = 100,
  .words = LIM_WORD_FOLDER,
  .options = options,
  .run = run,
};
