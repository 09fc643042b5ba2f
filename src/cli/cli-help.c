#include "cli-help.h"

#include <string.h>

static const LimOptionRow json_row = { .name = "json", .help = "print JSON for programs" };
static const LimOptionRow dry_run_row = { .name = "dry-run", .help = "say what would be done and change nothing" };
static const LimOptionRow reviewer_row = { .name = "reviewer",
                                           .type = LIM_OPTION_STRING,
                                           .placeholder = "NAME",
                                           .help = "who judges; else LIMNER_REVIEWER, limner.yaml, git's user.name" };

const LimOptionRow lim_cli_global_options[] = {
  { .name = "directory",
    .letter = 'C',
    .type = LIM_OPTION_STRING,
    .placeholder = "DIR",
    .help = "work as if started in DIR" },
  { .name = "game",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "the project games/NAME or projects/NAME" },
  { .name = "no-color", .help = "no colours (also NO_COLOR in the environment)" },
  { .name = "quiet", .letter = 'q', .help = "no progress, only results" },
  { .name = "help", .letter = 'h', .help = "show this help" },
  { 0 },
};

LimOptionRow *
lim_help_options (const LimCommand *command)
{
  GArray *rows = g_array_new (TRUE, TRUE, sizeof (LimOptionRow));

  for (const LimOptionRow *row = command->options; row != NULL && row->name != NULL; row++)
    g_array_append_val (rows, *row);
  if (command->flags & LIM_COMMAND_REVIEWER)
    g_array_append_val (rows, reviewer_row);
  if (command->flags & LIM_COMMAND_DRY_RUN)
    g_array_append_val (rows, dry_run_row);
  if (command->flags & LIM_COMMAND_JSON)
    g_array_append_val (rows, json_row);
  for (const LimOptionRow *row = lim_cli_global_options; row->name != NULL; row++)
    g_array_append_val (rows, *row);
  return (LimOptionRow *) (void *) g_array_free (rows, FALSE);
}

/* -- On the terminal -- */

static void
heading (GString *out, const char *text, gboolean color)
{
  g_string_append_printf (out, color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

static void
append_command_line (GString *out, const LimCommand *command)
{
  g_string_append_printf (out, "  %-20s %s\n", command->name, command->summary);
}

char *
lim_help_overview (gboolean color)
{
  GString *out = g_string_new (
      "limner turns written intent into judged images, and those into training sets and illustrated stories.\n\n"
      "Usage: limner [-C DIR | --game NAME] COMMAND …\n");
  const char *group = NULL;

  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    {
      if ((*command)->flags & LIM_COMMAND_HIDDEN)
        continue;
      if (g_strcmp0 (group, (*command)->group) != 0)
        heading (out, (*command)->group, color);
      group = (*command)->group;
      append_command_line (out, *command);
    }
  heading (out, "begin", color);
  g_string_append (out, "  limner init shoals --template game-art     a project with canon and packs that run\n"
                        "  limner story import salt-lantern.twee      a story, to be given pictures and a codex\n"
                        "  limner COMMAND --help                      options and examples of one command\n");
  return g_string_free (out, FALSE);
}

static gboolean
is_in_group (const LimCommand *command, const char *group)
{
  gsize length = strlen (group);

  return strncmp (command->name, group, length) == 0
         && (command->name[length] == ' ' || command->name[length] == '\0');
}

char *
lim_help_group (const char *group, gboolean color)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "Usage: limner %s COMMAND …\n", group);
  heading (out, "commands", color);
  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    if (is_in_group (*command, group))
      append_command_line (out, *command);
  return g_string_free (out, FALSE);
}

/* “  -C, --directory DIR” */
static char *
option_spelling (const LimOptionRow *row)
{
  g_autofree char *letter = row->letter != 0 ? g_strdup_printf ("-%c, ", row->letter) : g_strdup ("");
  const char *placeholder = row->type == LIM_OPTION_FLAG ? "" : row->placeholder != NULL ? row->placeholder : "VALUE";

  return g_strdup_printf ("%s--%s%s%s", letter, row->name, *placeholder != '\0' ? " " : "", placeholder);
}

static void
append_option (GString *out, const LimOptionRow *row)
{
  g_autofree char *spelling = option_spelling (row);
  g_autofree char *allowed = row->choices != NULL || row->max != row->min ? lim_option_describe (row) : NULL;

  g_string_append_printf (out, "  %-26s %s", spelling, row->help);
  if (allowed != NULL)
    g_string_append_printf (out, "\n  %-26s %s", "", allowed);
  if (row->fallback != NULL)
    g_string_append_printf (out, " (default %s)", row->fallback);
  g_string_append_c (out, '\n');
}

char *
lim_help_command (const LimCommand *command, gboolean color)
{
  GString *out = g_string_new (NULL);
  g_autofree LimOptionRow *rows = lim_help_options (command);

  g_string_append_printf (out, "Usage: limner %s%s%s [OPTION …]\n\n%s.\n", command->name,
                          *command->usage != '\0' ? " " : "", command->usage, command->summary);
  if (command->details != NULL)
    g_string_append_printf (out, "\n%s\n", command->details);
  heading (out, "options", color);
  for (const LimOptionRow *row = rows; row->name != NULL; row++)
    append_option (out, row);
  if (command->examples != NULL)
    heading (out, "examples", color);
  for (const char *const *example = command->examples; example != NULL && *example != NULL; example += 2)
    g_string_append_printf (out, "  limner %s\n      %s\n", example[0], example[1]);
  return g_string_free (out, FALSE);
}

/* -- Manual page -- */

/* Text for roff: backslashes and leading dots would be requests, hyphens would become typographic ones. */
static void
append_roff (GString *out, const char *text)
{
  gboolean line_start = TRUE;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (line_start && (*at == '.' || *at == '\''))
        g_string_append (out, "\\&");
      if (*at == '\\')
        g_string_append (out, "\\e");
      else if (*at == '-')
        g_string_append (out, "\\-");
      else
        g_string_append_c (out, *at);
      line_start = *at == '\n';
    }
}

static void
append_roff_command (GString *out, const LimCommand *command)
{
  g_autofree LimOptionRow *rows = lim_help_options (command);

  g_string_append (out, ".SS \"");
  append_roff (out, command->name);
  g_string_append_c (out, ' ');
  for (const char *at = command->usage; *at != '\0'; at++)
    g_string_append (out, *at == '"' ? "\\(dq" : (char[]){ *at, '\0' });
  g_string_append (out, "\"\n");
  append_roff (out, command->summary);
  g_string_append (out, ".\n");
  if (command->details != NULL)
    {
      g_string_append (out, ".PP\n");
      append_roff (out, command->details);
      g_string_append_c (out, '\n');
    }
  for (const LimOptionRow *row = rows; row->name != NULL && strcmp (row->name, "directory") != 0; row++)
    {
      g_autofree char *spelling = option_spelling (row);

      g_string_append (out, ".TP\n.B ");
      append_roff (out, spelling);
      g_string_append_c (out, '\n');
      append_roff (out, row->help);
      g_string_append_c (out, '\n');
    }
  for (const char *const *example = command->examples; example != NULL && *example != NULL; example += 2)
    {
      g_string_append (out, ".PP\n.EX\nlimner ");
      append_roff (out, example[0]);
      g_string_append (out, "\n.EE\n");
      append_roff (out, example[1]);
      g_string_append_c (out, '\n');
    }
}

char *
lim_help_man_page (void)
{
  GString *out =
      g_string_new (".TH LIMNER 1 \"\" \"limner " LIM_VERSION "\" \"User Commands\"\n.SH NAME\n"
                    "limner \\- from written intent to judged images, training sets and illustrated stories\n"
                    ".SH SYNOPSIS\n"
                    ".B limner\n[\\-C DIR | \\-\\-game NAME] COMMAND ...\n.SH COMMANDS\n");

  for (const LimCommand *const *command = lim_commands (); *command != NULL; command++)
    if (!((*command)->flags & LIM_COMMAND_HIDDEN))
      append_roff_command (out, *command);
  g_string_append (
      out, ".SH \"EXIT STATUS\"\n0 done; 1 some items failed and were named; 2 usage; 3 bad input; 4 provider "
           "unreachable or refused; 5 refused by a rule or a gate.\n.SH ENVIRONMENT\n"
           "NO_COLOR, LIMNER_REVIEWER, COMFY_URL\n");
  return g_string_free (out, FALSE);
}

/* -- Completion. The scripts ask limner itself for what changes: `limner complete WORDS…` prints one word a line -- */

static const char bash_script[] =
    "_limner ()\n{\n"
    "  local IFS=$'\\n'\n"
    "  COMPREPLY=($(limner complete bash \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null))\n"
    "  [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
    "}\ncomplete -o filenames -F _limner limner\n";

static const char zsh_script[] = "#compdef limner\n_limner ()\n{\n"
                                 "  local -a found\n"
                                 "  found=(${(f)\"$(limner complete zsh \"${(@)words[2,CURRENT]}\" 2>/dev/null)\"})\n"
                                 "  if (( ${#found} )); then compadd -a found; else _files; fi\n"
                                 "}\ncompdef _limner limner\n";

static const char fish_script[] = "function __limner_complete\n"
                                  "  set -l words (commandline -opc) (commandline -ct)\n"
                                  "  limner complete fish $words[2..-1] 2>/dev/null\n"
                                  "end\ncomplete -c limner -a '(__limner_complete)'\n";

char *
lim_help_completion (const char *shell)
{
  if (strcmp (shell, "zsh") == 0)
    return g_strdup (zsh_script);
  return g_strdup (strcmp (shell, "fish") == 0 ? fish_script : bash_script);
}
