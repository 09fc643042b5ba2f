#include "cli-dress-run.h"
#include "cli-dress.h"
#include "cli-made.h"
#include "cli-problem.h"
#include "cli-progress.h"

#include "base-text.h"
#include "produce-options.h"
#include "produce.h"

static void
print_json (LimCli *cli, const LimDressRendering *rendering)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_cli_dress_rendering_to_json (cli, rendering, root, doc);
  lim_cli_print_json (cli, root);
}

static void
print_text (LimCli *cli, const LimDressRendering *rendering)
{
  g_autofree char *written = lim_text_count (rendering->n_adopted, "illustration", NULL);
  g_autofree char *stale = lim_text_count (rendering->n_stale, "picture", NULL);

  if (cli->dry_run)
    lim_cli_print_dress_plan (cli, rendering);
  else if (rendering->pictures->len > 0)
    lim_cli_print_made (cli, rendering->maker->provider, rendering->made);
  if (!cli->dry_run && rendering->n_adopted > 0)
    lim_cli_print (cli, "Wrote %s into story/illustrations.", written);
  lim_cli_print (cli, "%u of the %u in the budget had %s before.", rendering->n_illustrated, rendering->n_chosen,
                 rendering->n_illustrated == 1 ? "its picture" : "their pictures");
  if (rendering->n_stale > 0)
    lim_cli_print (cli, "%s of these %s what is no longer so; --stale makes them anew.", stale,
                   rendering->n_stale == 1 ? "shows" : "show");
  lim_cli_print_dress_cost (cli, rendering);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const LimDressRenderOptions options = {
    .provider = lim_settings_string (cli->options, "provider"),
    .checkpoint = lim_settings_string (cli->options, "checkpoint"),
    .limit = (guint) lim_settings_int (cli->options, "limit"),
    .stale = lim_settings_flag (cli->options, "stale"),
    .dry_run = cli->dry_run,
    .events = lim_cli_progress_events (cli->context.progress),
  };
  g_autoptr (LimDressRendering) rendering = lim_dress_rendering_new ();
  gboolean well = lim_dress_render (&cli->context, cli->project, &options, rendering, error);

  if (!well && rendering->n_adopted == 0)
    return FALSE;
  if (cli->json)
    print_json (cli, rendering);
  else
    print_text (cli, rendering);
  lim_cli_print_problems (cli, rendering->problems);
  return well && lim_produce_report_check (rendering->made, rendering->problems->len, error);
}

static const LimOptionRow options[] = {
  LIM_PRODUCE_OPTION_LIMIT,
  { .name = "provider",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "who makes them; else whoever made the approved sample" },
  LIM_CLI_OPTION_DRESS_CHECKPOINT,
  { .name = "stale",
    .type = LIM_OPTION_FLAG,
    .help = "also make those of the budget anew whose prose, brief or looks were changed since" },
  { 0 },
};

static const char *const examples[] = {
  "dress render --dry-run",
  "what would be made, from which words, at what cost",
  "dress render",
  "make what is missing; again after an interruption, and it goes on",
  NULL,
};

const LimCommand lim_command_dress_render = {
  .name = "dress render",
  .group = "dress",
  .summary = "Make the pictures of the budget",
  .usage = "",
  .details =
      "All gates have to be passed. A picture that is there is never made twice. What times out or fails is passed\n"
      "over and made by the next run; where a maker asks to wait, one more try is made; what it refuses to show "
      "stays\n"
      "refused until the brief says something else; without permission the run stops. Each picture lies in assets/\n"
      "under the beginning of its SHA-256, and what it was made from stands in story/illustrations/.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
