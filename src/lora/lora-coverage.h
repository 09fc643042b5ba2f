/* lora-coverage.h: what images show, against what their plan means them to show. Pure. */
#pragma once

#include "record-plan.h"

typedef enum
{
  LIM_LORA_SHARE_MET,
  LIM_LORA_SHARE_NEAR, /* off, but by no more than a picture or a tenth */
  LIM_LORA_SHARE_MISSED,
} LimLoraShareState;

/* A coverage aim against reality. */
typedef struct
{
  const char *group; /* “features”, “framing”, “pose”, “expression”: static */
  char *name;        /* “one-sided features”, “full body”, “angry” */
  guint count, total;
  double share, aim; /* 0..1; an expression's aim is one picture */
  LimLoraShareState state;
} LimLoraShare;

/* What @images (element-type LimPlanImage; NULL for one that the plan does not know, which only counts) come to, aim by aim. Empty
 * without images. (element-type LimLoraShare), transfer full. */
GPtrArray *lim_lora_coverage (const LimPlan *plan, const GPtrArray *images);

/* The same of the images @plan asks for: those that are used, and the mirrored copies that are wanted. */
GPtrArray *lim_lora_coverage_planned (const LimPlan *plan);

/* Whether more than the aim is as good. */
gboolean lim_lora_share_is_least (const LimLoraShare *share);

/* All of them for programs. */
LimJson *lim_lora_coverage_to_json (const GPtrArray *shares, LimJsonDoc *doc);
