#include "cli-ask.h"
#include "cli-dress.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-render.h"
#include "dress-review.h"

#include <string.h>

typedef struct
{
  LimDressVerdict verdict;
  char *reason, *who;
} Decision;

static void
decision_clear (Decision *decision)
{
  g_free (decision->reason);
  g_free (decision->who);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Decision, decision_clear)

/* By the options, else by asking. FALSE without error: the person leaves it for later. */
static gboolean
decide (LimCli *cli, Decision *decision, GError **error)
{
  const char *reject = lim_settings_string (cli->options, "reject");
  char key = 'n';

  if (reject != NULL && lim_settings_flag (cli->options, "yes"))
    return lim_fail (error, LIM_ERROR_USAGE, "--yes and --reject: which of the two?");
  decision->who = lim_cli_reviewer (cli, error);
  if (decision->who == NULL)
    return FALSE;
  decision->verdict = reject != NULL ? LIM_VERDICT_REJECTED : LIM_VERDICT_APPROVED;
  decision->reason = g_strdup (reject);
  if (reject != NULL || lim_settings_flag (cli->options, "yes"))
    return TRUE;
  if (!lim_cli_can_ask (cli))
    return lim_fail (error, LIM_ERROR_USAGE, "there is no terminal to ask on: say --yes or --reject \"WHY\"");
  if (!lim_cli_ask (cli, "\nApprove it? [y]es, [r]eject, [l]ater: ", "lyr", &key, error) || key == 'l')
    return FALSE;
  if (key == 'r')
    {
      decision->verdict = LIM_VERDICT_REJECTED;
      decision->reason = lim_cli_ask_line (cli, "Why? ", error);
    }
  return key == 'y' || decision->reason != NULL;
}

static void
print_verdict (LimCli *cli, gboolean sample, const Decision *decision, const char *next)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (!cli->json)
    {
      lim_cli_print (cli, "%s %s by %s%s%s.%s%s", sample ? "The sample is" : "Gate 1: the art direction is",
                     lim_dress_verdict_name (decision->verdict), decision->who, decision->reason != NULL ? ": " : "",
                     decision->reason != NULL ? decision->reason : "", *next != '\0' ? " " : "", next);
      return;
    }
  lim_json_set_string (root, "gate", sample ? "sample" : "direction");
  lim_json_set_string (root, "verdict", lim_dress_verdict_name (decision->verdict));
  lim_json_set_string (root, "by", decision->who);
  lim_json_set_string (root, "reason", decision->reason);
  lim_cli_print_json (cli, root);
}

/* -- Gate 1 -- */

static gboolean
approve_direction (LimCli *cli, const LimDressBook *book, GError **error)
{
  g_auto (Decision) decision = { 0 };
  g_autoptr (GPtrArray) problems = lim_dress_direction_problems (book);
  g_autoptr (GError) cause = NULL;
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_DIRECTION, NULL, NULL);

  if (book->direction == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND,
                     "there is no art direction yet: `limner dress direct` makes one, or write %s",
                     LIM_DRESS_DIRECTION);
  lim_cli_print_direction (cli, book);
  for (guint i = 0; i < problems->len; i++)
    lim_cli_warn (cli, "%s", (const char *) problems->pdata[i]);
  if (state == LIM_DRESS_GATE_APPROVED && lim_settings_string (cli->options, "reject") == NULL)
    {
      decision.verdict = LIM_VERDICT_APPROVED;
      decision.who = g_strdup (book->direction_review->by);
      if (cli->json)
        print_verdict (cli, FALSE, &decision, "");
      lim_cli_print (cli, "\nApproved already by %s, and not changed since.", decision.who);
      return TRUE;
    }
  if (!decide (cli, &decision, &cause))
    {
      if (cause == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }

  const LimDressSaying saying = { .verdict = decision.verdict,
                                  .who = decision.who,
                                  .reason = decision.reason,
                                  .priority = LIM_REVIEW_NO_PRIORITY,
                                  .anyway = lim_settings_flag (cli->options, "anyway"),
                                  .clock = cli->context.clock };
  if (!lim_dress_say (cli->project, book, LIM_DRESS_GATE_DIRECTION, NULL, &saying, error))
    return FALSE;
  print_verdict (cli, FALSE, &decision,
                 decision.verdict == LIM_VERDICT_APPROVED ? "Next: `limner dress brief` and `limner dress codex`."
                                                          : "Next: change it, or `limner dress direct`.");
  return TRUE;
}

/* -- The sample -- */

static void
print_sample (LimCli *cli, const LimDressBook *book)
{
  const LimDressReview *review = book->sample_review;
  const LimBrief *brief = review->of != NULL ? lim_dress_book_brief_by_id (book, review->of) : NULL;

  lim_cli_print (cli, "%s", review->picture != NULL ? review->picture : "");
  if (brief != NULL)
    lim_cli_print (cli, "  %s: %s", brief->passage, brief->caption != NULL ? brief->caption : brief->subject);
  lim_cli_print (cli, "  made by %s", review->maker != NULL ? review->maker : "somebody");
}

static gboolean
approve_sample (LimCli *cli, const LimDressBook *book, GError **error)
{
  g_auto (Decision) decision = { 0 };
  g_autoptr (GError) cause = NULL;

  if (!lim_gates_allow (book, LIM_DRESS_MAY_APPROVE_SAMPLE, NULL, error))
    return FALSE;
  print_sample (cli, book);
  if (!decide (cli, &decision, &cause))
    {
      if (cause == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (!lim_dress_judge_sample (cli->project, decision.verdict, decision.who, decision.reason, cli->context.clock,
                               error))
    return FALSE;
  print_verdict (cli, TRUE, &decision,
                 decision.verdict == LIM_VERDICT_APPROVED
                     ? "Next: `limner dress render`."
                     : "Next: change the art direction, the brief or who is in it, and `limner dress sample` again.");
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimDressBook) book = NULL;

  if (strcmp (cli->words[0], "direction") != 0 && strcmp (cli->words[0], "sample") != 0)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "“%s” has no gate: approve `direction` or `sample`; briefs and codex have "
                     "`limner dress review`",
                     cli->words[0]);
  book = lim_dress_book_open (cli->project, error);
  if (book == NULL)
    return FALSE;
  lim_cli_warn_of_dress (cli, book);
  return strcmp (cli->words[0], "sample") == 0 ? approve_sample (cli, book, error)
                                               : approve_direction (cli, book, error);
}

static const LimOptionRow options[] = {
  { .name = "yes", .type = LIM_OPTION_FLAG, .letter = 'y', .help = "approve it without being asked" },
  { .name = "reject", .type = LIM_OPTION_STRING, .placeholder = "WHY", .help = "reject it, with the reason" },
  { .name = "anyway", .type = LIM_OPTION_FLAG, .help = "approve a direction with fields that are missing or vague" },
  { 0 },
};

static const char *const examples[] = {
  "dress approve direction",
  "look at the art direction and everybody's looks, and decide",
  "dress approve sample --reject \"too bright for this story\"",
  "no: the batch stays shut until something changed",
  NULL,
};

const LimCommand lim_command_dress_approve = {
  .name = "dress approve",
  .group = "dress",
  .summary = "Approve or reject the art direction, or the sample picture",
  .usage = "direction|sample",
  .details =
      "Gate 1 is the art direction with all visuals; the sample is the last gate before the pictures. An approval\n"
      "holds for the content that was seen: whatever is edited afterwards has to be approved again. A rejected\n"
      "sample becomes no part of the story; the same is not made again.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_REVIEWER,
  .min_words = 1,
  .max_words = 1,
  .options = options,
  .run = run,
};
