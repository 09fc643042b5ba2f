/* base-finding.h: one thing a check noticed, for `doctor`, `canon check` and `validate`: where, what, what then. */
#pragma once

#include "base-json.h"

typedef enum
{
  LIM_FINDING_INFO,    /* worth knowing; nothing has to be done */
  LIM_FINDING_WARNING, /* works, but hardly as meant */
  LIM_FINDING_ERROR,   /* does not work until it is mended */
} LimFindingSeverity;

const char *lim_finding_severity_name (LimFindingSeverity severity); /* “info”, “warning”, “error” */

typedef struct
{
  LimFindingSeverity severity;
  char *file;     /* relative to the project; may be NULL */
  guint line;     /* from 1; 0: the whole file */
  char *field;    /* “rule MAT-001”, “subjects[3].variations”; may be NULL */
  char *found;    /* what is there: “text “two””; never NULL */
  char *expected; /* may be NULL */
  char *fix;      /* what to do next, a sentence; may be NULL */
} LimFinding;

/* Copies its texts. Transfer full. */
LimFinding *lim_finding_new (LimFindingSeverity severity, const char *file, guint line, const char *field,
                             const char *found, const char *expected, const char *fix);
void lim_finding_free (LimFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimFinding, lim_finding_free)

/* The same from the message of an error about @file. “FILE:LINE:COLUMN: ” or less of that, possibly with the project's
 * folder before it, is taken off, since the finding has these in fields of their own. Transfer full. */
LimFinding *lim_finding_new_from_message (LimFindingSeverity severity, const char *file, const char *message);

/* “FILE:LINE: FIELD: FOUND; expected EXPECTED. FIX”, without what is missing. Transfer full. */
char *lim_finding_message (const LimFinding *finding);

/* An empty list that owns its findings (element-type LimFinding). Transfer full. */
GPtrArray *lim_findings_new (void);

/* The first finding of at least @severity, or NULL; @count (may be NULL) is how many there are. Borrowed. */
const LimFinding *lim_findings_first (const GPtrArray *findings, LimFindingSeverity severity, guint *count);

/* [{severity, file, line, field, found, expected, fix}]. */
LimJson *lim_findings_to_json (const GPtrArray *findings, LimJsonDoc *doc);
