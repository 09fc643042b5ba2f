/* export-pairs.h: units that no person recorded as such, put together from what persons recorded (docs/formats.md,
 * section 3). Everything here is marked as synthesised. Pure. */
#pragma once

#include "export-unit.h"

typedef struct _LimNeighbours LimNeighbours;

/* Prepares the search among @assets (element-type LimExportAsset), which must outlive it. Transfer full. */
LimNeighbours *lim_neighbours_new (GPtrArray *assets);
void lim_neighbours_free (LimNeighbours *neighbours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimNeighbours, lim_neighbours_free)

/* The neighbour of @asset: same split, opposite verdict, the same critique question; of the same family if there is one,
 * else of the same lane and faction, else of the same lane; among equals the one whose id's SHA-256 follows that of
 * @asset next, in a circle, so that one neighbour is not used for all. NULL when there is none. Borrowed. */
const LimExportAsset *lim_neighbours_find (const LimNeighbours *neighbours, const LimExportAsset *asset);

/* The critique of @asset against the critique of @neighbour; NULL when both are equal. Transfer full. */
LimExportUnit *lim_pair_of_critiques (const LimExportAsset *asset, const LimExportAsset *neighbour);

/* “Which is closer?” about two neighbours, with a reason made of both explanations. A is the one whose id has the smaller
 * SHA-256, so that the winner's side is not constant. @question is borrowed by the unit. Transfer full. */
LimExportUnit *lim_preference_of_neighbours (const LimExportAsset *one, const LimExportAsset *other,
                                             const char *question);
