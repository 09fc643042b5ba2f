/* lora-check.h: is a training set as its plan means it, and what will the trainer make of it? Looks at what lies on disk;
 * changes nothing. */
#pragma once

#include "base-context.h"
#include "imaging-fingerprint.h"
#include "lora-coverage.h"
#include "lora-set.h"
#include "lora-steps.h"
#include "lora-trainer.h"

/* One image that the trainer reads. */
typedef struct
{
  const LimTrainerImage *trained; /* NULL: passed over as surplus */
  char *path;                     /* relative to the project */
  gboolean is_reg;
  const LimPlanImage *image; /* of the plan; NULL: none has this file */
  gboolean flip;             /* a mirrored copy of it */
  gint64 changed_us;         /* when the file was written */
  char *unreadable;          /* why; NULL: it could be decoded, and all below is set */
  LimImageInfo info;
  LimImageMarks marks;
  guint64 mirror_fingerprint; /* of the picture seen in a mirror */
  char mirror_pixels_sha256[65];
} LimLoraCheckImage;

/* What one part of the check did. */
typedef struct
{
  const char *name, *thing; /* “captions”, “caption” */
  guint n_checked;
  guint n_findings[LIM_FINDING_ERROR + 1];
} LimLoraCheckResult;

typedef struct
{
  const LimLoraSet *set; /* borrowed */
  GPtrArray *entries;    /* (element-type LimTrainerEntry) */
  GPtrArray *others;     /* (element-type char*): files beside the images, as caches are; relative to the project */
  LimTrainerReading *reading;
  GPtrArray *images;   /* (element-type LimLoraCheckImage), training images first, by path */
  GPtrArray *shares;   /* (element-type LimLoraShare) */
  GPtrArray *findings; /* (element-type LimFinding) */
  GArray *results;     /* of LimLoraCheckResult */
  LimLoraSteps steps;
  guint n_errors, n_warnings;
  guint n_broken_rules; /* errors that are no mishap but something a rule forbids */
} LimLoraCheck;

/* Looks at everything. NULL only when it could not look (disk, cancelled). @set must outlive it. Transfer full. */
LimLoraCheck *lim_lora_check (const LimContext *context, const LimLoraSet *set, GError **error);
void lim_lora_check_free (LimLoraCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraCheck, lim_lora_check_free)

/* The report as one HTML page that needs nothing else: the findings, plots, and every image as the trainer sees it with its
 * caption. Transfer full. */
GBytes *lim_lora_check_page (const LimContext *context, const LimLoraCheck *check, GError **error);

/* All of it for programs, as `lora check --json` prints it; “html” is null. */
LimJson *lim_lora_check_to_json (const LimLoraCheck *check, LimJsonDoc *doc);
