/* record-lineage.h: what the record of one image may say of where it comes from (identity-gates.md, lineage fields and
 * validation rule). Pure; what takes all images of a subject to tell is in canon-lineage.h. */
#pragma once

#include "record-identity.h"
#include "record.h"

/* One image as its record tells it; borrowed, never NULL. */
typedef struct
{
  const char *id;
  const LimIdentity *identity;
  const LimLineage *lineage; /* of an unknown phase where the record has none */
} LimDescent;

/* The version of an anchor; one that another tool promoted has no tag and counts as the first. 0 for no anchor, or one
 * whose tag is not its subject's. */
guint lim_descent_version (LimDescent one);

/* Adds to @problems, as sentences, what is wrong with @one whatever else there is: a follow-on that does not name record,
 * picture and version of its anchor, or names itself; another image that names any; an anchor that says it is none; a
 * score of persistence where nothing is followed or out of 0..1. */
void lim_descent_check (LimDescent one, GStrvBuilder *problems);

/* Adds what is wrong with @one being a follow-on of @parent: another subject, no anchor, another version. */
void lim_descent_check_parent (LimDescent one, LimDescent parent, GStrvBuilder *problems);

/* Whether identity or lineage of @record are others than in @earlier (NULL: there was none). */
gboolean lim_record_lineage_differs (const LimRecord *record, const LimRecord *earlier);

/* What is wrong with the lineage of @record; @parent is the record that it says it is derived from, NULL when there is no
 * such record. Empty for a record without a lineage, and for one that shows no named subject and is no follow-on. NULL-terminated, transfer full. */
char **lim_record_lineage_problems (const LimRecord *record, const LimRecord *parent);

/* The id of the record that @record says it is derived from, when it is a follow-on that names one; else NULL. Transfer
 * full. */
char *lim_record_followed (const LimRecord *record);
