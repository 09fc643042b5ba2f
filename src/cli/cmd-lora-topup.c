#include "base-problem.h"
#include "cli-problem.h"
#include "cli-progress.h"
#include "cli-rendering.h"

#include "base-text.h"
#include "lora-topup.h"
#include "produce-options.h"
#include "produce.h"

static void
print_json (LimCli *cli, const LimLoraTopupReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *problems;

  lim_cli_rendering_to_json (cli, report->rendering, report->slots, root, doc);
  lim_json_set_int (root, "written", report->n_written);
  lim_json_set_int (root, "existing", report->n_existing);
  lim_json_set_int (root, "waiting", report->n_waiting);
  lim_json_set_int (root, "removed", report->n_removed);
  problems = lim_json_get (root, "problems");
  lim_problems_append_json (report->problems, problems, doc);
  lim_problems_append_json (report->captions->problems, problems, doc);
  lim_cli_print_json (cli, root);
}

static void
print_text (LimCli *cli, const LimLoraSet *set, const LimLoraTopupReport *report)
{
  g_autofree char *images = lim_text_count (report->n_written, "training image", NULL);
  g_autofree char *removed = lim_text_count (report->n_removed, "image", NULL);
  g_autofree char *waiting = lim_text_count (report->n_waiting, "original waits", "originals wait");
  g_autofree char *folder = lim_lora_train_path (set, NULL);

  if (report->items->len == 0)
    {
      lim_cli_print (cli, "The plan asks for no top-ups; list them under topup.images.");
      return;
    }
  if (cli->dry_run)
    lim_cli_print_slots (cli, report->slots);
  lim_cli_print_rendering (cli, report->rendering, report->slots);
  if (!cli->dry_run && report->n_written + report->n_existing > 0)
    lim_cli_print (cli, "Wrote %s into %s; %u were there already.", images, folder, report->n_existing);
  if (report->n_removed > 0)
    lim_cli_print (cli, "Removed %s that was made from a rejected original.", removed);
  if (report->n_waiting > 0)
    lim_cli_print (cli,
                   "%s for you to look: limner lora preview %s, then --approve, then this again; or --reject ID for "
                   "another seed.",
                   waiting, set->subject);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *const *reject = lim_settings_list (cli->options, "reject");
  g_autofree char *who = reject[0] != NULL ? lim_cli_reviewer (cli, error) : NULL;
  const LimLoraTopupOptions options = {
    .provider = lim_settings_string (cli->options, "provider"),
    .checkpoint = lim_settings_string (cli->options, "checkpoint"),
    .only = lim_settings_list (cli->options, "only"),
    .limit = (guint) lim_settings_int (cli->options, "limit"),
    .yes = lim_settings_flag (cli->options, "yes"),
    .reject = reject,
    .who = who,
    .force = lim_settings_flag (cli->options, "force"),
    .dry_run = cli->dry_run,
    .events = lim_cli_progress_events (cli->context.progress),
  };
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], NULL, error);
  g_autoptr (LimLoraTopupReport) report = lim_lora_topup_report_new ();

  if (set == NULL || (reject[0] != NULL && who == NULL))
    return FALSE;
  gboolean well = lim_lora_topup (&cli->context, set, &options, report, error);
  if (!well && (report->rendering->provider == NULL || report->rendering->made->made == 0))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_text (cli, set, report);
  lim_cli_print_rendering_problems (cli, report->rendering, report->problems);
  lim_cli_print_problems (cli, report->captions->problems);
  return well
         && lim_produce_report_check (
             report->rendering->made,
             report->rendering->problems->len + report->problems->len + report->captions->problems->len, error);
}

static const LimOptionRow options[] = {
  LIM_PRODUCE_OPTION_LIMIT,
  LIM_PRODUCE_OPTION_PROVIDER,
  LIM_CLI_OPTION_CHECKPOINT,
  { .name = "only", .type = LIM_OPTION_LIST, .placeholder = "ID", .help = "only these top-ups of the plan" },
  { .name = "yes", .type = LIM_OPTION_FLAG, .help = "also put in place what nobody has approved" },
  { .name = "reject",
    .type = LIM_OPTION_LIST,
    .placeholder = "ID",
    .help = "you have looked, and want another seed of these" },
  { .name = "force", .type = LIM_OPTION_FLAG, .help = "replace images that were changed by hand" },
  { 0 },
};

static const char *const examples[] = {
  "lora topup ada --dry-run",
  "which views would be made, from which words",
  "lora topup ada --provider comfyui",
  "make them on a ComfyUI server; the preview shows them, and once approved the same command puts them in place",
  "lora topup ada --reject leap",
  "you have looked at it; make another",
  NULL,
};

const LimCommand lim_command_lora_topup = {
  .name = "lora topup",
  .group = "lora",
  .summary = "Make training images of views that no sheet shows",
  .usage = "[SUBJECT]",
  .details =
      "The plan's topup.images say what. Each is made by an image maker as an original with a record, in\n"
      "outputs/lora/SUBJECT. `limner lora preview` shows it; once it is approved there, this command makes from "
      "it the\n"
      "exact square of the training folder, with its caption. The same command goes on where it stopped; an "
      "original\n"
      "that was rejected is replaced by the next seed, and changed words ask for a new one. Originals that stay\n"
      "unused are not removed.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .max_words = 1,
  .options = options,
  .run = run,
};
