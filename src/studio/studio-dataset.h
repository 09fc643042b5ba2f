/* studio-dataset.h: what the routes of the training sets share: opening one, its sheets, and how it is told. */
#pragma once

#include "lora-sheet.h"
#include "studio-request.h"

/* The set that the path names. Transfer full. */
LimLoraSet *lim_studio_dataset_open (const LimStudioRequest *request, GError **error);

/* The same for a change: LIM_ERROR_CONFLICT unless the plan still has the hash that member `plan_hash` of @root says. */
LimLoraSet *lim_studio_dataset_open_seen (const LimStudioRequest *request, const LimJson *root, GError **error);

/* A context of @request's own: it ends with its client, and nobody hears of its progress. */
LimContext lim_studio_dataset_context (const LimStudioRequest *request);

/* The sheet @file: a source of the plan, or a picture among the references. LIM_ERROR_NOT_FOUND. Free with
 * lim_studio_sheet_clear(). */
gboolean lim_studio_dataset_sheet (const LimStudioRequest *request, const LimLoraSet *set, const char *file,
                                   LimLoraSheet *sheet, GError **error);
void lim_studio_sheet_clear (LimLoraSheet *sheet);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimLoraSheet, lim_studio_sheet_clear)

/* One image of the plan, and what follows from what the plan says of it. */
LimJson *lim_studio_plan_image_to_json (const LimLoraSet *set, const LimPlanImage *image, LimJsonDoc *doc);

/* The whole plan. */
LimJson *lim_studio_dataset_to_json (const LimStudioRequest *request, const LimLoraSet *set, LimJsonDoc *doc);
