/* studio-patience.h: how long the studio waits for a client that dawdles. For studio/ only. */
#pragma once

#include <libsoup/soup.h>

/* Cuts @message off unless this is called again, with 0 (no limit) or another time, within @seconds. */
void lim_studio_set_patience (SoupServerMessage *message, guint seconds);
