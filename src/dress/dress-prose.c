#include "dress-prose-private.h"

#include "base-json.h"
#include "dress-twine-markup.h"

#include <string.h>

static const char *const kind_names[] = { NULL, "br", "em", "strong", "s", "p", "h", "quote", "hr" };

static void
prose_free (gpointer data)
{
  LimProse *prose = data;

  g_free (prose->text);
  g_clear_pointer (&prose->children, g_ptr_array_unref);
  g_free (prose);
}

GPtrArray *
lim_prose_list_new (void)
{
  return g_ptr_array_new_with_free_func (prose_free);
}

LimProse *
lim_prose_new (LimProseKind kind)
{
  LimProse *prose = g_new0 (LimProse, 1);

  prose->kind = kind;
  if (kind != LIM_PROSE_TEXT && kind != LIM_PROSE_BREAK && kind != LIM_PROSE_RULE)
    prose->children = lim_prose_list_new ();
  return prose;
}

gboolean
lim_prose_is_twine (const LimStory *story)
{
  return lim_twine_format (story->format) != LIM_TWINE_PLAIN;
}

/* -- Blocks -- */

typedef struct
{
  GPtrArray *blocks;
  GString *lines; /* of the block at hand */
  LimProseKind kind;
  gboolean twine;
} Reader;

/* Breaks at the ends of a block say nothing. */
static void
drop_outer_breaks (GPtrArray *list)
{
  while (list->len > 0 && ((const LimProse *) list->pdata[0])->kind == LIM_PROSE_BREAK)
    g_ptr_array_remove_index (list, 0);
  while (list->len > 0 && ((const LimProse *) list->pdata[list->len - 1])->kind == LIM_PROSE_BREAK)
    g_ptr_array_remove_index (list, list->len - 1);
}

static void
end_block (Reader *reader)
{
  if (reader->lines->len > 0)
    {
      LimProse *block = lim_prose_new (reader->kind);

      lim_prose_read_inline (reader->lines->str, reader->twine, block->children);
      drop_outer_breaks (block->children);
      if (block->children->len > 0)
        g_ptr_array_add (reader->blocks, block);
      else
        prose_free (block);
    }
  g_string_truncate (reader->lines, 0);
  reader->kind = LIM_PROSE_PARAGRAPH;
}

/* Three or more of one sign, blanks between allowed. */
static gboolean
is_rule (const char *line)
{
  guint n = 0;

  if (*line == '\0' || strchr ("*-_", *line) == NULL)
    return strcmp (line, "⁂") == 0;
  for (const char *at = line; *at != '\0'; at++)
    if (*at == *line)
      n++;
    else if (*at != ' ')
      return FALSE;
  return n >= 3;
}

/* Behind the signs of a heading, or NULL. */
static const char *
heading (const char *line, gboolean twine)
{
  char sign = *line == '!' && twine ? '!' : '#';
  gsize n = strspn (line, sign == '!' ? "!" : "#");

  if (n == 0 || n > 6 || (line[n] != ' ' && sign == '#'))
    return NULL;
  while (line[n] == ' ')
    n++;
  return line[n] != '\0' ? line + n : NULL;
}

static gboolean
begins_with_dash (const char *line)
{
  static const char *const dashes[] = { "- ", "– ", "— ", "• " };

  for (gsize i = 0; i < G_N_ELEMENTS (dashes); i++)
    if (g_str_has_prefix (line, dashes[i]))
      return TRUE;
  return FALSE;
}

/* One line without its end; @hard: the one before asked for a break after it. */
static gboolean
read_line (Reader *reader, char *line, gboolean hard)
{
  gsize length = strlen (line);
  gboolean wants_break = length > 2 && line[length - 1] == ' ' && line[length - 2] == ' ';
  LimProseKind kind = LIM_PROSE_PARAGRAPH;
  const char *rest;

  g_strstrip (line);
  if (*line == '\0' || is_rule (line))
    {
      end_block (reader);
      if (*line != '\0')
        g_ptr_array_add (reader->blocks, lim_prose_new (LIM_PROSE_RULE));
      return FALSE;
    }
  rest = heading (line, reader->twine);
  if (rest != NULL)
    {
      end_block (reader);
      reader->kind = LIM_PROSE_HEADING;
      g_string_assign (reader->lines, rest);
      end_block (reader);
      return FALSE;
    }
  if (*line == '>')
    {
      kind = LIM_PROSE_QUOTE;
      g_strchug (memmove (line, line + 1, strlen (line)));
    }
  if (kind != reader->kind)
    end_block (reader);
  reader->kind = kind;
  if (reader->lines->len > 0)
    g_string_append_c (reader->lines, hard || reader->twine || begins_with_dash (line) ? '\n' : ' ');
  g_string_append (reader->lines, line);
  return wants_break;
}

GPtrArray *
lim_prose_parse (const char *text, gboolean twine)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  Reader reader = { .blocks = lim_prose_list_new (), .lines = lines, .kind = LIM_PROSE_PARAGRAPH, .twine = twine };
  gboolean hard = FALSE;

  while (text != NULL && *text != '\0')
    {
      gsize length = strcspn (text, "\r\n");
      g_autofree char *line = g_strndup (text, length);

      for (char *at = line; *at != '\0'; at++)
        if (g_ascii_iscntrl (*at))
          *at = ' ';
      hard = read_line (&reader, line, hard);
      text += length;
      text += text[0] == '\r' && text[1] == '\n' ? 2 : text[0] != '\0' ? 1 : 0;
    }
  end_block (&reader);
  return reader.blocks;
}

/* -- Giving it on -- */

static void
append_node (GString *out, const LimProse *prose)
{
  if (prose->kind == LIM_PROSE_TEXT)
    {
      lim_json_append_quoted (out, prose->text, -1);
      return;
    }
  g_string_append_printf (out, "[\"%s\"", kind_names[prose->kind]);
  for (guint i = 0; prose->children != NULL && i < prose->children->len; i++)
    {
      g_string_append_c (out, ',');
      append_node (out, prose->children->pdata[i]);
    }
  g_string_append_c (out, ']');
}

void
lim_prose_append_json (GString *out, const GPtrArray *blocks)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < blocks->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_node (out, blocks->pdata[i]);
    }
  g_string_append_c (out, ']');
}

static void
append_plain (GString *out, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const LimProse *prose = list->pdata[i];

      if (prose->kind == LIM_PROSE_TEXT)
        g_string_append (out, prose->text);
      else if (prose->kind == LIM_PROSE_BREAK)
        g_string_append_c (out, '\n');
      else if (prose->children != NULL)
        append_plain (out, prose->children);
    }
}

char *
lim_prose_plain (const GPtrArray *blocks)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      const LimProse *block = blocks->pdata[i];

      if (i > 0)
        g_string_append (out, "\n\n");
      if (block->kind == LIM_PROSE_RULE)
        g_string_append (out, "* * *");
      else
        append_plain (out, block->children);
    }
  return g_string_free (out, FALSE);
}
