/* lora-set.h: a training set of the project, dataset/<subject>/: its plan and where its files lie (docs/lora.md).
 *
 *   dataset/<subject>/plan.yaml       says everything
 *   dataset/<subject>/made.json       which number each image has, and what limner wrote (lora-made.h)
 *   dataset/<subject>/approval.json   which crops a person has seen and approved (lora-approval.h)
 *   dataset/<subject>/train/{N}_{trigger}/<subject>_001.png, .txt     {N}_{class} below reg/ likewise */
#pragma once

#include "base-finding.h"
#include "record-plan.h"
#include "store-project.h"

typedef struct
{
  LimProject *project; /* borrowed */
  char *subject;
  char *folder;    /* “dataset/ada”, relative to the project */
  char *plan_path; /* “dataset/ada/plan.yaml” */
  char *plan_text; /* the bytes of the plan */
  LimPlan *plan;
} LimLoraSet;

/* Opens the set of @subject; NULL: the only one of the project. The plan is read and checked: with @findings (may be NULL)
 * its warnings and errors are added there, and errors make LIM_ERROR_BAD_INPUT; without, the error lists them all.
 * LIM_ERROR_NOT_FOUND names the sets there are. Transfer full; @project must outlive it. */
LimLoraSet *lim_lora_set_open (LimProject *project, const char *subject, GPtrArray *findings, GError **error);
void lim_lora_set_free (LimLoraSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraSet, lim_lora_set_free)

/* The same set as if its plan were @text. LIM_ERROR_BAD_INPUT lists every error. Transfer full. */
LimLoraSet *lim_lora_set_with (const LimLoraSet *set, const char *text, GError **error);

/* The subjects that have a plan, sorted. (element-type char*), transfer full. */
GPtrArray *lim_lora_subjects (const LimProject *project);

/* Paths relative to the project. @name is a file's name below the set's training folder; NULL: the folder itself.
 * Transfer full. */
char *lim_lora_path (const LimLoraSet *set, const char *below);
char *lim_lora_train_path (const LimLoraSet *set, const char *name);

/* Writes dataset/.gitignore, which keeps images out of git and captions in, where there is none. */
gboolean lim_lora_ensure_gitignore (const LimProject *project, GError **error);
