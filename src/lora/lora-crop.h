/* lora-crop.h: from source sheets to training images: exact squares, each sheet decoded once for all its crops. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "lora-set.h"

typedef struct
{
  gboolean yes;     /* also crops that nobody has approved, or that changed since */
  gboolean force;   /* replace images that were changed by hand */
  gboolean prune;   /* remove images that the plan no longer asks for */
  gboolean dry_run; /* say what would be done, write nothing */
} LimLoraCropOptions;

typedef enum
{
  LIM_LORA_CROP_LEFT,     /* the run was stopped before it */
  LIM_LORA_CROP_MADE,     /* or would be, in a dry run */
  LIM_LORA_CROP_EXISTING, /* is as the plan wants it */
  LIM_LORA_CROP_FAILED,   /* the reason is among the problems */
} LimLoraCropState;

const char *lim_lora_crop_state_name (LimLoraCropState state); /* “made” and so on */

typedef struct
{
  const LimPlanImage *crop; /* of the plan */
  char *name;               /* of its file: “ada_001.png” */
  LimLoraCropState state;
} LimLoraCropItem;

typedef struct
{
  char *folder;        /* the images lie there, relative to the project */
  char *renamed_from;  /* the folder's name before, where repeats or trigger changed; NULL: the same */
  GPtrArray *items;    /* (element-type LimLoraCropItem), in the order of the plan */
  GPtrArray *problems; /* by id of the crop, or file of the source */
  GPtrArray *stale;    /* (element-type char*): files in the folder that the plan does not ask for, relative to it */
  guint n_made, n_existing, n_failed;
  guint n_sheets; /* decoded */
  guint n_pruned; /* of the stale ones, removed */
  guint n_caches; /* a trainer's caches of pictures that were replaced, removed */
} LimLoraCropReport;

LimLoraCropReport *lim_lora_crop_report_new (void);
void lim_lora_crop_report_free (LimLoraCropReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraCropReport, lim_lora_crop_report_free)

/* All of it for programs, as `lora crop --json` prints it. */
LimJson *lim_lora_crop_report_to_json (const LimLoraCropReport *report, gboolean dry_run, LimJsonDoc *doc);

/* Makes the images of all crops that are missing or were made from something else. Files appear whole or not at all, and
 * what goes wrong with one is a problem while the others go on; a run that was stopped is finished by the next.
 *
 * An image whose bytes are not those limner wrote is left and told, unless `force`. LIM_ERROR_REFUSED, before anything is
 * written, when a crop is not approved as it is now; the message names which, and `yes` passes over it.
 * LIM_ERROR_CANCELLED keeps what was made. */
gboolean lim_lora_crop (const LimContext *context, const LimLoraSet *set, const LimLoraCropOptions *options,
                        LimLoraCropReport *report, GError **error);
