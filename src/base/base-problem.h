/* base-problem.h: the items that went wrong while the others went on: which, and why. */
#pragma once

#include <glib.h>

typedef struct
{
  char *id;     /* of the record, candidate or comparison */
  char *reason; /* a whole sentence that names it */
} LimProblem;

/* A list that owns its problems (element-type LimProblem). Transfer full. */
GPtrArray *lim_problems_new (void);
void lim_problems_add (GPtrArray *problems, const char *id, const char *reason);
void lim_problems_sort (GPtrArray *problems); /* by id */
