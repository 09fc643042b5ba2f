/* base-schema.h: whether a value is as a JSON Schema says, with sentences that a person or a model can act on.
 *
 * A small part of JSON Schema, chosen for what models are asked for: type, enum, const, anyOf; properties, required,
 * additionalProperties; items, minItems, maxItems; minLength, maxLength, pattern; minimum, maximum. title, description,
 * default, examples, $schema and $comment say nothing of the value. Any other keyword is refused, so that none holds nothing
 * in silence. There is no $ref: a schema is a finite tree.
 *
 * Schemas may come from files: they are at most LIM_SCHEMA_MAX_DEPTH deep and LIM_SCHEMA_MAX_NODES large, a pattern gives up
 * after a bounded number of steps, and so does the whole check. */
#pragma once

#include "base-json.h"

#define LIM_SCHEMA_MAX_DEPTH 32
#define LIM_SCHEMA_MAX_NODES 5000
#define LIM_SCHEMA_MAX_PROBLEMS 12 /* that are told */

/* Does not change once made: any number of threads may check with one. */
typedef struct _LimSchema LimSchema;

/* Takes @doc, also on failure. LIM_ERROR_BAD_INPUT “NAME: /properties/x: …” for what is no schema, or none of this kind.
 * Transfer full. */
LimSchema *lim_schema_new (LimJsonDoc *doc, GError **error);

/* The same from a text; @name stands in messages. */
LimSchema *lim_schema_parse (const char *name, const char *text, GError **error);

void lim_schema_free (LimSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSchema, lim_schema_free)

/* The schema itself, to be sent along with a question. Borrowed. */
const LimJson *lim_schema_root (const LimSchema *schema);

/* What is wrong with @value, a sentence each: “/tiers/0/rank: must be at least 1, found the number 0”. The path is a JSON
 * pointer, “the whole” for the value itself. Empty when all is well; at most LIM_SCHEMA_MAX_PROBLEMS and a last one that counts
 * the rest. Numbers compare by value: 1.0 is an integer and equals 1. Lengths are in characters. Never NULL, transfer full. */
char **lim_schema_check (const LimSchema *schema, const LimJson *value);
