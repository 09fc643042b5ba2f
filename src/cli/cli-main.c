/* cli-main.c: words in, exit status out. */
#include "cli-command.h"
#include "cli-help.h"
#include "cli-progress.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-adopt.h"
#include "store-repair.h"

#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* -- The words -- */

typedef struct
{
  LimCli cli;
  GPtrArray *words; /* (element-type char*) command and its words, borrowed from argv */
  LimSettings *globals;
  gboolean help, quiet;
  LimOptionRow *rows; /* all the command takes */
} Parse;

static const LimOptionRow *
find_row (const LimOptionRow *rows, const char *name, char letter)
{
  for (; rows != NULL && rows->name != NULL; rows++)
    if (name != NULL ? strcmp (rows->name, name) == 0 : rows->letter == letter)
      return rows;
  return NULL;
}

static gboolean
fail_option (const LimOptionRow *rows, const char *spelled, const LimCommand *command, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *hint = NULL;

  for (; rows->name != NULL; rows++)
    g_ptr_array_add (names, g_strconcat ("--", rows->name, NULL));
  g_ptr_array_add (names, NULL);
  hint = lim_text_did_you_mean (spelled, (const char *const *) names->pdata);
  return lim_fail (error, LIM_ERROR_USAGE, "%s takes no option “%s”.%s `limner%s%s --help` lists them",
                   command != NULL ? command->name : "limner", spelled, hint, command != NULL ? " " : "",
                   command != NULL ? command->name : "");
}

/* Splits “--name=value”, “--name value”, “-C value”, “-Cvalue” and bare flags. @value is NULL for a flag. */
static gboolean
take_option (const LimOptionRow *rows, const LimCommand *command, char **argv, int *i, const LimOptionRow **row,
             char **value, GError **error)
{
  const char *word = argv[*i];
  const char *equals = g_str_has_prefix (word, "--") ? strchr (word, '=') : NULL;
  g_autofree char *name = g_str_has_prefix (word, "--")
                              ? g_strndup (word + 2, equals != NULL ? (gsize) (equals - word - 2) : strlen (word + 2))
                              : NULL;

  *row = find_row (rows, name, name == NULL ? word[1] : '\0');
  if (*row == NULL)
    {
      g_autofree char *spelled = g_strndup (word, equals != NULL ? (gsize) (equals - word) : strlen (word));

      return fail_option (rows, spelled, command, error);
    }
  *value = NULL;
  if (equals != NULL)
    *value = g_strdup (equals + 1);
  else if (name == NULL && word[2] != '\0' && (*row)->type != LIM_OPTION_FLAG)
    *value = g_strdup (word + 2);
  else if ((*row)->type != LIM_OPTION_FLAG)
    {
      if (argv[*i + 1] == NULL)
        return lim_fail (error, LIM_ERROR_USAGE, "option --%s needs a value (%s)", (*row)->name, (*row)->help);
      *value = g_strdup (argv[++*i]);
    }
  return TRUE;
}

/* First pass: which words are the command? Options may stand before, between and after, so those that take a value
 * must be known to be skipped: global ones are, and the command's own can only follow its name. */
static gboolean
find_command (Parse *parse, char **argv, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  const char *group = NULL;
  guint n_used = 0;

  for (int i = 1; argv[i] != NULL; i++)
    {
      const LimOptionRow *row;
      g_autofree char *value = NULL;

      if (strcmp (argv[i], "--") == 0)
        break;
      if (argv[i][0] != '-' || argv[i][1] == '\0')
        g_ptr_array_add (words, argv[i]);
      else if (words->len == 0 && strcmp (argv[i], "--version") != 0
               && !take_option (lim_cli_global_options, NULL, argv, &i, &row, &value, error))
        return FALSE;
      else if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
        parse->help = TRUE;
      if (words->len == 3)
        break;
    }
  g_ptr_array_add (words, NULL);
  if (words->pdata[0] == NULL)
    {
      parse->help = TRUE;
      return TRUE;
    }
  parse->cli.command = lim_command_find ((const char *const *) words->pdata, &n_used, &group, error);
  if (parse->cli.command != NULL)
    return TRUE;
  if (group == NULL)
    return FALSE;
  g_autofree char *text = lim_help_group (group, parse->cli.color);
  fputs (text, stdout);
  exit (parse->help ? 0 : 2);
}

static gboolean
set_option (Parse *parse, const LimOptionRow *row, const char *value, GError **error)
{
  LimCli *cli = &parse->cli;

  if (lim_settings_find (cli->options, row->name) != NULL)
    return lim_settings_set_text (cli->options, row->name, value, error);
  if (strcmp (row->name, "json") == 0)
    cli->json = TRUE;
  else if (strcmp (row->name, "dry-run") == 0)
    cli->dry_run = TRUE;
  else if (strcmp (row->name, "reviewer") == 0)
    {
      g_free (cli->reviewer);
      cli->reviewer = g_strdup (value);
    }
  else if (strcmp (row->name, "help") == 0)
    parse->help = TRUE;
  else if (strcmp (row->name, "quiet") == 0)
    parse->quiet = TRUE;
  else if (strcmp (row->name, "no-color") == 0)
    cli->color = FALSE;
  else
    return lim_settings_set_text (parse->globals, row->name, value, error);
  return TRUE;
}

/* Second pass, with the command's rows at hand. */
static gboolean
read_words (Parse *parse, char **argv, GError **error)
{
  gboolean only_words = FALSE;

  parse->rows = lim_help_options (parse->cli.command);
  for (int i = 1; argv[i] != NULL; i++)
    {
      const LimOptionRow *row;
      g_autofree char *value = NULL;

      if (only_words || (parse->words->len > 0 && (parse->cli.command->flags & LIM_COMMAND_RAW)) || argv[i][0] != '-'
          || argv[i][1] == '\0')
        g_ptr_array_add (parse->words, argv[i]);
      else if (strcmp (argv[i], "--") == 0)
        only_words = TRUE;
      else if (!take_option (parse->rows, parse->cli.command, argv, &i, &row, &value, error)
               || !set_option (parse, row, value, error))
        return FALSE;
    }
  g_ptr_array_add (parse->words, NULL);
  return TRUE;
}

static gboolean
check_words (Parse *parse, GError **error)
{
  const LimCommand *command = parse->cli.command;
  const char *group;
  guint n_used = 0;

  lim_command_find ((const char *const *) parse->words->pdata, &n_used, &group, NULL);
  parse->cli.words = (char **) parse->words->pdata + n_used;
  parse->cli.n_words = g_strv_length (parse->cli.words);
  if (parse->cli.n_words < command->min_words)
    return lim_fail (error, LIM_ERROR_USAGE, "usage: limner %s %s\n`limner %s --help` explains and gives examples",
                     command->name, command->usage, command->name);
  if (parse->cli.n_words > command->max_words && n_used == 1 && command->flags & LIM_COMMAND_DEFAULT)
    return lim_command_fail_unknown ((const char *const *) parse->words->pdata, error);
  if (parse->cli.n_words > command->max_words)
    return lim_fail (error, LIM_ERROR_USAGE, "“%s” is one word too many. Usage: limner %s %s",
                     parse->cli.words[command->max_words], command->name, command->usage);
  return TRUE;
}

/* -- The surroundings -- */

static guint
terminal_width (int fd)
{
  struct winsize size;

  if (!isatty (fd))
    return 0;
  return ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

typedef struct
{
  GCancellable *cancellable;
  GMutex lock;
  LimProgress *progress; /* NULL once the program ends */
} Signals;

static void
say_stopping (Signals *signals)
{
  g_mutex_lock (&signals->lock);
  if (isatty (STDERR_FILENO))
    lim_progress_note (signals->progress, "Stopping after the work in hand; once more stops at once.");
  g_mutex_unlock (&signals->lock);
}

/* The first Ctrl-C asks to stop, the second does not ask. Signals are taken by one thread, so nothing runs in a handler. */
static void *
wait_for_signals (void *data)
{
  Signals *signals = data;
  sigset_t set;
  int number;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  while (sigwait (&set, &number) == 0)
    {
      if (g_cancellable_is_cancelled (signals->cancellable))
        {
          if (isatty (STDERR_FILENO) && write (STDERR_FILENO, "\n", 1) < 0)
            _exit (1);
          _exit (130);
        }
      g_cancellable_cancel (signals->cancellable);
      say_stopping (signals);
    }
  return NULL;
}

static void
catch_signals (Signals *signals)
{
  pthread_t thread;
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  signal (SIGPIPE, SIG_IGN);
  if (pthread_create (&thread, NULL, wait_for_signals, signals) == 0)
    pthread_detach (thread);
}

/* LIMNER_CLOCK and LIMNER_SEED make a run repeatable: for tests, and for bug reports. */
static const LimClock *
choose_clock (void)
{
  gint64 start;

  if (lim_clock_parse_iso (g_getenv ("LIMNER_CLOCK"), &start))
    return lim_clock_new_stepping (start, 1000);
  return &lim_clock_system;
}

static LimRandom *
choose_random (void)
{
  const char *seed = g_getenv ("LIMNER_SEED");

  return seed != NULL ? lim_random_new_seeded (g_ascii_strtoull (seed, NULL, 10)) : lim_random_new_system ();
}

/* Opens the project and finishes what a crash cut short, telling so. */
static LimProject *
open_repaired (LimCli *cli, const char *folder, const char *game, GError **error)
{
  g_autoptr (GPtrArray) repairs = lim_repairs_new ();
  LimProject *project = lim_store_open (folder, game, repairs, error);

  guint n_assets = 0;

  for (guint i = 0; i < repairs->len; i++)
    lim_cli_warn (cli, "%s", ((LimRepair *) repairs->pdata[i])->text);
  /* What cannot be mended is found again by the command that needs it. */
  if (project != NULL)
    lim_dress_mend_left (project, &n_assets);
  if (n_assets > 0)
    lim_cli_warn (cli, "finished what a crash cut short: a picture of the story is in its place");
  return project;
}

static gboolean
open_project (Parse *parse, GError **error)
{
  const char *folder = lim_settings_string (parse->globals, "directory");
  const char *game = lim_settings_string (parse->globals, "game");
  LimCli *cli = &parse->cli;

  if (!(cli->command->flags & LIM_COMMAND_PROJECT))
    {
      if (folder != NULL && chdir (folder) < 0)
        return lim_fail_errno (error, errno, folder, "enter it");
      return TRUE;
    }
  cli->project = cli->command->flags & LIM_COMMAND_REPAIRS ? lim_project_open (folder, game, error)
                                                           : open_repaired (cli, folder, game, error);
  return cli->project != NULL;
}

/* -- The run -- */

static gboolean
run (Parse *parse, char **argv, GError **error)
{
  LimCli *cli = &parse->cli;

  if (argv[1] != NULL && strcmp (argv[1], "--version") == 0)
    {
      puts ("limner " LIM_VERSION);
      return TRUE;
    }
  if (!find_command (parse, argv, error))
    return FALSE;
  if (cli->command == NULL)
    {
      g_autofree char *text = lim_help_overview (cli->color);

      fputs (text, stdout);
      return TRUE;
    }

  cli->options = lim_settings_new (cli->command->options);
  if (parse->help)
    {
      g_autofree char *text = lim_help_command (cli->command, cli->color);

      fputs (text, stdout);
      return TRUE;
    }
  if (!read_words (parse, argv, error))
    return FALSE;
  if (parse->help)
    {
      g_autofree char *text = lim_help_command (cli->command, cli->color);

      fputs (text, stdout);
      return TRUE;
    }
  if (!check_words (parse, error) || !open_project (parse, error))
    return FALSE;
  if (parse->quiet || cli->json)
    lim_cli_progress_silence (cli->context.progress);
  return cli->command->run (cli, error);
}

static void
say_error (const LimCli *cli, const GError *error)
{
  if (cli->json)
    {
      g_autoptr (GString) text = g_string_new ("{\n  \"error\": ");

      lim_json_append_quoted (text, error->message, -1);
      g_string_append_printf (text, ",\n  \"exit\": %d\n}", lim_error_exit_code (error));
      fprintf (stderr, "%s\n", text->str);
    }
  else
    fprintf (stderr, "%slimner:%s %s\n", lim_cli_style (cli, "bad"), lim_cli_style (cli, "off"), error->message);
}

int
main (int argc G_GNUC_UNUSED, char **argv)
{
  Parse parse = { .words = g_ptr_array_new () };
  LimCli *cli = &parse.cli;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  static Signals signals; /* its thread outlives this function */

  signals.cancellable = cancellable;
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* numbers in files and messages have a point, wherever we run */

  gboolean dumb = g_strcmp0 (g_getenv ("TERM"), "dumb") == 0; /* a terminal that cannot go back over a line */
  gboolean no_color = (g_getenv ("NO_COLOR") != NULL && *g_getenv ("NO_COLOR") != '\0') || dumb;
  cli->width = terminal_width (STDOUT_FILENO);
  cli->color = cli->width > 0 && !no_color;
  cli->context.clock = choose_clock ();
  cli->context.random = choose_random ();
  cli->context.progress = lim_cli_progress_new (dumb ? 0 : terminal_width (STDERR_FILENO), !no_color, cancellable);
  signals.progress = cli->context.progress;
  catch_signals (&signals);
  cli->context.cancellable = cancellable;
  parse.globals = lim_settings_new (lim_cli_global_options);

  run (&parse, argv, &error);
  lim_cli_progress_settle (cli->context.progress);
  /* A reader that has seen enough (`| head`) is no failure. */
  if (fflush (stdout) != 0 && errno != EPIPE && error == NULL)
    lim_fail_errno (&error, errno, "standard output", "write it");
  if (error != NULL)
    say_error (cli, error);
  int status = lim_error_exit_code (error);

  lim_project_free (cli->project);
  lim_settings_free (cli->options);
  lim_settings_free (parse.globals);
  g_mutex_lock (&signals.lock);
  signals.progress = NULL;
  g_mutex_unlock (&signals.lock);
  lim_cli_progress_free (cli->context.progress);
  lim_random_free (cli->context.random);
  if (cli->context.clock != &lim_clock_system)
    lim_clock_free ((LimClock *) cli->context.clock);
  g_ptr_array_unref (parse.words);
  g_free (parse.rows);
  g_free (cli->reviewer);
  return status;
}
