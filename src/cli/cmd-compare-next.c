#include "cli-command.h"

#include "base-error.h"
#include "base-problem.h"
#include "store-asset.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-rank.h"

#include <string.h>

static const LimRankEntry *
find_entry (const LimRanking *ranking, const char *id)
{
  for (guint i = 0; i < lim_ranking_length (ranking); i++)
    if (strcmp (lim_ranking_at (ranking, i)->id, id) == 0)
      return lim_ranking_at (ranking, i);
  return NULL;
}

/* Where the image of @id lies, or NULL. Transfer full. */
static char *
image_of (LimCli *cli, const char *id)
{
  g_autoptr (LimRecord) record = lim_store_load_record (cli->project, id, NULL);
  g_autofree char *path = record != NULL ? lim_store_find_image (cli->project, record, NULL) : NULL;

  return path != NULL ? lim_project_path (cli->project, path) : NULL;
}

static void
print_json (LimCli *cli, const LimRankEntry *a, const LimRankEntry *b)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "a", a->id);
  lim_json_set_string (root, "b", b->id);
  lim_json_set_string (root, "lane", a->lane);
  lim_json_set_double (root, "chance_a", lim_rank_chance (a, b));
  lim_cli_print_json (cli, root);
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
  const char *a, *b;

  if (ranking == NULL)
    return FALSE;
  if (!lim_ranking_next_pair (ranking, &a, &b))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "there are no two images of one lane to compare");
  const LimRankEntry *left = find_entry (ranking, a), *right = find_entry (ranking, b);
  if (cli->json)
    {
      print_json (cli, left, right);
      return TRUE;
    }
  lim_cli_print (cli, "Which is better%s%s?", left->lane != NULL ? ", in lane " : "",
                 left->lane != NULL ? left->lane : "");
  print_side (cli, "a", left);
  print_side (cli, "b", right);
  lim_cli_print (cli, "\nAnswer:  limner compare %s %s a|b|tie \"why\"", a, b);
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
