#include "base-sse.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
note (const char *name, const char *data, gsize length, gpointer user)
{
  if (strlen (data) > length || data[length] != '\0')
    g_error ("data without its NUL");
  g_string_append_printf (user, "<%s:%s>", name, data);
  return TRUE;
}

/* Read at once and in pieces of a size the first byte gives, a stream holds the same events. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *stream = (const char *) data + 1;
  gsize piece = size > 0 ? data[0] % 16 + 1 : 1;
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) parts = g_string_new (NULL);
  g_autoptr (LimSse) a = lim_sse_new (1 << 20, note, whole);
  g_autoptr (LimSse) b = lim_sse_new (1 << 20, note, parts);

  if (size == 0)
    return 0;
  lim_sse_feed (a, stream, size - 1, NULL);
  lim_sse_end (a);
  for (gsize at = 0; at < size - 1; at += piece)
    lim_sse_feed (b, stream + at, MIN (piece, size - 1 - at), NULL);
  lim_sse_end (b);
  if (!g_string_equal (whole, parts))
    g_error ("other events when cut");
  return 0;
}
