#include "cli-command.h"

#include "base-error.h"
#include "style-init.h"

#include <string.h>

static void
list_templates (LimCli *cli)
{
  static const LimColumn columns[] = { { .key = "template", .title = "Template" },
                                       { .key = "for", .title = "For" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (const LimTemplate *template = lim_templates (); template->name != NULL; template ++)
    {
      lim_table_row (table);
      lim_table_string (table, template->name);
      lim_table_string (table, template->summary);
    }
  lim_cli_print_table (cli, table);
}

static gboolean
needs_quotes (const char *folder)
{
  return folder[strspn (folder, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")] != '\0';
}

static void
say_what_next (LimCli *cli, const char *folder, const GPtrArray *files)
{
  if (cli->dry_run)
    {
      for (guint i = 0; i < files->len; i++)
        lim_cli_print (cli, "%s/%s", folder, (const char *) files->pdata[i]);
      lim_cli_print (cli, "Would write %u files. Nothing was changed.", files->len);
      return;
    }
  lim_cli_print (cli, "Made %s%s%s with %u files.", lim_cli_style (cli, "bold"), folder, lim_cli_style (cli, "off"),
                 files->len);
  g_autofree char *quoted = needs_quotes (folder) ? g_shell_quote (folder) : g_strdup (folder);
  lim_cli_print (cli, "Next:  cd %s && limner status", quoted);
}

static void
print_json (LimCli *cli, const char *folder, const GPtrArray *files)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  for (guint i = 0; i < files->len; i++)
    lim_json_append (list, lim_json_new_string (doc, files->pdata[i]));
  lim_json_set_string (root, "folder", folder);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set (root, "files", list);
  lim_cli_print_json (cli, root);
}

/* Whether the working folder is itself a games/ or projects/. */
static gboolean
is_place_of_projects (void)
{
  g_autofree char *folder = g_get_current_dir ();
  g_autofree char *name = g_path_get_basename (folder);

  return strcmp (name, "games") == 0 || strcmp (name, "projects") == 0;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = NULL;

  if (lim_settings_flag (cli->options, "list"))
    {
      list_templates (cli);
      return TRUE;
    }
  if (cli->n_words == 0)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "how is the project to be called? limner init NAME [--template NAME]; "
                     "`limner init --list` shows the templates");
  /* A bare name goes where projects are looked for, which may be right here; a path is taken as it stands. */
  if (strchr (cli->words[0], '/') != NULL)
    folder = g_strdup (cli->words[0]);
  else
    folder = g_build_filename (lim_settings_flag (cli->options, "here") || is_place_of_projects () ? "." : "games",
                               cli->words[0], NULL);
  if (!lim_style_init (folder, lim_settings_string (cli->options, "template"), cli->dry_run, files, error))
    return FALSE;
  if (cli->json)
    print_json (cli, folder, files);
  else
    say_what_next (cli, folder, files);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "template",
    .letter = 't',
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .fallback = "blank",
    .help = "what to start from" },
  { .name = "here", .help = "make ./NAME instead of games/NAME" },
  { .name = "list", .help = "show the templates" },
  { 0 },
};

static const char *const examples[] = {
  "init --list",
  "what there is to start from",
  "init shoals --template game-art",
  "games/shoals, a world that runs as it is",
  "init mine",
  "games/mine, a clean page with headings to fill in",
  NULL,
};

const LimCommand lim_command_init = {
  .name = "init",
  .group = "project",
  .summary = "Make a project from a template",
  .usage = "NAME",
  .examples = examples,
  .flags = LIM_COMMAND_DRY_RUN | LIM_COMMAND_JSON,
  .max_words = 1,
  .words = LIM_WORD_TEXT,
  .options = options,
  .run = run,
};
