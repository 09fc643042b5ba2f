/* store-lineage.h: the door that keeps illegal lineage out of records/ (identity-gates.md, validation rule). Every way of
 * writing a record goes through it; what lies there already is for doctor to find. */
#pragma once

#include "record.h"
#include "store-project.h"

/* Whether @record may be stored. Only what is written is looked at: identity and lineage that are the same in @before, the
 * bytes it replaces (NULL: none), pass, so that a record which another tool left wrong can still be judged.
 *
 * LIM_ERROR_REFUSED lists what is wrong: a follow-on without anchor_source_image, anchor_subject_version or
 * derived_from_record_id, one of a missing record, of another subject, of no anchor or of another version; anything else
 * that claims to be derived. */
gboolean lim_store_check_lineage (const LimProject *project, const LimRecord *record, GBytes *before, GError **error);

/* The same for the document @relative, which is checked when it is a record; @bytes is what is to be written. */
gboolean lim_store_check_document_lineage (const LimProject *project, const char *relative, GBytes *bytes,
                                           GBytes *before, GError **error);
