/* record-dress-fields.h: the members that codex entries, briefs and visuals are made of. For their readers only. */
#pragma once

#include "base-finding.h"
#include "base-json.h"

typedef enum
{
  LIM_DRESS_TEXT, /* char* */
  LIM_DRESS_WORDS, /* char*: a text, or an object or list of texts, which are joined by “, ”; NULL for an empty one */
  LIM_DRESS_LIST,   /* char**: a text or a list of texts */
  LIM_DRESS_RANK,   /* guint from field->least to field->most */
  LIM_DRESS_NUMBER, /* gint64 likewise */
  LIM_DRESS_FLAG,   /* gboolean */
} LimDressType;

typedef struct
{
  const char *key;
  LimDressType type;
  gsize offset;
  gboolean required;
  gint64 least, most;
} LimDressField;

/* Each object of @doc, which is one or a list of them, in turn; others are told. */
typedef void (*LimDressEach) (const LimJson *object, GPtrArray *to, GPtrArray *findings, const char *file);
void lim_dress_each (const LimJsonDoc *doc, LimDressEach each, GPtrArray *to, GPtrArray *findings);

/* Reads the members of @object by @fields, which end in { NULL }, into the struct @to. FALSE when something was wrong, which
 * then stands in @findings; members nobody knows are warned of. */
gboolean lim_dress_read (const LimJson *object, const LimDressField *fields, gpointer to, GPtrArray *findings,
                         const char *file);
