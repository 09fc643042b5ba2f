/* record-dialect-comfyui-private.h: a ComfyUI graph, and values and texts that other nodes give. */
#pragma once

#include "base-json.h"

typedef struct
{
  GHashTable *nodes; /* id → LimJson, borrowed */
  guint steps_left;  /* links that may still be followed */
} LimGraph;

/* The node that @value, a link, leads to; NULL when it is none, leads nowhere, or all steps are used up. *@output (may be
 * NULL) gets the number of the node's output. Borrowed. */
const LimJson *lim_graph_follow (LimGraph *graph, const LimJson *value, gint64 *output);
const LimJson *lim_graph_input (const LimJson *node, const char *key);
const LimJson *lim_graph_link (LimGraph *graph, const LimJson *node, const char *key);

/* @value itself, or the number or text that the node at its link gives; NULL when that cannot be told. Borrowed. */
const LimJson *lim_graph_value (LimGraph *graph, const LimJson *value);

/* The words behind a conditioning, through whatever changes it on its way; @role is “positive” or “negative”. Several that
 * are put together are joined by a comma; one that is zeroed has none. @guidance (may be NULL) gets that of Flux. NULL when
 * it cannot be told. Transfer full. */
char *lim_graph_prompt (LimGraph *graph, const LimJson *value, const char *role, double *guidance);
