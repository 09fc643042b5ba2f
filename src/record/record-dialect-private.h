/* record-dialect-private.h: what a dialect is, and what the dialects share. */
#pragma once

#include "record-dialect.h"

/* One dialect: a file record-dialect-NAME.c that ends in such a row, which stands in the table of record-dialect.c.
 *
 * @detect answers whether @texts are of this dialect; it may look closely. @parse then sets what it finds in @trace, whose
 * tool is the row's name until it says better; it cannot fail, only find little. */
typedef struct
{
  const char *name;
  gboolean (*detect) (const char *const *texts);
  void (*parse) (const char *const *texts, LimTrace *trace);
} LimDialect;

extern const LimDialect lim_dialect_comfyui, lim_dialect_a1111, lim_dialect_invokeai, lim_dialect_novelai;

/* The first text of that keyword, or NULL. */
const char *lim_texts_find (const char *const *texts, const char *keyword);

/* The text as a JSON object, also where Python wrote NaN into it; NULL when it is none. Transfer full. */
LimJsonDoc *lim_texts_parse_object (const char *text);

/* Each takes what is within the limits of records and leaves the rest open. Texts may be NULL; they are trimmed. */
void lim_trace_set_prompt (LimTrace *trace, const char *text);
void lim_trace_set_negative (LimTrace *trace, const char *text);
void lim_trace_set_text (char **member, const char *text); /* an empty text stays NULL */
void lim_trace_set_seed_text (LimTrace *trace, const char *digits);
void lim_trace_set_steps (LimTrace *trace, double steps);
void lim_trace_set_cfg (LimTrace *trace, double cfg);
void lim_trace_set_denoise (LimTrace *trace, double denoise);
void lim_trace_set_size (LimTrace *trace, double width, double height);
void lim_trace_add_lora (LimTrace *trace, const char *name, double weight, double clip_weight);

/* The number of a JSON value, written as a number or as a text; NAN when it is neither. */
double lim_trace_number (const LimJson *value);

/* The seed of a JSON value: numbers beyond 2^53 keep all their digits. */
void lim_trace_set_seed (LimTrace *trace, const LimJson *value);
