#include "cli-terminal.h"

#include "base-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* How long the rest of an escape sequence may take, over a slow line. */
#define ESCAPE_PATIENCE_MS 30

struct _LimTerminal
{
  GCancellable *cancellable;
  struct termios before;
  struct sigaction winch_before, tstp_before;
  int pipe[2]; /* one letter per thing that happened: w size, z stop, ! woken */
  LimKeyReader reader;
  guint8 bytes[256]; /* read and not yet taken */
  guint n_bytes, at_byte;
  gboolean entered;
};

/* A signal handler is told nothing but a number, so this is how it finds the pipe. */
static volatile sig_atomic_t signal_pipe = -1;

static void
on_signal (int number)
{
  int saved_errno = errno;
  char letter = number == SIGTSTP ? 'z' : 'w';

  if (signal_pipe >= 0 && write (signal_pipe, &letter, 1) < 0)
    errno = 0; /* the pipe is full of the same news */
  errno = saved_errno;
}

/* -- In and out -- */

void
lim_terminal_write (LimTerminal *self G_GNUC_UNUSED, const char *text, gsize length)
{
  while (length > 0)
    {
      ssize_t put = write (STDOUT_FILENO, text, length);

      if (put < 0 && (errno == EAGAIN || errno == EINTR))
        {
          struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

          poll (&out, 1, 1000);
          continue;
        }
      if (put < 0)
        return; /* nobody looks any more; reading will tell */
      text += put;
      length -= (gsize) put;
    }
}

static void
say (LimTerminal *self, const char *text)
{
  lim_terminal_write (self, text, strlen (text));
}

void
lim_terminal_enter (LimTerminal *self)
{
  struct termios raw = self->before;

  if (self->entered)
    return;
  cfmakeraw (&raw);
  tcsetattr (STDIN_FILENO, TCSADRAIN, &raw);
  /* alternate screen, no cursor, marked pastes, no line wrap */
  say (self, "\033[?1049h\033[?25l\033[?2004h\033[?7l\033[2J");
  self->entered = TRUE;
}

void
lim_terminal_leave (LimTerminal *self)
{
  if (!self->entered)
    return;
  say (self, "\033[0m\033[?7h\033[?2004l\033[?25h\033[?1049l");
  tcsetattr (STDIN_FILENO, TCSADRAIN, &self->before);
  self->entered = FALSE;
}

static void catch (int number, struct sigaction *before)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

  sigaction (number, &action, before);
}

LimTerminal *
lim_terminal_open (GCancellable *cancellable, GError **error)
{
  LimTerminal *self;
  struct termios before;

  if (!isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO) || tcgetattr (STDIN_FILENO, &before) < 0)
    return lim_fail_null (error, LIM_ERROR_USAGE,
                          "judging one image after the other needs a terminal. Without one: `limner curate --list` "
                          "shows what waits, and `limner curate ID STATUS \"why\" --scores …` judges one");
  self = g_new0 (LimTerminal, 1);
  self->before = before;
  self->cancellable = cancellable;
  if (!g_unix_open_pipe (self->pipe, FD_CLOEXEC, error))
    {
      g_free (self);
      return NULL;
    }
  g_unix_set_fd_nonblocking (self->pipe[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (self->pipe[1], TRUE, NULL);
  signal_pipe = self->pipe[1];
  catch (SIGWINCH, &self->winch_before);
  catch (SIGTSTP, &self->tstp_before);
  lim_terminal_enter (self);
  return self;
}

void
lim_terminal_close (LimTerminal *self)
{
  if (self == NULL)
    return;
  lim_terminal_leave (self);
  sigaction (SIGWINCH, &self->winch_before, NULL);
  sigaction (SIGTSTP, &self->tstp_before, NULL);
  signal_pipe = -1;
  close (self->pipe[0]);
  close (self->pipe[1]);
  g_free (self);
}

LimTerminalSize
lim_terminal_size (LimTerminal *self G_GNUC_UNUSED)
{
  LimTerminalSize size = { .columns = 80, .rows = 24 };
  struct winsize told;

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &told) < 0 || told.ws_col == 0 || told.ws_row == 0)
    return size;
  size.columns = told.ws_col;
  size.rows = told.ws_row;
  size.cell_width = told.ws_xpixel / told.ws_col;
  size.cell_height = told.ws_ypixel / told.ws_row;
  return size;
}

/* -- Waiting -- */

void
lim_terminal_wake (LimTerminal *self)
{
  if (write (self->pipe[1], "!", 1) < 0)
    return; /* full: it will wake anyway */
}

/* The screen is given back, the process sleeps, and when it is continued the screen is taken again. */
static void
stop (LimTerminal *self)
{
  struct sigaction ours;

  lim_terminal_leave (self);
  sigaction (SIGTSTP, &self->tstp_before, &ours);
  kill (0, SIGTSTP); /* the whole job, as the terminal itself would */
  sigaction (SIGTSTP, &ours, NULL);
  lim_terminal_enter (self);
}

static LimTerminalEvent
hear_pipe (LimTerminal *self)
{
  char letters[64];
  ssize_t got = read (self->pipe[0], letters, sizeof letters);

  if (got > 0 && memchr (letters, 'z', (gsize) got) != NULL)
    stop (self);
  else if (got <= 0 || memchr (letters, 'w', (gsize) got) == NULL)
    return LIM_TERMINAL_WOKEN;
  return LIM_TERMINAL_REDRAW;
}

/* The next key of what was read. */
static gboolean
take_key (LimTerminal *self, LimKey *key)
{
  while (self->at_byte < self->n_bytes)
    if (lim_key_reader_take (&self->reader, self->bytes[self->at_byte++], key))
      return TRUE;
  return FALSE;
}

/* FALSE when nobody is there any more. */
static gboolean
read_bytes (LimTerminal *self)
{
  ssize_t got = read (STDIN_FILENO, self->bytes, sizeof self->bytes);

  self->at_byte = 0;
  self->n_bytes = got > 0 ? (guint) got : 0;
  return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

LimTerminalEvent
lim_terminal_wait (LimTerminal *self, LimKey *key)
{
  struct pollfd fds[3] = { { .fd = STDIN_FILENO, .events = POLLIN },
                           { .fd = self->pipe[0], .events = POLLIN },
                           { .fd = g_cancellable_get_fd (self->cancellable), .events = POLLIN } };
  LimTerminalEvent event = LIM_TERMINAL_ENDED;

  for (;;)
    {
      if (g_cancellable_is_cancelled (self->cancellable))
        break;
      if (take_key (self, key))
        {
          event = LIM_TERMINAL_KEY;
          if (*key != LIM_KEY_CTRL ('z'))
            break;
          stop (self);
          event = LIM_TERMINAL_REDRAW;
          break;
        }
      int ready = poll (fds, fds[2].fd >= 0 ? 3 : 2, self->reader.n > 0 ? ESCAPE_PATIENCE_MS : -1);
      if (ready < 0 && errno != EINTR)
        break;
      if (ready == 0 && lim_key_reader_pause (&self->reader, key))
        {
          event = LIM_TERMINAL_KEY;
          break;
        }
      if (ready > 0 && (fds[1].revents & POLLIN))
        {
          event = hear_pipe (self);
          break;
        }
      if (ready > 0 && fds[0].revents != 0 && !read_bytes (self))
        break;
    }
  if (fds[2].fd >= 0)
    g_cancellable_release_fd (self->cancellable);
  return event;
}
