/* base-websocket.h: listening on a WebSocket, in the thread that listens.
 *
 * Like base-http.h straight-line code for a worker thread: one call connects, hands over each message and returns when
 * the connection is over. No Origin is sent, since servers on this machine refuse strangers by it, and no extension is
 * offered, so frames are plain. */
#pragma once

#include "base-error.h"

typedef struct
{
  const char *url;      /* http, https, ws or wss */
  const char *greeting; /* text sent first; NULL: none */
  gsize max_size;       /* of a frame; 0: 64 MiB */
  guint silence_s;      /* a connection that answers no ping for so long is dead; 0: 60 */

  /* Called by the thread that listens. @opened may be NULL. */
  void (*opened) (gpointer data);
  void (*message) (gboolean binary, GBytes *bytes, gpointer data);
  gpointer data;
} LimWebSocketRequest;

/* libsoup compares each frame with @max_size, and nothing the message they make together: a server that sends one message
 * in endless pieces, and answers pings in between, can fill the memory. So listen to servers that people chose.
 *
 * Listens until the connection ends or @cancellable (not NULL) is cancelled, then closes it properly, and returns FALSE,
 * for it never ends by itself:
 *
 *   LIM_ERROR_CANCELLED   by @cancellable
 *   LIM_ERROR_NOT_FOUND   there is a server, and it speaks no WebSocket at that address
 *   LIM_ERROR_BAD_INPUT   @url is no address
 *   LIM_ERROR_PROVIDER    nobody there, cut, closed by the other end, silent, or a frame too large
 *
 * Messages name the address without user and password. */
gboolean lim_websocket_listen (const LimWebSocketRequest *request, GCancellable *cancellable, GError **error);
