#include "cli-command.h"

#include "style-canon.h"
#include "style-coverage.h"

static void
add_rule (LimTable *table, const LimRuleCoverage *rule)
{
  guint total = lim_coverage_total (rule);

  lim_table_row (table);
  lim_table_string (table, rule->rule->id);
  lim_table_string (table, rule->rule->category);
  lim_table_string (table, rule->rule->title);
  lim_table_list (table, (const char *const *) rule->rule->dimensions);
  lim_table_list (table, (const char *const *) rule->rule->lanes);
  for (guint i = 0; i < LIM_N_VERDICTS; i++)
    lim_table_int (table, rule->counts[i]);
  if (rule->counts[LIM_VERDICT_FAIL] == 0 && total > 0)
    lim_table_mark (table, LIM_MARK_DIM); /* a rule nothing fails teaches nothing */
  if (total > 0)
    lim_table_double (table, rule->score_sum / total, 2);
  else
    lim_table_null (table);
}

static gboolean
run (LimCli *cli, GError **error)
{
  static const LimColumn columns[] = {
    { .key = "rule", .title = "Rule" },
    { .key = "category", .title = "Category" },
    { .key = "title", .title = "Title" },
    { .key = "dimensions", .title = "Scores" },
    { .key = "lanes", .title = "Lanes" },
    { .key = "pass", .title = "Pass", .align = LIM_ALIGN_RIGHT },
    { .key = "partial", .title = "Partial", .align = LIM_ALIGN_RIGHT },
    { .key = "fail", .title = "Fail", .align = LIM_ALIGN_RIGHT },
    { .key = "mean", .title = "Mean", .align = LIM_ALIGN_RIGHT },
    { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);
  g_autoptr (LimCoverage) coverage =
      canon != NULL ? lim_style_coverage (&cli->context, cli->project, canon, error) : NULL;

  if (coverage == NULL)
    return FALSE;
  for (guint i = 0; i < lim_coverage_length (coverage); i++)
    add_rule (table, lim_coverage_at (coverage, i));
  lim_cli_print_table (cli, table);
  if (canon->rules->len == 0)
    lim_cli_print (
        cli, "No rules yet. Write some into canon/constitution.md: “### MAT-001: Title”, then “Scores: dimension”.");
  return TRUE;
}

static const char *const examples[] = { "canon list", "the rules as understood, and how images fare", NULL };

const LimCommand lim_command_canon_list = {
  .name = "canon list",
  .group = "style",
  .summary = "List the rules, what they score, and how often they pass and fail",
  .usage = "",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
