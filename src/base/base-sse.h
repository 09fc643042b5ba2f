/* base-sse.h: server-sent events out of a stream of bytes, cut wherever the network cut it.
 *
 * As the HTML standard reads them: lines end in LF, CR or CRLF; “:” begins a comment; several data lines of one event are
 * joined by a line feed; one blank after the colon belongs to no value. Unlike there, an event that is not followed by an
 * empty line counts when the stream ends: servers close after their last word. */
#pragma once

#include <gio/gio.h>

#include "base-error.h"

typedef struct _LimSse LimSse;

/* One event: @name is "" when it has none, @data the bytes (followed by a NUL, of any encoding). FALSE ends the reading. */
typedef gboolean (*LimSseTake) (const char *name, const char *data, gsize length, gpointer user);

/* @max_event: bytes that one event may have. Transfer full. */
LimSse *lim_sse_new (gsize max_event, LimSseTake take, gpointer user);
void lim_sse_free (LimSse *sse);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSse, lim_sse_free)

/* Takes the next bytes. FALSE without @error: @take wants no more. LIM_ERROR_PROVIDER: an event is too large. */
gboolean lim_sse_feed (LimSse *sse, const char *bytes, gsize length, GError **error);

/* The stream is at its end. FALSE: @take wants no more. */
gboolean lim_sse_end (LimSse *sse);
