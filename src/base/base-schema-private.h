/* base-schema-private.h: between reading a schema (base-schema-read.c) and checking with it (base-schema.c). */
#pragma once

#include "base-schema.h"

struct _LimSchema
{
  LimJsonDoc *doc;
  GHashTable *patterns; /* node of a “pattern” → GRegex */
};

/* Whether @value is of the type, or one of the types, that @rule (a text or a list of texts) names. */
gboolean lim_schema_type_allows (const LimJson *rule, const LimJson *value);

/* “text”, “a whole number or null”. Transfer full. */
char *lim_schema_describe_types (const LimJson *rule);

/* Appends @name to a JSON pointer (RFC 6901). */
void lim_schema_push_name (GString *pointer, const char *name);
