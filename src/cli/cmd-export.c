#include "cli-command.h"

#include "base-error.h"
#include "base-text.h"
#include "export-order.h"
#include "export-project.h"
#include "style-canon.h"

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
  guint counts[LIM_N_SPLITS][LIM_N_UNIT_KINDS];
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  lim_export_plan_count (plan, counts);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      lim_table_row (table);
      lim_table_string (table, lim_split_name (split));
      for (guint i = 0; i < LIM_N_UNIT_KINDS; i++)
        lim_table_int (table, counts[split][i]);
    }
  lim_cli_print_table (cli, table);
  say_left_out (cli, plan);
  lim_cli_print (cli, "%u assets in %u families. Nothing was written.", plan->assets->len, plan->n_families);
}

/* -- Running -- */

static void
show_deliveries (LimCli *cli, const LimExportPlan *plan, const GPtrArray *deliveries)
{
  g_autoptr (LimTable) table = new_table ();

  for (guint i = 0; i < deliveries->len; i++)
    {
      const LimExportDelivery *delivery = deliveries->pdata[i];

      if (delivery->result == NULL)
        {
          lim_cli_warn (cli, "%s", delivery->passed_over);
          continue;
        }
      for (guint w = 0; w < delivery->result->warnings->len; w++)
        lim_cli_warn (cli, "%s: %s", delivery->format->name, (const char *) delivery->result->warnings->pdata[w]);
      add_result (table, delivery->format, delivery->result);
    }
  lim_cli_print_table (cli, table);
  say_left_out (cli, plan);
  if (plan->n_hidden_texts > 0)
    {
      g_autofree char *images = lim_text_count (plan->n_hidden_texts, "image", NULL);

      lim_cli_warn (cli, "%s: NovelAI hid the prompt in the pixels, which --strip leaves as they are", images);
    }
}

static gboolean
is_nothing (const GPtrArray *deliveries)
{
  for (guint i = 0; i < deliveries->len; i++)
    if (((const LimExportDelivery *) deliveries->pdata[i])->result != NULL)
      return FALSE;
  return deliveries->len > 0;
}

static gboolean
deliver (LimCli *cli, const LimExportOrder *order, const LimExportPlan *plan, GError **error)
{
  const char *asked = lim_settings_string (cli->options, "out");
  g_autofree char *out = asked != NULL ? g_strdup (asked) : lim_project_path (cli->project, "exports");
  g_autoptr (GPtrArray) deliveries = lim_export_deliveries_new ();
  gboolean well = lim_export_order_deliver (order, plan, out, &cli->context, deliveries, error);

  if (well || is_nothing (deliveries))
    show_deliveries (cli, plan, deliveries);
  return well;
}

static gboolean
run (LimCli *cli, GError **error)
{
  if (lim_settings_flag (cli->options, "list"))
    {
      list_formats (cli);
      return TRUE;
    }
  g_autoptr (LimExportOrder) order = lim_export_order_new (cli->options, error);
  if (order == NULL)
    return FALSE;
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);
  if (g_strcmp0 (lim_settings_string (cli->options, "out"), "") == 0)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--out needs a folder, found “”; leave it out for exports/ in the project");
  g_autoptr (LimExportPlan) plan =
      canon != NULL ? lim_export_plan_project (cli->project, canon, &order->plan, &cli->context, error) : NULL;
  if (plan == NULL)
    return FALSE;
  if (cli->dry_run)
    show_plan (cli, plan);
  else if (!deliver (cli, order, plan, error))
    return FALSE;
  return lim_export_check_read (plan, error);
}

static const LimOptionRow options[] = {
  LIM_EXPORT_ORDER_OPTIONS,
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
