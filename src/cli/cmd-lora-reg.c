#include "base-problem.h"
#include "cli-progress.h"
#include "cli-rendering.h"

#include "base-text.h"
#include "lora-reg.h"
#include "produce-options.h"
#include "produce.h"

static void
print_json (LimCli *cli, const LimLoraRegReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *remarks = lim_json_new_array (doc), *surplus = lim_json_new_array (doc);

  lim_json_set_string (root, "folder", report->folder);
  lim_cli_rendering_to_json (cli, report->rendering, report->slots, root, doc);
  lim_json_set_int (root, "written", report->n_written);
  lim_json_set_int (root, "existing", report->n_existing);
  lim_json_set_int (root, "pruned", report->n_pruned);
  for (guint i = 0; i < report->remarks->len; i++)
    lim_json_append (remarks, lim_json_new_string (doc, report->remarks->pdata[i]));
  lim_json_set (root, "remarks", remarks);
  for (guint i = 0; i < report->surplus->len; i++)
    lim_json_append (surplus, lim_json_new_string (doc, report->surplus->pdata[i]));
  lim_json_set (root, "surplus", surplus);
  lim_problems_append_json (report->problems, lim_json_get (root, "problems"), doc);
  lim_cli_print_json (cli, root);
}

static void
print_surplus (LimCli *cli, const LimLoraRegReport *report)
{
  g_autoptr (GPtrArray) first = g_ptr_array_new ();
  g_autofree char *files = lim_text_count (report->surplus->len, "file", NULL);

  if (report->n_pruned > 0)
    lim_cli_print (cli, "Removed %u beyond that number.", report->n_pruned);
  if (report->surplus->len == 0)
    return;
  for (guint i = 0; i < report->surplus->len && i < 8; i++)
    g_ptr_array_add (first, report->surplus->pdata[i]);
  g_ptr_array_add (first, NULL);
  g_autofree char *list = lim_text_list ((const char *const *) first->pdata);
  lim_cli_warn (cli, "%s in %s belong not to these, and a trainer would read: %s%s. --prune removes what limner made",
                files, report->folder, list, report->surplus->len > 8 ? ", …" : "");
}

static void
print_text (LimCli *cli, const LimLoraRegReport *report)
{
  g_autofree char *images = lim_text_count (report->n_written, "image", NULL);

  if (cli->dry_run)
    lim_cli_print_slots (cli, report->slots);
  lim_cli_print_rendering (cli, report->rendering, report->slots);
  if (report->renamed_from != NULL)
    lim_cli_print (cli, "Renamed %s to %s, as the plan calls it now.", report->renamed_from, report->folder);
  if (!cli->dry_run)
    lim_cli_print (cli, "Wrote %s into %s; %u were there already: %u of %u.", images, report->folder,
                   report->n_existing, report->n_written + report->n_existing, report->slots->len);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *const *reject = lim_settings_list (cli->options, "reject");
  g_autofree char *who = reject[0] != NULL ? lim_cli_reviewer (cli, error) : NULL;
  const LimLoraRegOptions options = {
    .provider = lim_settings_string (cli->options, "provider"),
    .checkpoint = lim_settings_string (cli->options, "checkpoint"),
    .count = (guint) lim_settings_int (cli->options, "count"),
    .twin = lim_settings_flag (cli->options, "twin"),
    .limit = (guint) lim_settings_int (cli->options, "limit"),
    .reject = reject,
    .who = who,
    .force = lim_settings_flag (cli->options, "force"),
    .prune = lim_settings_flag (cli->options, "prune"),
    .dry_run = cli->dry_run,
    .events = lim_cli_progress_events (cli->context.progress),
  };
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], NULL, error);
  g_autoptr (LimLoraRegReport) report = lim_lora_reg_report_new ();

  if (set == NULL || (reject[0] != NULL && who == NULL))
    return FALSE;
  gboolean well = lim_lora_reg (&cli->context, set, &options, report, error);
  if (!well && (report->rendering->provider == NULL || report->rendering->made->made == 0))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_text (cli, report);
  for (guint i = 0; i < report->remarks->len; i++)
    lim_cli_warn (cli, "%s", (const char *) report->remarks->pdata[i]);
  print_surplus (cli, report);
  lim_cli_print_rendering_problems (cli, report->rendering, report->problems);
  return well
         && lim_produce_report_check (report->rendering->made,
                                      report->rendering->problems->len + report->problems->len, error);
}

static const LimOptionRow options[] = {
  { .name = "count",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 10000,
    .placeholder = "N",
    .help = "images; else as many as a trainer can use, within the plan's counts" },
  { .name = "twin",
    .type = LIM_OPTION_FLAG,
    .help = "one per training caption, with the class in the trigger's place, instead of reg.prompt" },
  LIM_PRODUCE_OPTION_LIMIT,
  LIM_PRODUCE_OPTION_PROVIDER,
  LIM_CLI_OPTION_CHECKPOINT,
  { .name = "reject",
    .type = LIM_OPTION_LIST,
    .placeholder = "IMAGE",
    .help = "you have looked, and want another seed of these" },
  { .name = "force", .type = LIM_OPTION_FLAG, .help = "replace images that were changed by hand" },
  { .name = "prune", .type = LIM_OPTION_FLAG, .help = "remove images beyond the number" },
  { 0 },
};

static const char *const examples[] = {
  "lora reg ada --dry-run",
  "how many, from which words",
  "lora reg ada --provider comfyui --checkpoint sd15.safetensors",
  "make them on a ComfyUI server, with the model that is trained on",
  "lora reg ada --twin",
  "one for each training image",
  "lora reg ada --reject reg_017,reg_054",
  "other seeds of these",
  NULL,
};

const LimCommand lim_command_lora_reg = {
  .name = "lora reg",
  .group = "lora",
  .summary = "Make regularization images: others of the subject's class",
  .usage = "[SUBJECT]",
  .details =
      "The prompts are the plan's, in turn. A prompt with the trigger word or a feature in it is refused before\n"
      "anything is sent; the negative prompt carries them. Each image is made as an original with a record, in\n"
      "outputs/lora/SUBJECT, and from that the exact square below dataset/SUBJECT/reg, without a caption. What is "
      "nearly\n"
      "the same as another picture, or was rejected, is replaced by another seed. The same command goes on where it\n"
      "stopped; images of another provider are others.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .max_words = 1,
  .options = options,
  .run = run,
};
