#include "style-line.h"

#include "base-text.h"

void
lim_line_init (LimLine *line)
{
  line->letters = g_array_new (FALSE, FALSE, sizeof (gunichar));
  line->cursor = 0;
}

void
lim_line_clear (LimLine *line)
{
  g_clear_pointer (&line->letters, g_array_unref);
}

static void
insert (LimLine *line, gunichar letter)
{
  if (line->letters->len < LIM_LINE_MAX)
    {
      g_array_insert_val (line->letters, line->cursor, letter);
      line->cursor++;
    }
}

void
lim_line_set (LimLine *line, const char *text)
{
  g_autofree char *harmless = lim_text_harmless (text != NULL ? text : "");

  g_array_set_size (line->letters, 0);
  line->cursor = 0;
  for (const char *at = harmless; *at != '\0'; at = g_utf8_next_char (at))
    insert (line, g_utf8_get_char (at));
}

static char *
part (const LimLine *line, guint from, guint to)
{
  GString *text = g_string_new (NULL);

  for (guint i = from; i < to; i++)
    g_string_append_unichar (text, g_array_index (line->letters, gunichar, i));
  return g_string_free (text, FALSE);
}

char *
lim_line_get (const LimLine *line)
{
  return g_strstrip (part (line, 0, line->letters->len));
}

char *
lim_line_before (const LimLine *line)
{
  return part (line, 0, line->cursor);
}

char *
lim_line_after (const LimLine *line)
{
  return part (line, line->cursor, line->letters->len);
}

/* -- What keys do -- */

static void
remove_to (LimLine *line, guint from)
{
  g_array_remove_range (line->letters, from, line->cursor - from);
  line->cursor = from;
}

static void
go_left (LimLine *line)
{
  line->cursor -= line->cursor > 0;
}

static void
go_right (LimLine *line)
{
  line->cursor += line->cursor < line->letters->len;
}

static void
go_home (LimLine *line)
{
  line->cursor = 0;
}

static void
go_end (LimLine *line)
{
  line->cursor = line->letters->len;
}

static void
rub_out (LimLine *line)
{
  if (line->cursor > 0)
    remove_to (line, line->cursor - 1);
}

static void
delete_here (LimLine *line)
{
  if (line->cursor < line->letters->len)
    g_array_remove_index (line->letters, line->cursor);
}

static void
delete_before (LimLine *line)
{
  remove_to (line, 0);
}

static void
delete_after (LimLine *line)
{
  g_array_set_size (line->letters, line->cursor);
}

static void
delete_word (LimLine *line)
{
  guint from = line->cursor;

  while (from > 0 && g_unichar_isspace (g_array_index (line->letters, gunichar, from - 1)))
    from--;
  while (from > 0 && !g_unichar_isspace (g_array_index (line->letters, gunichar, from - 1)))
    from--;
  remove_to (line, from);
}

static const struct
{
  LimKey key;
  void (*act) (LimLine *line);
} bindings[] = {
  { LIM_KEY_LEFT, go_left },
  { LIM_KEY_CTRL ('b'), go_left },
  { LIM_KEY_RIGHT, go_right },
  { LIM_KEY_CTRL ('f'), go_right },
  { LIM_KEY_HOME, go_home },
  { LIM_KEY_CTRL ('a'), go_home },
  { LIM_KEY_END, go_end },
  { LIM_KEY_CTRL ('e'), go_end },
  { LIM_KEY_BACKSPACE, rub_out },
  { LIM_KEY_CTRL ('h'), rub_out },
  { LIM_KEY_DELETE, delete_here },
  { LIM_KEY_CTRL ('d'), delete_here },
  { LIM_KEY_CTRL ('u'), delete_before },
  { LIM_KEY_CTRL ('k'), delete_after },
  { LIM_KEY_CTRL ('w'), delete_word },
};

gboolean
lim_line_key (LimLine *line, LimKey key)
{
  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    if (bindings[i].key == key)
      {
        bindings[i].act (line);
        return TRUE;
      }
  if (key >= LIM_KEY_UP || !g_unichar_validate (key) || g_unichar_type (key) == G_UNICODE_CONTROL
      || g_unichar_type (key) == G_UNICODE_FORMAT)
    return FALSE;
  insert (line, key);
  return TRUE;
}
