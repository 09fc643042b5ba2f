#include "cli-command.h"

#include "base-problem.h"
#include "store-asset.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-rank.h"

/* Where the image of @id lies, or NULL. Transfer full. */
static char *
image_of (LimCli *cli, const char *id)
{
  g_autoptr (LimRecord) record = lim_store_load_record (cli->project, id, NULL);
  g_autofree char *path = record != NULL ? lim_store_find_image (cli->project, record, NULL) : NULL;

  return path != NULL ? lim_project_path (cli->project, path) : NULL;
}

static void
print_side (LimCli *cli, const char *letter, const LimRankEntry *entry)
{
  g_autofree char *path = image_of (cli, entry->id);

  lim_cli_print (cli, "  %s%s%s  %s  (%u won, %u lost, %u tied)", lim_cli_style (cli, "bold"), letter,
                 lim_cli_style (cli, "off"), entry->id, entry->wins, entry->losses, entry->ties);
  lim_cli_print (cli, "     %s", path != NULL ? path : "its image is nowhere in the project");
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GPtrArray) problems = lim_problems_new ();
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);
  g_autoptr (LimRanking) ranking =
      canon != NULL
          ? lim_style_rank (cli->project, canon, lim_settings_string (cli->options, "lane"), problems, error)
          : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *pair = ranking != NULL ? lim_ranking_next_to_json (ranking, doc, error) : NULL;

  if (pair == NULL)
    return FALSE;
  if (cli->json)
    {
      lim_cli_print_json (cli, pair);
      return TRUE;
    }
  const LimRankEntry *left = lim_ranking_find (ranking, lim_json_get_string (pair, "a"));
  const LimRankEntry *right = lim_ranking_find (ranking, lim_json_get_string (pair, "b"));
  lim_cli_print (cli, "Which is better%s%s?", left->lane != NULL ? ", in lane " : "",
                 left->lane != NULL ? left->lane : "");
  print_side (cli, "a", left);
  print_side (cli, "b", right);
  lim_cli_print (cli, "\nAnswer:  limner compare %s %s a|b|tie \"why\"", left->id, right->id);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "lane", .type = LIM_OPTION_STRING, .placeholder = "LANE", .help = "a pair of one lane" },
  { 0 },
};

static const char *const examples[] = { "compare next", "the pair whose answer would tell the most", NULL };

const LimCommand lim_command_compare_next = {
  .name = "compare next",
  .group = "style",
  .summary = "Name the pair worth asking about now",
  .usage = "",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .options = options,
  .run = run,
};
