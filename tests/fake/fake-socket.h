/* fake-socket.h: ComfyUI's WebSocket: who listens, and what can go wrong between an event and its listener. */
#pragma once

#include "fake-fault.h"

FakeSockets *fake_sockets_new (Fake *fake);
void fake_sockets_free (FakeSockets *sockets);

/* Sends {"type": @type, "data": @data} to the socket registered as @client, or to all (NULL). @id is the prompt it is
 * about; NULL: none. Faults of events strike here. */
void fake_socket_event (FakeSockets *sockets, const char *client, const char *type, const char *id,
                        const LimJson *data);

/* Sends a preview picture, as type 4 to who asked for it and as type 1 to the others. */
void fake_socket_preview (FakeSockets *sockets, const char *client, const char *id, const char *node, GBytes *png);

/* Tells everybody how long the queue is. */
void fake_socket_status (FakeSockets *sockets);

/* The events of a whole run of a prompt that nobody here sent, to all sockets. */
void fake_socket_foreign_run (FakeSockets *sockets);

/* Cuts all connections, as a process that dies does. */
void fake_sockets_cut (FakeSockets *sockets);

guint fake_sockets_count (FakeSockets *sockets);
guint64 fake_sockets_sent (FakeSockets *sockets);
