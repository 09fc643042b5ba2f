#include "base-problem.h"
#include "cli-command.h"
#include "cli-problem.h"

#include "base-error.h"
#include "base-text.h"
#include "style-bind.h"
#include "style-canon.h"

#include <string.h>

static void
print_counts (LimCli *cli, const LimBindReport *report)
{
  g_autofree char *bound = lim_text_count (report->bound, "record", NULL);
  guint stale = report->states[LIM_BINDING_STALE_RULES] + report->states[LIM_BINDING_STALE_JUDGMENT]
                + report->states[LIM_BINDING_FOREIGN];

  lim_cli_print (cli, "%s %s%s%s (%u new, %u stale); %u fresh, %u without scores, %u no rule speaks to.",
                 cli->dry_run ? "Would bind" : "Bound", lim_cli_style (cli, "bold"), bound,
                 lim_cli_style (cli, "off"), report->states[LIM_BINDING_UNBOUND], stale,
                 report->states[LIM_BINDING_FRESH], report->states[LIM_BINDING_NOT_BINDABLE], report->without_rules);
  if (report->bound > 0)
    lim_cli_print (cli, "Verdicts: %s%u pass%s, %s%u partial%s, %s%u fail%s.", lim_cli_style (cli, "good"),
                   report->verdicts[LIM_VERDICT_PASS], lim_cli_style (cli, "off"), lim_cli_style (cli, "warn"),
                   report->verdicts[LIM_VERDICT_PARTIAL], lim_cli_style (cli, "off"), lim_cli_style (cli, "bad"),
                   report->verdicts[LIM_VERDICT_FAIL], lim_cli_style (cli, "off"));
}

static void
print_factions (LimCli *cli, const LimCanon *canon, const LimBindReport *report)
{
  static const LimColumn columns[] = { { .key = "faction", .title = "Faction" },
                                       { .key = "bound", .title = "Bound", .align = LIM_ALIGN_RIGHT },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  guint none = GPOINTER_TO_UINT (g_hash_table_lookup (report->factions, ""));

  for (guint i = 0; i < canon->factions->len; i++)
    {
      const LimFaction *faction = canon->factions->pdata[i];

      lim_table_row (table);
      lim_table_string (table, faction->name);
      lim_table_int (table, GPOINTER_TO_UINT (g_hash_table_lookup (report->factions, faction->name)));
    }
  if (none > 0)
    {
      lim_table_row (table);
      lim_table_string (table, "(none)");
      lim_table_int (table, none);
    }
  lim_cli_print_table (cli, table);
}

static void
print_json (LimCli *cli, const LimBindReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *factions = lim_json_new_object (doc),
          *problems = lim_json_new_array (doc);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (report->factions), (GCompareFunc) strcmp);

  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "records", report->n_records);
  lim_json_set_int (root, "bound", report->bound);
  for (guint i = 0; i < LIM_N_BINDING_STATES; i++)
    lim_json_set_int (root, lim_binding_state_name (i), report->states[i]);
  for (guint i = 0; i < LIM_N_VERDICTS; i++)
    lim_json_set_int (root, lim_verdict_name (i), report->verdicts[i]);
  for (GList *name = names; name != NULL; name = name->next)
    lim_json_set_int (factions, *(char *) name->data != '\0' ? name->data : "(none)",
                      GPOINTER_TO_UINT (g_hash_table_lookup (report->factions, name->data)));
  lim_json_set (root, "factions", factions);
  lim_problems_append_json (report->problems, problems, doc);
  lim_json_set (root, "problems", problems);
  lim_cli_print_json (cli, root);
}

static gboolean
run (LimCli *cli, GError **error)
{
  LimBindOptions options = { .force = lim_settings_flag (cli->options, "force"), .dry_run = cli->dry_run };
  g_autoptr (LimBindReport) report = lim_bind_report_new ();
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);

  if (canon == NULL || !lim_style_bind (&cli->context, cli->project, canon, &options, report, error))
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  print_counts (cli, report);
  if (!cli->json && lim_settings_flag (cli->options, "stats"))
    print_factions (cli, canon, report);
  lim_cli_print_problems (cli, report->problems);
  if (report->problems->len > 0)
    return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of %u records could not be bound; `limner doctor` says more",
                     report->problems->len, report->n_records + report->problems->len);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "force", .help = "bind again also what is fresh" },
  { .name = "stats", .help = "count the bound images per faction, too" },
  { 0 },
};

static const char *const examples[] = {
  "canon bind",
  "verdicts for what was judged or whose rules changed since",
  "canon bind --dry-run --stats",
  "what that would be",
  NULL,
};

const LimCommand lim_command_canon_bind = {
  .name = "canon bind",
  .group = "style",
  .summary = "Give every judged image its verdict per rule",
  .usage = "",
  .details =
      "Scores and failure modes of the judgment become pass, partial or fail for each rule that speaks to the "
      "image's\n"
      "lane and faction. A binding remembers which rules and which judgment it came from; when either changes it is\n"
      "stale, and only the stale ones are bound again. Stale bindings are not exported.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run,
};
