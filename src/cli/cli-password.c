#include "cli-password.h"

#include "base-error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_LENGTH 1024

/* Waits until something can be read, or it was cancelled. */
static gboolean
wait_for_input (GCancellable *cancellable, GError **error)
{
  GPollFD fds[2] = { { .fd = STDIN_FILENO, .events = G_IO_IN | G_IO_HUP } };
  guint n = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fds[1]) ? 2 : 1;

  while (g_poll (fds, n, -1) < 0 && errno == EINTR)
    continue;
  if (n == 2)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable) || lim_fail (error, LIM_ERROR_CANCELLED, "stopped");
}

/* A line without its end, read byte by byte so that what follows stays for others. Transfer full. */
static char *
read_line (GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (;;)
    {
      char byte;
      gssize got = wait_for_input (cancellable, error) ? read (STDIN_FILENO, &byte, 1) : -2;

      if (got == -2)
        return NULL;
      if (got < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (got <= 0 && line->len == 0)
        return lim_fail_null (error, LIM_ERROR_USAGE, "a password is needed: on the terminal, or on standard input");
      if (got <= 0 || byte == '\n')
        break;
      g_string_append_c (line, byte);
      if (line->len > MAX_LENGTH)
        return lim_fail_null (error, LIM_ERROR_USAGE, "the password is longer than %d bytes", MAX_LENGTH);
    }
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  if (!g_utf8_validate (line->str, (gssize) line->len, NULL))
    return lim_fail_null (error, LIM_ERROR_USAGE, "the password is no valid UTF-8");
  return g_strdup (line->str);
}

static char *
ask_hidden (LimCli *cli, const char *question, GError **error)
{
  struct termios before, hidden;

  if (tcgetattr (STDIN_FILENO, &before) < 0)
    return lim_fail_null (error, LIM_ERROR_USAGE, "this terminal cannot hide a password: %s", g_strerror (errno));
  hidden = before;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  /* Hidden before it is asked for: what is typed in between would be lost. */
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  fprintf (stderr, "%s: ", question);
  char *line = read_line (cli->context.cancellable, error);
  tcsetattr (STDIN_FILENO, TCSADRAIN, &before);
  fputc ('\n', stderr);
  return line;
}

char *
lim_cli_ask_password (LimCli *cli, const char *question, GError **error)
{
  if (!isatty (STDIN_FILENO))
    return read_line (cli->context.cancellable, error);
  g_autofree char *first = ask_hidden (cli, question, error);
  g_autofree char *second = first != NULL ? ask_hidden (cli, "once more", error) : NULL;
  if (second != NULL && strcmp (first, second) != 0)
    return lim_fail_null (error, LIM_ERROR_USAGE, "the two differ; nothing was changed");
  return g_steal_pointer (&second);
}
