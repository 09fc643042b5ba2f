#include "cli-command.h"

#include "base-error.h"
#include "base-text.h"
#include "export-project.h"
#include "export-run.h"
#include "style-canon.h"

static gboolean
read_plan_options (LimCli *cli, LimExportPlanOptions *options, GError **error)
{
  const char *const *tasks = lim_settings_list (cli->options, "task");

  *options = lim_export_plan_defaults;
  options->allow_incomplete = lim_settings_flag (cli->options, "allow-incomplete");
  options->strip = lim_settings_flag (cli->options, "strip");
  if (options->strip && lim_settings_flag (cli->options, "link"))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--strip writes other files than the project has, so they cannot be links; leave --link out");
  if (*tasks != NULL)
    {
      g_autofree char *words = g_strjoinv (",", (char **) tasks);

      if (!lim_tasks_parse (words, &options->tasks, error))
        return FALSE;
    }
  return lim_split_shares_parse (lim_settings_string (cli->options, "split"), &options->shares, error);
}

/* The formats that were named (element-type LimExporter); *@all: every one. */
static GPtrArray *
read_formats (LimCli *cli, gboolean *all, GError **error)
{
  const char *const *names = lim_settings_list (cli->options, "format");
  g_autoptr (GPtrArray) formats = g_ptr_array_new ();

  *all = g_strv_contains (names, "all");
  for (guint i = 0; *all && lim_exporters ()[i] != NULL; i++)
    g_ptr_array_add (formats, (gpointer) lim_exporters ()[i]);
  for (guint i = 0; !*all && names[i] != NULL; i++)
    {
      const LimExporter *format = lim_exporter_find (names[i], error);

      if (format == NULL)
        return NULL;
      if (!g_ptr_array_find (formats, format, NULL))
        g_ptr_array_add (formats, (gpointer) format);
    }
  if (formats->len == 0)
    return lim_fail_null (error, LIM_ERROR_USAGE,
                          "in which format? limner export --format trl, or several with commas, or all; "
                          "`limner export --list` shows them");
  return g_steal_pointer (&formats);
}

static void
list_formats (LimCli *cli)
{
  static const LimColumn columns[] = { { .key = "format", .title = "Format" },
                                       { .key = "holds", .title = "Holds" },
                                       { .key = "embed", .title = "Embeds" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; lim_exporters ()[i] != NULL; i++)
    {
      const LimExporter *format = lim_exporters ()[i];

      lim_table_row (table);
      lim_table_string (table, format->name);
      lim_table_string (table, format->help);
      lim_table_string (table, format->flags & LIM_EXPORT_ALWAYS_EMBEDS ? "always"
                               : format->flags & LIM_EXPORT_CAN_EMBED   ? "--embed"
                                                                        : "no");
    }
  lim_cli_print_table (cli, table);
}

/* -- Results -- */

static LimTable *
new_table (void)
{
  static const LimColumn columns[] = {
    { .key = "format", .title = "Format" },
    { .key = "train", .title = "Train", .align = LIM_ALIGN_RIGHT },
    { .key = "validation", .title = "Validation", .align = LIM_ALIGN_RIGHT },
    { .key = "test", .title = "Test", .align = LIM_ALIGN_RIGHT },
    { .key = "images", .title = "Images", .align = LIM_ALIGN_RIGHT },
    { .key = "bytes", .title = "Bytes", .align = LIM_ALIGN_RIGHT },
    { .key = "folder", .title = "Folder" },
    { .key = "left_out", .title = "Left out" },
    { 0 },
  };

  return lim_table_new (NULL, columns);
}

static void
add_result (LimTable *table, const LimExporter *format, const LimExportResult *result)
{
  g_autofree char *left_out = lim_export_describe_excluded (result->excluded);

  lim_table_row (table);
  lim_table_string (table, format->name);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    lim_table_int (table, (gint64) result->split_rows[split]);
  lim_table_int (table, (gint64) result->images);
  lim_table_int (table, (gint64) result->bytes);
  lim_table_string (table, result->folder);
  lim_table_string (table, left_out);
}

static void
say_left_out (LimCli *cli, const LimExportPlan *plan)
{
  g_autofree char *left_out = lim_export_describe_excluded (plan->excluded);

  if (*left_out != '\0')
    lim_cli_print (cli, "Left out of every format: %s.", left_out);
}

/* What would be exported, without a format's own view of it. */
static void
show_plan (LimCli *cli, const LimExportPlan *plan)
{
  static const LimColumn columns[] = {
    { .key = "split", .title = "Split" },
    { .key = "classification", .title = "Classification", .align = LIM_ALIGN_RIGHT },
    { .key = "critique", .title = "Critique", .align = LIM_ALIGN_RIGHT },
    { .key = "preference", .title = "Preference", .align = LIM_ALIGN_RIGHT },
    { .key = "pairs", .title = "Pairs", .align = LIM_ALIGN_RIGHT },
    { 0 }
  };
  guint counts[LIM_N_SPLITS][4] = { { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < plan->units->len; i++)
    {
      const LimExportUnit *unit = g_ptr_array_index (plan->units, i);
      guint column = unit->rejected != NULL                  ? 3
                     : unit->task == LIM_TASK_CLASSIFICATION ? 0
                     : unit->task == LIM_TASK_CRITIQUE       ? 1
                                                             : 2;
      counts[unit->split][column]++;
    }
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      lim_table_row (table);
      lim_table_string (table, lim_split_name (split));
      for (guint i = 0; i < 4; i++)
        lim_table_int (table, counts[split][i]);
    }
  lim_cli_print_table (cli, table);
  say_left_out (cli, plan);
  lim_cli_print (cli, "%u assets in %u families. Nothing was written.", plan->assets->len, plan->n_families);
}

/* -- Running -- */

/* Under --format all a format for which there is nothing is told of and skipped. */
static gboolean
export_one (LimCli *cli, const LimExportPlan *plan, const LimExporter *format, const char *out, gboolean all,
            LimTable *table, GError **error)
{
  LimExportRunOptions options = {
    .embed = lim_settings_flag (cli->options, "embed"),
    .embed_if_able = all,
    .link = lim_settings_flag (cli->options, "link"),
  };
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimExportResult) result = lim_export_run (plan, format, out, &options, &cli->context, &problem);

  if (result == NULL && all && g_error_matches (problem, LIM_ERROR, LIM_ERROR_BAD_INPUT))
    {
      lim_cli_warn (cli, "%s", problem->message);
      return TRUE;
    }
  if (result == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  for (guint i = 0; i < result->warnings->len; i++)
    lim_cli_warn (cli, "%s: %s", format->name, (const char *) result->warnings->pdata[i]);
  add_result (table, format, result);
  return TRUE;
}

static gboolean
export_all (LimCli *cli, const LimExportPlan *plan, const GPtrArray *formats, gboolean all, GError **error)
{
  const char *asked = lim_settings_string (cli->options, "out");
  g_autofree char *out = asked != NULL ? g_strdup (asked) : lim_project_path (cli->project, "exports");
  g_autoptr (LimTable) table = new_table ();

  for (guint i = 0; i < formats->len; i++)
    if (!export_one (cli, plan, g_ptr_array_index (formats, i), out, all, table, error))
      return FALSE;
  lim_cli_print_table (cli, table);
  say_left_out (cli, plan);
  if (plan->n_hidden_texts > 0)
    {
      g_autofree char *images = lim_text_count (plan->n_hidden_texts, "image", NULL);

      lim_cli_warn (cli, "%s: NovelAI hid the prompt in the pixels, which --strip leaves as they are", images);
    }
  if (lim_table_n_rows (table) == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "there was nothing to export in any format");
  return TRUE;
}

/* What could not be read was named when it was met; the rest is written, and the exit status says that some is missing. */
static gboolean
tell_unreadable (const LimExportPlan *plan, GError **error)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (plan->excluded, "unreadable"));
  g_autofree char *files = lim_text_count (n, "file", NULL);

  return n == 0
         || lim_fail (error, LIM_ERROR_SOME_FAILED, "%s could not be read and %s left out; `limner doctor` says more",
                      files, n == 1 ? "was" : "were");
}

static gboolean
run (LimCli *cli, GError **error)
{
  LimExportPlanOptions options;
  gboolean all;

  if (lim_settings_flag (cli->options, "list"))
    {
      list_formats (cli);
      return TRUE;
    }
  g_autoptr (GPtrArray) formats = read_formats (cli, &all, error);
  if (formats == NULL || !read_plan_options (cli, &options, error))
    return FALSE;
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);
  if (g_strcmp0 (lim_settings_string (cli->options, "out"), "") == 0)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--out needs a folder, found “”; leave it out for exports/ in the project");
  g_autoptr (LimExportPlan) plan =
      canon != NULL ? lim_export_plan_project (cli->project, canon, &options, &cli->context, error) : NULL;
  if (plan == NULL)
    return FALSE;
  if (cli->dry_run)
    show_plan (cli, plan);
  else if (!export_all (cli, plan, formats, all, error))
    return FALSE;
  return tell_unreadable (plan, error);
}

static const LimOptionRow options[] = {
  { .name = "format",
    .letter = 'f',
    .type = LIM_OPTION_LIST,
    .placeholder = "FORMAT",
    .help = "for which trainer: one, several with commas, or all" },
  { .name = "task",
    .type = LIM_OPTION_LIST,
    .choices = LIM_CHOICES ("classification", "critique", "preference"),
    .placeholder = "TASK",
    .help = "what to learn; all three unless said" },
  { .name = "split",
    .type = LIM_OPTION_STRING,
    .fallback = "0.9,0.05,0.05",
    .placeholder = "SHARES",
    .help = "shares of train, validation and test" },
  { .name = "embed", .help = "image bytes inside the rows, where the format can" },
  { .name = "link", .help = "hard links instead of copies of the images" },
  { .name = "strip", .help = "images without prompts and other metadata; their pixels stay as they are" },
  { .name = "allow-incomplete", .help = "export without canon or explanation too; leave stale bindings out" },
  { .name = "out", .type = LIM_OPTION_STRING, .placeholder = "DIR", .help = "where to, instead of exports/" },
  { .name = "list", .help = "show the formats" },
  { 0 },
};

static const char *const examples[] = {
  "export --format trl",
  "rows for TRL's SFTTrainer in exports/NAME-trl",
  "export --format all --link",
  "every format, images by hard link",
  "export --format trl --strip",
  "images that do not tell how they were made",
  "export --format dpo,ms-swift --task critique --split 0.8,0.1,0.1",
  "critiques only, more of them held back",
  NULL,
};

const LimCommand lim_command_export = {
  .name = "export",
  .group = "hand on",
  .summary = "Write judged images as training data",
  .usage = "",
  .details = "A unit needs an image, a judgment and a fresh canon binding; what is left out is counted with its "
             "reason. Bindings\n"
             "that are stale refuse to ship (exit 5): run limner canon bind first. Subjects and their variants, "
             "follow-ons and\n"
             "near-identical images stay on one side of the split. The same project gives the same bytes.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
