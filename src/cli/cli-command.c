#include "cli-command.h"

#include "base-error.h"
#include "base-text.h"

#include <string.h>

#define ROW(name) extern const LimCommand lim_command_##name;
#include "cli-rows.h"
#undef ROW

const LimCommand *const *
lim_commands (void)
{
  static const LimCommand *const commands[] = {
#define ROW(name) &lim_command_##name,
#include "cli-rows.h"
#undef ROW
    NULL,
  };

  return commands;
}

/* How many words of @name the given words begin with: all of them, or 0. */
static guint
match (const char *name, const char *const *words)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", -1);
  guint n = 0;

  for (; parts[n] != NULL; n++)
    if (words[n] == NULL || strcmp (parts[n], words[n]) != 0)
      return 0;
  return n;
}

static gboolean
is_group (const char *word)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);

  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    if (g_str_has_prefix ((*command)->name, prefix))
      return TRUE;
  return FALSE;
}

gboolean
lim_command_fail_unknown (const char *const *words, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *line =
      is_group (words[0]) && words[1] != NULL ? g_strjoin (" ", words[0], words[1], NULL) : g_strdup (words[0]);
  g_autofree char *hint = NULL;

  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    g_ptr_array_add (names, (char *) (*command)->name);
  g_ptr_array_add (names, NULL);
  hint = lim_text_did_you_mean (line, (const char *const *) names->pdata);
  return lim_fail (error, LIM_ERROR_USAGE, "there is no command “%s”.%s `limner help` lists them", line, hint);
}

/* The command that the first word of its name alone means, too. */
static const LimCommand *
find_default (const char *word)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);

  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    if ((*command)->flags & LIM_COMMAND_DEFAULT && g_str_has_prefix ((*command)->name, prefix))
      return *command;
  return NULL;
}

const LimCommand *
lim_command_find (const char *const *words, guint *n_used, const char **group, GError **error)
{
  const LimCommand *best = NULL;

  *n_used = 0;
  *group = NULL;
  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    {
      guint n = match ((*command)->name, words);

      if (n > *n_used)
        {
          *n_used = n;
          best = *command;
        }
    }
  /* “compare next” is a command of its own, “compare A B …” is “compare” with words. */
  if (best != NULL)
    return best;
  if ((best = find_default (words[0])) != NULL)
    {
      *n_used = 1; /* the next word may be the value of an option */
      return best;
    }
  if (is_group (words[0]) && words[1] == NULL)
    *group = words[0];
  else
    lim_command_fail_unknown (words, error);
  return NULL;
}
