#include "base-problem.h"
#include "cli-command.h"
#include "cli-problem.h"

#include "base-error.h"
#include "base-text.h"
#include "style-canon.h"
#include "style-sheet.h"

static void
print_json (LimCli *cli, const LimSheetReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *problems = lim_json_new_array (doc);

  lim_json_set_string (root, "path", report->path);
  lim_json_set_int (root, "pictures", report->n_cards);
  lim_json_set_int (root, "missing", report->n_missing);
  lim_json_set_int (root, "bytes", (gint64) report->bytes);
  lim_problems_append_json (report->problems, problems, doc);
  lim_json_set (root, "problems", problems);
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  LimSheetOptions options = {
    .statuses = lim_status_bits (lim_settings_list (cli->options, "status")),
    .lane = lim_settings_string (cli->options, "lane"),
    .limit = (guint) lim_settings_int (cli->options, "limit"),
    .thumb_side = (guint) lim_settings_int (cli->options, "thumb"),
    .out = lim_settings_string (cli->options, "out"),
  };
  g_autoptr (LimSheetReport) report = lim_sheet_report_new ();
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);

  if (canon == NULL || !lim_style_sheet (&cli->context, cli->project, canon, &options, report, error))
    return FALSE;

  g_autofree char *size = lim_text_bytes (report->bytes);
  g_autofree char *cards = lim_text_count (report->n_cards, "image", NULL);
  if (cli->json)
    print_json (cli, report);
  lim_cli_print (cli, "%s%s%s", lim_cli_style (cli, "bold"), report->path, lim_cli_style (cli, "off"));
  lim_cli_print (cli, "%s, %s; open it in a browser.", cards, size);
  if (report->n_missing > 0)
    lim_cli_print (cli, "%u of them not on disk; `limner restore` makes those again that their records describe.",
                   report->n_missing);
  lim_cli_print_problems (cli, report->problems);
  if (report->problems->len > 0)
    return lim_fail (error, LIM_ERROR_SOME_FAILED, "the sheet is written, but %u of its items could not be read",
                     report->problems->len);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "out",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "write it there; else " LIM_SHEET_PATH " in the project" },
  { .name = "status",
    .type = LIM_OPTION_LIST,
    .choices = LIM_CHOICES ("candidate", "approved", "rejected", "borderline"),
    .placeholder = "STATUS",
    .help = "only images of that status" },
  { .name = "lane", .type = LIM_OPTION_STRING, .placeholder = "LANE", .help = "only images of that lane" },
  { .name = "limit",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 1000000,
    .placeholder = "N",
    .help = "only the first N by id" },
  { .name = "thumb",
    .type = LIM_OPTION_INT,
    .min = 64,
    .max = 1024,
    .fallback = "256",
    .placeholder = "N",
    .help = "the longer side of a small image, in pixels" },
  { 0 },
};

static const char *const examples[] = {
  "sheet",
  "every image with its verdict and scores, as one file",
  "sheet --status approved,borderline --lane costume --out costumes.html",
  "a part of them, to send to somebody",
  NULL,
};

const LimCommand lim_command_sheet = {
  .name = "sheet",
  .group = "style",
  .summary = "Write a contact sheet: one HTML file with every image, verdict and score",
  .usage = "",
  .details =
      "The file holds all it needs and opens from disk: small images, verdicts, scores, reasons and prompts, with\n"
      "search, filters and sorting. Enter enlarges an image; beside its project the sheet then shows the original.\n"
      "The same project gives the same file.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .options = options,
  .run = run,
};
