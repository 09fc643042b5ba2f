/* provider-workflow.h: a workflow of ComfyUI as a form to fill in: its API format, with slots marked. Pure.
 *
 * There are two ways to mark a slot (docs/workflows.md says it for users):
 *   a placeholder  {{prompt}} as an input's whole value, which then gets the slot's type, or inside a longer text
 *   a node's title _meta.title = “limner:prompt”, “limner:sampler”, “limner:width, height”: the node's inputs of the
 *                  slot's usual names (provider-workflow-slot.c) are filled
 * Two more titles mark nodes: “limner:loras” the loader that the LoRAs follow, or a LoRA loader that they replace;
 * “limner:output” the node whose picture is wanted, where several save one. */
#pragma once

#include "record-provenance.h"

typedef enum
{
  LIM_SLOT_PROMPT,
  LIM_SLOT_NEGATIVE,
  LIM_SLOT_SEED,
  LIM_SLOT_WIDTH,
  LIM_SLOT_HEIGHT,
  LIM_SLOT_STEPS,
  LIM_SLOT_CFG,
  LIM_SLOT_SAMPLER,
  LIM_SLOT_SCHEDULER,
  LIM_SLOT_DENOISE,
  LIM_SLOT_IMAGE,
  LIM_SLOT_CHECKPOINT,
  LIM_SLOT_PREFIX,
  LIM_SLOT_LORAS,  /* a node, not an input */
  LIM_SLOT_OUTPUT, /* likewise */
} LimSlot;

#define LIM_N_SLOTS (LIM_SLOT_OUTPUT + 1)

const char *lim_slot_name (LimSlot slot); /* “prompt”, “filename_prefix” */

/* Where a slot is. */
typedef struct
{
  LimSlot slot;
  char *node;       /* id */
  char *class_type; /* of the node */
  char *input;      /* NULL for LORAS and OUTPUT */
  gboolean by_title;
} LimSlotPlace;

typedef struct LimWorkflow LimWorkflow;

/* Reads the workflow @name from @text, the bytes of @file (a path, for messages), of at most 4 MiB and 2,000 nodes.
 * LIM_ERROR_BAD_INPUT names file, line, node and input and says what to do: no JSON, the export for ComfyUI's own
 * window, a link to nowhere, a circle, an unknown slot, no slot for prompt or seed, nothing that saves a picture.
 * Transfer full; usable from several threads. */
LimWorkflow *lim_workflow_parse (const char *name, const char *file, GBytes *text, GError **error);
void lim_workflow_free (LimWorkflow *workflow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimWorkflow, lim_workflow_free)

const char *lim_workflow_name (const LimWorkflow *workflow);
const char *lim_workflow_file (const LimWorkflow *workflow);
GBytes *lim_workflow_text (const LimWorkflow *workflow); /* borrowed */
guint lim_workflow_n_nodes (const LimWorkflow *workflow);
gboolean lim_workflow_has (const LimWorkflow *workflow, LimSlot slot);
const GPtrArray *
lim_workflow_places (const LimWorkflow *workflow); /* (element-type LimSlotPlace), in the file's order */

/* Sets in @recipe what the file says itself where it has no slot, so that a record does not claim what was not used: the one
 * checkpoint, sampler, number of steps and so on that its nodes name, and no negative prompt. */
void lim_workflow_settle (const LimWorkflow *workflow, LimRecipe *recipe);

/* What the slots are filled with. */
typedef struct
{
  const LimRecipe *recipe;
  const char *prefix;  /* of the file's name on the server */
  const char *image;   /* the server's name of the picture it starts from; NULL: none */
  guint again;         /* above 0: another file name than before, or the server gives its old file */
  gboolean count_anew; /* number the nodes from 1 on in their order, LoRAs included */
} LimSlotValues;

/* The graph to send: slots filled, LoRAs chained on model and clip, titles that were marks taken away. It belongs to @doc
 * until it is set somewhere in it. @save_node: transfer full, the id of the node that saves; may be NULL. */
LimJson *lim_workflow_fill (const LimWorkflow *workflow, const LimSlotValues *values, LimJsonDoc *doc,
                            char **save_node);
