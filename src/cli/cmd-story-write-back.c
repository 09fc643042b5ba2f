#include "cli-command.h"

#include "base-text.h"
#include "dress-write-back.h"

static void
print_json (LimCli *cli, const LimWriteBack *result)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *missing = lim_json_new_array (doc);

  lim_json_set_string (root, "graph", result->graph);
  lim_json_set_string (root, "snapshot", result->snapshot);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "changes", result->n_changes);
  lim_json_set_int (root, "pictures_copied", result->n_pictures);
  lim_json_set_bool (root, "art_direction", result->directed);
  lim_json_set_int (root, "visuals", result->n_visuals);
  lim_json_set_int (root, "briefs", result->n_briefs);
  lim_json_set_int (root, "codex_entries", result->n_codex);
  lim_json_set_int (root, "illustrations", result->n_illustrations);
  for (guint i = 0; i < result->missing->len; i++)
    lim_json_append (missing, lim_json_new_string (doc, result->missing->pdata[i]));
  lim_json_set (root, "missing", missing);
  lim_cli_print_json (cli, root);
}

static void
print_text (LimCli *cli, const LimWriteBack *result)
{
  g_autofree char *changes = lim_text_count (result->n_changes, "change", NULL);
  g_autofree char *pictures = lim_text_count (result->n_pictures, "picture", NULL);

  lim_cli_print (cli, "%s%s art direction, %u visuals, %u briefs, %u codex entries, %u illustrations",
                 "The graph has ", result->directed ? "the" : "no", result->n_visuals, result->n_briefs,
                 result->n_codex, result->n_illustrations);
  if (result->n_changes + result->n_pictures == 0)
    lim_cli_print (cli, "All of it was there already; nothing was written.");
  else
    lim_cli_print (cli, "%s %s to %s, and %s below assets/.", cli->dry_run ? "Would make" : "Made", changes,
                   result->graph, pictures);
  if (result->snapshot != NULL)
    lim_cli_print (cli, "As it was before it is kept as %s.", result->snapshot);
  if (result->directed)
    return;
  lim_cli_print (cli, "The art direction stays out, for with it QuestFoundry wants all of the dress:");
  for (guint i = 0; i < result->missing->len; i++)
    lim_cli_print (cli, "  %s", (const char *) result->missing->pdata[i]);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimWriteBack) result =
      lim_dress_write_back (cli->project, cli->words[0], &lim_clock_system, cli->dry_run, error);

  if (result == NULL)
    return FALSE;
  if (cli->json)
    print_json (cli, result);
  else
    print_text (cli, result);
  return TRUE;
}

static const char *const examples[] = {
  "story write-back ~/qf/salt --dry-run",
  "how much would change in that project's graph.db",
  "story write-back ~/qf/salt",
  "direction, visuals, briefs, codex and pictures go into it; QuestFoundry ships them",
  NULL,
};

const LimCommand lim_command_story_write_back = {
  .name = "story write-back",
  .group = "dress",
  .summary = "Give what was made for a story back to QuestFoundry's graph.db",
  .usage = "PROJECT",
  .details =
      "PROJECT is the folder of a QuestFoundry project, or its graph.db; QuestFoundry must not work on it\n"
      "meanwhile. All is one transaction with QuestFoundry's own log of changes, which it can rewind; the graph as\n"
      "it was is kept as snapshots/pre-dress.db, pictures go below assets/. Passages, entities and all else of the\n"
      "story stay as they are. Written again, only what changed is.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_FILE,
  .run = run,
};
