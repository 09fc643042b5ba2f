#include "cli-generate.h"
#include "cli-progress.h"
#include "produce-options.h"
#include "style-identity.h"

static gboolean
run (LimCli *cli, GError **error)
{
  const LimIdentityOptions options = { .packet = cli->words[0],
                                       .subject = lim_settings_string (cli->options, "subject"),
                                       .denoise = lim_settings_double (cli->options, "denoise"),
                                       .n_seeds = (guint) lim_settings_int (cli->options, "seeds"),
                                       .make = { .provider = lim_settings_string (cli->options, "provider"),
                                                 .limit = (guint) lim_settings_int (cli->options, "limit"),
                                                 .dry_run = cli->dry_run,
                                                 .events = lim_cli_progress_events (cli->context.progress) } };
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  gboolean well = lim_style_identity_follow_on (&cli->context, cli->project, &options, report, error);

  return lim_cli_print_generated (cli, report, well, error);
}

static const LimOptionRow options[] = {
  { .name = "subject", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "whose anchor to start from" },
  LIM_PRODUCE_OPTION_DENOISE,
  LIM_PRODUCE_OPTION_SEEDS,
  LIM_PRODUCE_OPTION_LIMIT,
  LIM_PRODUCE_OPTION_PROVIDER,
  { 0 },
};

static const char *const examples[] = {
  "identity follow-on cast1 --subject ada_voss",
  "three images of each other shot of ada_voss, from her anchor",
  "identity follow-on cast1 --subject ada_voss --denoise 0.45 --seeds 1 --dry-run",
  "what would be made with more freedom",
  NULL,
};

const LimCommand lim_command_identity_follow_on = {
  .name = "identity follow-on",
  .group = "style",
  .summary = "Make more images of a subject from its anchor",
  .usage = "PACKET --subject NAME",
  .details =
      "Every shot of the packet but the anchor's own view starts from the picture of the subject's newest anchor,\n"
      "to show that it stays itself in other views, light and surroundings. The records say which anchor they come\n"
      "from; they are judged and gated like the others, and anchor_consistency besides.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_FILE,
  .options = options,
  .run = run,
};
