#include "base-json-private.h"

#include <string.h>

#define MAX_LENGTH ((gsize) 1 << 30)

/* -- Arena -- */

struct _LimJsonChunk
{
  LimJsonChunk *next;
  gpointer data[]; /* pointer-typed for its alignment */
};

gpointer
lim_json_arena_alloc (LimJsonDoc *doc, gsize size)
{
  size = (size + 7) & ~(gsize) 7;
  if (doc->chunks == NULL || doc->chunk_used + size > doc->chunk_size)
    {
      /* The first guess suits a record of some kilobytes; later chunks double, so big documents need few. */
      gsize wanted =
          doc->chunks == NULL ? CLAMP (doc->length * 3, 2048, 1 << 20) : MIN (doc->chunk_size * 2, 1 << 24);
      LimJsonChunk *chunk;

      doc->chunk_size = MAX (wanted, size);
      chunk = g_malloc (sizeof *chunk + doc->chunk_size);
      chunk->next = doc->chunks;
      doc->chunks = chunk;
      doc->chunk_used = 0;
    }

  char *memory = (char *) doc->chunks->data + doc->chunk_used;
  doc->chunk_used += size;
  return memory;
}

char *
lim_json_arena_strndup (LimJsonDoc *doc, const char *text, gsize length)
{
  char *copy = lim_json_arena_alloc (doc, length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}

LimJson *
lim_json_node_new (LimJsonDoc *doc, LimJsonType type)
{
  LimJson *node = lim_json_arena_alloc (doc, sizeof *node);

  *node = (LimJson){ .doc = doc, .type = (guint8) type };
  return node;
}

void
lim_json_link_child (LimJson *container, LimJson *child)
{
  child->parent = container;
  child->next = NULL;
  if (container->last != NULL)
    container->last->next = child;
  else
    container->first = child;
  container->last = child;
  container->n_children++;
}

LimJsonDoc *
lim_json_doc_new (const char *name)
{
  LimJsonDoc *doc = g_new0 (LimJsonDoc, 1);

  doc->name = g_strdup (name != NULL ? name : "(new)");
  doc->root = lim_json_node_new (doc, LIM_JSON_NULL);
  return doc;
}

void
lim_json_doc_free (LimJsonDoc *doc)
{
  if (doc == NULL)
    return;
  while (doc->chunks != NULL)
    {
      LimJsonChunk *chunk = g_steal_pointer (&doc->chunks);

      doc->chunks = chunk->next;
      g_free (chunk);
    }
  g_clear_pointer (&doc->lines, g_array_unref);
  g_free (doc->text);
  g_free (doc->name);
  g_free (doc);
}

/* -- Scanner. The text is followed by PADDING bytes of NUL, so eight bytes may always be looked at -- */

#define PADDING 8

typedef struct
{
  LimJsonDoc *doc;
  const char *at, *end;
  const char *problem; /* what was expected, on failure */
} Scanner;

static gboolean
expected (Scanner *scanner, const char *what)
{
  if (scanner->problem == NULL)
    scanner->problem = what;
  return FALSE;
}

static inline guint64
load_eight (const char *at)
{
  guint64 bytes;

  memcpy (&bytes, at, sizeof bytes);
  return bytes;
}

#define EACH_BYTE(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

/* Not zero when one of eight bytes is a control character, a quote, a backslash or not ASCII; cheaper than looking at
 * each. Subtracting borrows only across a byte that is such a one itself. */
static inline guint64
any_special (guint64 bytes)
{
  guint64 quote = bytes ^ EACH_BYTE ('"'), backslash = bytes ^ EACH_BYTE ('\\');

  return ((bytes - EACH_BYTE (0x20)) | (quote - EACH_BYTE (1)) | (backslash - EACH_BYTE (1)) | bytes)
         & EACH_BYTE (0x80);
}

static inline const char *
skip_space (const char *at)
{
  if (*at == '\n') /* most often followed by an indent */
    for (at++; load_eight (at) == EACH_BYTE (' ');)
      at += 8;
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
    at++;
  return at;
}

static gboolean
is_hex (char c)
{
  return g_ascii_isxdigit (c);
}

/* For each byte, whether a string may hold it just so: all but control characters, quote, backslash and non-ASCII. */
static const guint8 plain[256] = {
  ['\x20' ... '!'] = 1,
  ['#' ... '['] = 1,
  [']' ... '\x7f'] = 1,
};

static gboolean
scan_escape (Scanner *scanner)
{
  static const char simple[] = "\"\\/bfnrt";

  scanner->at++;
  if (*scanner->at != '\0' && strchr (simple, *scanner->at) != NULL)
    {
      scanner->at++;
      return TRUE;
    }
  if (*scanner->at != 'u')
    return expected (scanner, "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
  for (int i = 1; i <= 4; i++)
    if (!is_hex (scanner->at[i])) /* stops at the NUL at the latest */
      return expected (scanner, "four hexadecimal digits after \\u");
  scanner->at += 5;
  return TRUE;
}

/* Scans from the opening quote past the closing one. */
static gboolean
scan_string (Scanner *scanner, gboolean *escaped)
{
  *escaped = FALSE;
  scanner->at++;
  for (;;)
    {
      const char *at = scanner->at;
      while (!any_special (load_eight (at)))
        at += 8;
      while (plain[(guint8) *at])
        at++;
      scanner->at = at;

      guint8 c = (guint8) *scanner->at;
      if (c == '"')
        {
          scanner->at++;
          return TRUE;
        }
      if (c == '\\')
        {
          *escaped = TRUE;
          if (!scan_escape (scanner))
            return FALSE;
        }
      else if (c >= 0x80)
        {
          /* The NUL after the text is no continuation byte, so nothing behind it is looked at. */
          guint length = lim_json_utf8_sequence (scanner->at, 4);

          if (length == 0)
            return expected (scanner, "UTF-8 text");
          scanner->at += length;
        }
      else if (scanner->at >= scanner->end)
        return expected (scanner, "a closing quote");
      else
        return expected (scanner, "an escape such as \\n in place of a raw control character");
    }
}

static gboolean
scan_digits (Scanner *scanner)
{
  if (!g_ascii_isdigit (*scanner->at))
    return expected (scanner, "a digit");
  while (g_ascii_isdigit (*scanner->at))
    scanner->at++;
  return TRUE;
}

static gboolean
scan_number (Scanner *scanner)
{
  if (*scanner->at == '-')
    scanner->at++;
  if (*scanner->at == '0')
    scanner->at++;
  else if (!scan_digits (scanner))
    return FALSE;
  if (*scanner->at == '.')
    {
      scanner->at++;
      if (!scan_digits (scanner))
        return FALSE;
    }
  if (*scanner->at == 'e' || *scanner->at == 'E')
    {
      scanner->at++;
      if (*scanner->at == '+' || *scanner->at == '-')
        scanner->at++;
      if (!scan_digits (scanner))
        return FALSE;
    }
  return TRUE;
}

static gboolean
scan_word (Scanner *scanner, const char *word)
{
  gsize length = strlen (word);

  if (memcmp (scanner->at, word, length) != 0)
    return expected (scanner, "a value");
  scanner->at += length;
  return TRUE;
}

static gboolean scan_container (Scanner *scanner, LimJson *container, guint depth);

/* Scans the value at the cursor into @node, whose lead and key are already set. */
static gboolean
scan_value (Scanner *scanner, LimJson *node, guint depth)
{
  gboolean escaped, ok;

  node->start = scanner->at;
  node->flags |= LIM_JSON_NODE_SOURCE;
  switch (*scanner->at)
    {
    case '{':
    case '[':
      node->type = *scanner->at == '{' ? LIM_JSON_OBJECT : LIM_JSON_ARRAY;
      ok = scan_container (scanner, node, depth);
      break;
    case '"':
      node->type = LIM_JSON_STRING;
      ok = scan_string (scanner, &escaped);
      if (escaped)
        node->flags |= LIM_JSON_NODE_ESCAPED;
      break;
    case 't':
      node->type = LIM_JSON_TRUE;
      ok = scan_word (scanner, "true");
      break;
    case 'f':
      node->type = LIM_JSON_FALSE;
      ok = scan_word (scanner, "false");
      break;
    case 'n':
      node->type = LIM_JSON_NULL;
      ok = scan_word (scanner, "null");
      break;
    case '-':
    case '0' ... '9':
      node->type = LIM_JSON_NUMBER;
      ok = scan_number (scanner);
      break;
    default:
      return expected (scanner, "a value");
    }
  node->end = scanner->at;
  return ok;
}

static gboolean
scan_key (Scanner *scanner, LimJson *member)
{
  gboolean escaped;

  if (*scanner->at != '"')
    return expected (scanner, "a key in double quotes");
  member->key = scanner->at + 1;
  if (!scan_string (scanner, &escaped))
    return FALSE;
  member->key_length = (guint32) (scanner->at - 1 - member->key);
  member->colon = scanner->at;
  if (escaped)
    member->flags |= LIM_JSON_NODE_KEY_ESCAPED;
  scanner->at = skip_space (scanner->at);
  if (*scanner->at != ':')
    return expected (scanner, "a colon after the key");
  scanner->at = skip_space (scanner->at + 1);
  return TRUE;
}

static gboolean
scan_container (Scanner *scanner, LimJson *container, guint depth)
{
  char closing = container->type == LIM_JSON_OBJECT ? '}' : ']';

  if (depth == LIM_JSON_MAX_DEPTH)
    return expected (scanner, "no deeper nesting than 256 levels");

  container->tail = ++scanner->at;
  scanner->at = skip_space (scanner->at);
  if (*scanner->at == closing)
    {
      scanner->at++;
      return TRUE;
    }

  const char *lead = container->tail;
  for (;;)
    {
      LimJson *child = lim_json_node_new (scanner->doc, LIM_JSON_NULL);

      child->lead = lead;
      if (container->type == LIM_JSON_OBJECT && !scan_key (scanner, child))
        return FALSE;
      if (!scan_value (scanner, child, depth + 1))
        return FALSE;
      lim_json_link_child (container, child);
      container->tail = scanner->at;

      scanner->at = skip_space (scanner->at);
      if (*scanner->at == closing)
        {
          scanner->at++;
          return TRUE;
        }
      if (*scanner->at != ',')
        return expected (scanner, closing == '}' ? "a comma or “}”" : "a comma or “]”");
      lead = ++scanner->at;
      scanner->at = skip_space (lead);
    }
}

static void
fail_at (const Scanner *scanner, GError **error)
{
  const char *text = scanner->doc->text;
  guint line = 1;
  const char *line_start = text;
  g_autofree char *found = NULL;

  for (const char *at = text; at < scanner->at; at++)
    if (*at == '\n')
      {
        line++;
        line_start = at + 1;
      }

  if (scanner->at >= scanner->end)
    found = g_strdup ("the end of the file");
  else if (g_ascii_isprint (*scanner->at))
    found = g_strdup_printf ("“%c”", *scanner->at);
  else
    found = g_strdup_printf ("byte 0x%02x", (guint8) *scanner->at);
  lim_fail (error, LIM_ERROR_BAD_INPUT, "%s:%u:%u: not valid JSON: expected %s, found %s", scanner->doc->name, line,
            (guint) (scanner->at - line_start) + 1, scanner->problem, found);
}

LimJsonDoc *
lim_json_parse_take (const char *name, char *text, gsize length, GError **error)
{
  g_autoptr (LimJsonDoc) doc = g_new0 (LimJsonDoc, 1);

  doc->name = g_strdup (name);
  doc->text = g_realloc (text, length + PADDING);
  memset (doc->text + length, 0, PADDING);
  doc->length = length;
  if (length > MAX_LENGTH)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: larger than 1 GiB, which no document of a project is",
                          name);

  Scanner scanner = { .doc = doc, .at = doc->text, .end = doc->text + length };
  if (length >= 3 && memcmp (doc->text, "\xef\xbb\xbf", 3) == 0)
    scanner.at += 3;
  scanner.at = skip_space (scanner.at);
  doc->root = doc->source_root = lim_json_node_new (doc, LIM_JSON_NULL);

  gboolean ok = scan_value (&scanner, doc->root, 0);
  if (ok)
    {
      scanner.at = skip_space (scanner.at);
      if (scanner.at != scanner.end)
        ok = expected (&scanner, "the end of the file");
    }
  if (!ok)
    {
      fail_at (&scanner, error);
      return NULL;
    }
  return g_steal_pointer (&doc);
}

LimJsonDoc *
lim_json_parse (const char *name, const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  char *copy = g_malloc (size + PADDING);

  memcpy (copy, text, size);
  return lim_json_parse_take (name, copy, size, error);
}
