#include "cli-dress-report.h"

#include "base-finding.h"
#include "base-text.h"
#include "cli-finding.h"

#define MANY_ROWS 60u

static const char *const states[LIM_N_ITEM_STATES] = {
  [LIM_ITEM_FRESH] = "fresh", [LIM_ITEM_KEPT] = "by hand",    [LIM_ITEM_TODO] = "to do",
  [LIM_ITEM_MADE] = "made",   [LIM_ITEM_MINIMAL] = "minimal", [LIM_ITEM_FAILED] = "failed",
};

static LimJson *
item_json (LimJsonDoc *doc, const LimDressItem *item)
{
  LimJson *object = lim_json_new_object (doc), *warnings = lim_json_new_array (doc);

  for (guint i = 0; i < item->warnings->len; i++)
    lim_json_append (warnings, lim_json_new_string (doc, item->warnings->pdata[i]));
  lim_json_set_string (object, "id", item->id);
  lim_json_set_string (object, "file", item->file);
  lim_json_set_string (object, "state", states[item->state]);
  lim_json_set_bool (object, "was_stale", item->stale);
  lim_json_set_string (object, "says", item->says);
  lim_json_set_string (object, "why", item->why);
  lim_json_set (object, "warnings", warnings);
  return object;
}

static void
print_json (LimCli *cli, const LimDressReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *counts = lim_json_new_object (doc), *items = lim_json_new_array (doc),
          *priorities = lim_json_new_array (doc);

  for (guint i = 0; i < LIM_N_ITEM_STATES; i++)
    lim_json_set_int (counts, states[i], report->n[i]);
  for (guint i = 0; i < report->items->len; i++)
    lim_json_append (items, item_json (doc, report->items->pdata[i]));
  lim_json_set_string (root, "maker", report->maker);
  lim_json_set_bool (root, "prepared", report->prepared);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set (root, "counts", counts);
  for (guint i = 0; i < G_N_ELEMENTS (report->by_priority); i++)
    lim_json_append (priorities, lim_json_new_int (doc, report->by_priority[i]));
  lim_json_set (root, "by_priority", priorities);
  lim_json_set (root, "items", items);
  lim_json_set (root, "findings", lim_findings_to_json (report->findings, doc));
  lim_json_set_string (root, "cost", report->cost);
  lim_cli_print_json (cli, root);
}

static const char *
style_of (LimItemState state)
{
  return state == LIM_ITEM_MINIMAL ? "warn" : state == LIM_ITEM_FAILED ? "bad" : "good";
}

static void
print_item (LimCli *cli, const LimDressItem *item)
{
  g_autofree char *id = lim_text_harmless (item->id);
  const char *says = item->says != NULL ? item->says : item->state == LIM_ITEM_TODO && item->stale ? "stale" : "";

  g_autofree char *row = g_strdup_printf ("%-20s %s", id, says);
  g_autofree char *cut = cli->width > 30 ? lim_text_cut (row, cli->width - 10) : g_strdup (row);

  lim_cli_print (cli, "%s%-8s%s %s", lim_cli_style (cli, style_of (item->state)), states[item->state],
                 lim_cli_style (cli, "off"), cut);
  if (item->state == LIM_ITEM_MINIMAL || item->state == LIM_ITEM_FAILED)
    lim_cli_print (cli, "         %s", item->why);
  for (guint i = 0; i < item->warnings->len; i++)
    {
      g_autofree char *warning = lim_text_harmless (item->warnings->pdata[i]);

      lim_cli_print (cli, "         %s%s%s", lim_cli_style (cli, "warn"), warning, lim_cli_style (cli, "off"));
    }
}

/* What was asked for by name and stays as a person wrote it is told; of all others their number. */
static void
print_items (LimCli *cli, const LimDressReport *report)
{
  guint n = 0;

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimDressItem *item = report->items->pdata[i];
      gboolean quiet = item->state == LIM_ITEM_FRESH || item->state == LIM_ITEM_KEPT;

      if (!quiet && (n++ < MANY_ROWS || item->state != LIM_ITEM_MADE))
        print_item (cli, item);
    }
  if (n > MANY_ROWS)
    lim_cli_print (cli, "… and more; --json lists all");
}

static void
add_count (GString *line, guint n, const char *word)
{
  if (n > 0)
    g_string_append_printf (line, "%s%u %s", line->len > 0 ? ", " : "", n, word);
}

static void
print_priorities (LimCli *cli, const guint *n)
{
  g_autoptr (GString) line = g_string_new (NULL);

  add_count (line, n[1], "must-have");
  add_count (line, n[2], "important");
  add_count (line, n[3], "nice to have");
  add_count (line, n[0], "to skip");
  if (line->len > 0)
    lim_cli_print (cli, "Pictures: %s", line->str);
}

void
lim_cli_print_dress_report (LimCli *cli, const LimDressReport *report, const char *files, const char *next)
{
  g_autoptr (GString) line = g_string_new (NULL);

  if (cli->json)
    {
      print_json (cli, report);
      return;
    }
  print_items (cli, report);
  lim_cli_print_findings (cli, report->findings);
  add_count (line, report->n[LIM_ITEM_MADE], "made");
  add_count (line, report->n[LIM_ITEM_MINIMAL], "minimal");
  add_count (line, report->n[LIM_ITEM_FAILED], "failed");
  add_count (line, report->n[LIM_ITEM_TODO], cli->dry_run ? "would be made" : "not come to");
  add_count (line, report->n[LIM_ITEM_FRESH], "as they are");
  add_count (line, report->n[LIM_ITEM_KEPT], "written by hand");
  lim_cli_print (cli, "%s: %s", files, line->len > 0 ? line->str : "none");
  print_priorities (cli, report->by_priority);
  guint n_asked = report->n[LIM_ITEM_MADE] + report->n[LIM_ITEM_MINIMAL] + report->n[LIM_ITEM_FAILED];
  if (report->prepared && n_asked > 0)
    lim_cli_print (cli, "These answers are prepared: no model was asked.");
  if (cli->dry_run)
    lim_cli_print (cli, "%s would be asked with about %" G_GINT64_FORMAT " tokens.", report->maker, report->tokens);
  else if (report->cost != NULL && n_asked > 0)
    lim_cli_print (cli, "%s%s%s", lim_cli_style (cli, "dim"), report->cost, lim_cli_style (cli, "off"));
  if (!cli->dry_run && report->n[LIM_ITEM_FAILED] + report->n[LIM_ITEM_TODO] == 0)
    lim_cli_print (cli, "Next: %s", next);
}
