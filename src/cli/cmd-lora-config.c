#include "base-finding.h"
#include "cli-command.h"
#include "cli-finding.h"

#include "base-text.h"
#include "lora-config.h"

#include <string.h>

static LimJson *
files_to_json (const LimLoraConfigReport *report, LimJsonDoc *doc)
{
  LimJson *array = lim_json_new_array (doc);

  for (guint i = 0; i < report->files->len; i++)
    {
      const LimLoraConfigFile *file = report->files->pdata[i];
      LimJson *object = lim_json_new_object (doc);
      g_autofree char *path = g_build_filename (report->config.folder, file->name, NULL);

      lim_json_set_string (object, "path", path);
      lim_json_set_string (object, "text", file->text);
      lim_json_append (array, object);
    }
  return array;
}

static void
print_json (LimCli *cli, const LimLoraConfigReport *report, gboolean written)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "trainer", report->trainer->name);
  lim_json_set_string (root, "base_model", report->config.base);
  lim_json_set_string (root, "model", lim_model_name (report->config.model.model));
  lim_json_set_string (root, "device", lim_device_name (report->config.device));
  lim_json_set_bool (root, "written", written);
  lim_json_set (root, "files", files_to_json (report, doc));
  lim_json_set_string (root, "command", report->command);
  lim_json_set (root, "findings", lim_findings_to_json (report->findings, doc));
  lim_cli_print_json (cli, root);
}

static void
print_report (LimCli *cli, const LimLoraConfigReport *report, gboolean written)
{
  lim_cli_print (cli, "%s is %s; trained on %s.", report->config.base, lim_model_title (report->config.model.model),
                 lim_device_title (report->config.device));
  lim_cli_print_findings (cli, report->findings);
  for (guint i = 0; i < report->files->len; i++)
    lim_cli_print (cli, "%s %s/%s", written ? "Wrote" : "Would write", report->config.folder,
                   ((const LimLoraConfigFile *) report->files->pdata[i])->name);
  lim_cli_print (cli, "\nTo train:\n  %s", report->command);
}

/* The files themselves, for a pipe. */
static void
print_files (LimCli *cli, const LimLoraConfigReport *report)
{
  for (guint i = 0; i < report->files->len; i++)
    {
      const LimLoraConfigFile *file = report->files->pdata[i];
      g_autofree char *text = g_strchomp (g_strdup (file->text));

      if (report->files->len > 1)
        lim_cli_print (cli, "%s# %s", i > 0 ? "\n" : "", file->name);
      lim_cli_print (cli, "%s", text);
    }
  for (guint i = 0; i < report->findings->len; i++)
    {
      g_autofree char *message = lim_finding_message (report->findings->pdata[i]);

      lim_cli_warn (cli, "%s", message);
    }
}

static gboolean
read_options (LimCli *cli, LimLoraConfigOptions *options, GError **error)
{
  static const LimModel kinds[] = { LIM_MODEL_SD1, LIM_MODEL_SD2, LIM_MODEL_SDXL, LIM_MODEL_SD3, LIM_MODEL_FLUX };
  const char *model = lim_settings_string (cli->options, "model"),
             *device = lim_settings_string (cli->options, "device");

  options->trainer = lim_settings_string (cli->options, "trainer");
  options->trainer_dir = lim_settings_string (cli->options, "trainer-dir");
  options->base = lim_settings_string (cli->options, "base-model");
  for (gsize i = 0; model != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (model, lim_model_name (kinds[i])) == 0)
      options->model = kinds[i];
  if (!lim_device_parse (device, &options->device))
    options->device = lim_device_detect ();
  if (options->trainer_dir != NULL && !g_file_test (options->trainer_dir, G_FILE_TEST_IS_DIR))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s: there is no such folder", options->trainer_dir);
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *out = lim_settings_string (cli->options, "out");
  gboolean to_screen = g_strcmp0 (out, "-") == 0, writes = !to_screen && !cli->dry_run;
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], NULL, error);
  g_autoptr (LimLoraConfigReport) report = NULL;
  LimLoraConfigOptions options = { .out = to_screen ? NULL : out };
  guint n_errors = 0;

  if (set == NULL || !read_options (cli, &options, error))
    return FALSE;
  report = lim_lora_config (&cli->context, set, &options, error);
  if (report == NULL || (writes && !lim_lora_config_save (report, error)))
    return FALSE;
  if (cli->json)
    print_json (cli, report, writes);
  else if (to_screen)
    print_files (cli, report);
  else
    print_report (cli, report, writes);
  if (lim_findings_first (report->findings, LIM_FINDING_ERROR, &n_errors) == NULL)
    return TRUE;
  g_autofree char *errors = lim_text_count (n_errors, "thing", NULL);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s to mend before it can be trained; see above", errors);
}

static const LimOptionRow options[] = {
  { .name = "trainer",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("kohya", "diffusers", "ai-toolkit", "onetrainer"),
    .fallback = "kohya",
    .help = "whom the files are for" },
  { .name = "trainer-dir",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIR",
    .help = "where it is installed; what is missing there is told" },
  { .name = "base-model",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "the checkpoint to train on; else the plan's training.base" },
  { .name = "model",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("sd1", "sd2", "sdxl", "sd3", "flux"),
    .help = "what kind it is, where its file does not show it" },
  { .name = "device",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("auto", "cuda", "mps", "cpu"),
    .fallback = "auto",
    .help = "what it will be trained on" },
  { .name = "out",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIR",
    .help = "write the files there, “-” for the screen; else dataset/SUBJECT/config/TRAINER" },
  { 0 },
};

static const char *const examples[] = {
  "lora config ada --base-model models/sd15.safetensors --trainer-dir tools/kohya_ss",
  "the files for kohya's trainer, and whether it is ready",
  "lora config ada --trainer ai-toolkit --out -",
  "look at the config for another one",
  NULL,
};

const LimCommand lim_command_lora_config = {
  .name = "lora config",
  .group = "lora",
  .summary = "Write what a trainer must be told, and look whether it is ready",
  .usage = "[SUBJECT]",
  .details =
      "Writes the trainer's own files from the plan: folders, captions, repeats, rank, learning rate, a checkpoint\n"
      "every so many steps. Random mirroring is always off and bucketing is said outright. The base model's kind is\n"
      "read from its tensors; a trainer's folder without its scripts, regularization images of another kind of "
      "model\n"
      "and a set with errors are told. Nothing is trained. Exit 3 when something is to be mended first.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .max_words = 1,
  .options = options,
  .run = run,
};
