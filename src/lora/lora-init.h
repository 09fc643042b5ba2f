/* lora-init.h: the first plan of a training set, with remarks that explain it. */
#pragma once

#include "lora-set.h"

typedef struct
{
  const char *trigger;     /* NULL: made from the subject, “ada” → “ada_v1” */
  const char *class_words; /* NULL: “character” or “object” */
  const char *template;    /* “character” or “object” */
  gboolean dry_run;
} LimLoraInitOptions;

/* Writes dataset/@subject/plan.yaml, with the pictures of inputs/references as its sources, and dataset/.gitignore. *@path:
 * the plan's path relative to the project, *@n_sources how many pictures it lists. LIM_ERROR_BAD_INPUT for a subject, trigger
 * or class that cannot be one; LIM_ERROR_CONFLICT when there is a plan: it stays as it is. Transfer full. */
gboolean lim_lora_init (LimProject *project, const char *subject, const LimLoraInitOptions *options, char **path,
                        guint *n_sources, GError **error);
