#include "cli-command.h"

#include "base-error.h"

#include <stdio.h>
#include <string.h>

void
lim_cli_print (LimCli *cli, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  if (cli->json)
    return;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  puts (line);
}

void
lim_cli_print_json (LimCli *cli G_GNUC_UNUSED, const LimJson *node)
{
  g_autoptr (GString) text = g_string_new (NULL);

  lim_json_append_indented (text, node, 0);
  puts (text->str);
}

void
lim_cli_print_table (LimCli *cli, const LimTable *table)
{
  g_autofree char *text = cli->json ? lim_table_to_json (table) : lim_table_to_text (table, cli->width, cli->color);

  fputs (text, stdout);
}

void
lim_cli_warn (LimCli *cli, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "%s%s%s\n", lim_cli_style (cli, "warn"), line, lim_cli_style (cli, "off"));
}

const char *
lim_cli_style (const LimCli *cli, const char *name)
{
  static const char *const codes[][2] = {
    { "bold", "\033[1m" },  { "dim", "\033[2m" },  { "good", "\033[32m" },
    { "warn", "\033[33m" }, { "bad", "\033[31m" }, { "off", "\033[0m" },
  };

  for (gsize i = 0; cli->color && i < G_N_ELEMENTS (codes); i++)
    if (strcmp (codes[i][0], name) == 0)
      return codes[i][1];
  return "";
}

/* What `git config user.name` says, or NULL. */
static char *
git_user_name (void)
{
  const char *command[] = { "git", "config", "user.name", NULL };
  g_autofree char *output = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                     &output, NULL, &status, NULL)
      || status != 0)
    return NULL;
  g_strstrip (output);
  return *output != '\0' ? g_steal_pointer (&output) : NULL;
}

char *
lim_cli_reviewer (LimCli *cli, GError **error)
{
  g_autofree char *name = g_strdup (cli->reviewer);

  if (name == NULL && g_getenv ("LIMNER_REVIEWER") != NULL && *g_getenv ("LIMNER_REVIEWER") != '\0')
    name = g_strdup (g_getenv ("LIMNER_REVIEWER"));
  if (name == NULL && cli->project != NULL)
    {
      const LimJson *config = lim_project_config (cli->project, error);

      if (config == NULL)
        return NULL;
      name = g_strdup (lim_json_get_string (config, "reviewer"));
    }
  if (name == NULL)
    name = git_user_name ();
  if (name == NULL || *g_strstrip (name) == '\0')
    return lim_fail_null (
        error, LIM_ERROR_USAGE,
        "who judges? A judgment carries its reviewer's name: give --reviewer NAME, or put `reviewer: NAME` "
        "into limner.yaml, or set git's user.name");
  return strchr (name, ':') != NULL ? g_steal_pointer (&name) : g_strconcat ("human:", name, NULL);
}
