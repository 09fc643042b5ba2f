#include "base-finding.h"
#include "cli-command.h"
#include "cli-finding.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-check.h"

static void
print_json (LimCli *cli, const LimStoryReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *checks = lim_json_new_object (doc);

  for (guint i = 0; i < LIM_N_STORY_CHECKS; i++)
    lim_json_set_int (checks, lim_story_check_name (i), report->n_errors[i]);
  lim_json_set (root, "errors_of", checks);
  lim_json_set_int (root, "codex_entries", report->n_codex);
  lim_json_set_int (root, "briefs", report->n_briefs);
  lim_json_set_int (root, "spoilers", report->n_spoilers);
  lim_json_set_int (root, "questions", report->n_questions);
  lim_json_set_int (root, "questions_not_exact", report->n_rough);
  lim_json_set (root, "findings", lim_findings_to_json (report->findings, doc));
  lim_cli_print_json (cli, root);
}

static void
print_sign (LimCli *cli, gboolean good, const char *name, const char *says)
{
  lim_cli_print (cli, "  %s%s%s %-10s %s", lim_cli_style (cli, good ? "good" : "bad"), good ? "✓" : "✗",
                 lim_cli_style (cli, "off"), name, says);
}

static void
print_text (LimCli *cli, const LimStoryReport *report)
{
  static const char *const asks[LIM_N_STORY_CHECKS] = {
    "genre, tone and themes are there", "all have prose",
    "each has a concept or details",    "all are defined and can be earned",
    "it is said who appears where",     "a start, no choice into nothing",
  };
  g_autofree char *entries = lim_text_count (report->n_codex, "codex entry", "codex entries");
  g_autofree char *briefs = lim_text_count (report->n_briefs, "brief", NULL);
  g_autofree char *questions = lim_text_count (report->n_questions, "question", NULL);

  lim_cli_print_findings (cli, report->findings);
  if (report->findings->len > 0)
    lim_cli_print (cli, "%s", "");
  for (guint i = 0; i < LIM_N_STORY_CHECKS; i++)
    print_sign (cli, report->n_errors[i] == 0, lim_story_check_name (i), asks[i]);
  g_autofree char *says = g_strdup_printf ("%s and %s; %s asked of all readers", entries, briefs, questions);
  print_sign (cli, report->n_spoilers == 0, "spoilers", says);
  if (report->n_rough > 0)
    lim_cli_print (
        cli,
        "\n%u of the questions were answered for a kinder reader than there can be, the codewords being too many:\n"
        "what they found may not happen; what they did not find does not.",
        report->n_rough);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimStoryReport) report = lim_dress_check_story (cli->project, error);
  guint n_errors = 0;

  if (report == NULL)
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_text (cli, report);
  if (lim_findings_first (report->findings, LIM_FINDING_ERROR, &n_errors) == NULL)
    return TRUE;
  g_autofree char *count = lim_text_count (n_errors, "error", NULL);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s in the story", count);
}

static const char *const examples[] = {
  "story check",
  "is the story ready for pictures, and is nothing told too early?",
  "story check --json",
  "every finding, for a script",
  NULL,
};

const LimCommand lim_command_story_check = {
  .name = "story check",
  .group = "dress",
  .summary = "Check that the story is ready to be dressed and nothing is told too early",
  .usage = "",
  .details =
      "Looked at are vision, prose, entities, codewords, who appears where, and the structure; then, over all that\n"
      "any reader can come to, whether a caption, a codex entry or a picture tells what is to be found out later. "
      "Each\n"
      "spoiler comes with the way that shows it. Words are compared, not meanings. Exit 3 when there are errors.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
