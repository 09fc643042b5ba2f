/* export-split.h: which asset is for training, which for validation, which for testing.
 *
 * A split keeps families together, since a model that has seen one picture of a subject has seen its sister. A family is
 * everything connected by: the same subject (identity or id stem), lineage, equal pixels, nearly equal pixels, and, while
 * the family stays small, a person's comparison (so that few comparisons straddle a border).
 *
 * A family's side is drawn from a hash of its name, not from its place in a list: what is added later does not move what
 * is there, unless it joins two families. Only where a split that was asked for would get nothing of a lane (or at all)
 * though its share is at least two families (half a family, for the whole), the family nearest to the border is put there. Pure. */
#pragma once

#include "export-unit.h"

typedef struct
{
  double share[LIM_N_SPLITS]; /* sum 1 */
} LimSplitShares;

extern const LimSplitShares lim_split_shares_default; /* 0.9, 0.05, 0.05 */

/* Reads “0.9,0.05,0.05”: train, validation, test; what is left out is 0. LIM_ERROR_USAGE when a share is no number in
 * 0..1, train is 0, or they do not sum to 1. */
gboolean lim_split_shares_parse (const char *text, LimSplitShares *shares, GError **error);

/* Two assets, by index, that a person compared. */
typedef struct
{
  guint a, b;
} LimComparedPair;

/* A comparison joins two families only while they stay within this many images together: rankings compare everything
 * with everything in the end, and all would be one family. */
#define LIM_COMPARED_FAMILY_LIMIT 24u

/* Sets family (numbered from 0) and split of all @assets (element-type LimExportAsset). Returns the number of families.
 * @pairs must come in an order that does not depend on anything but themselves. */
guint lim_export_split (GPtrArray *assets, const LimComparedPair *pairs, guint n_pairs, const LimSplitShares *shares);
