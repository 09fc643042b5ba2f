#include "studio-markdown.h"

#include <cmark.h>
#include <string.h>

#define MAX_DEPTH 24
#define MAX_CELLS 64

static LimJson *children_to_json (LimJsonDoc *doc, cmark_node *parent, char **lines, guint depth);

static LimJson *
new_node (LimJsonDoc *doc, const char *what)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "t", what);
  return object;
}

/* -- Tables, which CommonMark does not know: a paragraph whose second line is their ruler -- */

static gboolean
is_ruler (const char *line)
{
  return strchr (line, '|') != NULL && strchr (line, '-') != NULL && line[strspn (line, " \t|:-\r")] == '\0';
}

static gboolean
is_table (cmark_node *paragraph, char **lines)
{
  int first = cmark_node_get_start_line (paragraph), last = cmark_node_get_end_line (paragraph);

  return last > first && first >= 1 && (guint) last <= g_strv_length (lines) && strchr (lines[first - 1], '|') != NULL
         && is_ruler (lines[first]);
}

static LimJson *
cell_to_json (LimJsonDoc *doc, const char *text)
{
  cmark_node *root = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);
  cmark_node *paragraph = cmark_node_first_child (root);
  LimJson *cell = new_node (doc, "cell");
  char *no_lines[] = { NULL };

  /* What would be a heading or a list elsewhere is plain text in a cell. */
  if (paragraph != NULL && cmark_node_get_type (paragraph) == CMARK_NODE_PARAGRAPH)
    lim_json_set (cell, "c", children_to_json (doc, paragraph, no_lines, MAX_DEPTH / 2));
  else
    {
      LimJson *list = lim_json_new_array (doc);

      lim_json_append (list, lim_json_new_string (doc, text));
      lim_json_set (cell, "c", list);
    }
  cmark_node_free (root);
  return cell;
}

static LimJson *
row_to_json (LimJsonDoc *doc, const char *line)
{
  LimJson *row = new_node (doc, "row"), *cells = lim_json_new_array (doc);
  g_autofree char *copy = g_strdup (line);
  char *text = g_strstrip (copy);
  gsize length = strlen (text);

  if (length > 1 && text[length - 1] == '|' && text[length - 2] != '\\')
    text[length - 1] = '\0';
  if (*text == '|')
    text++;
  g_auto (GStrv) parts = g_regex_split_simple ("(?<!\\\\)\\|", text, 0, 0);
  for (guint i = 0; parts[i] != NULL && i < MAX_CELLS; i++)
    lim_json_append (cells, cell_to_json (doc, g_strstrip (parts[i])));
  lim_json_set (row, "c", cells);
  return row;
}

static LimJson *
table_to_json (LimJsonDoc *doc, cmark_node *paragraph, char **lines)
{
  LimJson *table = new_node (doc, "table"), *rows = lim_json_new_array (doc);
  int first = cmark_node_get_start_line (paragraph), last = cmark_node_get_end_line (paragraph);

  for (int i = first; i <= last; i++)
    if (i != first + 1)
      lim_json_append (rows, row_to_json (doc, lines[i - 1]));
  lim_json_set (table, "c", rows);
  return table;
}

/* -- Everything else -- */

static LimJson *
container (LimJsonDoc *doc, const char *what, cmark_node *node, char **lines, guint depth)
{
  LimJson *object = new_node (doc, what);

  lim_json_set (object, "c", children_to_json (doc, node, lines, depth + 1));
  return object;
}

static LimJson *
literal (LimJsonDoc *doc, const char *what, cmark_node *node)
{
  LimJson *object = new_node (doc, what);

  lim_json_set_string (object, "text", cmark_node_get_literal (node));
  return object;
}

/* NULL: nothing is shown for it. */
static LimJson *
node_to_json (LimJsonDoc *doc, cmark_node *node, char **lines, guint depth)
{
  LimJson *object;

  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
    case CMARK_NODE_CUSTOM_INLINE:
      return lim_json_new_string (doc, cmark_node_get_literal (node));
    case CMARK_NODE_SOFTBREAK:
      return lim_json_new_string (doc, " ");
    case CMARK_NODE_LINEBREAK:
      return new_node (doc, "break");
    case CMARK_NODE_CODE:
      return literal (doc, "inline", node);
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
      return literal (doc, "code", node);
    case CMARK_NODE_THEMATIC_BREAK:
      return new_node (doc, "rule");
    case CMARK_NODE_STRONG:
      return container (doc, "strong", node, lines, depth);
    case CMARK_NODE_EMPH:
    case CMARK_NODE_IMAGE:
      return container (doc, "emphasis", node, lines, depth);
    case CMARK_NODE_LINK:
      object = container (doc, "link", node, lines, depth);
      lim_json_set_string (object, "to", cmark_node_get_url (node));
      return object;
    case CMARK_NODE_HEADING:
      object = container (doc, "heading", node, lines, depth);
      lim_json_set_int (object, "level", cmark_node_get_heading_level (node));
      return object;
    case CMARK_NODE_LIST:
      object = container (doc, "list", node, lines, depth);
      lim_json_set_bool (object, "ordered", cmark_node_get_list_type (node) == CMARK_ORDERED_LIST);
      return object;
    case CMARK_NODE_ITEM:
      return container (doc, "item", node, lines, depth);
    case CMARK_NODE_BLOCK_QUOTE:
      return container (doc, "quote", node, lines, depth);
    case CMARK_NODE_PARAGRAPH:
      return is_table (node, lines) ? table_to_json (doc, node, lines)
                                    : container (doc, "paragraph", node, lines, depth);
    default:
      return NULL;
    }
}

static gboolean
is_block (cmark_node *node)
{
  return cmark_node_get_type (node) <= CMARK_NODE_LAST_BLOCK;
}

static LimJson *
children_to_json (LimJsonDoc *doc, cmark_node *parent, char **lines, guint depth)
{
  LimJson *list = lim_json_new_array (doc);

  for (cmark_node *node = depth < MAX_DEPTH ? cmark_node_first_child (parent) : NULL; node != NULL;
       node = cmark_node_next (node))
    {
      LimJson *made = node_to_json (doc, node, lines, depth);

      if (made == NULL)
        continue;
      if (is_block (node))
        lim_json_set_int (made, "line", cmark_node_get_start_line (node));
      lim_json_append (list, made);
    }
  return list;
}

LimJson *
lim_studio_markdown (LimJsonDoc *doc, const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);
  cmark_node *root = cmark_parse_document (valid, strlen (valid), CMARK_OPT_DEFAULT);
  LimJson *blocks = children_to_json (doc, root, lines, 0);

  cmark_node_free (root);
  return blocks;
}
