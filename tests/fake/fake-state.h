/* fake-state.h: what one process leaves to the next, if it is to: a file with a line for everything that was stored. */
#pragma once

#include "fake.h"

/* Brings back what options.state holds, and appends to it from now on. Nothing without that option. */
gboolean fake_state_open (Fake *fake, GError **error);
void fake_state_close (Fake *fake);

/* Notes: a file of a folder came (NULL: went); an entry of the history came (NULL: went; @id NULL: all). */
void fake_state_file (Fake *fake, const char *path, GBytes *bytes);
void fake_state_history (Fake *fake, const char *id, const char *entry);
