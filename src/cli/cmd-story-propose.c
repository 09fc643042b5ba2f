#include "cli-command.h"
#include "cli-dress-report.h"

#include "base-text.h"
#include "dress-propose.h"

static void
print_json (LimCli *cli, const LimProposeReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *entities = lim_json_new_array (doc),
          *dropped = lim_json_new_array (doc);

  for (guint i = 0; report->proposal != NULL && i < report->proposal->entities->len; i++)
    {
      const LimStoryEntity *entity = report->proposal->entities->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", entity->id);
      lim_json_set_string (object, "type", lim_entity_type_name (entity->type));
      lim_json_set_string (object, "name", entity->name);
      lim_json_set_string (object, "concept", entity->concept);
      lim_json_append (entities, object);
    }
  for (guint i = 0; i < report->dropped->len; i++)
    lim_json_append (dropped, lim_json_new_string (doc, report->dropped->pdata[i]));
  lim_json_set_string (root, "maker", report->maker);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "questions", report->n_questions);
  lim_json_set_int (root, "passages_unread", report->n_unread);
  lim_json_set (root, "entities", entities);
  lim_json_set (root, "dropped", dropped);
  lim_cli_print_json (cli, root);
}

static void
print_text (LimCli *cli, const LimProposeReport *report)
{
  g_autofree char *questions = lim_text_count (report->n_questions, "question", NULL);

  if (report->prepared)
    lim_cli_print (cli, "These answers are prepared: no model was asked.");
  if (cli->dry_run)
    {
      lim_cli_print (cli, "%s would be asked %s with about %" G_GINT64_FORMAT " tokens.", report->maker, questions,
                     report->tokens);
      return;
    }
  for (guint i = 0; i < report->proposal->entities->len; i++)
    {
      const LimStoryEntity *entity = report->proposal->entities->pdata[i];

      lim_cli_print (cli, "%s+%s %-9s %s: %s", lim_cli_style (cli, "good"), lim_cli_style (cli, "off"),
                     lim_entity_type_name (entity->type), entity->name,
                     entity->concept != NULL ? entity->concept : "");
    }
  for (guint i = 0; i < report->dropped->len; i++)
    lim_cli_print (cli, "%s- %s: no prose says it%s", lim_cli_style (cli, "warn"), (char *) report->dropped->pdata[i],
                   lim_cli_style (cli, "off"));
  if (report->n_unread > 0)
    lim_cli_print (cli, "No usable answer came about %u passages.", report->n_unread);
  lim_cli_print (cli, "Wrote %s. %s", LIM_PROPOSED_FILE, report->cost);
  lim_cli_print (cli, "Next: correct it, then limner story import %s --with %s",
                 report->original != NULL ? report->original : "FILE", LIM_PROPOSED_FILE);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const LimProposeOptions options = {
    .provider = lim_settings_string (cli->options, "chat"),
    .replace = lim_settings_flag (cli->options, "replace"),
    .dry_run = cli->dry_run,
  };
  g_autoptr (LimProposeReport) report = lim_propose_report_new ();

  if (!lim_dress_propose (&cli->context, cli->project, &options, report, error))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_text (cli, report);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "replace", .type = LIM_OPTION_FLAG, .help = "even if the proposal there is was edited by hand" },
  LIM_CLI_OPTION_CHAT,
  { 0 },
};

static const char *const examples[] = {
  "story propose --dry-run",
  "how many questions that is",
  "story propose",
  "who and what is in the story, as story/proposed.yaml",
  NULL,
};

const LimCommand lim_command_story_propose = {
  .name = "story propose",
  .group = "dress",
  .summary = "Have a model list the people, places and things of a story that names none",
  .usage = "",
  .details =
      "For stories from Twine, which know no entities. The chat model reads the prose; what no prose says is "
      "dropped, and\n"
      "who appears where is found by their names. Vision, too, where it is missing. The story is not changed: the\n"
      "proposal is a file of its own, story/proposed.yaml, to be corrected and brought in with story import --with.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
