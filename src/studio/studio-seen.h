/* studio-seen.h: which pictures somebody has looked at in the studio, for the queue of those nobody has: a list of ids in
 * .limner/seen, to which is only added. Deleting it forgets who looked, and nothing else. May be used from several threads. */
#pragma once

#include "store-project.h"

#define LIM_SEEN_FILE ".limner/seen"

typedef struct LimSeen LimSeen;

/* @project must outlive it. A list that cannot be read is an empty one. Transfer full. */
LimSeen *lim_seen_new (const LimProject *project);
void lim_seen_free (LimSeen *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSeen, lim_seen_free)

gboolean lim_seen_has (LimSeen *seen, const char *id);

/* Adds @ids, NULL-terminated; what could not be an id is left out. Where the list cannot be written they are remembered
 * as long as the studio runs. */
void lim_seen_add (LimSeen *seen, const char *const *ids);
