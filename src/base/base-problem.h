/* base-problem.h: the items that went wrong while the others went on: which, and why. */
#pragma once

#include "base-json.h"

typedef struct
{
  char *id;     /* of the record, candidate or comparison */
  char *reason; /* a whole sentence that names it */
} LimProblem;

/* A list that owns its problems (element-type LimProblem). Transfer full. */
GPtrArray *lim_problems_new (void);
void lim_problems_add (GPtrArray *problems, const char *id, const char *reason);
/* Appends {id, reason} for each to @array. */
void lim_problems_append_json (const GPtrArray *problems, LimJson *array, LimJsonDoc *doc);

void lim_problems_sort (GPtrArray *problems); /* by id */
