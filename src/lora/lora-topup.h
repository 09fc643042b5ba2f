/* lora-topup.h: training images of views that no sheet shows, made by an image maker from the plan's words. */
#pragma once

#include "base-context.h"
#include "lora-caption.h"
#include "lora-render.h"

typedef struct
{
  const char *provider, *checkpoint; /* NULL: the project's, the provider's */
  const char *const *only;           /* ids; NULL or empty: all */
  guint limit;                       /* of new originals; 0: none */
  const char *const *reject;         /* ids, whose originals @who wants another seed for; NULL: none */
  const char *who;
  gboolean yes;   /* also place what nobody has approved */
  gboolean force; /* replace images that were changed by hand */
  gboolean dry_run;
  const LimProduceEvents *events;
} LimLoraTopupOptions;

typedef struct
{
  const LimPlanImage *image; /* of the plan */
  char *name;                /* of its file, “ada_016.png”; NULL: it is not numbered yet */
  const LimLoraSlot *slot;   /* of the report */
  gboolean written;          /* now; FALSE: it was there, waits, or could not be made */
  gboolean waits;            /* for a person to approve its original in the preview */
} LimLoraTopupItem;

typedef struct
{
  LimLoraRendering *rendering;
  GPtrArray *slots;    /* (element-type LimLoraSlot) */
  GPtrArray *items;    /* (element-type LimLoraTopupItem), in the order of the plan */
  GPtrArray *problems; /* by id: originals that cannot be used, files changed by hand */
  LimLoraCaptionReport *captions;
  guint n_written, n_existing;
  guint n_waiting; /* originals that nobody has approved as they are */
  guint n_removed; /* images whose original was rejected, with nothing yet in their place */
  guint n_caches;  /* of a trainer, of pictures that were replaced: removed */
} LimLoraTopupReport;

LimLoraTopupReport *lim_lora_topup_report_new (void);
void lim_lora_topup_report_free (LimLoraTopupReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraTopupReport, lim_lora_topup_report_free)

/* Makes the originals of the plan's top-ups that are missing (lora-render.h), and from those that were approved in the preview
 * (lora-preview.h) the training images with their captions. An original whose record was rejected is replaced by the next seed. LIM_ERROR_NOT_FOUND for an unknown id, LIM_ERROR_CONFLICT when the
 * training folder has to be renamed first. Errors of the run: lim_produce_run(). */
gboolean lim_lora_topup (const LimContext *context, const LimLoraSet *set, const LimLoraTopupOptions *options,
                         LimLoraTopupReport *report, GError **error);
