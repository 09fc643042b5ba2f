#include "cli-command.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-ship.h"

static void
print_json (LimCli *cli, const LimShipReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  lim_json_set_string (root, "title", report->title);
  lim_json_set_string (root, "story_sha256", report->story_hash);
  lim_json_set_int (root, "passages", report->n_passages);
  lim_json_set_int (root, "codex_entries", report->n_codex);
  lim_json_set_int (root, "pictures", report->n_pictures);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  for (guint i = 0; i < report->shipped->len; i++)
    {
      const LimShipped *shipped = report->shipped->pdata[i];
      LimJson *item = lim_json_new_object (doc);

      lim_json_set_string (item, "format", shipped->format->name);
      lim_json_set_string (item, "folder", shipped->folder);
      lim_json_set_string (item, "open", shipped->open);
      lim_json_set_int (item, "files", shipped->n_files);
      lim_json_set_int (item, "bytes", (gint64) shipped->bytes);
      lim_json_append (list, item);
    }
  lim_json_set (root, "shipped", list);
  lim_cli_print_json (cli, root);
}

static void
print_text (LimCli *cli, const LimShipReport *report)
{
  static const LimColumn columns[] = { { .key = "format", .title = "Format" },
                                       { .key = "open", .title = "Open" },
                                       { .key = "files", .title = "Files", .align = LIM_ALIGN_RIGHT },
                                       { .key = "size", .title = "Size", .align = LIM_ALIGN_RIGHT },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  g_autofree char *passages = lim_text_count (report->n_passages, "passage", NULL);
  g_autofree char *entries = lim_text_count (report->n_codex, "codex entry", "codex entries");
  g_autofree char *pictures = lim_text_count (report->n_pictures, "picture", NULL);

  for (guint i = 0; i < report->shipped->len; i++)
    {
      const LimShipped *shipped = report->shipped->pdata[i];
      g_autofree char *size = lim_text_bytes (shipped->bytes);

      lim_table_row (table);
      lim_table_string (table, shipped->format->name);
      lim_table_string (table, shipped->open);
      lim_table_int (table, shipped->n_files);
      lim_table_string (table, size);
    }
  lim_cli_print (cli, "%s%s%s: %s, %s, %s.%s", lim_cli_style (cli, "bold"), report->title, lim_cli_style (cli, "off"),
                 passages, entries, pictures, cli->dry_run ? " Made and checked, but nothing was kept." : "");
  lim_cli_print_table (cli, table);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimShipReport) report = lim_dress_ship (cli->project, cli->options, cli->dry_run, error);

  if (report == NULL)
    return FALSE;
  for (guint i = 0; i < report->lacking->len; i++)
    lim_cli_warn (cli, "%s", (const char *) report->lacking->pdata[i]);
  for (guint i = 0; i < report->notes->len; i++)
    lim_cli_warn (cli, "%s", (const char *) report->notes->pdata[i]);
  if (cli->json)
    print_json (cli, report);
  else
    print_text (cli, report);
  return TRUE;
}

static const char *const examples[] = {
  "ship",
  "a page that plays the story, opened by a double click",
  "ship --format all --dry-run",
  "whether every form can be made, and how large it gets",
  NULL,
};

const LimCommand lim_command_ship = {
  .name = "ship",
  .group = "dress",
  .summary = "Make of the story something that readers open",
  .usage = "",
  .details =
      "The story goes out with whatever it has of codex and pictures; none is needed. Each form is a folder\n"
      "exports/STORY-FORMAT, put in its place when it is whole and checked; an earlier one of ours is replaced, "
      "anything\n"
      "else is not. The same story gives the same bytes. A story without a start, or with choices that lead "
      "nowhere, is\n"
      "not shipped (exit 3).",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = lim_ship_options,
  .run = run,
};
