#include "cli-command.h"

#include "base-error.h"
#include "base-text.h"
#include "cli-curate.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-curate.h"
#include "style-index.h"

/* -- What waits -- */

/* Keeps the prompt of record @index, which the index does not hold. */
static gboolean
keep_prompt (gsize index, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  char **prompts = data;

  prompts[index] = g_strdup (lim_record_prompt (*record));
  return TRUE;
}

static void
print_waiting (LimCli *cli, const GPtrArray *rows, char *const *prompts)
{
  static const LimColumn columns[] = {
    { .key = "id", .title = "Id" },
    { .key = "lane", .title = "Lane" },
    { .key = "faction", .title = "Faction" },
    { .key = "prompt", .title = "Prompt" },
    { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < rows->len; i++)
    {
      const LimIndexRow *row = rows->pdata[i];

      lim_table_row (table);
      lim_table_string (table, row->id);
      lim_table_string (table, row->lane);
      lim_table_string (table, row->faction);
      lim_table_string (table, prompts[i]);
    }
  lim_cli_print_table (cli, table);
}

/* The one status that --status names; candidates where it is not given. */
static gboolean
read_listed_status (LimCli *cli, LimStatus *status, GError **error)
{
  const char *const *names = lim_settings_list (cli->options, "status");

  *status = LIM_STATUS_CANDIDATE;
  if (names[0] != NULL && names[1] != NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "--list shows one status at a time, found %s and %s", names[0],
                     names[1]);
  return names[0] == NULL || lim_status_parse (names[0], status);
}

static gboolean
list_waiting (LimCli *cli, const LimCanon *canon, GError **error)
{
  LimStatus status;

  if (!lim_style_check_lane (canon, lim_settings_string (cli->options, "lane"), error)
      || !read_listed_status (cli, &status, error))
    return FALSE;

  LimIndexQuery query = { .status = (int) status,
                          .lane = lim_settings_string (cli->options, "lane"),
                          .limit = (guint) lim_settings_int (cli->options, "limit"),
                          .offset = (guint) lim_settings_int (cli->options, "offset") };
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint64 total;
  /* A page checks its own files; a look at all of them would take longer than everything else. */
  g_autoptr (LimIndex) index = query.limit != 0 ? lim_style_open_index_unchecked (cli->project, canon, error)
                                                : lim_style_open_index (cli->project, canon, error);
  g_autoptr (GPtrArray) rows = index != NULL ? lim_index_page (index, &query, &total, error) : NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (ids, ((LimIndexRow *) rows->pdata[i])->id);

  char **prompts = g_new0 (char *, MAX (rows->len, 1));
  gboolean ok =
      lim_store_for_each_record (cli->project, ids, 0, keep_prompt, NULL, prompts, cli->context.cancellable, error);
  if (ok)
    print_waiting (cli, rows, prompts);
  for (guint i = 0; i < rows->len; i++)
    g_free (prompts[i]);
  g_free (prompts);
  if (ok && total == 0)
    lim_cli_print (cli, status == LIM_STATUS_CANDIDATE ? "Nothing waits for judgment." : "There is none.");
  else if (ok && rows->len < total)
    lim_cli_print (cli, "%u of %" G_GUINT64_FORMAT "%s.", rows->len, total,
                   status == LIM_STATUS_CANDIDATE ? " that wait" : "");
  return ok;
}

/* -- Judging -- */

static void
say_outcome (LimCli *cli, const char *id, const LimCurateOutcome *outcome, const char *did)
{
  lim_cli_print (cli, "%s%s: %s → %s%s%s%s", cli->dry_run ? "Would do: " : "", id, lim_status_name (outcome->from),
                 lim_cli_style (cli, outcome->to == LIM_STATUS_REJECTED   ? "bad"
                                     : outcome->to == LIM_STATUS_APPROVED ? "good"
                                                                          : "warn"),
                 lim_status_name (outcome->to), lim_cli_style (cli, "off"), did);
  if (outcome->image_missing)
    lim_cli_warn (cli,
                  "%s: its image is nowhere in the project, so only the record was changed; `limner restore --only "
                  "%s` makes it again",
                  id, id);
}

static gboolean
print_outcome_json (LimCli *cli, const char *id, const LimCurateOutcome *outcome)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  lim_cli_print_json (cli, lim_curate_outcome_to_json (outcome, id, cli->dry_run, doc));
  return TRUE;
}

static gboolean
undo (LimCli *cli, GError **error)
{
  /* Taking back works under a canon that cannot be read, too. */
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, NULL);
  g_autofree char *id = NULL;
  LimCurateOutcome outcome;

  if (!lim_style_undo_judgment (cli->project, canon, cli->words[0], NULL, cli->dry_run, &id, &outcome, error))
    return FALSE;
  if (cli->json)
    return print_outcome_json (cli, id, &outcome);
  say_outcome (cli, id, &outcome, " (taken back)");
  return TRUE;
}

/* The judgment the words and options make. Transfer full. */
static LimJudgment *
read_judgment (LimCli *cli, GError **error)
{
  const char *scores = lim_settings_string (cli->options, "scores");
  g_autoptr (LimJudgment) judgment = NULL;
  LimStatus status;

  if (!lim_status_parse (cli->words[1], &status) || status == LIM_STATUS_CANDIDATE)
    {
      g_autofree char *hint = lim_text_did_you_mean (cli->words[1], lim_status_judged_names ());

      return lim_fail_null (error, LIM_ERROR_USAGE,
                            "“%s” is no verdict.%s There are approved, rejected and borderline", cli->words[1], hint);
    }
  if (*g_strstrip (cli->words[2]) == '\0')
    return lim_fail_null (error, LIM_ERROR_USAGE, "a judgment needs its reason: limner curate %s %s \"why\"",
                          cli->words[0], cli->words[1]);

  judgment = lim_judgment_new (status, cli->words[2]);
  judgment->reviewer = lim_cli_reviewer (cli, error);
  if (judgment->reviewer == NULL)
    return NULL;
  judgment->reviewed_at = lim_clock_now_iso (cli->context.clock);
  if (scores != NULL)
    {
      lim_scores_free (judgment->scores);
      judgment->scores = lim_scores_parse (scores, error);
      if (judgment->scores == NULL)
        return NULL;
    }
  g_strfreev (judgment->failure_modes);
  judgment->failure_modes = g_strdupv ((char **) lim_settings_list (cli->options, "failures"));
  judgment->improvement_notes = g_strdup (lim_settings_string (cli->options, "notes"));
  judgment->override_reason = g_strdup (lim_settings_string (cli->options, "override"));
  if (lim_settings_is_set (cli->options, "confidence"))
    judgment->confidence = lim_settings_double (cli->options, "confidence");
  return g_steal_pointer (&judgment);
}

static gboolean
judge (LimCli *cli, const LimCanon *canon, GError **error)
{
  g_autoptr (LimJudgment) judgment = NULL;
  LimCurateOutcome outcome;

  if (cli->n_words < 3)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "usage: limner curate ID approved|rejected|borderline \"why\" --scores dim=0.9,…");
  judgment = read_judgment (cli, error);
  if (judgment == NULL
      || !lim_style_curate (cli->project, canon, cli->words[0], NULL, judgment, cli->dry_run, &outcome, error))
    return FALSE;
  if (cli->json)
    return print_outcome_json (cli, cli->words[0], &outcome);
  say_outcome (cli, cli->words[0], &outcome, "");
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimCanon) canon = NULL;

  if (lim_settings_flag (cli->options, "undo") && cli->n_words > 1)
    return lim_fail (error, LIM_ERROR_USAGE, "--undo takes one id at most, found “%s” as well", cli->words[1]);
  if (lim_settings_flag (cli->options, "undo"))
    return undo (cli, error);
  canon = lim_style_load_canon (cli->project, NULL, error);
  if (canon == NULL)
    return FALSE;
  if (lim_settings_flag (cli->options, "list"))
    return list_waiting (cli, canon, error);
  if (cli->n_words == 0)
    return lim_cli_curate_interactive (cli, canon, error);
  return judge (cli, canon, error);
}

static const LimOptionRow options[] = {
  { .name = "scores",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIM=N,…",
    .help = "a score from 0 to 1 for every dimension of the rubric" },
  { .name = "failures", .type = LIM_OPTION_LIST, .placeholder = "MODE,…", .help = "failure modes of the rubric" },
  { .name = "notes", .type = LIM_OPTION_STRING, .placeholder = "TEXT", .help = "what would make it better" },
  { .name = "confidence",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1,
    .placeholder = "N",
    .help = "how sure you are" },
  { .name = "override",
    .type = LIM_OPTION_STRING,
    .placeholder = "WHY",
    .help = "keep a verdict the scores contradict, and say why" },
  { .name = "lane",
    .type = LIM_OPTION_STRING,
    .placeholder = "LANE",
    .help = "in the loop and with --list: only images of that lane" },
  { .name = "status",
    .type = LIM_OPTION_LIST,
    .choices = LIM_CHOICES ("candidate", "approved", "rejected", "borderline"),
    .placeholder = "STATUS",
    .help = "likewise: images of that status, to judge them again; else candidates" },
  { .name = "list", .help = "show what waits for judgment" },
  { .name = "limit",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 1000000,
    .placeholder = "N",
    .help = "list at most that many" },
  { .name = "offset",
    .type = LIM_OPTION_INT,
    .max = 1000000000,
    .placeholder = "N",
    .help = "pass over the first so many of the list" },
  { .name = "undo", .help = "take the last judgment back, or that of ID" },
  { 0 },
};

static const char *const examples[] = {
  "curate",
  "the loop in the terminal: image, keys for scores and verdict, undo",
  "curate costume_tide_lockkeeper_v1 approved \"Square stance\" --scores silhouette_clarity=0.9,composition=0.8,…",
  "one judgment, with a score for each dimension",
  "curate costume_tide_lockkeeper_v1 --undo",
  "take it back",
  "curate --list --json",
  "what waits, for a script",
  NULL,
};

const LimCommand lim_command_curate = {
  .name = "curate",
  .group = "style",
  .summary = "Judge candidates: status, scores, failure modes, and why",
  .usage = "[ID STATUS \"WHY\"]",
  .details = "Without words it shows one candidate after the other and takes single keys. The thresholds of the "
             "constitution decide\n"
             "which status the scores allow; a contradiction is refused (exit 5) unless --override says why. Earlier "
             "judgments stay\n"
             "in the record. The record is written before the image moves.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .max_words = 3,
  .words = LIM_WORD_RECORD,
  .options = options,
  .run = run,
};
