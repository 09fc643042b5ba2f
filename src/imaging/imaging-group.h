/* imaging-group.h: which of many fingerprints belong together. Pure. */
#pragma once

#include <glib.h>

/* Beyond this distance unrelated pictures begin to meet, and the search is no longer cheap. */
#define LIM_GROUP_MAX_DISTANCE 11u

/* Joins the fingerprints that differ in at most @max_distance bits (0..LIM_GROUP_MAX_DISTANCE), and what they are
 * joined to in turn. Returns @n numbers (transfer full): for each fingerprint the index of the first member of its
 * group, which is its own when it is the first or alone. NULL when @n is 0.
 *
 * Near linear for real sets, also when many are equal: 64 bits make four blocks of 16, and two hashes at distance d
 * agree to within d/4 bits in one of them, so only those buckets are compared. */
guint *lim_fingerprint_groups (const guint64 *fingerprints, guint n, guint max_distance);
