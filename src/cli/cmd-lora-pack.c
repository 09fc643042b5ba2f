#include "cli-command.h"

#include "base-text.h"
#include "lora-pack.h"

#include <string.h>

static void
print_json (LimCli *cli, const LimPackReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_string (root, "folder", report->folder);
  lim_json_set_int (root, "train", report->n_train);
  lim_json_set_int (root, "reg", report->n_reg);
  lim_json_set_int (root, "files", report->n_files);
  lim_json_set_int (root, "bytes", (gint64) report->bytes);
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], NULL, error);
  gboolean is_tar = strcmp (lim_settings_string (cli->options, "format"), "webdataset") == 0;
  const LimPackOptions pack = {
    .format = is_tar ? LIM_PACK_WEBDATASET : LIM_PACK_IMAGEFOLDER,
    .out = lim_settings_string (cli->options, "out"),
    .force = lim_settings_flag (cli->options, "force"),
    .dry_run = cli->dry_run,
  };
  g_auto (LimPackReport) report = { 0 };

  if (set == NULL || !lim_lora_pack (&cli->context, set, &pack, &report, error))
    return FALSE;
  if (cli->json)
    {
      print_json (cli, &report);
      return TRUE;
    }
  g_autofree char *train = lim_text_count (report.n_train, "training image", NULL);
  g_autofree char *reg = lim_text_count (report.n_reg, "regularization image", NULL);
  g_autofree char *bytes = lim_text_bytes (report.bytes);
  lim_cli_print (cli, "%s %s and %s into %s", cli->dry_run ? "Would pack" : "Packed", train, reg, report.folder);
  if (!cli->dry_run)
    lim_cli_print (cli, "%u files, %s; read again, and as they should be.", report.n_files, bytes);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "format",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("imagefolder", "webdataset"),
    .fallback = "imagefolder",
    .help = "a folder for Hugging Face's datasets, or tar archives" },
  { .name = "out",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIR",
    .help = "write it there; else exports/SUBJECT-FORMAT" },
  { .name = "force", .type = LIM_OPTION_FLAG, .help = "pack it though `lora check` finds errors" },
  { 0 },
};

static const char *const examples[] = {
  "lora pack ada",
  "an imagefolder: what the scripts of diffusers read",
  "lora pack ada --format webdataset --dry-run",
  "what would be packed into archives",
  NULL,
};

const LimCommand lim_command_lora_pack = {
  .name = "lora pack",
  .group = "lora",
  .summary = "Pack a training set for Hugging Face's datasets or as WebDataset",
  .usage = "[SUBJECT]",
  .details =
      "The same set gives the same bytes. What was written is read again before it takes its place; an older pack\n"
      "there is replaced in one step, anything else is not. An imagefolder holds the training images only, for\n"
      "what loads it takes all pictures for training. A set in which `lora check` finds errors is refused.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = 1,
  .options = options,
  .run = run,
};
