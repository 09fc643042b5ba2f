#include "cli-command.h"
#include "cli-finding.h"

#include "base-error.h"
#include "base-file.h"
#include "base-text.h"
#include "style-canon-change.h"

#define MAX_TEXT_BYTES (4u << 20)
#define MAX_PICTURES 1000
#define SHOWN_PICTURES 12

static void
print_rules (LimCli *cli, const LimCanonChange *change)
{
  static const LimColumn columns[] = {
    { .key = "rule", .title = "Rule" },
    { .key = "change", .title = "Change" },
    { .key = "before", .title = "Pass/partial/fail now" },
    { .key = "after", .title = "Then" },
    { .key = "pictures", .title = "Images", .align = LIM_ALIGN_RIGHT },
    { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < change->rules->len; i++)
    {
      const LimRuleChange *rule = change->rules->pdata[i];
      const guint *before = rule->before, *after = rule->after;
      g_autofree char *now = g_strdup_printf ("%u/%u/%u", before[0], before[1], before[2]);
      g_autofree char *then = g_strdup_printf ("%u/%u/%u", after[0], after[1], after[2]);

      lim_table_row (table);
      lim_table_string (table, rule->id);
      lim_table_string (table, rule->added      ? "added"
                               : rule->removed  ? "removed"
                               : rule->reworded ? "reworded"
                                                : "fares otherwise");
      lim_table_string (table, now);
      lim_table_string (table, then);
      lim_table_int (table, rule->n_changed);
    }
  if (change->rules->len > 0)
    lim_cli_print_table (cli, table);
}

static void
print_calls (LimCli *cli, const LimCanonChange *change)
{
  for (guint i = 0; i < MIN (change->pictures->len, SHOWN_PICTURES); i++)
    {
      const LimPictureChange *picture = change->pictures->pdata[i];

      if (picture->call_before != picture->call_after)
        lim_cli_print (cli, "  %s: scores call for %s, then for %s; judged %s", picture->id,
                       picture->call_before >= 0 ? lim_status_name (picture->call_before) : "nothing",
                       picture->call_after >= 0 ? lim_status_name (picture->call_after) : "nothing",
                       lim_status_name (picture->status));
    }
}

static void
print_change (LimCli *cli, const LimCanonChange *change)
{
  g_autofree char *stale = lim_text_count (change->n_stale, "binding goes", "bindings go");
  g_autofree char *verdicts = lim_text_count (change->n_verdicts, "verdict", NULL);
  g_autofree char *calls = lim_text_count (change->n_calls, "image", NULL);

  lim_cli_print_findings (cli, change->findings);
  if (!change->compared)
    {
      lim_cli_print (cli, "The canon as it is now is not usable; with this text it would be.");
      return;
    }
  if (change->rules->len == 0 && change->pictures->len == 0)
    {
      lim_cli_print (cli, "No rule reads otherwise, and no image fares otherwise.");
      return;
    }
  print_rules (cli, change);
  lim_cli_print (cli, "%s stale%s", stale,
                 change->n_stale > 0 ? ": no export takes these images until `limner canon bind`" : "");
  lim_cli_print (cli, "%s would change when bound again", verdicts);
  lim_cli_print (cli, "%s whose scores call for another status; %u of them judged otherwise then", calls,
                 change->n_against);
  print_calls (cli, change);
  for (guint i = 0; i < change->exports->len; i++)
    lim_cli_print (cli, "exports/%s was made from the file as it is now", (char *) change->exports->pdata[i]);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *as = lim_settings_string (cli->options, "as");
  LimCanonFile file;
  gsize length;
  g_autofree char *text = NULL;

  if (!lim_style_find_canon_file (as != NULL ? as : "canon/constitution.md", &file, error))
    return FALSE;
  text = lim_file_read (cli->words[0], MAX_TEXT_BYTES, &length, error);
  g_autoptr (LimCanonChange) change =
      text != NULL ? lim_style_canon_change (&cli->context, cli->project, file, text, length, error) : NULL;
  if (change == NULL)
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

      lim_cli_print_json (cli, lim_canon_change_to_json (change, MAX_PICTURES, doc));
    }
  else if (change->usable)
    print_change (cli, change);
  else
    lim_cli_print_findings (cli, change->findings);
  return change->usable
         || lim_fail (error, LIM_ERROR_BAD_INPUT, "with %s the canon would not be usable", cli->words[0]);
}

static const LimOptionRow options[] = {
  { .name = "as",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "the file of the canon that it would be; else canon/constitution.md" },
  { 0 },
};

static const char *const examples[] = {
  "canon diff draft.md",
  "what would change if draft.md were the constitution",
  "canon diff rubric-draft.md --as review-rubric.md",
  "the same for the rubric",
  NULL,
};

const LimCommand lim_command_canon_diff = {
  .name = "canon diff",
  .group = "style",
  .summary = "Say what another text of the canon would change: verdicts, bindings, exports",
  .usage = "FILE",
  .details = "Nothing is written. Copy the file over the one of the canon when you agree, then `limner canon bind`.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .min_words = 1,
  .max_words = 1,
  .options = options,
  .run = run,
};
