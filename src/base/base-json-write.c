#include "base-json-private.h"

#include <string.h>

/* -- Scalars -- */

/* What a byte becomes inside a string: 0 itself, 1 \u00XX, 2 part of UTF-8 or U+FFFD, else a backslash and this. */
static const guint8 escapes[256] = {
  ['\0' ... '\a'] = 1,     ['\b'] = 'b', ['\t'] = 't',  ['\n'] = 'n',        ['\v'] = 1, ['\f'] = 'f', ['\r'] = 'r',
  ['\x0e' ... '\x1f'] = 1, ['"'] = '"',  ['\\'] = '\\', [0x80 ... 0xff] = 2,
};

static void
append_escape (GString *out, guint8 byte)
{
  if (escapes[byte] == 1)
    g_string_append_printf (out, "\\u%04x", byte);
  else if (escapes[byte] == 2)
    g_string_append (out, "\xef\xbf\xbd");
  else
    {
      g_string_append_c (out, '\\');
      g_string_append_c (out, (char) escapes[byte]);
    }
}

void
lim_json_append_quoted (GString *out, const char *text, gssize length)
{
  const char *end = text + (length < 0 ? strlen (text) : (gsize) length);
  const char *run = text; /* from here to @at everything stands as it is */

  g_string_append_c (out, '"');
  for (const char *at = text; at < end;)
    {
      guint8 kind = escapes[(guint8) *at];
      guint sequence = kind == 0 ? 1 : kind == 2 ? lim_json_utf8_sequence (at, (gsize) (end - at)) : 0;

      at += sequence;
      if (sequence > 0)
        continue;
      g_string_append_len (out, run, at - run);
      append_escape (out, (guint8) *at);
      run = ++at;
    }
  g_string_append_len (out, run, end - run);
  g_string_append_c (out, '"');
}

static void
append_scalar (GString *out, const LimJson *node)
{
  if (node == NULL || node->start == NULL)
    g_string_append (out, "null");
  else
    g_string_append_len (out, node->start, node->end - node->start);
}

static void
append_key (GString *out, const LimJson *member)
{
  g_string_append_c (out, '"');
  g_string_append_len (out, member->key, member->key_length);
  g_string_append_c (out, '"');
}

/* -- Fresh text -- */

typedef struct
{
  GString *out;
  gboolean compact; /* the source has no line breaks between members */
  const char *newline;
  char indent[16]; /* one step */
} Style;

void
lim_json_append_compact (GString *out, const LimJson *node)
{
  if (lim_json_type (node) < LIM_JSON_ARRAY)
    {
      append_scalar (out, node);
      return;
    }
  g_string_append_c (out, node->type == LIM_JSON_OBJECT ? '{' : '[');
  for (const LimJson *child = node->first; child != NULL; child = child->next)
    {
      if (child != node->first)
        g_string_append_c (out, ',');
      if (node->type == LIM_JSON_OBJECT)
        {
          append_key (out, child);
          g_string_append_c (out, ':');
        }
      lim_json_append_compact (out, child);
    }
  g_string_append_c (out, node->type == LIM_JSON_OBJECT ? '}' : ']');
}

static void
append_newline (const Style *style, guint level)
{
  char line[128];
  gsize length = strlen (style->newline), step = strlen (style->indent);

  /* One append a line: written text is mostly lines. */
  memcpy (line, style->newline, length);
  for (guint i = 0; i < level; i++)
    {
      if (length + step > sizeof line)
        {
          g_string_append_len (style->out, line, (gssize) length);
          length = 0;
        }
      memcpy (line + length, style->indent, step);
      length += step;
    }
  g_string_append_len (style->out, line, (gssize) length);
}

static void
append_pretty (const Style *style, const LimJson *node, guint level)
{
  if (lim_json_type (node) < LIM_JSON_ARRAY)
    {
      append_scalar (style->out, node);
      return;
    }
  gboolean object = node->type == LIM_JSON_OBJECT;
  g_string_append_c (style->out, object ? '{' : '[');
  for (const LimJson *child = node->first; child != NULL; child = child->next)
    {
      if (child != node->first)
        g_string_append_c (style->out, ',');
      append_newline (style, level + 1);
      if (object)
        {
          append_key (style->out, child);
          g_string_append_c (style->out, ':');
          g_string_append_c (style->out, ' ');
        }
      append_pretty (style, child, level + 1);
    }
  if (node->first != NULL)
    append_newline (style, level);
  g_string_append_c (style->out, object ? '}' : ']');
}

void
lim_json_append_indented (GString *out, const LimJson *node, guint level)
{
  const Style style = { .out = out, .newline = "\n", .indent = "  " };

  append_pretty (&style, node, level);
}

/* -- Text in the source's style -- */

static const char space[] = " \n\r\t";

/* One step of indentation: what the source has before its first member. */
static void
learn_style (Style *style, const LimJson *root)
{
  const char *lead = root->start + 1;
  const char *stop = lead + strspn (lead, space);
  const char *newline = memrchr (lead, '\n', (gsize) (stop - lead));

  if (*stop == '}' || *stop == ']')
    return;
  if (newline == NULL)
    {
      style->compact = TRUE;
      return;
    }
  if (newline > lead && newline[-1] == '\r')
    style->newline = "\r\n";
  gsize length = (gsize) (stop - newline - 1);
  if (length < sizeof style->indent)
    {
      memcpy (style->indent, newline + 1, length);
      style->indent[length] = '\0';
    }
}

static void
append_fresh (Style *style, const LimJson *node, guint level)
{
  if (style->compact)
    lim_json_append_compact (style->out, node);
  else
    append_pretty (style, node, level);
}

/* Appends the source's white space from @at on and, when @colon is set, one colon with the white space around it. */
static void
append_spacing (GString *out, const char *at, gboolean colon)
{
  gsize length = strspn (at, space);

  if (colon)
    {
      length++;
      length += strspn (at + length, space);
    }
  g_string_append_len (out, at, (gssize) length);
}

static void
append_lead (Style *style, const LimJson *child, guint level)
{
  if (child->lead != NULL)
    append_spacing (style->out, child->lead, FALSE);
  else if (!style->compact)
    append_newline (style, level);
  if (child->key == NULL)
    return;

  append_key (style->out, child);
  if (child->colon != NULL)
    append_spacing (style->out, child->colon, TRUE);
  else
    g_string_append (style->out, style->compact ? ":" : ": ");
}

/* Appends the source's white space between @child and the comma after it, if there is a comma. */
static void
append_space_before_comma (GString *out, const LimJson *child)
{
  if (!(child->flags & LIM_JSON_NODE_SOURCE))
    return;
  gsize length = strspn (child->end, space);
  if (child->end[length] == ',')
    g_string_append_len (out, child->end, (gssize) length);
}

static void
append_node (Style *style, const LimJson *node, guint level)
{
  gboolean source = (node->flags & LIM_JSON_NODE_SOURCE) != 0;

  if (source && !(node->flags & LIM_JSON_NODE_EDITED))
    {
      g_string_append_len (style->out, node->start, node->end - node->start);
      return;
    }
  if (!source)
    {
      append_fresh (style, node, level);
      return;
    }

  gboolean object = node->type == LIM_JSON_OBJECT;
  g_string_append_c (style->out, object ? '{' : '[');
  for (const LimJson *child = node->first; child != NULL; child = child->next)
    {
      if (child != node->first)
        g_string_append_c (style->out, ',');
      append_lead (style, child, level + 1);
      append_node (style, child, level + 1);
      if (child->next != NULL)
        append_space_before_comma (style->out, child);
    }

  gboolean was_empty = node->tail == node->start + 1;
  if (node->first == NULL)
    ; /* an emptied container closes at once */
  else if (was_empty && !style->compact)
    append_newline (style, level);
  else
    g_string_append_len (style->out, node->tail, node->end - 1 - node->tail);
  g_string_append_c (style->out, object ? '}' : ']');
}

GBytes *
lim_json_doc_to_bytes (const LimJsonDoc *doc)
{
  g_return_val_if_fail (!doc->is_yaml, NULL);
  if (!lim_json_doc_is_edited (doc))
    return g_bytes_new (doc->text, doc->length);

  GString *out = g_string_sized_new (doc->length + doc->length / 4 + 256);
  Style style = { .out = out, .newline = "\n", .indent = "  " };
  if (doc->root != doc->source_root)
    {
      append_pretty (&style, doc->root, 0);
      g_string_append_c (out, '\n');
    }
  else
    {
      learn_style (&style, doc->root);
      g_string_append_len (out, doc->text, doc->root->start - doc->text);
      append_node (&style, doc->root, 0);
      g_string_append_len (out, doc->root->end, doc->text + doc->length - doc->root->end);
    }
  return g_string_free_to_bytes (out);
}
