/* What the completion scripts ask: `limner complete SHELL WORDS… WORD` prints what WORD may become, one a line. Nothing
 * printed means “file names”. */
#include "cli-help.h"
#include "cli-jobs.h"

#include <stdio.h>
#include <string.h>

static void
offer (const char *word, const char *prefix)
{
  if (g_str_has_prefix (word, prefix))
    puts (word);
}

/* The next words of command names that begin with the @n words before. */
static void
offer_commands (char **words, guint n, const char *prefix)
{
  g_autofree char *before = NULL;
  const char *last = NULL;

  words[n] = NULL;
  before = g_strjoinv (" ", words);
  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    {
      const char *name = (*command)->name;
      gsize length = strlen (before);

      if ((*command)->flags & LIM_COMMAND_HIDDEN
          || (n > 0 && (strncmp (name, before, length) != 0 || name[length] != ' ')))
        continue;
      g_autofree char *word = g_strdup (n > 0 ? name + length + 1 : name);
      *strchrnul (word, ' ') = '\0';
      if (g_strcmp0 (word, last) != 0)
        offer (word, prefix);
      last = g_intern_string (word);
    }
}

static void
offer_options (const LimCommand *command, const char *prefix)
{
  g_autofree LimOptionRow *rows = lim_help_options (command);

  for (const LimOptionRow *row = rows; row->name != NULL; row++)
    {
      g_autofree char *word = g_strconcat ("--", row->name, NULL);

      offer (word, prefix);
    }
}

/* The choices of the option before the cursor. TRUE when it takes a value at all. */
static gboolean
offer_values (const LimCommand *command, const char *option, const char *prefix)
{
  g_autofree LimOptionRow *rows = lim_help_options (command);

  for (const LimOptionRow *row = rows; row->name != NULL && g_str_has_prefix (option, "--"); row++)
    if (strcmp (row->name, option + 2) == 0 && row->type != LIM_OPTION_FLAG)
      {
        for (const char *const *choice = row->choices; choice != NULL && *choice != NULL; choice++)
          offer (*choice, prefix);
        return TRUE;
      }
  return FALSE;
}

/* Ids are file names of records/, so they are offered without opening anything. */
static void
offer_records (const char *prefix)
{
  g_autoptr (LimProject) project = lim_project_open (NULL, NULL, NULL);
  g_autofree char *folder = project != NULL ? lim_project_path (project, "records") : NULL;
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        g_autofree char *id = g_strndup (name, strlen (name) - strlen (".json"));

        offer (id, prefix);
      }
}

static void
offer_jobs (const char *prefix)
{
  g_autoptr (LimProject) project = lim_project_open (NULL, NULL, NULL);
  g_autoptr (LimJobs) jobs = project != NULL ? lim_jobs_open_existing (project, NULL) : NULL;
  g_autoptr (GPtrArray) rows = jobs != NULL ? lim_jobs_list (jobs, NULL) : NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    offer (lim_produce_row_id (rows->pdata[i]), prefix);
}

static gboolean
run (LimCli *cli, GError **error G_GNUC_UNUSED)
{
  guint last = cli->n_words - 1, n_used = 0;
  const char *prefix = cli->words[last], *group;
  g_auto (GStrv) before = g_strdupv (cli->words + 1);

  g_free (g_steal_pointer (&before[last - 1]));
  const LimCommand *command =
      last > 1 ? lim_command_find ((const char *const *) before, &n_used, &group, NULL) : NULL;
  if (command == NULL || (command->max_words == 0 && last - 1 == n_used && *prefix != '-'))
    offer_commands (before, last - 1, prefix);
  else if (offer_values (command, before[last - 2], prefix))
    ;
  else if (*prefix == '-')
    offer_options (command, prefix);
  else if (command->words == LIM_WORD_RECORD)
    offer_records (prefix);
  else if (command->words == LIM_WORD_JOB)
    offer_jobs (prefix);
  if (command != NULL && command->max_words > 0 && last - 1 == n_used)
    offer_commands (before, last - 1, prefix);
  return TRUE;
}

const LimCommand lim_command_complete = {
  .name = "complete",
  .group = "shell",
  .summary = "Answer a completion script",
  .usage = "SHELL WORD …",
  .flags = LIM_COMMAND_HIDDEN | LIM_COMMAND_RAW,
  .min_words = 2,
  .max_words = G_MAXUINT,
  .run = run,
};
