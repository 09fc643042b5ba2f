#include "fake-socket.h"

#include "fake-comfy.h"
#include "fake-gpu.h"
#include "fake-json.h"
#include "fake-request.h"

#include <string.h>

#define FOREIGN_ID "f0e1d2c3-0000-4000-8000-5f0e1d2c3b4a"
#define MAX_INCOMING (4u << 20) /* what aiohttp takes */

typedef struct
{
  FakeSockets *sockets;
  SoupWebsocketConnection *connection;
  GSocket *socket;
  char *client;
  gboolean spoke;         /* the first message may be a handshake */
  gboolean with_metadata; /* wants previews of type 4 */
  char *held;             /* an event that waits for the next one */
} Listener;

struct FakeSockets
{
  Fake *fake;
  GPtrArray *all;        /* of Listener (owned) */
  GHashTable *by_client; /* id → Listener; the last to come under that id */
  guint64 sent;
  gboolean lying;
};

static void
listener_free (gpointer data)
{
  Listener *listener = data;

  g_signal_handlers_disconnect_by_data (listener->connection, listener);
  g_clear_object (&listener->connection);
  g_clear_object (&listener->socket);
  g_free (listener->client);
  g_free (listener->held);
  g_free (listener);
}

static void
cut (Listener *listener)
{
  g_socket_shutdown (listener->socket, TRUE, TRUE, NULL);
}

static void
send_text (Listener *listener, const char *text)
{
  if (soup_websocket_connection_get_state (listener->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  soup_websocket_connection_send_text (listener->connection, text);
  listener->sockets->sent++;
}

static char *
event_text (const char *type, const LimJson *data)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{\"type\": \"%s\", \"data\": ", type);
  fake_json_append (text, data);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
send_object (Listener *listener, const char *type, const LimJson *data)
{
  g_autofree char *text = event_text (type, data);

  send_text (listener, text);
}

/* -- Events that are not true -- */

static void
foreign_run (Listener *listener)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");
  LimJson *image = fake_object (doc, "filename:s subfolder:s type:s", "somebody_else_00001_.png", "", "output");
  gint64 now = fake_wall_ms ();

  send_object (listener, "execution_start", fake_object (doc, "prompt_id:s timestamp:i", FOREIGN_ID, now));
  send_object (listener, "progress",
               fake_object (doc, "value:i max:i prompt_id:s node:s", (gint64) 1, (gint64) 1, FOREIGN_ID, "5"));
  send_object (listener, "executed",
               fake_object (doc, "node:s display_node:s output:j prompt_id:s", "7", "7",
                            fake_object (doc, "images:j", fake_list_of (doc, image)), FOREIGN_ID));
  send_object (listener, "execution_success", fake_object (doc, "prompt_id:s timestamp:i", FOREIGN_ID, now));
  send_object (listener, "executing", fake_object (doc, "node:n prompt_id:s", FOREIGN_ID));
}

static void
lie (Listener *listener, const char *id)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  send_object (listener, "execution_success", fake_object (doc, "prompt_id:s timestamp:i", id, fake_wall_ms ()));
  send_object (listener, "executing", fake_object (doc, "node:n prompt_id:s", id));
}

/* The id of a prompt that waits, or of one that never was. */
static const char *
another_id (FakeSockets *sockets)
{
  GPtrArray *waiting = fake_gpu_waiting (sockets->fake->gpu);

  return waiting->len > 0 ? ((FakeTask *) waiting->pdata[0])->id : FOREIGN_ID;
}

static char *
replace_id (const char *text, const char *id, const char *other)
{
  g_auto (GStrv) parts = g_strsplit (text, id, -1);

  return g_strjoinv (other, parts);
}

/* -- Sending -- */

static void
deliver (Listener *listener, const char *text, const char *id, FakeStrike strike)
{
  g_autofree char *held = g_steal_pointer (&listener->held);
  g_autofree char *wrong = NULL;

  switch (strike.kind)
    {
    case FAKE_SILENT:
      break;
    case FAKE_SOCKET_CUT:
      cut (listener);
      break;
    case FAKE_REORDER:
      listener->held = g_strdup (text);
      break;
    case FAKE_WRONG_ID:
      wrong = id != NULL ? replace_id (text, id, another_id (listener->sockets)) : g_strdup (text);
      send_text (listener, wrong);
      break;
    case FAKE_FOREIGN:
      foreign_run (listener);
      send_text (listener, text);
      break;
    case FAKE_LIE:
      if (id != NULL)
        lie (listener, id);
      send_text (listener, text);
      break;
    default:
      send_text (listener, text);
      if (strike.kind == FAKE_DUPLICATE)
        send_text (listener, text);
    }
  if (held != NULL)
    send_text (listener, held);
}

void
fake_socket_event (FakeSockets *sockets, const char *client, const char *type, const char *id, const LimJson *data)
{
  g_autofree char *text = event_text (type, data);
  Listener *owner = client != NULL ? g_hash_table_lookup (sockets->by_client, client) : NULL;

  fake_log (sockets->fake, "event %s", text);
  for (guint i = 0; i < sockets->all->len; i++)
    {
      Listener *listener = sockets->all->pdata[i];

      if (client == NULL || listener == owner)
        deliver (listener, text, id, fake_faults_strike (sockets->fake->faults, FAKE_SITE_EVENT, NULL, type));
    }
}

static void
append_number (GByteArray *frame, gsize number)
{
  guint32 big_endian = GUINT32_TO_BE ((guint32) number);

  g_byte_array_append (frame, (const guint8 *) &big_endian, sizeof big_endian);
}

static GByteArray *
preview_frame (gboolean with_metadata, const char *id, const char *node, GBytes *png)
{
  GByteArray *frame = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (png, &length);

  append_number (frame, with_metadata ? 4 : 1);
  if (with_metadata)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("preview");
      g_autofree char *text = fake_json_text (
          fake_object (doc, "node_id:s prompt_id:s display_node_id:s parent_node_id:n real_node_id:s image_type:s",
                       node, id, node, node, "image/png"));

      append_number (frame, strlen (text));
      g_byte_array_append (frame, (const guint8 *) text, (guint) strlen (text));
    }
  else
    append_number (frame, 2);
  return g_byte_array_append (frame, bytes, (guint) length);
}

void
fake_socket_preview (FakeSockets *sockets, const char *client, const char *id, const char *node, GBytes *png)
{
  Listener *owner = client != NULL ? g_hash_table_lookup (sockets->by_client, client) : NULL;

  for (guint i = 0; i < sockets->all->len; i++)
    {
      Listener *listener = sockets->all->pdata[i];

      if ((client != NULL && listener != owner)
          || soup_websocket_connection_get_state (listener->connection) != SOUP_WEBSOCKET_STATE_OPEN)
        continue;
      g_autoptr (GByteArray) frame = preview_frame (listener->with_metadata, id, node, png);

      soup_websocket_connection_send_binary (listener->connection, frame->data, frame->len);
      sockets->sent++;
    }
}

static LimJson *
status_data (FakeSockets *sockets, LimJsonDoc *doc)
{
  LimJson *info = fake_object (doc, "queue_remaining:i", (gint64) fake_gpu_length (sockets->fake->gpu));

  return fake_object (doc, "status:j", fake_object (doc, "exec_info:j", info));
}

void
fake_socket_status (FakeSockets *sockets)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");

  fake_socket_event (sockets, NULL, "status", NULL, status_data (sockets, doc));
}

void
fake_socket_foreign_run (FakeSockets *sockets)
{
  for (guint i = 0; i < sockets->all->len; i++)
    foreign_run (sockets->all->pdata[i]);
}

/* -- Coming and going -- */

/* The clean-up of an old socket forgets the id even when a new socket has taken it over, as ComfyUI's does. */
static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  Listener *listener = data;
  FakeSockets *sockets = listener->sockets;

  (void) connection;
  g_hash_table_remove (sockets->by_client, listener->client);
  g_ptr_array_remove_fast (sockets->all, listener);
}

static void
on_message (SoupWebsocketConnection *connection, gint kind, GBytes *bytes, gpointer data)
{
  Listener *listener = data;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (LimJsonDoc) doc = NULL;
  g_autoptr (LimJsonDoc) answer = lim_json_doc_new ("event");

  (void) connection;
  if (kind != SOUP_WEBSOCKET_DATA_TEXT || listener->spoke)
    return;
  listener->spoke = TRUE;
  doc = lim_json_parse ("message", length > 0 ? text : "", (gssize) length, NULL);
  if (doc == NULL || g_strcmp0 (lim_json_get_string (lim_json_root (doc), "type"), "feature_flags") != 0)
    return;
  listener->with_metadata =
      lim_json_get_bool (lim_json_get (lim_json_root (doc), "data"), "supports_preview_metadata", FALSE);
  send_object (listener, "feature_flags", fake_comfy_features (listener->sockets->fake, answer));
}

static void
greet (Listener *listener)
{
  Fake *fake = listener->sockets->fake;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("event");
  LimJson *data = status_data (listener->sockets, doc);
  const char *node = fake_comfy_executing (fake, listener->client);

  lim_json_set_string (data, "sid", listener->client);
  send_object (listener, "status", data);
  if (node != NULL)
    send_object (listener, "executing", fake_object (doc, "node:s", node));
}

/* A fault of the path /ws: a status instead of the handshake, or a cut right after it. */
static void
on_knock (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  FakeSockets *sockets = data;
  FakeStrike strike = fake_faults_strike (sockets->fake->faults, FAKE_SITE_REQUEST, "GET", "/ws");

  (void) server;
  (void) path;
  (void) query;
  if (strike.kind == FAKE_STATUS)
    soup_server_message_set_status (message, strike.status, NULL);
  else if (strike.kind != FAKE_NONE && strike.kind != FAKE_DELAY)
    g_object_set_data (G_OBJECT (message), "cut", GINT_TO_POINTER (TRUE));
}

static void
on_connect (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection,
            gpointer data)
{
  FakeSockets *sockets = data;
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GHashTable) query = g_uri_get_query (uri) != NULL ? soup_form_decode (g_uri_get_query (uri)) : NULL;
  const char *client = query != NULL ? g_hash_table_lookup (query, "clientId") : NULL;
  Listener *listener = g_new0 (Listener, 1);

  (void) server;
  (void) path;
  listener->sockets = sockets;
  listener->connection = g_object_ref (connection);
  listener->socket = g_object_ref (soup_server_message_get_socket (message));
  listener->client = client != NULL && *client != '\0' ? g_strdup (client) : g_uuid_string_random ();
  soup_websocket_connection_set_max_incoming_payload_size (connection, MAX_INCOMING);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), listener);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), listener);
  g_ptr_array_add (sockets->all, listener);
  g_hash_table_insert (sockets->by_client, listener->client, listener);
  fake_log (sockets->fake, "socket of %s", listener->client);
  if (fake_is_foreign_page (message) || g_object_get_data (G_OBJECT (message), "cut") != NULL
      || g_get_monotonic_time () < sockets->fake->down_until)
    cut (listener);
  else
    greet (listener);
}

void
fake_sockets_cut (FakeSockets *sockets)
{
  for (guint i = 0; i < sockets->all->len; i++)
    cut (sockets->all->pdata[i]);
}

guint
fake_sockets_count (FakeSockets *sockets)
{
  return sockets->all->len;
}

guint64
fake_sockets_sent (FakeSockets *sockets)
{
  return sockets->sent;
}

FakeSockets *
fake_sockets_new (Fake *fake)
{
  FakeSockets *sockets = g_new0 (FakeSockets, 1);

  sockets->fake = fake;
  sockets->all = g_ptr_array_new_with_free_func (listener_free);
  sockets->by_client = g_hash_table_new (g_str_hash, g_str_equal);
  soup_server_add_early_handler (fake->server, "/ws", on_knock, sockets, NULL);
  soup_server_add_early_handler (fake->server, "/api/ws", on_knock, sockets, NULL);
  soup_server_add_websocket_handler (fake->server, "/ws", NULL, NULL, on_connect, sockets, NULL);
  soup_server_add_websocket_handler (fake->server, "/api/ws", NULL, NULL, on_connect, sockets, NULL);
  return sockets;
}

void
fake_sockets_free (FakeSockets *sockets)
{
  g_hash_table_unref (sockets->by_client);
  g_ptr_array_unref (sockets->all);
  g_free (sockets);
}
