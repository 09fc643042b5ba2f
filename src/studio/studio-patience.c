#include "studio-patience.h"

static void
cut_off (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
on_too_slow (gpointer data)
{
  g_autoptr (SoupServerMessage) message = g_object_ref (data);

  g_object_set_data (G_OBJECT (message), "limner-patience", NULL);
  cut_off (message);
  return G_SOURCE_REMOVE;
}

static void
stop_patience (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

void
lim_studio_set_patience (SoupServerMessage *message, guint seconds)
{
  GSource *source = NULL;

  if (seconds > 0)
    {
      source = g_timeout_source_new_seconds (seconds);
      g_source_set_callback (source, on_too_slow, message, NULL);
      g_source_attach (source, NULL);
    }
  g_object_set_data_full (G_OBJECT (message), "limner-patience", source, stop_patience);
}
