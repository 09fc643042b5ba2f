#include "cli-talk.h"

#include "base-text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WIDEST 96u /* columns: longer lines are hard to read */
#define MAX_LINE 65536u
#define MANY_LINES 12u

struct _LimTalking
{
  LimCli *cli;
  LimDirectEvents events;
  gboolean person; /* somebody sits at a terminal */
  guint width;     /* columns to wrap at; 0: not */
  guint column;
  GString *word;  /* begun and not yet shown */
  GString *read;  /* bytes from standard input that are no line yet */
  gboolean ended; /* standard input is */
};

/* -- What the model says -- */

static void
flush_word (LimTalking *talking)
{
  guint columns = lim_text_display_width (talking->word->str);

  if (talking->width > 0 && talking->column > 0 && talking->column + columns > talking->width)
    {
      putchar ('\n');
      talking->column = 0;
    }
  fputs (talking->word->str, stdout);
  talking->column += columns;
  g_string_truncate (talking->word, 0);
}

static void
say_char (LimTalking *talking, const char *at, gsize length)
{
  if (*at == '\n')
    {
      flush_word (talking);
      putchar ('\n');
      talking->column = 0;
    }
  else if (*at == ' ')
    {
      flush_word (talking);
      if (talking->width == 0 || (talking->column > 0 && talking->column < talking->width))
        {
          putchar (' ');
          talking->column++;
        }
    }
  else
    g_string_append_len (talking->word, at, (gssize) length);
}

static void
say_text (LimTalking *talking, const char *text)
{
  g_autofree char *harmless = lim_text_harmless_lines (text);

  for (const char *at = harmless; *at != '\0'; at = g_utf8_next_char (at))
    say_char (talking, at, (gsize) (g_utf8_next_char (at) - at));
  fflush (stdout);
}

static void
begin (const char *title, gpointer data)
{
  LimTalking *talking = data;
  g_autofree char *harmless = lim_text_harmless (title);

  lim_cli_print (talking->cli, "%s%s%s", lim_cli_style (talking->cli, "bold"), harmless,
                 lim_cli_style (talking->cli, "off"));
  talking->column = 0;
}

static void
piece (const char *text, gpointer data)
{
  LimTalking *talking = data;

  if (!talking->cli->json)
    say_text (talking, text);
}

static void
end (gpointer data)
{
  LimTalking *talking = data;

  if (talking->cli->json)
    return;
  flush_word (talking);
  fputs (talking->column > 0 ? "\n\n" : "\n", stdout);
  fflush (stdout);
}

static void
recall (gboolean person, const char *text, gpointer data)
{
  LimTalking *talking = data;

  if (talking->cli->json)
    return;
  fputs (lim_cli_style (talking->cli, "dim"), stdout);
  talking->column = 0;
  say_text (talking, person ? "You: " : "Model: ");
  say_text (talking, text);
  flush_word (talking);
  fputs (lim_cli_style (talking->cli, "off"), stdout);
  end (talking);
}

static void
note (const char *sentence, gpointer data)
{
  LimTalking *talking = data;
  g_autofree char *harmless = lim_text_harmless (sentence);

  lim_cli_print (talking->cli, "%s%s%s", lim_cli_style (talking->cli, "dim"), harmless,
                 lim_cli_style (talking->cli, "off"));
  fflush (stdout);
}

/* -- What the person says -- */

/* A whole line out of what was read, without its end. NULL: there is none yet. */
static char *
take_line (LimTalking *talking)
{
  const char *line_end = memchr (talking->read->str, '\n', talking->read->len);
  char *line;

  if (line_end == NULL && !(talking->ended && talking->read->len > 0) && talking->read->len < MAX_LINE)
    return NULL;
  gsize length = line_end != NULL ? (gsize) (line_end - talking->read->str) : talking->read->len;
  line = g_utf8_make_valid (talking->read->str, (gssize) length);
  g_string_erase (talking->read, 0, (gssize) MIN (length + 1, talking->read->len));
  return line;
}

/* Waits until there is more to read; FALSE: stopped, or there is no more. */
static gboolean
read_more (LimTalking *talking)
{
  GCancellable *cancellable = talking->cli->context.cancellable;
  GPollFD stop = { .fd = -1 };
  char buffer[4096];
  gboolean stoppable = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &stop);
  struct pollfd fds[] = { { STDIN_FILENO, POLLIN, 0 }, { stop.fd, POLLIN, 0 } };
  int ready;

  do
    ready = poll (fds, stoppable ? 2 : 1, -1);
  while (ready < 0 && errno == EINTR);
  if (stoppable)
    g_cancellable_release_fd (cancellable);
  if (ready < 0 || g_cancellable_is_cancelled (cancellable))
    return FALSE;
  ssize_t length = read (STDIN_FILENO, buffer, sizeof buffer);
  if (length > 0)
    g_string_append_len (talking->read, buffer, length);
  talking->ended = length <= 0;
  return length > 0 || talking->read->len > 0;
}

static char *
read_line (LimTalking *talking)
{
  for (;;)
    {
      char *line = take_line (talking);

      if (line != NULL || talking->ended)
        return line;
      if (!read_more (talking))
        return NULL;
    }
}

static void
prompt (LimTalking *talking, const char *text)
{
  if (!talking->person || talking->cli->json)
    return;
  printf ("%s%s%s ", lim_cli_style (talking->cli, "bold"), text, lim_cli_style (talking->cli, "off"));
  fflush (stdout);
}

/* A line that ends in a backslash goes on in the next. */
static char *
ask (gpointer data)
{
  LimTalking *talking = data;
  g_autoptr (GString) all = g_string_new (NULL);

  for (prompt (talking, "You ›");; prompt (talking, "    ›"))
    {
      g_autofree char *line = read_line (talking);

      if (line == NULL && talking->person && !talking->cli->json)
        putchar ('\n');
      if (line == NULL)
        return all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
      gboolean more = g_str_has_suffix (line, "\\");
      g_string_append_len (all, line, (gssize) strlen (line) - (more ? 1 : 0));
      if (!more)
        break;
      g_string_append_c (all, '\n');
    }
  if (talking->person && !talking->cli->json)
    putchar ('\n');
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static gboolean
agree (const GPtrArray *changes, gpointer data)
{
  LimTalking *talking = data;
  gboolean replaces = FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      const LimLookChange *change = changes->pdata[i];

      replaces |= change->write && change->kind != LIM_CHANGE_NEW;
    }
  if (!replaces || !talking->person || talking->cli->json)
    return TRUE;
  lim_cli_print_look_changes (talking->cli, changes);
  prompt (talking, "Write this? [y/N]");
  g_autofree char *line = read_line (talking);
  return line != NULL && (g_ascii_strcasecmp (g_strstrip (line), "y") == 0 || g_ascii_strcasecmp (line, "yes") == 0);
}

LimTalking *
lim_talking_new (LimCli *cli)
{
  LimTalking *talking = g_new0 (LimTalking, 1);

  talking->cli = cli;
  talking->person = isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
  talking->width = cli->width > 0 ? MIN (cli->width, WIDEST) : 0;
  talking->word = g_string_new (NULL);
  talking->read = g_string_new (NULL);
  talking->events = (LimDirectEvents){ .begin = begin,
                                       .piece = piece,
                                       .end = end,
                                       .recall = recall,
                                       .note = note,
                                       .ask = ask,
                                       .agree = agree,
                                       .data = talking };
  return talking;
}

void
lim_talking_free (LimTalking *talking)
{
  if (talking == NULL)
    return;
  g_string_free (talking->word, TRUE);
  g_string_free (talking->read, TRUE);
  g_free (talking);
}

const LimDirectEvents *
lim_talking_events (LimTalking *talking)
{
  return &talking->events;
}

/* -- What changes -- */

static void
print_change (LimCli *cli, const LimLookChange *change)
{
  static const struct
  {
    const char *style, *sign, *says;
  } kinds[] = {
    [LIM_CHANGE_NEW] = { "good", "+", "" },
    [LIM_CHANGE_CHANGED] = { "warn", "~", "" },
    [LIM_CHANGE_EDITED] = { "warn", "=", "  edited by hand: kept (--replace writes over it)" },
  };
  gboolean over = change->kind == LIM_CHANGE_EDITED && change->write;

  lim_cli_print (cli, "%s%s %s%s%s", lim_cli_style (cli, kinds[change->kind].style),
                 over ? "~" : kinds[change->kind].sign, change->file,
                 over ? "  edited by hand: replaced" : kinds[change->kind].says, lim_cli_style (cli, "off"));
  for (guint i = 0; i < change->lines->len && i < MANY_LINES; i++)
    lim_cli_print (cli, "    %s", (const char *) change->lines->pdata[i]);
}

void
lim_cli_print_look_changes (LimCli *cli, const GPtrArray *changes)
{
  guint n_same = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      const LimLookChange *change = changes->pdata[i];

      n_same += change->kind == LIM_CHANGE_SAME ? 1 : 0;
      if (change->kind != LIM_CHANGE_SAME)
        print_change (cli, change);
    }
  if (n_same > 0)
    lim_cli_print (cli, "%s= %u as they are%s", lim_cli_style (cli, "dim"), n_same, lim_cli_style (cli, "off"));
}
