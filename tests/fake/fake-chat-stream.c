/* fake-chat-stream.c: a stream of events on a connection of its own, cut where no client would like it. */
#include "fake-chat.h"

#include <string.h>

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\n"
#define PIECE 61u /* bytes: no event fits into it, and none ends with it */

typedef struct
{
  FakeRequest *request;
  GIOStream *stream;
  GString *body;
  gsize at, piece;
  gsize again; /* where an endless stream goes on; 0: it ends */
  guint ms;    /* how long it rests before */
} Stream;

static void
stream_free (Stream *stream)
{
  if (stream->stream != NULL)
    g_io_stream_close (stream->stream, NULL, NULL);
  g_clear_object (&stream->stream);
  g_string_free (stream->body, TRUE);
  g_free (stream);
}

static gboolean write_piece (gpointer data);

static void
wrote_piece (GObject *source, GAsyncResult *result, gpointer data)
{
  Stream *stream = data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    {
      stream_free (stream);
      return;
    }
  stream->at += stream->piece;
  if (stream->at >= stream->body->len && stream->again > 0)
    stream->at = stream->again;
  /* As fast as it is read when it never ends, so that the reader's bound is reached. */
  if (stream->again > 0 && stream->ms == 0)
    g_idle_add (write_piece, stream);
  else
    g_timeout_add (MAX (stream->ms, 1), write_piece, stream);
}

static gboolean
write_piece (gpointer data)
{
  Stream *stream = data;
  gsize left = stream->body->len - stream->at;

  if (left == 0)
    {
      stream_free (stream);
      return G_SOURCE_REMOVE;
    }
  stream->piece = stream->again > 0 && stream->at >= stream->again ? left : MIN (left, PIECE);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream->stream), stream->body->str + stream->at,
                                   stream->piece, G_PRIORITY_LOW, NULL, wrote_piece, stream);
  return G_SOURCE_REMOVE;
}

static gboolean
begin (gpointer data)
{
  Stream *stream = data;
  FakeRequest *request = stream->request;

  if (request->gone)
    stream_free (stream);
  else
    {
      stream->stream = fake_request_steal (request);
      write_piece (stream);
    }
  fake_request_free (request);
  return G_SOURCE_REMOVE;
}

/* What comes again is long enough to be written fast. */
static gsize
repeat_last (GString *body)
{
  const char *last = g_strrstr (body->str, "\n\ndata: ");
  gsize from = last != NULL ? (gsize) (last + 2 - body->str) : strlen (HEAD);
  g_autofree char *event = g_strdup (body->str + from);

  while (*event != '\0' && body->len - from < 65536)
    g_string_append (body, event);
  return from;
}

void
fake_chat_stream (FakeRequest *request, GString *body, gboolean endless)
{
  Stream *stream = g_new0 (Stream, 1);

  fake_log (request->fake, "%s %s stream", request->method, request->path);
  g_string_prepend (body, HEAD);
  *stream = (Stream){ .request = request,
                      .body = body,
                      .again = endless ? repeat_last (body) : 0,
                      .ms = endless ? request->strike.ms : 0 };
  g_idle_add (begin, stream);
}
