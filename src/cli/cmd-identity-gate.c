#include "cli-command.h"

#include "canon-gates.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-identity.h"

#include <math.h>

/* -- Without verdicts: how it stands -- */

static gboolean
list_gates (LimCli *cli, GError **error)
{
  static const LimColumn columns[] = {
    { .key = "gate", .title = "Gate" },         { .key = "state", .title = "State" },
    { .key = "asks", .title = "Asks for" },     { .key = "reason", .title = "Why" },
    { .key = "reviewer", .title = "Reviewer" }, { 0 },
  };
  g_autoptr (LimRecord) record = lim_store_load_record (cli->project, cli->words[0], error);
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  const char *type;

  if (record == NULL)
    return FALSE;
  type = lim_json_string (lim_json_path (record->root, "identity", "subject_type", NULL));
  const LimGate *gates = lim_gates_of_type (type);
  if (gates == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s is no image of a named character, place or ship", record->id);
  for (const LimGate *gate = gates; gate->id != NULL; gate++)
    {
      const char *reason;
      LimGateState state = lim_gate_state (record, gate->id, &reason);

      lim_table_row (table);
      lim_table_string (table, gate->id);
      lim_table_string (table, lim_gate_state_name (state));
      lim_table_mark (table, state == LIM_GATE_PASS   ? LIM_MARK_GOOD
                             : state == LIM_GATE_FAIL ? LIM_MARK_BAD
                                                      : LIM_MARK_DIM);
      lim_table_string (table, gate->asks);
      lim_table_string (table, reason);
      lim_table_string (table,
                        lim_json_string (lim_json_path (record->root, "identity_gates", gate->id, "reviewer", NULL)));
    }
  lim_cli_print_table (cli, table);
  return TRUE;
}

/* -- With them -- */

static void
print_standing (LimCli *cli, const LimIdentityStanding *standing)
{
  g_autofree char *list = lim_lacks_list (standing->lacks);

  if (standing->lacks->len == 0)
    lim_cli_print (cli, "%s: every gate passed and scored.", cli->words[0]);
  else if (standing->status == LIM_STATUS_APPROVED)
    lim_cli_warn (cli, "%s is approved, and this speaks against it: %s. It is not exported as it is; judge it again",
                  cli->words[0], list);
  else
    lim_cli_print (cli, "%s: noted. Before it can be approved: %s.", cli->words[0], list);
}

static void
print_standing_json (LimCli *cli, const LimIdentityStanding *standing)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);
  g_auto (GStrv) lacks = lim_lacks_texts (standing->lacks);

  lim_json_set_string (root, "id", cli->words[0]);
  lim_json_set_string (root, "status", lim_status_name (standing->status));
  lim_json_set (root, "lacks", lim_json_new_strv (doc, (const char *const *) lacks));
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_cli_print_json (cli, root);
}

static gboolean
review (LimCli *cli, GError **error)
{
  const char *scores_text = lim_settings_string (cli->options, "scores");
  g_autofree char *text = g_strjoinv (",", cli->words + 1);
  g_autofree char *reviewer = lim_cli_reviewer (cli, error);
  g_autoptr (LimCanon) canon = reviewer != NULL ? lim_style_load_canon (cli->project, NULL, error) : NULL;
  g_autoptr (GPtrArray) verdicts = NULL;
  g_autoptr (LimScores) scores = NULL;
  LimIdentityStanding standing = { 0 };

  if (canon == NULL)
    return FALSE;
  verdicts = cli->n_words > 1 ? lim_gate_verdicts_parse (text, error) : g_ptr_array_new ();
  scores = verdicts == NULL ? NULL : scores_text != NULL ? lim_scores_parse (scores_text, error) : lim_scores_new ();
  if (scores == NULL)
    return FALSE;

  const LimIdentityReview said = { .verdicts = verdicts,
                                   .scores = scores,
                                   .persistence = lim_settings_is_set (cli->options, "persistence")
                                                      ? lim_settings_double (cli->options, "persistence")
                                                      : NAN,
                                   .reviewer = reviewer };
  if (!lim_style_identity_review (&cli->context, cli->project, canon, cli->words[0], &said, cli->dry_run, &standing,
                                  error))
    return FALSE;

  g_autoptr (GPtrArray) lacks = standing.lacks;
  if (cli->json)
    print_standing_json (cli, &standing);
  else
    print_standing (cli, &standing);
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  gboolean says = cli->n_words > 1 || lim_settings_is_set (cli->options, "scores")
                  || lim_settings_is_set (cli->options, "persistence");

  return says ? review (cli, error) : list_gates (cli, error);
}

static const LimOptionRow options[] = {
  { .name = "scores",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIM=N,…",
    .help = "identity_fidelity, spec_compliance, narrative_legibility; of follow-ons anchor_consistency" },
  { .name = "persistence",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1,
    .placeholder = "N",
    .help = "how well a follow-on matches its anchor" },
  { 0 },
};

static const char *const examples[] = {
  "identity gate ada_portrait_s1",
  "the gates of that image and how they stand",
  "identity gate ada_portrait_s1 IC-1=pass,IC-2=pass,IC-4=fail:\"A clean collar, which is the harbour guard's\"",
  "what you see",
  "identity gate ada_portrait_s1 --scores identity_fidelity=0.9,spec_compliance=0.8,narrative_legibility=0.8",
  "the scores of the identity dimensions",
  NULL,
};

const LimCommand lim_command_identity_gate = {
  .name = "identity gate",
  .group = "style",
  .summary = "Say at its gates whether an image is really its subject",
  .usage = "RECORD [GATE=pass|fail:\"WHY\",…]",
  .details =
      "Characters have the gates IC-1 to IC-6, places and ships IL-1 to IL-5. Approving an image of a named subject\n"
      "asks for all of them and for the identity scores, besides the scores of the constitution. IC-3 can pass only\n"
      "when there are two images of the character. Earlier verdicts stay in the record.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .min_words = 1,
  .max_words = 12,
  .words = LIM_WORD_RECORD,
  .options = options,
  .run = run,
};
