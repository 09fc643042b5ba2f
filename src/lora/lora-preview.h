/* lora-preview.h: what a plan means, in pictures: every crop drawn on its sheet and as it will look, with remarks; and a
 * person's approval of just that. So are the originals of top-ups. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "lora-approval.h"
#include "lora-sheet.h"

#define LIM_LORA_PREVIEW "preview.html" /* in the set's folder */

#define LIM_LORA_PREVIEW_SIDE 1200u  /* of a sheet, at most, in pixels */
#define LIM_LORA_PREVIEW_SQUARE 384u /* of a crop */

/* One crop, or one top-up that has an original. */
typedef struct
{
  const LimPlanImage *crop;
  LimImageRect rect;
  char *original; /* of a top-up: the picture's path in the project, else NULL */
  char *record;   /* of a top-up: the id of the original's record */
  char *hash;     /* lim_lora_crop_hash(), lim_lora_original_hash() */
  LimLoraApprovalState state;
  LimImage *square;   /* as it will look, at most LIM_LORA_PREVIEW_SQUARE a side; NULL: it cannot be made */
  GPtrArray *remarks; /* (element-type char*) */
} LimLoraPreviewItem;

/* One sheet with its crops. */
typedef struct
{
  const LimPlanSource *source;
  guint width, height; /* upright */
  LimImage *small;     /* at most LIM_LORA_PREVIEW_SIDE a side */
  GPtrArray *items;    /* (element-type LimLoraPreviewItem) */
} LimLoraPreviewSheet;

typedef struct
{
  char *seen;          /* hash of all that is shown: of ids and their crops' hashes */
  GPtrArray *sheets;   /* (element-type LimLoraPreviewSheet), in the order of the plan */
  GPtrArray *topups;   /* (element-type LimLoraPreviewItem), likewise */
  GPtrArray *problems; /* sources and originals that cannot be read or decoded, by file */
  guint n_crops;       /* with the top-ups */
  guint n_unmade;      /* top-ups of the plan that nobody has made yet */
  guint n_approved, n_remarks, n_impossible;
} LimLoraPreview;

void lim_lora_preview_free (LimLoraPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraPreview, lim_lora_preview_free)

/* Cuts and looks. Only of the source @file and the crop or top-up @id, if these are given; LIM_ERROR_NOT_FOUND when the plan has
 * none such. Transfer full. */
LimLoraPreview *lim_lora_preview (const LimContext *context, const LimLoraSet *set, const char *file, const char *id,
                                  GError **error);

/* The preview as one HTML page that needs nothing else, and as one PNG. Transfer full. */
GBytes *lim_lora_preview_page (const LimLoraSet *set, const LimLoraPreview *preview, GError **error);
GBytes *lim_lora_preview_picture (const LimLoraSet *set, const LimLoraPreview *preview, GError **error);

/* Records that @who approves what @preview shows, which was seen as @seen, the hash of an earlier one: unless that is the
 * same, LIM_ERROR_REFUSED asks to look first. A crop that cannot be made is not approved. *@n: how many are newly approved. */
gboolean lim_lora_approve_seen (const LimContext *context, const LimLoraSet *set, const LimLoraPreview *preview,
                                const char *seen, const char *who, guint *n, GError **error);

/* Records that @who approves what @preview shows. What was seen is what the page at @page (an absolute path) shows: unless
 * that is the same, LIM_ERROR_REFUSED asks to look first. A crop that cannot be made is not approved. *@n: how many are
 * newly approved. */
gboolean lim_lora_approve (const LimContext *context, const LimLoraSet *set, const LimLoraPreview *preview,
                           const char *page, const char *who, guint *n, GError **error);
