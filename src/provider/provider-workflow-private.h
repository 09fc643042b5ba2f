/* provider-workflow-private.h: what the files about workflows share. */
#pragma once

#include "provider-workflow.h"

typedef enum
{
  LIM_LORAS_NOWHERE,
  LIM_LORAS_AFTER,   /* the marked node loads a model; they follow it */
  LIM_LORAS_INSTEAD, /* the marked node loads a LoRA; they take its place */
} LimLoraPlace;

struct LimWorkflow
{
  char *name, *file;
  GBytes *text; /* parsed again for each filling: a JSON document belongs to one thread */
  GPtrArray *places;
  guint n_nodes;
  char *output; /* id of the node that saves */
  char *loras;  /* id of the node marked so, or NULL */
  LimLoraPlace lora_place;
  gboolean lora_clip; /* AFTER: the node also gives the text encoder */
};

/* -- Slots as rows, provider-workflow-slot.c -- */

/* The value of @slot as JSON. */
LimJson *lim_slot_value (LimSlot slot, const LimSlotValues *values, LimJsonDoc *doc);

/* The inputs that a title marks for @slot; NULL-terminated. */
const char *const *lim_slot_inputs (LimSlot slot);

/* Whether @value can be filled because of a title: a plain number or text, as the slot is. */
gboolean lim_slot_fits (LimSlot slot, const LimJson *value);

/* Whether @title is a mark (“limner:…”); *@words are the words of it, transfer full. */
gboolean lim_slot_read_title (const char *title, char ***words);

/* The slots that the title's word @word stands for, as bits, and 0 for an unknown one. *@group: not all of them have to be there. */
guint lim_slot_word (const char *word, gboolean *group);

/* “ Did you mean …?” and which words there are, for messages. Transfer full. */
char *lim_slot_explain_words (const char *word);

/* The first placeholder of @text. FALSE: there is none. *@start and *@end say where, *@word what it names (transfer full), *@slot
 * is LIM_N_SLOTS for a name that is no slot. */
gboolean lim_slot_find (const char *text, const char **start, const char **end, char **word, LimSlot *slot);

/* -- Nodes -- */

/* Whether @value, an input's, is a link: [node id, number of the output]. */
gboolean lim_workflow_is_link (const LimJson *value, const char **node, gint64 *output);

/* Whether the node's title is a mark. */
gboolean lim_workflow_is_marked (const LimJson *node);

/* Checks shapes, links and circles; provider-workflow-check.c. */
gboolean lim_workflow_check (LimWorkflow *workflow, const LimJson *root, GError **error);
