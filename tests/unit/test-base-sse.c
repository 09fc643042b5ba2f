#include "base-sse.h"

#include <string.h>

static gboolean
note (const char *name, const char *data, gsize length G_GNUC_UNUSED, gpointer user)
{
  g_string_append_printf (user, "<%s:%s>", name, data);
  return strcmp (data, "[DONE]") != 0;
}

/* A stream and the events in it, “<name:data>”. */
static const struct
{
  const char *holds, *stream, *events;
} streams[] = {
  { "an event", "data: a\n\n", "<:a>" },
  { "without the blank", "data:a\n\n", "<:a>" },
  { "only one blank belongs to the colon", "data:  a\n\n", "<: a>" },
  { "CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", "<:a><:b>" },
  { "CR alone", "data: a\r\rdata: b\r\r", "<:a><:b>" },
  { "a name", "event: ping\ndata: {}\n\n", "<ping:{}>" },
  { "a name does not stay for the next event", "event: x\ndata: 1\n\ndata: 2\n\n", "<x:1><:2>" },
  { "an event without data is none", "event: x\n\ndata: 1\n\n", "<:1>" },
  { "comments and keep-alives are no events", ": ping\n\n:\n\ndata: a\n: in between\n\n", "<:a>" },
  { "several data lines are joined", "data: a\ndata: b\n\n", "<:a\nb>" },
  { "an empty data line is data", "data\n\n", "<:>" },
  { "other fields are passed over", "id: 7\nretry: 10\ndatum: x\ndata: a\n\n", "<:a>" },
  { "the last event needs no empty line", "data: a", "<:a>" },
  { "a byte order mark",
    "\xef\xbb\xbf"
    "data: a\n\n",
    "<:a>" },
  { "empty lines alone", "\n\n\r\n\n", "" },
  { "nothing", "", "" },
  { "nothing is read after the listener has enough", "data: a\n\ndata: [DONE]\n\ndata: b\n\n", "<:a><:[DONE]>" },
};

/* The same events, wherever the stream is cut. */
static void
test_stream (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  gsize length = strlen (streams[i].stream);

  g_test_message ("%s", streams[i].holds);
  for (gsize cut = 1; cut <= length + 1; cut++)
    {
      g_autoptr (GString) events = g_string_new (NULL);
      g_autoptr (LimSse) sse = lim_sse_new (1000, note, events);
      gboolean go_on = TRUE;

      for (gsize at = 0; go_on && at < length; at += cut)
        {
          g_autofree char *piece = g_memdup2 (streams[i].stream + at, MIN (cut, length - at));
          go_on = lim_sse_feed (sse, piece, MIN (cut, length - at), NULL);
        }
      if (go_on)
        lim_sse_end (sse);
      g_assert_cmpstr (events->str, ==, streams[i].events);
    }
}

/* Neither an endless line nor endless lines of one event fill the memory. */
static void
test_bounds (void)
{
  static const char *const floods[] = { "xxxxxxxx", "data: xxxxxxxx\n", ":xxxxxxxxxxxxxxxx" };

  for (guint i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autoptr (GString) events = g_string_new (NULL);
      g_autoptr (LimSse) sse = lim_sse_new (100, note, events);
      g_autoptr (GError) error = NULL;
      guint fed = 0;

      while (fed < 1000 && lim_sse_feed (sse, floods[i], strlen (floods[i]), &error))
        fed++;
      g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
      g_assert_cmpstr (error->message, ==, "an event of the stream has more than 100 bytes");
      g_assert_cmpuint (fed, <, 20);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sse/stream/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_stream);
    }
  g_test_add_func ("/sse/bounds", test_bounds);
  return g_test_run ();
}
