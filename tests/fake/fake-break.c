/* fake-break.c: below HTTP: bytes, or none, on a connection that is taken away from the server. */
#include "fake-request.h"

#include <string.h>

GIOStream *
fake_request_steal (FakeRequest *request)
{
  g_signal_handlers_disconnect_by_data (request->message, request);
  return soup_server_message_steal_connection (request->message);
}

void
fake_request_drop (FakeRequest *request)
{
  if (!request->gone)
    {
      g_autoptr (GIOStream) stream = fake_request_steal (request);

      g_io_stream_close (stream, NULL, NULL);
    }
  fake_request_free (request);
}

/* A body that goes on and on, written as fast as the client reads and never held in memory. */
typedef struct
{
  GIOStream *stream;
  guint64 left;
  char block[65536];
} Flood;

static void flood_on (Flood *flood);

static void
flood_wrote (GObject *source, GAsyncResult *result, gpointer data)
{
  Flood *flood = data;
  gssize wrote = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, NULL);

  flood->left -= wrote > 0 ? MIN ((guint64) wrote, flood->left) : flood->left;
  flood_on (flood);
}

static void
flood_on (Flood *flood)
{
  if (flood->left == 0)
    {
      g_io_stream_close (flood->stream, NULL, NULL);
      g_object_unref (flood->stream);
      g_free (flood);
      return;
    }
  g_output_stream_write_async (g_io_stream_get_output_stream (flood->stream), flood->block,
                               MIN (flood->left, sizeof flood->block), G_PRIORITY_LOW, NULL, flood_wrote, flood);
}

static void
send_flood (FakeRequest *request)
{
  Flood *flood = g_new0 (Flood, 1);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                           "Content-Length: %" G_GUINT64_FORMAT "\r\n\r\n{\"filler\": \"",
                                           request->strike.bytes + 12);

  memset (flood->block, 'x', sizeof flood->block);
  flood->left = request->strike.bytes;
  flood->stream = fake_request_steal (request);
  g_output_stream_write_all (g_io_stream_get_output_stream (flood->stream), head, strlen (head), NULL, NULL, NULL);
  flood_on (flood);
  fake_request_free (request);
}

static void
half_wrote (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GIOStream) stream = data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
send_half (FakeRequest *request)
{
  GIOStream *stream = fake_request_steal (request);
  gsize length;
  const char *bytes = g_bytes_get_data (request->answer, &length);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) half = NULL;

  g_string_append_printf (text, "HTTP/1.1 %u X\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", request->status,
                          request->type, length + 1);
  g_string_append_len (text, bytes, (gssize) length / 2);
  half = g_string_free_to_bytes (g_steal_pointer (&text));
  g_object_set_data_full (G_OBJECT (stream), "half", g_bytes_ref (half), (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), g_bytes_get_data (half, NULL),
                                   g_bytes_get_size (half), G_PRIORITY_DEFAULT, NULL, half_wrote, stream);
  fake_request_free (request);
}

static gboolean
hang_up (gpointer data)
{
  fake_request_drop (data);
  return G_SOURCE_REMOVE;
}

static void
hang (FakeRequest *request)
{
  if (request->strike.ms > 0)
    g_timeout_add (request->strike.ms, hang_up, request);
  else
    g_ptr_array_add (request->fake->hung, request);
}

void
fake_request_break (FakeRequest *request)
{
  if (request->gone)
    fake_request_free (request);
  else if (request->strike.kind == FAKE_CUT)
    send_half (request);
  else if (request->strike.kind == FAKE_HUGE)
    send_flood (request);
  else if (request->strike.kind == FAKE_HANG)
    hang (request);
  else
    fake_request_drop (request);
}

gboolean
fake_breaks_http (FakeKind kind)
{
  return kind == FAKE_CUT || kind == FAKE_HUGE || kind == FAKE_HANG || kind == FAKE_DROP || kind == FAKE_RESTART;
}
