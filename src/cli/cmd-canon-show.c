#include "cli-command.h"

#include "base-text.h"
#include "style-canon.h"
#include "style-coverage.h"

/* There is one entry for each rule of the canon. */
static guint
find_rule (const LimCoverage *coverage, const LimRule *rule)
{
  guint index = 0;

  while (lim_coverage_at (coverage, index)->rule != rule)
    index++;
  return index;
}

static void
print_list (LimCli *cli, const char *label, char **items, const char *otherwise)
{
  g_autofree char *list =
      items != NULL && items[0] != NULL ? lim_text_list ((const char *const *) items) : g_strdup (otherwise);

  lim_cli_print (cli, "  %-10s %s", label, list);
}

static void
print_examples (LimCli *cli, const char *label, const LimExample *list)
{
  static const char *const styles[] = {
    [LIM_VERDICT_PASS] = "good", [LIM_VERDICT_PARTIAL] = "warn", [LIM_VERDICT_FAIL] = "bad"
  };

  for (guint i = 0; i < LIM_COVERAGE_EXAMPLES && list[i].id != NULL; i++)
    lim_cli_print (cli, "  %-10s %s%-7s%s %.2f  %s", i == 0 ? label : "",
                   lim_cli_style (cli, styles[list[i].verdict]), lim_verdict_name (list[i].verdict),
                   lim_cli_style (cli, "off"), list[i].score, list[i].id);
}

static void
print_rule (LimCli *cli, const LimRuleCoverage *coverage)
{
  const LimRule *rule = coverage->rule;
  guint total = lim_coverage_total (coverage);

  lim_cli_print (cli, "%s%s%s  %s  %s(%s, %s:%u)%s", lim_cli_style (cli, "bold"), rule->id,
                 lim_cli_style (cli, "off"), rule->title, lim_cli_style (cli, "dim"), rule->category, rule->file,
                 rule->line, lim_cli_style (cli, "off"));
  if (rule->text != NULL && *rule->text != '\0')
    lim_cli_print (cli, "\n%s\n", rule->text);
  print_list (cli, "scores", rule->dimensions,
              rule->assumed ? "nothing (assumed)" : "nothing: it never gets a verdict");
  print_list (cli, "fails on", rule->failure_modes, "no failure mode");
  print_list (cli, "lanes", rule->lanes, "all");
  lim_cli_print (cli, "  %-10s %s", "per", rule->per_faction ? "faction: not judged where none is known" : "picture");
  lim_cli_print (cli, "  %-10s %u pass, %u partial, %u fail", "coverage", coverage->counts[LIM_VERDICT_PASS],
                 coverage->counts[LIM_VERDICT_PARTIAL], coverage->counts[LIM_VERDICT_FAIL]);
  if (total == 0)
    lim_cli_print (cli, "  No judged image speaks to it yet.");
  print_examples (cli, "best", coverage->best);
  print_examples (cli, "worst", coverage->worst);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);
  const LimRule *rule = canon != NULL ? lim_canon_rule (canon, cli->words[0], error) : NULL;
  g_autoptr (LimCoverage) coverage =
      rule != NULL ? lim_style_coverage (&cli->context, cli->project, canon, error) : NULL;

  if (coverage == NULL)
    return FALSE;
  guint index = find_rule (coverage, rule);
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

      lim_cli_print_json (cli, lim_rule_coverage_to_json (coverage, index, doc));
    }
  else
    print_rule (cli, lim_coverage_at (coverage, index));
  return TRUE;
}

static const char *const examples[] = { "canon show MAT-001", "one rule: guidance, coverage, best and worst images",
                                        NULL };

const LimCommand lim_command_canon_show = {
  .name = "canon show",
  .group = "style",
  .summary = "Show one rule, its coverage, and its best and worst examples",
  .usage = "RULE",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_RULE,
  .run = run,
};
