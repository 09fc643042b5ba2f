#include "cli-generate.h"
#include "cli-progress.h"
#include "produce-options.h"

static gboolean
run (LimCli *cli, GError **error)
{
  const LimGenerateOptions options = { .pack = cli->words[0],
                                       .provider = lim_settings_string (cli->options, "provider"),
                                       .only = lim_settings_list (cli->options, "only"),
                                       .limit = (guint) lim_settings_int (cli->options, "limit"),
                                       .dry_run = cli->dry_run,
                                       .events = lim_cli_progress_events (cli->context.progress) };
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  gboolean well = lim_style_generate (&cli->context, cli->project, &options, report, error);

  return lim_cli_print_generated (cli, report, well, error);
}

static const LimOptionRow options[] = {
  LIM_PRODUCE_OPTION_LIMIT,
  LIM_PRODUCE_OPTION_ONLY,
  LIM_PRODUCE_OPTION_PROVIDER,
  { 0 },
};

static const char *const examples[] = {
  "generate inputs/prompts/wave1.json",
  "every candidate of the pack that does not exist yet",
  "generate wave1 --dry-run",
  "what that would be, with ids and seeds",
  "generate wave1 --limit 4 --provider comfyui",
  "four of them, on a ComfyUI server",
  NULL,
};

const LimCommand lim_command_generate = {
  .name = "generate",
  .group = "style",
  .summary = "Make the candidates that a prompt pack asks for",
  .usage = "PACK",
  .details = "Ids, seeds and file names follow from the pack, so running it again goes on where it stopped, and what "
             "exists\n"
             "is never made again or replaced. Every image is noted before work starts; after a crash or Ctrl-C the "
             "same\n"
             "command completes the rest and collects what a server finished meanwhile.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_FILE,
  .options = options,
  .run = run,
};
