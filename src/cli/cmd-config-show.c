#include "cli-command.h"

/* “providers.a1111.url” and its value, for every value that is no object. */
static void
add_values (LimTable *table, const LimJson *node, const char *path)
{
  if (lim_json_is (node, LIM_JSON_OBJECT))
    {
      for (const LimJson *member = lim_json_first (node); member != NULL; member = lim_json_next (member))
        {
          g_autofree char *below = g_strconcat (path, *path != '\0' ? "." : "", lim_json_key (member), NULL);
          add_values (table, member, below);
        }
      return;
    }

  GString *text = g_string_new (NULL);
  lim_json_append_compact (text, node);
  lim_table_row (table);
  lim_table_string (table, path);
  lim_table_string (table, lim_json_string (node) != NULL ? lim_json_string (node) : text->str);
  g_string_free (text, TRUE);
}

static gboolean
run (LimCli *cli, GError **error)
{
  static const LimColumn columns[] = { { .key = "setting", .title = "Setting" },
                                       { .key = "value", .title = "Value" },
                                       { 0 } };
  const LimJson *config = lim_project_config (cli->project, error);
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  if (config == NULL)
    return FALSE;
  if (cli->json)
    {
      lim_cli_print_json (cli, config);
      return TRUE;
    }
  add_values (table, config, "");
  lim_cli_print (cli, "Project %s in %s", lim_project_name (cli->project), lim_project_folder (cli->project));
  lim_cli_print_table (cli, table);
  lim_cli_print (cli, "`limner config providers NAME` tells a provider's options with their defaults.");
  return TRUE;
}

static const char *const examples[] = { "config show", "what limner.yaml and project.json say together", NULL };

const LimCommand lim_command_config_show = {
  .name = "config show",
  .group = "project",
  .summary = "Show the project's settings: limner.yaml laid over project.json",
  .usage = "",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
