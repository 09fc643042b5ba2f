#include "cli-command.h"
#include "cli-finding.h"
#include "cli-story.h"

#include "dress-json.h"
#include "dress-story.h"

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimStory) story = lim_dress_story_open (cli->project, NULL, error);
  g_autoptr (LimStoryOverview) overview = NULL;

  if (story == NULL)
    return FALSE;
  overview = lim_dress_overview (story);
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

      lim_cli_print_json (cli, lim_dress_story_to_json (overview, doc));
    }
  else
    lim_cli_print_story (cli, overview, lim_settings_flag (cli->options, "all"));
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "all", .type = LIM_OPTION_FLAG, .help = "list the passages of a long story too" },
  { 0 },
};

static const char *const examples[] = {
  "story show",
  "passages and branches, endings, who appears where, which codeword opens what",
  "story show --json",
  "the same for a program, with the score of every passage",
  NULL,
};

const LimCommand lim_command_story_show = {
  .name = "story show",
  .group = "dress",
  .summary = "Show the story: passages, branches, endings, entities, codewords",
  .usage = "",
  .details =
      "P1 to P3 say how much a passage wants a picture by its place in the story alone; a model's or a person's\n"
      "judgment comes on top. What nobody can come to is found with the codewords choices ask for.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .options = options,
  .run = run,
};
