#include "provider-comfyui-socket.h"

#include "base-websocket.h"

#define MAX_FRAME (32u << 20)
#define SILENCE 30u                     /* seconds without an answer to a ping */
#define FIRST_WAIT (G_USEC_PER_SEC / 2) /* for the first connection; a job can do without it */
#define FIRST_PAUSE 0.25                /* seconds before connecting again; each time twice as long */
#define LONGEST_PAUSE 15.0
#define LONG_ENOUGH (5 * G_USEC_PER_SEC) /* a connection that held so long was no failure */

struct _LimComfySocket
{
  char *url;
  LimComfyBoard *board;
  GCancellable *stop;
  GMutex lock;
  GCond settled;
  GThread *thread;  /* NULL: nobody asked yet */
  gboolean tried;   /* the first attempt has come to an end, good or bad */
  char *client;     /* of the connection that stands; NULL: none */
  char *attempting; /* of the one that is being made; only the thread's */
};

LimComfySocket *
lim_comfyui_socket_new (const char *url, LimComfyBoard *board)
{
  LimComfySocket *socket = g_new0 (LimComfySocket, 1);

  socket->url = g_strdup (url);
  socket->board = board;
  socket->stop = g_cancellable_new ();
  g_mutex_init (&socket->lock);
  g_cond_init (&socket->settled);
  return socket;
}

void
lim_comfyui_socket_free (LimComfySocket *socket)
{
  if (socket == NULL)
    return;
  g_cancellable_cancel (socket->stop);
  g_clear_pointer (&socket->thread, g_thread_join);
  g_object_unref (socket->stop);
  g_mutex_clear (&socket->lock);
  g_cond_clear (&socket->settled);
  g_free (socket->url);
  g_free (socket->client);
  g_free (socket);
}

/* -- The thread -- */

static void
set_client (LimComfySocket *socket, const char *client)
{
  /* Only this thread changes it. What was not connected cannot be cut. */
  if (client != NULL || socket->client != NULL)
    lim_comfyui_board_connected (socket->board, client);
  g_mutex_lock (&socket->lock);
  g_free (socket->client);
  socket->client = g_strdup (client);
  socket->tried = TRUE;
  g_cond_broadcast (&socket->settled);
  g_mutex_unlock (&socket->lock);
}

static void
on_opened (gpointer data)
{
  LimComfySocket *socket = data;

  set_client (socket, socket->attempting);
}

static void
on_message (gboolean binary, GBytes *bytes, gpointer data)
{
  LimComfySocket *socket = data;
  g_autoptr (LimComfyuiEvent) event = lim_comfyui_event_read (binary, bytes);

  lim_comfyui_board_take (socket->board, event);
}

/* One connection from beginning to end. FALSE: another makes no sense. */
static gboolean
listen_once (LimComfySocket *socket)
{
  g_autofree char *client = g_uuid_string_random ();
  g_autofree char *url = g_strdup_printf ("%s/ws?clientId=%s", socket->url, client);
  const LimWebSocketRequest request = {
    .url = url,
    .greeting = lim_comfyui_event_greeting,
    .max_size = MAX_FRAME,
    .silence_s = SILENCE,
    .opened = on_opened,
    .message = on_message,
    .data = socket,
  };
  g_autoptr (GError) error = NULL;

  socket->attempting = client;
  lim_websocket_listen (&request, socket->stop, &error);
  socket->attempting = NULL;
  set_client (socket, NULL);
  return !g_error_matches (error, LIM_ERROR, LIM_ERROR_NOT_FOUND)
         && !g_error_matches (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static gpointer
keep_listening (gpointer data)
{
  LimComfySocket *socket = data;
  double pause = FIRST_PAUSE;
  gint64 start = g_get_monotonic_time ();

  while (listen_once (socket) && !g_cancellable_is_cancelled (socket->stop))
    {
      if (g_get_monotonic_time () - start > LONG_ENOUGH)
        pause = FIRST_PAUSE;
      if (!lim_provider_pause (pause, socket->stop))
        break;
      pause = MIN (pause * 2, LONGEST_PAUSE);
      start = g_get_monotonic_time ();
    }
  return NULL;
}

/* -- For jobs -- */

char *
lim_comfyui_socket_client (LimComfySocket *socket, GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&socket->lock);
  gint64 end = g_get_monotonic_time () + FIRST_WAIT;

  if (socket->thread == NULL)
    socket->thread = g_thread_new ("comfyui-socket", keep_listening, socket);
  while (!socket->tried && !g_cancellable_is_cancelled (cancellable)
         && g_cond_wait_until (&socket->settled, &socket->lock, end))
    ;
  return g_strdup (socket->client);
}
