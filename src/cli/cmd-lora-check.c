#include "cli-command.h"
#include "cli-finding.h"

#include "base-file.h"
#include "base-text.h"
#include "lora-check.h"

#include <string.h>

#define BAR_CELLS 24

/* -- For people -- */

static const struct
{
  const char *style, *sign;
} states[] = {
  [LIM_LORA_SHARE_MET] = { "good", "✓" },
  [LIM_LORA_SHARE_NEAR] = { "warn", "≈" },
  [LIM_LORA_SHARE_MISSED] = { "bad", "✗" },
};

/* The share as blocks, with the aim as a line across them. Transfer full. */
static char *
draw_bar (double share, double aim)
{
  GString *bar = g_string_new (NULL);
  int filled = (int) (share * BAR_CELLS + 0.5), mark = MIN ((int) (aim * BAR_CELLS + 0.5), BAR_CELLS - 1);

  for (int i = 0; i < BAR_CELLS; i++)
    g_string_append (bar, i == mark ? "┃" : i < filled ? "█" : "░");
  return g_string_free (bar, FALSE);
}

static void
print_shares (LimCli *cli, const LimLoraCheck *check)
{
  const char *group = NULL;

  if (check->shares->len > 0)
    lim_cli_print (cli, "\n%sCoverage%s", lim_cli_style (cli, "bold"), lim_cli_style (cli, "off"));
  for (guint i = 0; i < check->shares->len; i++)
    {
      const LimLoraShare *share = check->shares->pdata[i];
      g_autofree char *bar = draw_bar (share->share, share->aim);
      g_autofree char *harmless = lim_text_harmless (share->name);
      g_autofree char *name = lim_text_cut (harmless, 20);
      int blanks = 20 - (int) lim_text_display_width (name);
      gboolean is_expression = strcmp (share->group, "expression") == 0;
      g_autofree char *aim = is_expression
                                 ? g_strdup ("one or more")
                                 : g_strdup_printf ("%.0f %%%s", 100 * share->aim,
                                                    strcmp (share->group, "features") == 0 ? " or more" : "");

      lim_cli_print (cli, "  %-11s %s%*s %s%s %s%s %3u of %-3u %3.0f %%   aim %s",
                     g_strcmp0 (group, share->group) != 0 ? share->group : "", name, blanks, "",
                     lim_cli_style (cli, states[share->state].style), bar, states[share->state].sign,
                     lim_cli_style (cli, "off"), share->count, share->total, 100 * share->share, aim);
      group = share->group;
    }
}

static void
print_line (LimCli *cli, guint64 number, const char *what, const char *more)
{
  lim_cli_print (cli, "  %8" G_GUINT64_FORMAT "  %s%s", number, what, more);
}

static void
print_steps (LimCli *cli, const LimLoraCheck *check)
{
  const LimTrainerReading *reading = check->reading;
  const LimPlan *plan = check->set->plan;
  const LimLoraSteps *steps = &check->steps;
  g_autofree char *images = g_strdup_printf ("samples of %u training images", reading->n_train);
  g_autofree char *reg = g_strdup_printf ("of regularization: %u of %u images, evened out to as many",
                                          reading->n_reg_used, reading->n_reg);
  g_autofree char *epoch = g_strdup_printf ("steps an epoch, in batches of %u", plan->batch);
  g_autofree char *all =
      g_strdup_printf ("steps in %u epochs; the aim is %u to %u", plan->epochs, plan->steps.least, plan->steps.most);
  g_autofree char *hit = !steps->can_hit ? g_strdup (", which no number of epochs hits")
                         : steps->least_epochs == steps->most_epochs
                             ? g_strdup_printf (": %" G_GUINT64_FORMAT " epochs", steps->least_epochs)
                             : g_strdup_printf (": %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " epochs",
                                                steps->least_epochs, steps->most_epochs);

  lim_cli_print (cli, "\n%sSteps%s, as kohya's trainer counts", lim_cli_style (cli, "bold"),
                 lim_cli_style (cli, "off"));
  print_line (cli, reading->train_samples, images, "");
  if (reading->reg_samples > 0)
    print_line (cli, reading->reg_samples, reg, "");
  print_line (cli, steps->epoch_steps, epoch, "");
  print_line (cli, steps->steps, all, hit);
}

static void
print_results (LimCli *cli, const LimLoraCheck *check)
{
  lim_cli_print (cli, "%s", "");
  for (guint i = 0; i < check->results->len; i++)
    {
      const LimLoraCheckResult *result = &g_array_index (check->results, LimLoraCheckResult, i);
      gboolean bad = result->n_findings[LIM_FINDING_ERROR] > 0, odd = result->n_findings[LIM_FINDING_WARNING] > 0;
      g_autofree char *things = lim_text_count (result->n_checked, result->thing, NULL);
      g_autofree char *errors = lim_text_count (result->n_findings[LIM_FINDING_ERROR], "error", NULL);
      g_autofree char *warnings = lim_text_count (result->n_findings[LIM_FINDING_WARNING], "warning", NULL);

      lim_cli_print (cli, "  %s%s%s %-11s %s: %s, %s",
                     lim_cli_style (cli, bad   ? "bad"
                                         : odd ? "warn"
                                               : "good"),
                     bad   ? "✗"
                     : odd ? "!"
                           : "✓",
                     lim_cli_style (cli, "off"), result->name, things, errors, warnings);
    }
}

/* -- For programs -- */

static void
print_json (LimCli *cli, const LimLoraCheck *check, const char *html)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_lora_check_to_json (check, doc);

  lim_json_set_string (root, "html", html);
  lim_cli_print_json (cli, root);
}

/* -- The command -- */

/* Errors of both kinds are bad input; what only breaks a rule is refused. */
static gboolean
finish (const LimLoraCheck *check, GError **error)
{
  g_autofree char *errors = lim_text_count (check->n_errors, "error", NULL);

  if (check->n_errors == 0)
    return TRUE;
  return lim_fail (error, check->n_errors == check->n_broken_rules ? LIM_ERROR_REFUSED : LIM_ERROR_BAD_INPUT,
                   "%s: %s; do not train it like that", check->set->folder, errors);
}

static gboolean
write_page (LimCli *cli, const LimLoraCheck *check, const char *path, GError **error)
{
  g_autoptr (GBytes) page = lim_lora_check_page (&cli->context, check, error);

  return page != NULL && lim_file_write_bytes (path, page, error);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *html = lim_settings_string (cli->options, "html");
  g_autoptr (GPtrArray) plan_findings = lim_findings_new ();
  g_autoptr (LimLoraSet) set = lim_lora_set_open (cli->project, cli->words[0], plan_findings, error);
  g_autoptr (LimLoraCheck) check = NULL;

  if (set == NULL)
    {
      if (!cli->json)
        lim_cli_print_findings (cli, plan_findings);
      return FALSE;
    }
  check = lim_lora_check (&cli->context, set, error);
  if (check == NULL || (html != NULL && !write_page (cli, check, html, error)))
    return FALSE;
  if (cli->json)
    {
      print_json (cli, check, html);
      return finish (check, error);
    }
  lim_cli_print_findings (cli, plan_findings);
  lim_cli_print_findings (cli, check->findings);
  print_shares (cli, check);
  print_steps (cli, check);
  print_results (cli, check);
  if (html != NULL)
    lim_cli_print (cli, "\nThe report: %s", html);
  return finish (check, error);
}

static const LimOptionRow options[] = {
  { .name = "html",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "write a report with plots and every image as the trainer sees it" },
  { 0 },
};

static const char *const examples[] = {
  "lora check ada",
  "is the set ready for training?",
  "lora check ada --html report.html",
  "the same as a page with every image and its caption",
  NULL,
};

const LimCommand lim_command_lora_check = {
  .name = "lora check",
  .group = "lora",
  .summary = "Check a training set, and tell what the trainer will make of it",
  .usage = "[SUBJECT]",
  .details =
      "Looks at folders, captions, sizes, modes, mirrored copies, duplicates and what a trainer left behind, as\n"
      "kohya's sd-scripts read them, and counts steps as they do: with any regularization images an epoch is twice "
      "as\n"
      "long. Changes nothing. Exit 3 when there are errors, 5 when all of them are something a rule forbids, as a\n"
      "mirrored picture of what has a side.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .max_words = 1,
  .options = options,
  .run = run,
};
