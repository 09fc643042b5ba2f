#include "base-problem.h"
#include "cli-made.h"
#include "cli-progress.h"
#include "cli-problem.h"

#include "base-text.h"
#include "produce-options.h"
#include "produce.h"
#include "style-restore.h"

static void
print_plan (LimCli *cli, const LimRestoreReport *report)
{
  static const LimColumn columns[] = { { .key = "id", .title = "Record" },
                                       { .key = "asset_path", .title = "Image" },
                                       { .key = "size", .title = "Size", .align = LIM_ALIGN_RIGHT },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < report->jobs->len; i++)
    {
      const LimProduceJob *job = report->jobs->pdata[i];
      g_autofree char *size = g_strdup_printf ("%u × %u", job->recipe->width, job->recipe->height);

      lim_table_row (table);
      lim_table_string (table, job->id);
      lim_table_string (table, job->asset_path);
      lim_table_string (table, size);
    }
  lim_cli_print_table (cli, table);
}

static void
print_json (LimCli *cli, const LimRestoreReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *missing = lim_json_new_array (doc);

  lim_json_set_string (root, "provider", report->provider->name);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "records", report->n_records);
  lim_produce_report_to_json (report->made, root, doc);
  for (guint i = 0; i < report->jobs->len; i++)
    {
      const LimProduceJob *job = report->jobs->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", job->id);
      lim_json_set_string (object, "asset_path", job->asset_path);
      lim_json_append (missing, object);
    }
  lim_json_set (root, "missing", missing);

  LimJson *problems = lim_json_get (root, "problems");
  lim_problems_append_json (report->problems, problems, doc);
  lim_cli_print_json (cli, root);
}

static void
print_summary (LimCli *cli, const LimRestoreReport *report)
{
  g_autofree char *records = lim_text_count (report->n_records, "record", NULL);
  g_autofree char *images = lim_text_count (report->jobs->len, "image", NULL);

  lim_cli_print_problems (cli, report->problems);
  if (report->jobs->len == 0 && report->problems->len == 0)
    lim_cli_print (cli, "Nothing to restore: no image is missing (%s).", records);
  else if (cli->dry_run)
    {
      print_plan (cli, report);
      lim_cli_print (cli, "Would make %s again with %s (%s).", images, report->provider->name, records);
    }
  else
    lim_cli_print_made (cli, report->provider, report->made);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const LimRestoreOptions options = { .provider = lim_settings_string (cli->options, "provider"),
                                      .only = lim_settings_list (cli->options, "only"),
                                      .dry_run = cli->dry_run,
                                      .events = lim_cli_progress_events (cli->context.progress) };
  g_autoptr (LimRestoreReport) report = lim_restore_report_new ();
  gboolean well = lim_style_restore (&cli->context, cli->project, &options, report, error);

  if (!well && (report->jobs->len == 0 || (!cli->json && report->made->made + report->made->collected == 0)))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_summary (cli, report);
  return well && lim_produce_report_check (report->made, report->problems->len, error);
}

static const LimOptionRow options[] = {
  { .name = "only", .type = LIM_OPTION_LIST, .placeholder = "ID", .help = "only the images of these records" },
  LIM_PRODUCE_OPTION_PROVIDER,
  { 0 },
};

static const char *const examples[] = {
  "restore --dry-run",
  "which images are missing",
  "restore --provider sketch",
  "placeholders for all of them, marked as such in their records",
  "restore --only costume_tide_lockkeeper_v1",
  "the image of one record",
  NULL,
};

const LimCommand lim_command_restore = {
  .name = "restore",
  .group = "style",
  .summary = "Make images again that records name but the disk lacks",
  .usage = "",
  .details =
      "Each image is made from its record's own provenance and lies afterwards where the record says. The record "
      "gets\n"
      "a block “restored” that tells by whom and whether it is a placeholder; nothing else in it changes.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
