/* store-comparison.h: the comparisons of a project, comparisons/<id>.json. */
#pragma once

#include "base-random.h"
#include "record-comparison.h"
#include "store-document.h"

/* The ids of all comparisons, sorted by bytes; empty when there are none. (element-type char*), transfer full. */
GPtrArray *lim_store_list_comparisons (const LimProject *project, GError **error);

/* Transfer full. */
LimComparison *lim_store_load_comparison (const LimProject *project, const char *id, GError **error);

/* Every comparison that can be read, in the order of ids (element-type LimComparison); the others are told to @bad (may
 * be NULL). Transfer full. */
typedef void (*LimBadComparisonFunc) (const char *id, const GError *error, gpointer data);
GPtrArray *lim_store_load_comparisons (const LimProject *project, LimBadComparisonFunc bad, gpointer data,
                                       GError **error);

/* Writes a new comparison and sets its id: “cmp_NNN”, one more than the highest there is. Writers on one disk never get
 * the same. With @random, “_” and four of its letters follow, and writers in two clones, to be merged later, do not
 * collide either. */
gboolean lim_store_create_comparison (const LimProject *project, LimComparison *comparison, LimRandom *random,
                                      GError **error);

/* Takes the comparison @id back: its file goes to comparisons/undone/, where nothing reads it and a person can bring it
 * back. LIM_ERROR_NOT_FOUND: there is none, or somebody else was faster. */
gboolean lim_store_undo_comparison (const LimProject *project, const char *id, GError **error);
