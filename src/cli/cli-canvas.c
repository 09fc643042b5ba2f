#include "cli-canvas.h"

#include "base-text.h"

#include <string.h>

static const struct
{
  const char *code;
  gboolean is_color;
} inks[LIM_N_INKS] = {
  [LIM_INK_PLAIN] = { "" },
  [LIM_INK_BOLD] = { "\033[1m" },
  [LIM_INK_DIM] = { "\033[2m" },
  [LIM_INK_GOOD] = { "\033[32m", TRUE },
  [LIM_INK_WARN] = { "\033[33m", TRUE },
  [LIM_INK_BAD] = { "\033[31m", TRUE },
  [LIM_INK_REVERSE] = { "\033[7m" },
};

guint
lim_canvas_rows_left (const LimCanvas *self)
{
  return self->height > self->row ? self->height - self->row : 0;
}

static void
begin_row (LimCanvas *self)
{
  if (self->begun)
    return;
  g_string_append_printf (self->out, "\033[%u;%uH", self->top + self->row, self->left);
  self->begun = TRUE;
  self->used = 0;
}

static void
append_inked (LimCanvas *self, LimInk ink, const char *text)
{
  const char *code = inks[ink].is_color && !self->color ? "" : inks[ink].code;

  g_string_append (self->out, code);
  g_string_append (self->out, text);
  if (*code != '\0')
    g_string_append (self->out, "\033[0m");
}

void
lim_canvas_text (LimCanvas *self, LimInk ink, const char *text)
{
  if (text == NULL || lim_canvas_rows_left (self) == 0)
    return;
  begin_row (self);
  g_autofree char *harmless = lim_text_harmless (text);
  g_autofree char *cut = lim_text_cut (harmless, self->width - self->used);
  append_inked (self, ink, cut);
  self->used += lim_text_display_width (cut);
}

void
lim_canvas_printf (LimCanvas *self, LimInk ink, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lim_canvas_text (self, ink, text);
}

void
lim_canvas_to (LimCanvas *self, guint column)
{
  if (lim_canvas_rows_left (self) == 0)
    return;
  begin_row (self);
  for (; self->used < MIN (column, self->width); self->used++)
    g_string_append_c (self->out, ' ');
}

void
lim_canvas_end_row (LimCanvas *self)
{
  lim_canvas_to (self, self->width);
  self->begun = FALSE;
  self->used = 0;
  self->row++;
}

/* The bytes of @text that go into @width columns, broken after a blank where there is one. At least one character. */
static gsize
fitting (const char *text, guint width)
{
  const char *at = text, *blank = NULL;
  guint used = 0;

  while (*at != '\0')
    {
      const char *next = g_utf8_next_char (at);
      g_autofree char *letter = g_strndup (at, (gsize) (next - at));

      used += lim_text_display_width (letter);
      if (used > width)
        break;
      if (*at == ' ')
        blank = at;
      at = next;
    }
  if (*at == '\0' || *at == ' ')
    return (gsize) (at - text);
  if (blank != NULL && blank > text)
    return (gsize) (blank - text);
  return at > text ? (gsize) (at - text) : (gsize) (g_utf8_next_char (text) - text);
}

void
lim_canvas_wrap (LimCanvas *self, LimInk ink, const char *text, guint indent, guint max_rows)
{
  g_autofree char *harmless = lim_text_harmless (text != NULL ? text : "");
  const char *at = harmless;
  guint rows = max_rows == 0 ? lim_canvas_rows_left (self) : MIN (max_rows, lim_canvas_rows_left (self));

  lim_canvas_to (self, 0);
  for (guint i = 0; i < rows && (i == 0 || *at != '\0'); i++)
    {
      while (i > 0 && *at == ' ')
        at++;
      if (i > 0)
        lim_canvas_to (self, indent);
      gsize length = fitting (at, self->width - self->used);
      if (i + 1 == rows)
        length = strlen (at);
      g_autofree char *line = g_strndup (at, length);
      lim_canvas_text (self, ink, line);
      lim_canvas_end_row (self);
      at += length;
    }
}

void
lim_canvas_finish (LimCanvas *self)
{
  while (lim_canvas_rows_left (self) > 0)
    lim_canvas_end_row (self);
}
