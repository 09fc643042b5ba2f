#include "cli-dress-run.h"
#include "cli-dress.h"
#include "cli-problem.h"
#include "cli-progress.h"

static void
print_json (LimCli *cli, const LimDressRendering *rendering, const char *picture)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_cli_dress_rendering_to_json (cli, rendering, root, doc);
  lim_json_set_string (root, "picture", picture);
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const LimDressRenderOptions options = {
    .provider = lim_settings_string (cli->options, "provider"),
    .checkpoint = lim_settings_string (cli->options, "checkpoint"),
    .dry_run = cli->dry_run,
    .events = lim_cli_progress_events (cli->context.progress),
  };
  g_autoptr (LimDressRendering) rendering = lim_dress_rendering_new ();
  g_autoptr (LimDressBook) book = NULL;

  if (!lim_dress_sample (&cli->context, cli->project, &options, rendering, error))
    return FALSE;
  book = cli->dry_run ? NULL : lim_dress_book_open (cli->project, error);
  if (book == NULL && !cli->dry_run)
    return FALSE;
  const char *picture = book != NULL && book->sample_review != NULL ? book->sample_review->picture : NULL;
  if (cli->json)
    print_json (cli, rendering, picture);
  else if (cli->dry_run)
    lim_cli_print_dress_plan (cli, rendering);
  lim_cli_print_dress_cost (cli, rendering);
  lim_cli_print_problems (cli, rendering->problems);
  if (picture != NULL)
    lim_cli_print (cli, "%s\nLook at it, then `limner dress approve sample`, or --reject \"WHY\".", picture);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "provider", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "who makes it; else the budget's" },
  LIM_CLI_OPTION_DRESS_CHECKPOINT,
  { 0 },
};

static const char *const examples[] = {
  "dress sample --dry-run",
  "which picture it would be, and its prompt",
  "dress sample --provider comfyui",
  "make it on a ComfyUI server",
  NULL,
};

const LimCommand lim_command_dress_sample = {
  .name = "dress sample",
  .group = "dress",
  .summary = "Make one picture of the budget, to see whether the style is right",
  .usage = "",
  .details =
      "It is that of the highest priority which has none. It becomes part of the story when it is approved, and\n"
      "only then the others may be made; a sample that failed or was rejected leaves nothing in the story. A sample "
      "is\n"
      "for the art direction it was made from, and for who made it.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
