/* canon-lineage.h: which images of named subjects may come from which (identity-gates.md, lineage fields). Pure.
 *
 *   discovery ──promote──▶ anchor (ada_v1, ada_v2, …) ◀──derived from── follow-on
 *
 * Only a discovery becomes an anchor. Each subject has at most one anchor per version; the current one is that of the
 * highest version. A follow-on names record, picture and version of an anchor of its own subject; the others name none.
 * When another image is promoted, the earlier anchor and what follows it stay what they are: images of that version. */
#pragma once

#include "record-lineage.h"

/* One image of a named subject. */
typedef struct
{
  char *id;
  LimStatus status;
  char *asset_path; /* may be NULL */
  LimIdentity *identity;
  LimLineage *lineage; /* never NULL: of an unknown phase where the record has none */
} LimLikeness;

/* NULL when @record has no identity. Transfer full. */
LimLikeness *lim_likeness_new (const LimRecord *record);
void lim_likeness_free (LimLikeness *likeness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLikeness, lim_likeness_free)

/* The version of an anchor; one that another tool promoted has no tag and counts as the first. 0 for no anchor. */
guint lim_likeness_version (const LimLikeness *likeness);

/* The image @id among @all (element-type LimLikeness), or NULL. Borrowed. */
const LimLikeness *lim_lineage_find (const GPtrArray *all, const char *id);

/* The anchor that follow-ons of @subject start from, among (element-type LimLikeness). LIM_ERROR_NOT_FOUND when
 * there is no image of such a subject, LIM_ERROR_REFUSED when none is an anchor, or it was rejected since. Borrowed. */
const LimLikeness *lim_lineage_current_anchor (const GPtrArray *all, const char *subject, GError **error);

/* Whether @id may become an anchor, and as which version of its subject; the current anchor stays what it is.
 * LIM_ERROR_NOT_FOUND without such an image; LIM_ERROR_REFUSED when it is an earlier anchor, a follow-on, of illegal
 * lineage, or, unless @override says why, not approved. */
gboolean lim_lineage_may_promote (const GPtrArray *all, const char *id, const char *override, guint *version,
                                  GError **error);

/* What is wrong with the lineage of @one among @all, as sentences; empty when it is legal. NULL-terminated, transfer
 * full. */
char **lim_lineage_problems (const GPtrArray *all, const LimLikeness *one);
