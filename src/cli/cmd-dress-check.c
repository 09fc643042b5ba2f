#include "base-finding.h"
#include "cli-command.h"
#include "cli-finding.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-checklist.h"

static void
print_json (LimCli *cli, const LimDressChecklist *list)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *rows = lim_json_new_array (doc);

  for (guint i = 0; i < LIM_N_CHECKS; i++)
    {
      LimJson *row = lim_json_new_object (doc);

      lim_json_set_string (row, "check", lim_dress_check_name (i));
      lim_json_set_string (row, "asks", lim_dress_check_asks (i));
      lim_json_set_bool (row, "met", list->n_errors[i] == 0);
      lim_json_set (row, "findings", lim_findings_to_json (list->findings[i], doc));
      lim_json_append (rows, row);
    }
  lim_json_set_bool (root, "complete", list->n_unmet == 0);
  lim_json_set_int (root, "unmet", list->n_unmet);
  lim_json_set_int (root, "stale", list->n_stale);
  lim_json_set_int (root, "questions", list->n_questions);
  lim_json_set (root, "checks", rows);
  lim_cli_print_json (cli, root);
}

static void
print_text (LimCli *cli, const LimDressChecklist *list)
{
  for (guint i = 0; i < LIM_N_CHECKS; i++)
    {
      guint n = list->findings[i]->len;
      gboolean met = list->n_errors[i] == 0;

      lim_cli_print (cli, "  %s%s%s %-11s %s", lim_cli_style (cli, met ? n > 0 ? "warn" : "good" : "bad"),
                     met ? n > 0 ? "!" : "✓" : "✗", lim_cli_style (cli, "off"), lim_dress_check_name (i),
                     lim_dress_check_asks (i));
    }
  for (guint i = 0; i < LIM_N_CHECKS; i++)
    if (list->findings[i]->len > 0)
      {
        lim_cli_print (cli, "\n%s%s%s", lim_cli_style (cli, "bold"), lim_dress_check_name (i),
                       lim_cli_style (cli, "off"));
        lim_cli_print_findings (cli, list->findings[i]);
      }
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimDressChecklist) list = lim_dress_checklist (cli->project, error);

  if (list == NULL)
    return FALSE;
  if (cli->json)
    print_json (cli, list);
  else
    print_text (cli, list);
  if (list->n_unmet > 0)
    return lim_fail (error, LIM_ERROR_REFUSED, "the dress is not complete: %u of %u points are unmet", list->n_unmet,
                     (guint) LIM_N_CHECKS);
  if (!cli->json)
    lim_cli_print (cli, "\nThe dress is complete%s",
                   list->wants_pictures ? "." : ", without pictures, as the budget says.");
  return TRUE;
}

static const char *const examples[] = {
  "dress check",
  "what is missing before the story can be shipped?",
  "dress check --json",
  "every finding, for a script",
  NULL,
};

const LimCommand lim_command_dress_check = {
  .name = "dress check",
  .group = "dress",
  .summary = "Check that the dress is complete: direction, briefs, codex, pictures, gates",
  .usage = "",
  .details = "Each row is a point of the stage's checklist. Pictures whose prose, direction, looks or brief changed "
             "since they\n"
             "were made are warned of. Nothing is changed. Exit 5 when a point is unmet.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
