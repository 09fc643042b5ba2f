/* canon-detect.h: the lane and the faction of an asset, told from its id and prompt (docs/canon.md, lanes.json and
 * terminology.json; the order is that of the reference implementation). */
#pragma once

#include "canon.h"
#include "record.h"

/* The first lane one of whose patterns is found in the lower-cased @id, else the default lane, which may be NULL.
 * Borrowed from @canon. */
const char *lim_canon_lane (const LimCanon *canon, const char *id);

/* The faction, first hit of: id patterns; cross-group patterns; edge defaults; words of the lower-cased @prompt (may be
 * NULL); ids that shall have none; id fallbacks. NULL for none. Borrowed from @canon. */
const char *lim_canon_faction (const LimCanon *canon, const char *id, const char *prompt);

/* Both for a record. */
void lim_canon_detect (const LimCanon *canon, const LimRecord *record, const char **lane, const char **faction);

/* Hash of everything that detection depends on: while it stays, a lane and a faction found earlier stay too. Hex of 16
 * bytes, borrowed from @canon. */
const char *lim_canon_detection_hash (const LimCanon *canon);
