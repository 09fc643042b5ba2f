#include "cli-generate.h"
#include "cli-progress.h"
#include "produce-options.h"
#include "style-identity.h"

static gboolean
run (LimCli *cli, GError **error)
{
  const LimIdentityOptions options = { .packet = cli->words[0],
                                       .subject = lim_settings_string (cli->options, "subject"),
                                       .n_seeds = (guint) lim_settings_int (cli->options, "seeds"),
                                       .make = { .provider = lim_settings_string (cli->options, "provider"),
                                                 .limit = (guint) lim_settings_int (cli->options, "limit"),
                                                 .dry_run = cli->dry_run,
                                                 .events = lim_cli_progress_events (cli->context.progress) } };
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  gboolean well = lim_style_identity_discover (&cli->context, cli->project, &options, report, error);

  return lim_cli_print_generated (cli, report, well, error);
}

static const LimOptionRow options[] = {
  { .name = "subject", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "only this subject of the packet" },
  LIM_PRODUCE_OPTION_SEEDS,
  LIM_PRODUCE_OPTION_LIMIT,
  LIM_PRODUCE_OPTION_PROVIDER,
  { 0 },
};

static const char *const examples[] = {
  "identity discover cast1 --dry-run",
  "what inputs/identity-packets/cast1.json asks for, with ids and seeds",
  "identity discover cast1 --subject ada_voss",
  "three images of every shot of one subject",
  NULL,
};

const LimCommand lim_command_identity_discover = {
  .name = "identity discover",
  .group = "style",
  .summary = "Make the first images of named subjects",
  .usage = "PACKET",
  .details =
      "Every shot of the packet is made from words alone, with several seeds, to find the face, the silhouette and\n"
      "the costume. Seeds count on from 27000 over the images of one run, so --subject and --seeds change them.\n"
      "Running it again goes on where it stopped. Judge the images, then promote the strongest to be the subject's\n"
      "anchor.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_FILE,
  .options = options,
  .run = run,
};
