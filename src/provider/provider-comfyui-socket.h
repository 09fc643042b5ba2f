/* provider-comfyui-socket.h: the WebSocket of one server, kept up for all its jobs by a thread of its own.
 *
 * Each connection has a new client id: a server that closes an old connection late would take the id away from the
 * new one, which then hears nothing more. Jobs that were sent under an older id are asked for. */
#pragma once

#include "provider-comfyui-board.h"

typedef struct _LimComfySocket LimComfySocket;

/* Connects nowhere yet. What is heard at @url, the server's address, goes to @board, which outlives the socket. */
LimComfySocket *lim_comfyui_socket_new (const char *url, LimComfyBoard *board);
void lim_comfyui_socket_free (LimComfySocket *socket); /* also closes the connection */

/* The id to send a job under, so that this socket hears of it. The first call connects and waits a moment for it. NULL: there is
 * no connection; send the job without. Transfer full. */
char *lim_comfyui_socket_client (LimComfySocket *socket, GCancellable *cancellable);
