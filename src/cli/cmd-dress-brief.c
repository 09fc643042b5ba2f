#include "cli-dress-report.h"
#include "dress-brief.h"

static gboolean
run (LimCli *cli, GError **error)
{
  const LimDressOptions options = {
    .provider = lim_settings_string (cli->options, "chat"),
    .only = lim_settings_list (cli->options, "passage"),
    .all = lim_settings_flag (cli->options, "all"),
    .ask_model = lim_settings_flag (cli->options, "ask-model"),
    .dry_run = cli->dry_run,
  };
  g_autoptr (LimDressReport) report = lim_dress_report_new ();
  gboolean well = lim_dress_make_briefs (&cli->context, cli->project, &options, report, error);

  if (report->items->len > 0)
    lim_cli_print_dress_report (cli, report, "Briefs", "limner dress codex, then limner dress review");
  return well;
}

static const LimOptionRow options[] = {
  { .name = "passage", .type = LIM_OPTION_LIST, .placeholder = "ID", .help = "only these passages, anew" },
  LIM_CLI_OPTION_ALL,
  LIM_CLI_OPTION_ASK_MODEL,
  LIM_CLI_OPTION_CHAT,
  { 0 },
};

static const char *const examples[] = {
  "dress brief",
  "a brief for each passage that has none, or whose prose or look changed since",
  "dress brief --dry-run",
  "how many questions that is, and about how many tokens",
  "dress brief --passage bridge,ending",
  "these two anew",
  NULL,
};

const LimCommand lim_command_dress_brief = {
  .name = "dress brief",
  .group = "dress",
  .summary = "Have a model say what the picture of each passage is to show, and score it",
  .usage = "",
  .details = "The structure scores each passage; the model adds −1 to +2 by its judgment. 5 and more is priority 1, "
             "3 and 4 is 2, 1\n"
             "and 2 is 3; 0 and less is kept as a skip with its reason. Needs an approved art direction. Briefs are "
             "files below\n"
             "story/briefs/; those you wrote or edited stay as they are. An answer that cannot be used becomes a "
             "brief with a\n"
             "subject only, and is told. Stop it whenever you like: the same command goes on.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
