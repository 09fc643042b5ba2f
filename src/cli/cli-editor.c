#include "cli-editor.h"

#include "base-error.h"

#include <signal.h>
#include <unistd.h>

/* The program blocks the signals its own thread waits for; an editor wants them. */
static void
unblock_signals (gpointer data G_GNUC_UNUSED)
{
  sigset_t none;

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}

static const char *
find_editor (void)
{
  static const char *const names[] = { "VISUAL", "EDITOR" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_getenv (names[i]) != NULL && *g_getenv (names[i]) != '\0')
      return g_getenv (names[i]);
  return "vi";
}

/* The shell splits the command, as an editor is often set with options. */
static gboolean
run_editor (const char *path, GError **error)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *command = g_strdup_printf ("%s %s", find_editor (), quoted);
  const char *words[] = { "/bin/sh", "-c", command, NULL };
  g_autoptr (GError) problem = NULL;
  int status;

  return (g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_CHILD_INHERITS_STDIN, unblock_signals, NULL, NULL, NULL,
                        &status, &problem)
          && g_spawn_check_wait_status (status, &problem))
         || lim_fail (error, LIM_ERROR_IO,
                      "nothing is changed: the editor “%s” failed (%s); $VISUAL or $EDITOR names another",
                      find_editor (), problem->message);
}

char *
lim_cli_edit_text (const char *what, const char *text, GError **error)
{
  g_autofree char *name = g_strdup_printf ("limner-%s-XXXXXX.txt", what);
  g_autofree char *path = NULL;
  char *written = NULL;
  int fd = g_file_open_tmp (name, &path, error);

  if (fd < 0)
    return NULL;
  close (fd);
  if (g_file_set_contents (path, text, -1, error) && run_editor (path, error))
    g_file_get_contents (path, &written, NULL, error);
  unlink (path);
  return written;
}
