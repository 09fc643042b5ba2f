/* lora-look.h: what may be wrong with a crop, measured on its sheet. Pure. A person decides; these are remarks. */
#pragma once

#include "imaging-letterbox.h"
#include "record-plan.h"

/* Of a picture may be writing: lora-dataset-preparation.txt, open question 1. */
#define LIM_LORA_MOST_TEXT 0.1

/* The remarks on @crop, whose rectangle is @rect and on whose sheet @words were read (lim_image_read_words()), each a sentence of its own: it leaves the sheet, it overlaps a neighbour
 * without holding it, it cuts through a figure on plain ground, more than a tenth of it is writing or its sheet is
 * annotated (then a crop of the same view and framing from a clean sheet is named, if the plan has one). Empty when there is nothing to say. (element-type char*), transfer
 * full. */
GPtrArray *lim_lora_look (const LimPlan *plan, const LimPlanImage *crop, const LimImage *sheet,
                          const LimImageRect *rect, const GArray *words);
