/* lora-sheet.h: the source pictures of a plan as files: what their bytes are, and their pixels. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "imaging-letterbox.h"
#include "lora-set.h"

typedef struct
{
  const LimPlanSource *source;
  char *path;   /* absolute */
  char *sha256; /* of the bytes; NULL: the file is missing or cannot be read */
} LimLoraSheet;

/* The sources that are used, with their hashes. One that cannot be read becomes a problem with its file as id, and has no hash.
 * FALSE only when it was cancelled. *@sheets: (element-type LimLoraSheet), transfer full. */
gboolean lim_lora_sheets_read (const LimContext *context, const LimLoraSet *set, GPtrArray **sheets,
                               GPtrArray *problems, GError **error);

/* What a crop looks like depends on this and nothing else: the sheet's bytes, the rectangle, size and background of the
 * plan. What was approved, and what a picture was made from, is this hash. NULL when @sheet has no hash. Transfer full. */
char *lim_lora_crop_hash (const LimLoraSet *set, const LimLoraSheet *sheet, const LimPlanImage *crop);

/* The pixels, upright, transparency over the plan's background; of an animation the first picture, and *@animated (may be
 * NULL) tells it. Transfer full. */
LimImage *lim_lora_sheet_decode (const LimLoraSet *set, const LimLoraSheet *sheet, gboolean *animated,
                                 GError **error);

/* The rectangle of @crop on @sheet; all of it where the plan gives none. It may leave the sheet. */
LimImageRect lim_lora_crop_rect (const LimImage *sheet, const LimPlanImage *crop);
