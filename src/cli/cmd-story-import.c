#include "base-finding.h"
#include "cli-command.h"
#include "cli-finding.h"

#include "base-text.h"
#include "dress-import.h"

#define MANY_LINES 30u

static void
add_lines (LimJsonDoc *doc, LimJson *root, const char *key, const GPtrArray *lines)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < lines->len; i++)
    lim_json_append (list, lim_json_new_string (doc, lines->pdata[i]));
  lim_json_set (root, key, list);
}

static void
print_json (LimCli *cli, const LimStoryImport *import)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "format", import->importer->name);
  lim_json_set_string (root, "path", import->path);
  lim_json_set_string (root, "original", import->original);
  lim_json_set_bool (root, "new", import->is_new);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "passages", import->story->passages->len);
  lim_json_set_int (root, "choices", import->story->n_choices);
  lim_json_set_int (root, "entities", import->story->entities->len);
  lim_json_set_int (root, "codewords", import->story->codewords->len);
  add_lines (doc, root, "changes", import->changes);
  add_lines (doc, root, "losses", import->losses);
  lim_json_set (root, "findings", lim_findings_to_json (import->findings, doc));
  lim_cli_print_json (cli, root);
}

static void
print_changes (LimCli *cli, const GPtrArray *changes)
{
  for (guint i = 0; i < changes->len && i < MANY_LINES; i++)
    {
      g_autofree char *line = lim_text_harmless (changes->pdata[i]);

      lim_cli_print (cli, "  %s%s%s",
                     lim_cli_style (cli, line[0] == '+'   ? "good"
                                         : line[0] == '~' ? "warn"
                                                          : "bad"),
                     line, lim_cli_style (cli, "off"));
    }
  if (changes->len > MANY_LINES)
    lim_cli_print (cli, "  … and %u more", changes->len - MANY_LINES);
}

static void
print_text (LimCli *cli, const LimStoryImport *import)
{
  const LimStory *story = import->story;
  g_autofree char *title = lim_text_harmless (story->title != NULL ? story->title : "Untitled");
  g_autofree char *passages = lim_text_count (story->passages->len, "passage", NULL);
  g_autofree char *choices = lim_text_count (story->n_choices, "choice", NULL);
  g_autofree char *entities = lim_text_count (story->entities->len, "entity", "entities");
  g_autofree char *codewords = lim_text_count (story->codewords->len, "codeword", NULL);

  lim_cli_print_findings (cli, import->findings);
  lim_cli_print (cli, "%s%s%s (%s): %s, %s, %s, %s", lim_cli_style (cli, "bold"), title, lim_cli_style (cli, "off"),
                 import->importer->name, passages, choices, entities, codewords);
  if (!import->is_new)
    lim_cli_print (cli, "%s", import->is_same ? "Nothing changed since last time." : "Since last time:");
  print_changes (cli, import->changes);
  lim_cli_print (cli, "%s %s; the file as it came is kept as %s.", cli->dry_run ? "Would write" : "Wrote",
                 import->path, import->original);
  if (story->entities->len == 0)
    lim_cli_print (cli,
                   "It names no entities. Add them to %s by hand, import again --with a file that lists\n"
                   "them, or have a chat model write that file (limner story propose). They are kept when the\n"
                   "story is imported anew.",
                   import->path);
  lim_cli_print (cli, "Next: limner story show, limner story check");
}

static gboolean
run (LimCli *cli, GError **error)
{
  const LimStoryImportOptions options = {
    .side = lim_settings_string (cli->options, "with"),
    .format = lim_settings_string (cli->options, "format"),
    .replace = lim_settings_flag (cli->options, "replace"),
    .dry_run = cli->dry_run,
  };
  g_autoptr (LimStoryImport) import = NULL;
  gboolean done = lim_dress_import (cli->project, cli->words[0], &options, &import, error);

  if (import != NULL && cli->json)
    print_json (cli, import);
  else if (done)
    print_text (cli, import);
  return done;
}

static const LimOptionRow options[] = {
  { .name = "with",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "a story.yaml with what the story lacks: vision, entities, who appears where" },
  { .name = "format",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("story", "twee", "twine", "questfoundry"),
    .placeholder = "NAME",
    .help = "what kind of file it is; else found out" },
  { .name = "replace", .type = LIM_OPTION_FLAG, .help = "even if work done by hand in story.yaml is lost" },
  { 0 },
};

static const char *const examples[] = {
  "story import foggy.twee",
  "bring in a story from Twine or Tweego as story/story.yaml",
  "story import ~/qf/salt/graph.db --dry-run",
  "what would come in from QuestFoundry, and what changed since last time",
  NULL,
};

const LimCommand lim_command_story_import = {
  .name = "story import",
  .group = "dress",
  .summary = "Bring in a story: our own YAML, Twee, a published Twine file, QuestFoundry",
  .usage = "FILE",
  .details = "The story becomes story/story.yaml (.json when it is very large); the file as it came is kept below\n"
             "story/original/. Imported again, it says what changed. What you added to story.yaml by hand and the "
             "file knows\n"
             "nothing of (entities, spine, scene types) is kept for Twee and Twine; where something would be lost, "
             "nothing is\n"
             "written and the loss is listed.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_FILE,
  .options = options,
  .run = run,
};
