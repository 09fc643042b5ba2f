#include "cli-command.h"
#include "cli-talk.h"

#include "base-error.h"
#include "base-text.h"

static LimJson *
changes_json (LimJsonDoc *doc, const GPtrArray *changes)
{
  static const char *const kinds[] = { "new", "changed", "edited", "same" };
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const LimLookChange *change = changes->pdata[i];
      LimJson *object = lim_json_new_object (doc), *lines = lim_json_new_array (doc);

      for (guint j = 0; j < change->lines->len; j++)
        lim_json_append (lines, lim_json_new_string (doc, change->lines->pdata[j]));
      lim_json_set_string (object, "file", change->file);
      lim_json_set_string (object, "kind", kinds[change->kind]);
      lim_json_set_bool (object, "write", change->write);
      lim_json_set (object, "changes", lines);
      lim_json_append (list, object);
    }
  return list;
}

static void
print_json (LimCli *cli, const LimDirectReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "maker", report->maker);
  lim_json_set_bool (root, "finished", report->finished);
  lim_json_set_bool (root, "written", report->written);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "turns", report->n_turns);
  lim_json_set_int (root, "entities", report->n_entities);
  lim_json_set (root, "files", changes_json (doc, report->changes));
  lim_cli_print_json (cli, root);
}

static void
print_finished (LimCli *cli, const LimDirectReport *report)
{
  guint n_written = 0, n_kept = 0;

  for (guint i = 0; i < report->changes->len; i++)
    {
      const LimLookChange *change = report->changes->pdata[i];

      n_written += change->write ? 1 : 0;
      n_kept += change->kind == LIM_CHANGE_EDITED && !change->write ? 1 : 0;
    }
  g_autofree char *written = lim_text_count (n_written, "file", NULL), *kept = lim_text_count (n_kept, "file", NULL);
  lim_cli_print_look_changes (cli, report->changes);
  if (!report->written && !cli->dry_run)
    {
      lim_cli_print (cli, "Nothing was written.");
      return;
    }
  lim_cli_print (cli, "%s %s%s%s%s.", report->written ? "Wrote" : "Would write", written, n_kept > 0 ? ", kept " : "",
                 n_kept > 0 ? kept : "", n_kept > 0 ? " edited by hand" : "");
  if (report->written)
    lim_cli_print (cli,
                   "Next: read story/art-direction.yaml and story/visuals/, then limner dress approve direction");
}

static void
print_text (LimCli *cli, const LimDirectReport *report)
{
  if (report->prepared)
    lim_cli_print (cli, "These answers are prepared: no model was asked.");
  if (report->finished)
    print_finished (cli, report);
  else if (cli->dry_run)
    {
      g_autofree char *entities = lim_text_count (report->n_entities, "entity", "entities");

      lim_cli_print (
          cli,
          "Would talk with %s about the look of %s, and then write story/art-direction.yaml and a file for "
          "each entity below story/visuals/.\nThe conversation has %u turns; a run to the end asks with about "
          "%" G_GINT64_FORMAT " tokens.",
          report->maker, entities, report->n_turns, report->tokens);
    }
  else
    lim_cli_print (
        cli,
        "The conversation is kept (%u turns). Go on with limner dress direct; limner dress direct --done makes "
        "the look of it.",
        report->n_turns);
  if (report->cost != NULL && !cli->dry_run)
    lim_cli_print (cli, "%s%s%s", lim_cli_style (cli, "dim"), report->cost, lim_cli_style (cli, "off"));
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimTalking) talking = lim_talking_new (cli);
  g_autoptr (LimDirectReport) report = lim_direct_report_new ();
  const LimDirectOptions options = {
    .provider = lim_settings_string (cli->options, "chat"),
    .say = lim_settings_string (cli->options, "say"),
    .done = lim_settings_flag (cli->options, "done"),
    .missing = lim_settings_flag (cli->options, "missing"),
    .again = lim_settings_flag (cli->options, "again"),
    .replace = lim_settings_flag (cli->options, "replace"),
    .dry_run = cli->dry_run,
    .from = lim_settings_string (cli->options, "from"),
    .events = lim_talking_events (talking),
  };

  if (options.from != NULL
      && (options.say != NULL || options.done || options.missing || options.again || options.provider != NULL))
    return lim_fail (
        error, LIM_ERROR_USAGE,
        "--from takes the look out of a file and asks no model, so --say, --done, --missing, --again and --chat mean "
        "nothing beside it");
  if (!lim_dress_direct (&cli->context, cli->project, &options, report, error))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_text (cli, report);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "say", .type = LIM_OPTION_STRING, .placeholder = "TEXT", .help = "say this, hear the answer, and leave" },
  { .name = "done", .type = LIM_OPTION_FLAG, .help = "make the look of what was agreed so far" },
  { .name = "missing", .type = LIM_OPTION_FLAG, .help = "make it only for entities that have no look yet" },
  { .name = "from",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "take the look out of a file you wrote, without a model" },
  { .name = "again", .type = LIM_OPTION_FLAG, .help = "begin a new conversation; the old one is kept aside" },
  { .name = "replace", .type = LIM_OPTION_FLAG, .help = "write over files that were edited by hand, too" },
  { .name = "chat", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "this chat model; else defaults.chat" },
  { 0 },
};

static const char *const examples[] = {
  "dress direct",
  "talk with the model about the look; /done makes it, /quit leaves, and it goes on later",
  "dress direct --say \"Ink and grey wash. The light is the only colour.\"",
  "one turn, for scripts",
  "dress direct --from look.yaml --dry-run",
  "what a look written by hand would change",
  NULL,
};

const LimCommand lim_command_dress_direct = {
  .name = "dress direct",
  .group = "dress",
  .summary = "Settle how the story looks: one art direction, and how each entity looks",
  .usage = "",
  .details = "You and the chat model of limner.yaml (defaults: {chat: …}) talk; every turn is kept in story/direct/. "
             "At the end the\n"
             "model writes down what was agreed (story/direct/summary.md, which you may edit), and it becomes\n"
             "story/art-direction.yaml and a file for each entity below story/visuals/. What is vague or missing "
             "goes back to\n"
             "the model three times; then nothing is written. What you edit by hand stays as it is unless you give "
             "--replace.\n"
             "Without a terminal, what you say is read from standard input, a line a turn; one that ends in a "
             "backslash goes on.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
