#include "cli-command.h"

#include "base-error.h"
#include "style-canon.h"
#include "style-compare.h"

/* The comparison the words and options make. Transfer full. */
static LimComparison *
read_comparison (LimCli *cli, GError **error)
{
  g_autoptr (LimComparison) comparison = lim_comparison_new ();
  const char *scores = lim_settings_string (cli->options, "scores");

  if (!lim_chosen_parse (cli->words[2], &comparison->chosen))
    return lim_fail_null (error, LIM_ERROR_USAGE,
                          "“%s” is no choice. There are a, b and tie, for the first image, the second, or neither",
                          cli->words[2]);
  if (*g_strstrip (cli->words[3]) == '\0')
    return lim_fail_null (error, LIM_ERROR_USAGE, "a comparison needs its reason: limner compare %s %s %s \"why\"",
                          cli->words[0], cli->words[1], cli->words[2]);
  if (scores != NULL && !lim_comparison_parse_scores (scores, comparison->scores, error))
    return NULL;
  comparison->asset_a_id = g_strdup (cli->words[0]);
  comparison->asset_b_id = g_strdup (cli->words[1]);
  comparison->reasoning = g_strdup (cli->words[3]);
  comparison->reviewer = lim_cli_reviewer (cli, error);
  if (comparison->reviewer == NULL)
    return NULL;
  comparison->reviewed_at = lim_clock_now_iso (cli->context.clock);
  return g_steal_pointer (&comparison);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);
  g_autoptr (LimComparison) comparison = canon != NULL ? read_comparison (cli, error) : NULL;

  if (comparison == NULL || !lim_style_compare (&cli->context, cli->project, canon, comparison, cli->dry_run, error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_comparison_to_doc (comparison);

      lim_cli_print_json (cli, lim_json_root (doc));
      return TRUE;
    }
  if (comparison->chosen == LIM_CHOSEN_TIE)
    lim_cli_print (cli, "%s: %s and %s tie", cli->dry_run ? "Would record" : comparison->id, cli->words[0],
                   cli->words[1]);
  else
    lim_cli_print (cli, "%s: %s beats %s", cli->dry_run ? "Would record" : comparison->id,
                   cli->words[comparison->chosen == LIM_CHOSEN_A ? 0 : 1],
                   cli->words[comparison->chosen == LIM_CHOSEN_A ? 1 : 0]);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "scores",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIM=A/B,…",
    .help = "scores of both sides, 0 to 1, by dimension" },
  { 0 },
};

static const char *const examples[] = {
  "compare next",
  "which pair to ask about now",
  "compare costume_tide_lockkeeper_v1 costume_tide_lockkeeper_v2 a \"The coat has a waterline\" --scores "
  "wear_level=0.9/0.6",
  "the first one is better, and why",
  "compare rank --lane costume",
  "the order that follows, with its uncertainty",
  NULL,
};

const LimCommand lim_command_compare = {
  .name = "compare",
  .group = "style",
  .summary = "Record which of two images is better, and why",
  .usage = "A B a|b|tie \"WHY\"",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .min_words = 4,
  .max_words = 4,
  .words = LIM_WORD_RECORD,
  .options = options,
  .run = run,
};
