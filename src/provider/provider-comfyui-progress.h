/* provider-comfyui-progress.h: how far a prompt is, from how far its nodes are. Pure.
 *
 * A node whose class is some sampler counts as much as twenty others, since that is where the time goes. The share
 * never falls, whatever the server says. */
#pragma once

#include "base-json.h"
#include "provider-comfyui-event.h"

typedef struct _LimComfyuiProgress LimComfyuiProgress;

/* For the nodes of @graph, which is a workflow in API form. Transfer full. */
LimComfyuiProgress *lim_comfyui_progress_new (const LimJson *graph);
void lim_comfyui_progress_free (LimComfyuiProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimComfyuiProgress, lim_comfyui_progress_free)

/* Takes an event of this prompt. Returns whether the share has grown. */
gboolean lim_comfyui_progress_take (LimComfyuiProgress *progress, const LimComfyuiEvent *event);

double lim_comfyui_progress_share (const LimComfyuiProgress *progress); /* 0..1 */
