/* lora-flip.h: mirrored copies of training images, only where nothing one-sided shows. Decided by the plan, never by chance:
 * a trainer's random flipping would teach that a bracer may sit on either arm. */
#pragma once

#include "lora-caption.h"

typedef enum
{
  LIM_LORA_FLIP_MADE,     /* or would be, in a dry run */
  LIM_LORA_FLIP_EXISTING, /* is there and up to date */
  LIM_LORA_FLIP_REFUSED,  /* it would show something on the wrong side; the reason says what */
  LIM_LORA_FLIP_LEFT,     /* the plan, or the caller, does not ask for it */
  LIM_LORA_FLIP_MISSING,  /* the image itself is not made yet */
  LIM_LORA_FLIP_FAILED,   /* the reason is among the problems */
} LimLoraFlipState;

const char *lim_lora_flip_state_name (LimLoraFlipState state);

typedef struct
{
  const LimPlanImage *image;
  char *name;    /* “ada_004_flip.png” */
  char *caption; /* of the copy, sides exchanged */
  LimLoraFlipState state;
  char *reason; /* why it was refused; NULL otherwise */
} LimLoraFlipItem;

typedef struct
{
  GPtrArray *items;    /* (element-type LimLoraFlipItem), in the order of the plan */
  GPtrArray *problems; /* by id */
  guint n_made, n_existing, n_refused, n_missing;
  guint n_insisted; /* refused although the plan or the caller named them */
  guint n_caches;
} LimLoraFlipReport;

LimLoraFlipReport *lim_lora_flip_report_new (void);
void lim_lora_flip_report_free (LimLoraFlipReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraFlipReport, lim_lora_flip_report_free)

/* Why @image must not be mirrored, a sentence; NULL: it may be. An image the plan lists under `flips` may come from an annotated
 * sheet, which is only doubtful; what is wrong, no list allows. Pure. Transfer full. */
char *lim_lora_flip_refusal (const LimPlan *plan, const LimPlanImage *image);

/* Whether the plan asks for a mirrored copy of @image, and it may be made. Pure. */
gboolean lim_lora_flip_is_wanted (const LimPlan *plan, const LimPlanImage *image);

/* Makes the mirrored copies the plan asks for, with their captions; only those of @only, if it is given. LIM_ERROR_NOT_FOUND
 * for an unknown id. An image or caption changed by hand is left, which is a problem. */
gboolean lim_lora_flip (const LimContext *context, const LimLoraSet *set, const char *const *only, gboolean force,
                        gboolean dry_run, LimLoraFlipReport *report, GError **error);
