/* lora-caption-edit.h: changing many captions at once, in the plan, with a way back. */
#pragma once

#include "lora-plan-change.h"

/* One caption that is to become another. */
typedef struct
{
  char *id;
  char *before; /* may be NULL */
  char *after;
} LimLoraEdit;

/* A list that owns its edits. Transfer full. */
GPtrArray *lim_lora_edits_new (void);
void lim_lora_edits_add (GPtrArray *edits, const char *id, const char *before, const char *after);

/* What to do with each caption; what is NULL is not done. */
typedef struct
{
  const char *find, *replace; /* each occurrence; `replace` may be NULL for nothing */
  const char *add;            /* this tag at the end, where it is missing */
  const char *remove;         /* this tag, in any case of letters */
  const char *const *only;    /* ids; NULL: all images of the plan that are used */
} LimLoraBulk;

/* The captions that @bulk changes, in the order of the plan. LIM_ERROR_USAGE for a tag with a comma, or nothing to do;
 * LIM_ERROR_NOT_FOUND for an unknown id; LIM_ERROR_REFUSED, naming the image, when the trigger word would no longer stand
 * first. Transfer full. */
GPtrArray *lim_lora_bulk (const LimLoraSet *set, const LimLoraBulk *bulk, GError **error);

/* The captions as a text for an editor, one “id: caption” a line; and what the text says differently afterwards.
 * LIM_ERROR_BAD_INPUT, with the line, for a line that is none of these, or an image twice. Transfer full. */
char *lim_lora_captions_to_text (const LimLoraSet *set);
GPtrArray *lim_lora_captions_from_text (const LimLoraSet *set, const char *text, GError **error);

/* Writes @edits into plan.yaml, each as the member `caption` of its image, and nothing else of it; what the plan said before
 * is kept under @what for undoing. All or nothing. LIM_ERROR_CONFLICT when the plan was changed meanwhile. */
gboolean lim_lora_edits_apply (const LimLoraSet *set, const GPtrArray *edits, const char *what, GError **error);
