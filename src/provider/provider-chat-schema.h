/* provider-chat-schema.h: a JSON Schema in the narrower form that servers hold a model to. Pure.
 *
 * What servers enforce is structure: objects whose members are all required and no others, with lengths and ranges left out, which some
 * refuse and most ignore. An optional member becomes one that may be null. The answer is then freed of such nulls and checked
 * against the whole schema. */
#pragma once

#include "base-json.h"

/* @schema in that form, to be set somewhere in @doc. @strict: whether all of it could be said; an object with free names cannot. */
LimJson *lim_chat_schema_narrow (LimJsonDoc *doc, const LimJson *schema, gboolean *strict);

/* Removes from @value the members that are null, need not be there and may not be null by @schema. */
void lim_chat_schema_drop_nulls (LimJson *value, const LimJson *schema);
