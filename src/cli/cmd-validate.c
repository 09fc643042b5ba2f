#include "cli-command.h"
#include "cli-finding.h"

#include "base-error.h"
#include "base-text.h"
#include "export-validate.h"

static const char *
mark_of (char grade)
{
  return grade <= 'B' ? "good" : grade == 'C' ? "warn" : "bad";
}

static void
print_text (LimCli *cli, const char *dir, const GPtrArray *findings, const LimValidation *result)
{
  lim_cli_print_findings (cli, findings);
  lim_cli_print (cli,
                 "%sGrade %c%s  %s: %s, %" G_GUINT64_FORMAT " rows, %" G_GUINT64_FORMAT
                 " images, %u errors, %u warnings%s",
                 lim_cli_style (cli, mark_of (result->grade)), result->grade, lim_cli_style (cli, "off"), dir,
                 result->format, result->rows, result->images, result->n_errors, result->n_warnings,
                 result->has_manifest ? "" : " (no manifest: hashes were not checked)");
}

/* A shell that completes a whole folder also names the contact sheet and what else lies beside the exports. */
static gboolean
lies_beside (const LimCli *cli, const char *path)
{
  gboolean any_folder = FALSE;

  for (guint i = 0; i < cli->n_words; i++)
    any_folder = any_folder || g_file_test (cli->words[i], G_FILE_TEST_IS_DIR);
  return any_folder && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *list = lim_json_new_array (doc);
  guint n_bad = 0;

  for (guint i = 0; i < cli->n_words; i++)
    {
      g_autoptr (GPtrArray) findings = lim_findings_new ();
      LimValidation result;

      if (lies_beside (cli, cli->words[i]))
        {
          lim_cli_warn (cli, "%s is no folder and was passed over", cli->words[i]);
          continue;
        }
      if (!lim_export_validate (cli->words[i], &cli->context, findings, &result, error))
        return FALSE;
      n_bad += result.n_errors > 0 ? 1 : 0;
      if (cli->json)
        lim_json_append (list, lim_validation_to_json (&result, cli->words[i], findings, doc));
      else
        print_text (cli, cli->words[i], findings, &result);
    }
  if (cli->json)
    lim_cli_print_json (cli, list);
  if (n_bad == 0)
    return TRUE;
  g_autofree char *count = lim_text_count (n_bad, "folder has", "folders have");
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s errors; do not train on them as they are", count);
}

static const char *const examples[] = {
  "validate exports/shoals-trl", "check one export", "validate exports/*", "check them all", NULL,
};

const LimCommand lim_command_validate = {
  .name = "validate",
  .group = "hand on",
  .summary = "Check exported training data",
  .usage = "DIR…",
  .details =
      "Checks hashes, rows, images, placeholders, repeated rows, texts, and what the splits share, without the "
      "code that\n"
      "wrote them; folders of other tools too, as far as their rows tell the format. Grades: A nothing found, B "
      "and C\n"
      "warnings, D a few wrong rows, F not to be trained on. Exit 3 when there are errors.",
  .examples = examples,
  .flags = LIM_COMMAND_JSON,
  .min_words = 1,
  .max_words = 100,
  .words = LIM_WORD_FOLDER,
  .run = run,
};
