/* base-json-private.h: the tree's inside; only base-json-*.c and base-yaml.c may include it.
 *
 *   doc ── text    "{ "id": "a", "n": 0.85 }\n"     owned, never changed
 *       ── arena   nodes and decoded strings, in chunks that die together
 *
 * A node from the source points into text three times:
 *   lead        white space between the comma (or bracket) before and the key or value
 *   key…        the raw key with its escapes, without quotes
 *   start, end  the value itself
 * A container also keeps `tail`: the white space before its closing bracket begins there. */
#pragma once

#include "base-json.h"

typedef enum
{
  LIM_JSON_NODE_SOURCE = 1 << 0,      /* start..end are bytes of the source */
  LIM_JSON_NODE_EDITED = 1 << 1,      /* this node or one below it differs from the source */
  LIM_JSON_NODE_KEY_ESCAPED = 1 << 2, /* the raw key holds a backslash */
  LIM_JSON_NODE_ESCAPED = 1 << 3,     /* the raw string holds a backslash */
} LimJsonNodeFlags;

struct _LimJson
{
  LimJsonDoc *doc;
  LimJson *parent, *next;
  LimJson *first, *last; /* children */
  const char *lead;      /* start of the white space before key or value; NULL if built */
  const char *key;       /* raw, between the quotes */
  const char *colon;     /* white space and colon after the key, in the source; NULL if built */
  const char *start;     /* raw value, with quotes or brackets */
  const char *end;
  const char *tail;     /* containers from the source: end of the last child */
  const char *text;     /* decoded string, made when first asked for */
  const char *key_text; /* decoded key, likewise */
  guint32 key_length;
  guint32 n_children;
  guint32 line; /* YAML only; JSON lines are counted from the source when asked */
  guint8 type;
  guint8 flags;
};

typedef struct _LimJsonChunk LimJsonChunk;

struct _LimJsonDoc
{
  char *name;
  char *text;
  gsize length;
  LimJson *root;
  LimJson *source_root; /* what was parsed from text; NULL when there is none */
  LimJsonChunk *chunks;
  gsize chunk_used, chunk_size;
  gboolean is_yaml;
  GArray *lines; /* (element-type gsize) where each line of text begins; NULL until a line is asked for */
};

/* Memory from the arena, aligned for a node and not zeroed. */
gpointer lim_json_arena_alloc (LimJsonDoc *doc, gsize size);
char *lim_json_arena_strndup (LimJsonDoc *doc, const char *text, gsize length);
LimJson *lim_json_node_new (LimJsonDoc *doc, LimJsonType type);
void lim_json_link_child (LimJson *container, LimJson *child);

/* A node that is no container: its text as JSON, copied. */
LimJson *lim_json_new_scalar (LimJsonDoc *doc, LimJsonType type, const char *json, gsize length);

/* A string node of @length bytes of UTF-8, which may hold NUL characters. */
LimJson *lim_json_new_text (LimJsonDoc *doc, const char *text, gsize length);

/* Gives @node a key in place of what it had. */
void lim_json_node_set_key (LimJson *node, const char *key);

/* Whether the decoded key of @member is @key, @length bytes long. */
gboolean lim_json_key_is (const LimJson *member, const char *key, gsize length);

/* Length of the well-formed UTF-8 sequence at @at, which begins with a byte from 0x80 on and has @available bytes; 0 if
 * there is none. Stops at the first byte that does not fit. */
static inline guint
lim_json_utf8_sequence (const char *at, gsize available)
{
  const guint8 *byte = (const guint8 *) at;
  guint length = byte[0] < 0xc2 || byte[0] > 0xf4 ? 0 : byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;

  if (length == 0 || length > available || (byte[1] & 0xc0) != 0x80)
    return 0;
  if ((byte[0] == 0xe0 && byte[1] < 0xa0) || (byte[0] == 0xed && byte[1] > 0x9f)
      || (byte[0] == 0xf0 && byte[1] < 0x90) || (byte[0] == 0xf4 && byte[1] > 0x8f))
    return 0; /* longer than need be, half of a surrogate pair, beyond U+10FFFF */
  for (guint i = 2; i < length; i++)
    if ((byte[i] & 0xc0) != 0x80)
      return 0;
  return length;
}
