#include "cli-dress-report.h"
#include "dress-codex.h"

static gboolean
run (LimCli *cli, GError **error)
{
  const LimDressOptions options = {
    .provider = lim_settings_string (cli->options, "chat"),
    .only = lim_settings_list (cli->options, "entity"),
    .all = lim_settings_flag (cli->options, "all"),
    .ask_model = lim_settings_flag (cli->options, "ask-model"),
    .dry_run = cli->dry_run,
  };
  g_autoptr (LimDressReport) report = lim_dress_report_new ();
  gboolean well = lim_dress_make_codex (&cli->context, cli->project, &options, report, error);

  if (report->items->len > 0)
    lim_cli_print_dress_report (cli, report, "Codex", "limner dress review");
  return well;
}

static const LimOptionRow options[] = {
  { .name = "entity", .type = LIM_OPTION_LIST, .placeholder = "ID", .help = "only these entities, anew" },
  LIM_CLI_OPTION_ALL,
  LIM_CLI_OPTION_ASK_MODEL,
  LIM_CLI_OPTION_CHAT,
  { 0 },
};

static const char *const examples[] = {
  "dress codex",
  "entries for each entity that has none, or of which the story tells something else now",
  "dress codex --entity keeper --ask-model",
  "one anew, with a second opinion",
  NULL,
};

const LimCommand lim_command_dress_codex = {
  .name = "dress codex",
  .group = "dress",
  .summary = "Have a model write the encyclopedia that opens as readers find things out",
  .usage = "",
  .details = "Tiers are planned from the codewords that touch an entity: rank 1 is open to everybody, each further "
             "one to those who\n"
             "earned its codewords. An answer that tells something too early, leans on another entry, or speaks of "
             "characters and\n"
             "readers goes back twice; then there is a basic description only, and you are told. Needs an approved "
             "art direction.\n"
             "Entries are files below story/codex/; those you wrote or edited stay as they are. It may run beside "
             "dress brief.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
