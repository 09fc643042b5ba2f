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
  LimJsonChunk *chunks;
  gsize chunk_used, chunk_size;
  gboolean is_yaml;
};

/* Zeroed memory from the arena, aligned for a node. */
gpointer lim_json_arena_alloc (LimJsonDoc *doc, gsize size);
char *lim_json_arena_strndup (LimJsonDoc *doc, const char *text, gsize length);
LimJson *lim_json_node_new (LimJsonDoc *doc, LimJsonType type);
void lim_json_link_child (LimJson *container, LimJson *child);

/* Decodes @length raw bytes between quotes. @has_nul is set when the text contains U+0000. Arena memory. */
const char *lim_json_decode (LimJsonDoc *doc, const char *raw, gsize length, gboolean *has_nul);
