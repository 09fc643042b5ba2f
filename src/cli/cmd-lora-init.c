#include "cli-command.h"

#include "base-text.h"
#include "lora-init.h"

static gboolean
run (LimCli *cli, GError **error)
{
  const LimLoraInitOptions options = {
    .trigger = lim_settings_string (cli->options, "trigger"),
    .class_words = lim_settings_string (cli->options, "class"),
    .template = lim_settings_string (cli->options, "template"),
    .dry_run = cli->dry_run,
  };
  const char *subject = cli->words[0];
  g_autofree char *path = NULL;
  guint n_sources;

  if (!lim_lora_init (cli->project, subject, &options, &path, &n_sources, error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      LimJson *root = lim_json_new_object (doc);

      lim_json_set_string (root, "path", path);
      lim_json_set_int (root, "sources", n_sources);
      lim_json_set_bool (root, "dry_run", cli->dry_run);
      lim_cli_print_json (cli, root);
    }
  g_autofree char *pictures = lim_text_count (n_sources, "picture", NULL);
  lim_cli_print (cli, "%s%s%s%s", cli->dry_run ? "Would write " : "", lim_cli_style (cli, "bold"), path,
                 lim_cli_style (cli, "off"));
  if (n_sources > 0)
    lim_cli_print (cli, "It lists %s of inputs/references as sources.", pictures);
  else
    lim_cli_print (cli, "There are no pictures in inputs/references yet; put your reference sheets there.");
  lim_cli_print (cli, "Say in it what to cut from which sheet; its remarks explain how. Then: limner lora preview %s",
                 subject);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "trigger",
    .type = LIM_OPTION_STRING,
    .placeholder = "WORD",
    .help = "the word that will call the subject; else made from its name" },
  { .name = "class",
    .type = LIM_OPTION_STRING,
    .placeholder = "WORDS",
    .help = "what the subject is one of: “young woman”" },
  { .name = "template",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("character", "object"),
    .fallback = "character",
    .placeholder = "NAME",
    .help = "character (views, poses, expressions) or object" },
  { 0 },
};

static const char *const examples[] = {
  "lora init ada --trigger ada_gull_v1 --class \"young woman\"",
  "write dataset/ada/plan.yaml, with the sheets of inputs/references",
  NULL,
};

const LimCommand lim_command_lora_init = {
  .name = "lora init",
  .group = "lora",
  .summary = "Begin a LoRA training set: write its plan, with remarks",
  .usage = "SUBJECT",
  .details = "The plan, dataset/SUBJECT/plan.yaml, says everything about the set: trigger word, size, what to cut "
             "from which\n"
             "sheet, captions, features and their sides, aims. It is written for reading; an existing one is never "
             "replaced.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = 1,
  .options = options,
  .run = run,
};
