/* fake-server.c: the parts put together, from the command line to the first line on stdout and a clean end. */
#include "fake.h"

#include "fake-a1111.h"
#include "fake-chat.h"
#include "fake-comfy.h"
#include "fake-fault.h"
#include "fake-gpu.h"
#include "fake-request.h"
#include "fake-socket.h"
#include "fake-state.h"
#include "fake-stats.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>

gint64
fake_wall_ms (void)
{
  return g_get_real_time () / 1000;
}

double
fake_steady_ms (void)
{
  return (double) g_get_monotonic_time () / 1000.0;
}

void
fake_log (Fake *fake, const char *format, ...)
{
  va_list arguments;

  if (fake->log == NULL)
    return;
  fprintf (fake->log, "%.1f ", fake_steady_ms ());
  va_start (arguments, format);
  vfprintf (fake->log, format, arguments);
  va_end (arguments);
  fputc ('\n', fake->log);
  fflush (fake->log);
}

/* Whatever is going on ends in the middle. */
static void
cut_all (Fake *fake)
{
  fake_gpu_clear (fake->gpu);
  fake_sockets_cut (fake->sockets);
  while (fake->hung->len > 0)
    fake_request_drop (fake->hung->pdata[0]);
}

void
fake_restart (Fake *fake, guint down_ms, gboolean with_files)
{
  fake_log (fake, "restart");
  fake_stats_forgotten (fake, NULL);
  cut_all (fake);
  fake_comfy_wipe (fake, with_files);
  fake->down_until = g_get_monotonic_time () + (gint64) down_ms * 1000;
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  (void) server;
  fake_request_take (data, message, path, query);
}

static gboolean
add_faults (Fake *fake, GError **error)
{
  for (guint i = 0; fake->options.faults != NULL && fake->options.faults[i] != NULL; i++)
    if (!fake_faults_add (fake->faults, fake->options.faults[i], error))
      return FALSE;
  return fake->options.storm == NULL || fake_faults_storm (fake->faults, fake->options.storm, error);
}

static gboolean
listen_on (Fake *fake, GError **error)
{
  g_autoptr (GInetAddress) host = g_inet_address_new_from_string (fake->options.host);
  g_autoptr (GSocketAddress) address = NULL;

  if (host == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "--host wants an address in numbers, found “%s”", fake->options.host);
  address = g_inet_socket_address_new (host, (guint16) fake->options.port);
  if (!soup_server_listen (fake->server, address, 0, error))
    return FALSE;

  GSList *uris = soup_server_get_uris (fake->server);

  fake->url = g_strdup_printf ("http://%s:%d", fake->options.host, g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

static gboolean
on_stdin (gint fd, GIOCondition condition, gpointer loop)
{
  char block[4096];

  (void) condition;
  if (read (fd, block, sizeof block) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
start (Fake *fake, GError **error)
{
  fake->loop = g_main_loop_new (NULL, FALSE);
  fake->hung = g_ptr_array_new ();
  fake->faults = fake_faults_new ();
  fake->stats = fake_stats_new ();
  fake->comfy = fake_comfy_new (fake);
  fake->gpu = fake_gpu_new (fake);
  fake->a1111 = fake_a1111_new (fake);
  fake->chat = fake_chat_new ();
  fake->server = soup_server_new ("server-header", "stand-in", NULL);
  fake->sockets = fake_sockets_new (fake);
  soup_server_add_handler (fake->server, NULL, on_request, fake, NULL);
  if (fake->options.log != NULL && (fake->log = fopen (fake->options.log, "ae")) == NULL)
    return lim_fail_errno (error, errno, fake->options.log, "open");
  return fake_state_open (fake, error) && add_faults (fake, error) && listen_on (fake, error);
}

static void
stop (Fake *fake)
{
  cut_all (fake);
  fake_state_close (fake);
  soup_server_disconnect (fake->server);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  fake_sockets_free (fake->sockets);
  g_object_unref (fake->server);
  fake_gpu_free (fake->gpu);
  fake_comfy_free (fake->comfy);
  fake_a1111_free (fake->a1111);
  fake_chat_free (fake->chat);
  fake_stats_free (fake->stats);
  fake_faults_free (fake->faults);
  g_ptr_array_unref (fake->hung);
  g_main_loop_unref (fake->loop);
  g_free (fake->url);
  if (fake->log != NULL)
    fclose (fake->log);
}

gboolean
fake_serve (Fake *fake, GError **error)
{
  gboolean well = start (fake, error);

  if (well)
    {
      g_unix_signal_add (SIGTERM, on_signal, fake->loop);
      g_unix_signal_add (SIGINT, on_signal, fake->loop);
      if (fake->options.until_stdin_closes)
        g_unix_fd_add (0, G_IO_IN | G_IO_HUP | G_IO_ERR, on_stdin, fake->loop);
      printf ("%s\n", fake->url);
      fflush (stdout);
      g_main_loop_run (fake->loop);
    }
  stop (fake);
  return well;
}
