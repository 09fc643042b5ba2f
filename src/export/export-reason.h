/* export-reason.h: what the words mean under which an export counts what it leaves out. */
#pragma once

#include <glib.h>

typedef struct
{
  const char *word; /* “no_canon” */
  const char *help; /* a clause about one of them: “it is bound to no rule” */
  const char *fix;  /* what to do, a sentence with the command; NULL: nothing, or nothing is wrong */
} LimExportReason;

/* The row of @word; where it is not known, one that only says that it is left out. Static. */
const LimExportReason *lim_export_reason (const char *word);
