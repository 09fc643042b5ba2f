/* style-curate-private.h: the steps of a sitting that keys lead to, for style-curate-*.c only. */
#pragma once

#include "style-curate-session.h"

/* Leaves a message for the person; @refused: it says no. */
void curate_say (LimCurateSession *self, gboolean refused, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Shows entry @index, or that nothing is left. */
void curate_show (LimCurateSession *self, guint index);

/* The first picture not judged, from @from on and around, and the last one before @from; entries->len for none. */
guint curate_find_open (const LimCurateSession *self, guint from);
guint curate_find_open_before (const LimCurateSession *self, guint from);

void curate_set_text (LimCurateEntry *entry, LimCurateText which, const char *text);
void curate_begin_text (LimCurateSession *self, LimCurateText which);

/* Saves the judgment shown and goes on, or says what is missing. */
void curate_save (LimCurateSession *self);

/* Takes the last judgment back, of this sitting or of an earlier one. */
void curate_undo (LimCurateSession *self);
