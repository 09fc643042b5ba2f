/* studio-events.h: the clients that listen for changes. Belongs to the main loop. */
#pragma once

#include "studio-request.h"

#include <libsoup/soup.h>

typedef struct LimEvents LimEvents;

/* Transfer full; @desk must outlive it. */
LimEvents *lim_events_new (const LimStudioDesk *desk);

/* Ends every answer that is still open. */
void lim_events_free (LimEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimEvents, lim_events_free)

/* Keeps @message open and tells it what changes, until its client goes. FALSE: there are too many. */
gboolean lim_events_add (LimEvents *events, SoupServerMessage *message);

/* Ends every answer that is still open: whoever may still listen asks again. */
void lim_events_hang_up (LimEvents *events);
